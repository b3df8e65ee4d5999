"""Reads aloud what the release has no sound for: a thread, a voice in a process of its own, a bounded folder.

What a newcomer would get wrong: nothing but the thread ever waits for the voice. The guide wishes, looks whether a
block has its sound, and shows the words meanwhile; a voice that crashes, hangs or does not know the language leaves
the words, and the next wish may try again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from contract.museum import Block
from narration.rendered_blocks import (
    FILES,
    BlockRenderer,
    RenderedBlock,
    RenderedBlockStore,
    RenderingError,
    UnsupportedLanguageError,
)

log = logging.getLogger(__name__)

STOP_SECONDS = 5.0


class ReadingAloud:
    """A device.guide.aloud.Aloud. Owns one thread between `start` and `stop`. Safe to use from any thread."""

    def __init__(
        self, folder: Path, speaker: BlockRenderer, most_bytes: int, on_said: Callable[[], None]
    ) -> None:
        """`folder`: kept under `most_bytes`, what was told longest ago goes first. `speaker` is closed by `stop`.

        `on_said` is called from the thread when a block has its sound, or is known to get none.
        """
        self._recordings = RenderedBlockStore(folder)
        self._speaker = speaker
        self._most_bytes = most_bytes
        self._on_said = on_said
        self._changed = threading.Condition()
        self._wished: dict[str, Block] = {}  # in the order they are told
        self._made: dict[str, RenderedBlock] = {}
        self._unspoken: set[str] = set()  # by this voice, for good
        self._trouble: str | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="reading aloud", daemon=True)

    @property
    def trouble(self) -> list[str]:
        """Why the voice fails, in a sentence for the technician; empty while it speaks."""
        trouble = self._trouble
        return [trouble] if trouble else []

    def wish(self, blocks: Sequence[Block]) -> None:
        """See Aloud. Looks at the disk for what was said before; says nothing itself."""
        named = {self._name(block): block for block in blocks}
        found = {name: recording for name in named if (recording := self._recordings.find(name))}
        for name in found:
            self._recordings.used(name)
        with self._changed:
            self._made |= found
            self._wished = {
                name: block
                for name, block in named.items()
                if name not in self._made and name not in self._unspoken
            }
            self._changed.notify_all()

    def sound(self, block: Block) -> RenderedBlock | None:
        """See Aloud."""
        with self._changed:
            return self._made.get(self._name(block))

    def coming(self, block: Block) -> bool:
        """See Aloud."""
        with self._changed:
            return self._name(block) in self._wished

    def file(self, name: str, file: str) -> Path:
        """A file of a recording made here. Raises KeyError for one that is not here."""
        with self._changed:
            recording = self._made.get(name)
        if recording is None or file not in FILES:
            raise KeyError(f"{name}/{file}")
        return recording.folder / file

    def start(self) -> None:
        """Starts the thread; the voice starts when there is something to say."""
        self._recordings.keep_newest(self._most_bytes)
        self._thread.start()

    def stop(self) -> None:
        """Ends the voice, in the middle of a word if need be, and the thread."""
        with self._changed:
            self._stopping = True
            self._wished.clear()
            self._changed.notify_all()
        self._speaker.close()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _name(self, block: Block) -> str:
        return self._recordings.name(block, self._speaker)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or self._wished)
                if self._stopping:
                    return
                name, block = next(iter(self._wished.items()))
            self._say(name, block)
            with self._changed:
                self._wished.pop(name, None)
            self._on_said()

    def _say(self, name: str, block: Block) -> None:
        try:
            recording = self._recordings.make(block, self._speaker)
            dropped = self._recordings.keep_newest(self._most_bytes)
        except UnsupportedLanguageError as error:
            log.info("block %s is shown as text: %s", block.key, error)
            with self._changed:
                self._unspoken.add(name)
        except (RenderingError, OSError) as error:
            self._failed(f"The kiosk can't read aloud: {error}", block)
        except Exception:
            log.exception("reading aloud stumbled")
            self._failed("The kiosk can't read aloud; its log says why.", block)
        else:
            self._trouble = None
            with self._changed:
                self._made[name] = recording
                for gone in dropped:
                    self._made.pop(gone, None)

    def _failed(self, words: str, block: Block) -> None:
        if not self._stopping:  # a voice that is being closed says so too
            log.warning("%s (block %s)", words, block.key)
            self._trouble = words
