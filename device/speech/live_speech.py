"""Makes speech on the kiosk for blocks that the release has no speech for, on a thread, into a bounded folder.

Only this thread waits for the voice, which runs in a process of its own. The guide requests blocks, asks whether
their speech is there, and shows the words meanwhile. A voice that crashes, hangs or does not know the language leaves
the words on the screen, and the next request may try again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from contract.museum import Block, Pronunciation
from narration.rendered_blocks import (
    FILES,
    BlockRenderer,
    RenderedBlock,
    RenderedBlockStore,
    RenderingError,
    UnsupportedLanguageError,
)
from runtime.worker import Worker

log = logging.getLogger(__name__)

STOP_SECONDS = 5.0


class LiveSpeech:
    """A device.guide.speech_on_demand.SpeechOnDemand, with a thread between `start` and `stop`. Thread-safe."""

    def __init__(
        self, folder: Path, renderer: BlockRenderer, most_bytes: int, on_made: Callable[[], None]
    ) -> None:
        """`folder`: kept under `most_bytes`; what was used longest ago is deleted first. `stop` closes `renderer`.

        `on_made` is called from the thread when the speech of a block is there, or will not come.
        """
        self._store = RenderedBlockStore(folder)
        self._renderer = renderer
        self._most_bytes = most_bytes
        self._on_made = on_made
        self._changed = threading.Condition()
        self._requested: dict[str, Block] = {}  # in the order they are played
        self._made: dict[str, RenderedBlock] = {}
        self._unspoken: set[str] = set()  # blocks whose language this voice does not know
        self._problem: str | None = None
        self._worker = Worker("live speech", self._work, wake=self._interrupt)

    @property
    def problems(self) -> list[str]:
        """Why the voice fails, in a sentence for the technician; empty while it works."""
        problem = self._problem
        return [problem] if problem else []

    def request(self, blocks: Sequence[Block]) -> None:
        """See SpeechOnDemand. Finds what is on the disk already; makes nothing itself."""
        named = {self._name(block): block for block in blocks}
        found = {name: rendered for name in named if (rendered := self._store.find(name))}
        for name in found:
            self._store.used(name)
        with self._changed:
            self._made |= found
            self._requested = {
                name: block
                for name, block in named.items()
                if name not in self._made and name not in self._unspoken
            }
            self._changed.notify_all()

    def find(self, block: Block) -> RenderedBlock | None:
        """See SpeechOnDemand."""
        with self._changed:
            return self._made.get(self._name(block))

    def pending(self, block: Block) -> bool:
        """See SpeechOnDemand."""
        with self._changed:
            return self._name(block) in self._requested

    def file(self, name: str, file: str) -> Path:
        """Returns the path of a file of a block rendered here. Raises KeyError for an unknown one."""
        with self._changed:
            rendered = self._made.get(name)
        if rendered is None or file not in FILES:
            raise KeyError(f"{name}/{file}")
        return rendered.folder / file

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        """Say what comes from now on with this museum's pronunciations."""
        self._renderer.pronounce(lexicon)

    def start(self) -> None:
        """Start the thread; the voice starts with the first request."""
        self._store.keep_newest(self._most_bytes)
        self._worker.start()

    def stop(self) -> None:
        """End the voice, in the middle of a word if need be, and the thread."""
        self._worker.stop(STOP_SECONDS)

    def _interrupt(self) -> None:
        with self._changed:
            self._requested.clear()
            self._changed.notify_all()
        self._renderer.close()

    def _name(self, block: Block) -> str:
        return self._store.name(block, self._renderer)

    def _work(self) -> None:
        stopping = self._worker.stopping
        while True:
            with self._changed:
                self._changed.wait_for(lambda: stopping.is_set() or self._requested)
                if stopping.is_set():
                    return
                name, block = next(iter(self._requested.items()))
            self._make(name, block)
            with self._changed:
                self._requested.pop(name, None)
            self._on_made()

    def _make(self, name: str, block: Block) -> None:
        try:
            rendered = self._store.make(block, self._renderer)
            dropped = self._store.keep_newest(self._most_bytes)
        except UnsupportedLanguageError as error:
            log.info("block %s is shown as text: %s", block.key, error)
            with self._changed:
                self._unspoken.add(name)
        except (RenderingError, OSError) as error:
            self._failed(f"The kiosk can't read aloud: {error}", block)
        except Exception:
            log.exception("making the speech of block %s failed", block.key)
            self._failed("The kiosk can't read aloud; its log says why.", block)
        else:
            self._problem = None
            with self._changed:
                self._made[name] = rendered
                for gone in dropped:
                    self._made.pop(gone, None)

    def _failed(self, problem: str, block: Block) -> None:
        if not self._worker.stopping.is_set():  # a voice that is being closed fails, too
            log.warning("%s (block %s)", problem, block.key)
            self._problem = problem
