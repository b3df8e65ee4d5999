"""The narration of a work for one visitor: which blocks, in which language, with which speech.

A missing translation falls back along the visitor's own list of languages and no further. When no language of the list
has a block, the narration is empty, and the page says which languages have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from contract.bundle import Release, Speech
from contract.museum import Authorship, Block, Key, Language, Level, Source, Work
from narration.link_blocks import link_blocks
from narration.profile import Profile
from narration.script import compose
from narration.speaking_pace import text_seconds


class NarrationTrack(Struct, frozen=True):
    """A block and its speech. A block without speech is shown as text."""

    block: Block
    speech: Speech | None

    @property
    def seconds(self) -> float:
        """Seconds that hearing it takes, or reading it where there is no speech."""
        if self.speech is not None:
            return self.speech.seconds
        return text_seconds(self.block.text)


class LinkTrack(Struct, frozen=True):
    """A block on what a work shares with other works, `met`; who met one of them hears it."""

    met: tuple[Key, ...]
    track: NarrationTrack


class MadeBy(Struct, frozen=True):
    """Who or what wrote some tracks, each value once, whether a person approved all, and whether a machine speaks."""

    authorship: list[Authorship]
    checked: bool
    machine_voice: bool

    def covers(self, other: MadeBy) -> bool:
        """Returns whether a page that says this need not say `other`."""
        made = set(other.authorship) - {Authorship.PERSON}
        return (
            made <= set(self.authorship)
            and (not made or other.checked or not self.checked)
            and (self.machine_voice or not other.machine_voice)
        )


class WorkNarration(Struct, frozen=True):
    """The tracks of a work in one language. The lists may be empty.

    `links`: only a phone knows which of these works its visitor met, so it has all of them, in the museum's order.
    `asked`: the levels at whose asking this is told. `level`, at which it is told, may not be among them.
    """

    language: str
    level: Level
    asked: tuple[Level, ...]
    first: list[NarrationTrack]
    deeper: list[NarrationTrack]
    links: list[LinkTrack] = []

    @property
    def own_tracks(self) -> list[NarrationTrack]:
        """What is told of the work itself."""
        return [*self.first, *self.deeper]

    @property
    def tracks(self) -> list[NarrationTrack]:
        """Everything that may be told of it."""
        return [*self.own_tracks, *(link.track for link in self.links)]

    @property
    def seconds(self) -> float:
        """Seconds that the first layer takes."""
        return sum(track.seconds for track in self.first)

    @property
    def deeper_seconds(self) -> float:
        """Seconds that the deeper layers take."""
        return sum(track.seconds for track in self.deeper)

    @property
    def made_by(self) -> MadeBy:
        """Who wrote and who speaks what is told of the work itself."""
        return _made_by(self.own_tracks)

    @property
    def links_made_by(self) -> list[tuple[Key, MadeBy]]:
        """The block of each link that others made than the work's own tracks, and who made it."""
        own = self.made_by
        found = [(link.track.block.key, _made_by([link.track])) for link in self.links]
        return [(key, made_by) for key, made_by in found if not own.covers(made_by)]

    @property
    def sources(self) -> list[Source]:
        """The sources of what is told of the work itself, each once."""
        tracks = self.own_tracks
        return list(dict.fromkeys(source for track in tracks for source in track.block.sources))

    @property
    def link_sources(self) -> list[tuple[Source, list[Key]]]:
        """Every source that only links have, and the blocks of these: it is listed where one of them is told."""
        found: dict[Source, list[Key]] = {}
        for link in self.links:
            for source in dict.fromkeys(link.track.block.sources):
                found.setdefault(source, []).append(link.track.block.key)
        own = set(self.sources)
        return [(source, keys) for source, keys in found.items() if source not in own]


def _made_by(tracks: Sequence[NarrationTrack]) -> MadeBy:
    return MadeBy(
        sorted({track.block.authorship for track in tracks}),
        all(track.block.approved_by for track in tracks),
        any(track.speech is not None and track.speech.machine_made for track in tracks),
    )


class Narrator:
    """Chooses the narration of the works of one release."""

    def __init__(self, release: Release) -> None:
        self._speech = {speech.block: speech for speech in release.speech}
        self._links = release.museum.links

    def narration(self, work: Work, languages: list[str], level: Level) -> WorkNarration:
        """Returns what a visitor hears about a work. `languages` must not be empty.

        `narration.script` chooses, as it does at a kiosk. Deeper layers are in the language and at the level of the
        first. All themes are there in the museum's order, because the phone alone knows the interests.
        """
        script = compose(work, Profile(languages, level))
        same = Profile([script.language], script.level)
        deeper = [
            self._track(block)
            for layer in sorted({block.layer for block in work.blocks} - {1})
            for block in compose(work, same, layer).blocks
            if block.level is script.level and block.language == script.language
        ]
        first = [self._track(block) for block in script.blocks]
        if not first:
            return WorkNarration(script.language, script.level, (level,), [], [])
        links = self._link_tracks(work, script.language, script.level)
        return WorkNarration(script.language, script.level, (level,), first, deeper, links)

    def narrations(
        self, work: Work, languages: list[str], levels: Iterable[Level]
    ) -> list[WorkNarration]:
        """Returns what is told of a work at these levels, each narration once, whichever levels come to it."""
        found: dict[object, WorkNarration] = {}
        for level in levels:
            new = self.narration(work, languages, level)
            told = (new.language, new.level) if new.first else None
            same = found.get(told)
            found[told] = replace(same, asked=(*same.asked, level)) if same else new
        return list(found.values())

    def _link_tracks(self, work: Work, language: Language, level: Level) -> list[LinkTrack]:
        return [
            LinkTrack(tuple(key for key in link.works if key != work.key), self._track(block))
            for link in self._links
            if work.key in link.works
            for block in link_blocks(link, language, level)
        ]

    def _track(self, block: Block) -> NarrationTrack:
        return NarrationTrack(block, self._speech.get(block.key))


def narrated_languages(work: Work) -> list[str]:
    """Returns the languages in which a work has a first layer, each once."""
    return list(dict.fromkeys(block.language for block in work.blocks if block.layer == 1))
