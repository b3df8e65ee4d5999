"""Makes people's recordings go first: speakers that say a recorded block as it was recorded, any other as before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from contract.bundle import Release
from contract.museum import Block, Link, Pronunciation, Work
from narration.rendered_blocks import (
    BlockRenderer,
    RenderedBlockStore,
    RenderingError,
    RenderingFacts,
)
from narration.speech.recorded import RecordedTake
from narration.voice_renderer import VoiceRenderer
from tour_server.recordings.recordings import Recordings, TextKey
from tour_server.recordings.sound_store import SoundStore, form_of
from tour_server.recordings.take import Take


class Speakers(Protocol):
    """Where speakers are opened (tour_server.publishing.speaker_source)."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have a voice of their own."""
        ...

    def open(self) -> BlockRenderer:
        """Returns a speaker with the first voice; the caller closes it. Raises VoiceError."""
        ...

    def open_for(self, language: str) -> BlockRenderer:
        """Returns a speaker with the voice of one of `languages`; the caller closes it. Raises VoiceError."""
        ...


class RecordedSpeakers:
    """Speakers of which each says recorded blocks as they were recorded.

    Which recordings these are changes with a publish alone, when `use_newest` is called: speech that follows a release
    has the recordings that the release was published with, also after a restart.
    """

    def __init__(
        self,
        speakers: Speakers,
        recordings: Recordings,
        newest: Callable[[], Release | None],
    ) -> None:
        """`newest` returns the newest release, None before the first; it is asked once, at the first use."""
        self._speakers, self._recordings = speakers, recordings
        self._newest = newest
        self._takes: Mapping[TextKey, Take] | None = None

    def use_newest(self) -> None:
        """Use the takes that staff have chosen now."""
        self._takes = self._recordings.in_use()

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have a voice of their own."""
        return self._speakers.languages

    def open(self) -> BlockRenderer:
        """See Speakers."""
        return self._first(self._speakers.open())

    def open_for(self, language: str) -> BlockRenderer:
        """See Speakers."""
        return self._first(self._speakers.open_for(language))

    def _first(self, other: BlockRenderer) -> BlockRenderer:
        if self._takes is None:
            newest = self._newest()
            self._takes = {} if newest is None else published_takes(self._recordings, newest)
        return RecordedFirst(self._takes, self._recordings.sounds, other)


class RecordedFirst:
    """A BlockRenderer that renders what is recorded, and leaves the rest to `other`."""

    def __init__(
        self, takes: Mapping[TextKey, Take], sounds: SoundStore, other: BlockRenderer
    ) -> None:
        self._takes, self._sounds, self._other = takes, sounds, other

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        """See BlockRenderer; a recording stays as it is."""
        self._other.pronounce(lexicon)

    def identity(self, block: Block) -> str:
        """See BlockRenderer."""
        take = self._take(block)
        if take is None:
            return self._other.identity(block)
        return VoiceRenderer(_voice(take, Path(take.file))).identity(block)

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        """See BlockRenderer. A recording that can't be read is not passed over: its block has no sound."""
        take = self._take(block)
        if take is None:
            return self._other.render(block, folder)
        try:
            sound = self._sounds.path(take.file)
        except KeyError as error:
            raise RenderingError("its recording is missing from the server's disk") from error
        return VoiceRenderer(_voice(take, sound)).render(block, folder)

    def close(self) -> None:
        """Close the other speaker."""
        self._other.close()

    def _take(self, block: Block) -> Take | None:
        return self._takes.get((block.key, block.language, block.text))


def published_takes(recordings: Recordings, release: Release) -> dict[TextKey, Take]:
    """Returns the takes that a release was published with, whatever staff have chosen since.

    The speech that it has is compared by the name of its file. Where earlier software named it otherwise, and where it
    is still to be made, the take counts that was chosen then.
    """
    said = {speech.block: speech for speech in release.speech}
    chosen = recordings.in_use(dt.datetime.fromtimestamp(release.published_at, dt.UTC))
    kept = recordings.of_blocks([key for key, one in said.items() if not one.machine_made])
    names, found = RenderedBlockStore(Path()), dict[TextKey, Take]()
    owners: list[Work | Link] = [*release.museum.works, *release.museum.links]
    for block in (block for owner in owners for block in owner.blocks):
        speech, text = said.get(block.key), (block.key, block.language, block.text)
        if speech is not None and speech.machine_made:
            continue
        takes = kept.get(block.key, [])
        same = (take for take in takes if speech and _is_of(take, block, speech.opus, names))
        if (take := next(same, chosen.get(text))) is not None:
            found[text] = take
    return found


def _is_of(take: Take, block: Block, target: str, names: RenderedBlockStore) -> bool:
    """Returns whether a target is the sound of this take."""
    if (take.language, take.text) != (block.language, block.text):
        return False
    name = names.name(block, VoiceRenderer(_voice(take, Path(take.file))))
    return Path(target).stem == name


def _voice(take: Take, sound: Path) -> RecordedTake:
    found = take.alignment
    return RecordedTake(
        sound,
        form_of(sound),
        found.words if found else (),
        speaker=take.speaker,
        estimated=found is None or found.estimated,
    )
