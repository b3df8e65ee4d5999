"""What is said about a work: which blocks, in which language, with which speech.

What a newcomer would get wrong: a missing translation falls back along the visitor's own list of languages and
no further. When none of them has words, nothing is said, and the page says which languages have.
"""

from __future__ import annotations

from msgspec import Struct

from contract.bundle import Release, Speech
from contract.museum import Authorship, Block, Level, Work
from narration.profile import Profile
from narration.script import choose

CHARACTERS_A_SECOND = 15.5
"""Of a text that has no speech yet: 900–1,400 characters take 60–90 s (NUMBERS, a stop's narration)."""


class Track(Struct, frozen=True):
    """A block and its speech; a block without speech is there to be read."""

    block: Block
    speech: Speech | None

    @property
    def seconds(self) -> float:
        """How long it takes to hear, or to read."""
        if self.speech is not None:
            return self.speech.seconds
        return len(self.block.text) / CHARACTERS_A_SECOND


class Telling(Struct, frozen=True):
    """The tracks of a work in one language. `level` may differ from the one asked for; no tracks: no words."""

    language: str
    level: Level
    first: list[Track]
    deeper: list[Track]

    @property
    def seconds(self) -> float:
        """How long the first layer takes."""
        return sum(track.seconds for track in self.first)

    @property
    def hands(self) -> list[Authorship]:
        """Who or what wrote it, each once."""
        return sorted({track.block.authorship for track in [*self.first, *self.deeper]})

    @property
    def checked(self) -> bool:
        """True when a person approved every block."""
        return all(track.block.approved_by for track in [*self.first, *self.deeper])

    @property
    def machine_voice(self) -> bool:
        """True when any of it is spoken by a machine."""
        tracks = [*self.first, *self.deeper]
        return any(track.speech is not None and track.speech.machine_made for track in tracks)


class Teller:
    """Tells about the works of one release."""

    def __init__(self, release: Release) -> None:
        self._speech = {speech.block: speech for speech in release.speech}

    def tell(self, work: Work, languages: list[str], level: Level) -> Telling:
        """What a visitor hears about a work.

        `narration.script` chooses, as it does at a kiosk; deeper layers follow in the language and at the level
        of the first. Every theme is there in the museum's order: the phone alone knows the interests.
        `languages` must not be empty.
        """
        script = choose(work, Profile(languages, level))
        same = Profile([script.language], script.level)
        deeper = [
            self._track(block)
            for layer in sorted({block.layer for block in work.blocks} - {1})
            for block in choose(work, same, layer).blocks
            if block.level is script.level
        ]
        first = [self._track(block) for block in script.blocks]
        return Telling(script.language, script.level, first, deeper if first else [])

    def _track(self, block: Block) -> Track:
        return Track(block, self._speech.get(block.key))


def languages_told(work: Work) -> list[str]:
    """The languages in which there is anything to hear or read about a work, each once."""
    return list(dict.fromkeys(block.language for block in work.blocks if block.layer == 1))
