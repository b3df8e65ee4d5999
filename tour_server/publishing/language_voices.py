"""The voices that languages get after the first voice has spoken, as they are open while speech is made.

Where a language's own voice can't be had, or can't speak a block, the first voice's speech stays, and staff read why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Protocol, Self

from contract.museum import Block, Museum
from narration.rendered_blocks import BlockRenderer
from narration.speech.voice import VoiceError


class LanguageVoices(Protocol):
    """Where voices of languages are opened (tour_server.publishing.speaker_source)."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have a voice of their own."""
        ...

    def open_for(self, language: str) -> BlockRenderer:
        """Returns a speaker with the voice of a language; the caller closes it. Raises VoiceError."""
        ...


class OpenSpeakers:
    """The first voice, and the languages' own for one museum. They are closed at the end of a `with`."""

    def __init__(self, first: BlockRenderer, voices: LanguageVoices | None, museum: Museum) -> None:
        """Open the voices of the museum's languages; the one that can't be had is told in `notes`."""
        self.first = first
        self.notes: list[str] = []
        self._own: dict[str, BlockRenderer] = {}
        self._stack = ExitStack()
        self._stack.callback(first.close)
        spoken = {block.language for work in museum.works for block in work.blocks}
        for language in sorted(voices.languages if voices is not None else ()):
            if voices is None or not any(_named(one, {language}) for one in spoken):
                continue
            try:
                speaker = voices.open_for(language)
            except VoiceError as error:
                self.notes.append(f"The voice of {language} can't be used: {error}")
            else:
                self._own[language] = speaker
                self._stack.callback(speaker.close)
        for speaker in (first, *self._own.values()):
            speaker.pronounce(museum.site.lexicon)

    def own(self, block: Block) -> BlockRenderer | None:
        """Returns the voice of the block's language, None where the first one is all there is."""
        name = _named(block.language, self._own)
        return None if name is None else self._own[name]

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all voices."""
        self._stack.close()


def not_spoken(
    failed: Mapping[str, str], plan: Mapping[str, tuple[Block, BlockRenderer]]
) -> list[str]:
    """Returns sentences for staff: how many blocks of a language its own voice did not speak, and why.

    `failed`: why, by the name of a recording. `plan`: what was to be rendered, by the same names.
    """
    whys = Counter((plan[name][0].language, why) for name, why in failed.items())
    return [
        f"The voice of {language} did not speak {count} {'block' if count == 1 else 'blocks'}: {why}"
        for (language, why), count in sorted(whys.items())
    ]


def _named(language: str, names: Iterable[str]) -> str | None:
    """Returns the name among `names` for a language tag: the tag itself, else its first part."""
    known = set(names)
    return next((one for one in (language, language.split("-")[0]) if one in known), None)
