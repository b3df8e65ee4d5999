"""The speech of a release: what was rendered before, what is still to be rendered, and the rendering.

A release does not wait for its speech. Rendering stops when it is told to, the release goes out with what there is,
and the rest follows (`publisher.Publisher.follow`). Therefore the order matters: first the works on tours, which most
visitors meet, each in all its languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from contract.bundle import Release, Speech
from contract.museum import Block, Link, Museum, Work
from narration.rendered_blocks import (
    AAC,
    OPUS,
    PORTRAIT,
    SUBTITLES,
    WORDS,
    BlockRenderer,
    RenderedBlockStore,
    RenderingFacts,
)
from tour_server.publishing.block_rendering import BlockRendering, Rendering
from tour_server.publishing.language_voices import LanguageVoices, OpenSpeakers, not_spoken

ENDINGS = {
    OPUS: ".opus",
    AAC: ".m4a",
    PORTRAIT: ".portrait.vtt",
    SUBTITLES: ".vtt",
    WORDS: ".words.json",
}
"""File of a rendered block -> the ending of its target. Of two that fit a target, the first is meant."""


class RenderedBlocks(Struct, frozen=True):
    """The speech there is.

    `to_speak`: keys of the blocks that were not tried yet; `notes`: why other blocks have no sound, for staff.
    `to_speak_again`: keys of the blocks that their language's own voice has still to speak; `voice_notes`: why it does
    not speak others, for staff.
    """

    speech: list[Speech]
    to_speak: list[str]
    notes: list[str]
    newly_spoken: int
    to_speak_again: list[str] = []
    voice_notes: list[str] = []


class SpeechMaker:
    """Renders the blocks of museums, each once, into a folder that is kept."""

    def __init__(
        self,
        speaker: Callable[[], BlockRenderer],
        folder: Path,
        workers: int,
        voices: LanguageVoices | None = None,
    ) -> None:
        """`speaker` opens a speaker when there is something to look up or to render; it is closed after.

        `workers`: blocks that are rendered at the same time. `voices`: of languages that have one of their own.
        """
        self._speaker = speaker
        self._folder = folder
        self._recordings = RenderedBlockStore(folder)
        self._workers = workers
        self._voices = voices

    @property
    def speaks_again(self) -> bool:
        """Whether a language has a voice of its own, that speaks after the first one."""
        return self._voices is not None and bool(self._voices.languages)

    def speak(
        self,
        museum: Museum,
        stop: Callable[[], bool],
        progress: Callable[[int, int], None],
        *,
        again: bool = False,
        later: Collection[str] = (),
    ) -> RenderedBlocks:
        """Render the blocks that lack speech until `stop` is true. Returns the speech there is then.

        `later`: keys of blocks that are left for another time. `again`: when no speech is lacking, render also what
        languages have a voice of their own for. `progress`: (blocks that have their speech, of all). `stop` is asked
        before each block; those that are being rendered are finished. Raises OSError on a full disk.
        """
        blocks = in_order(museum)
        if not blocks:
            return RenderedBlocks([], [], [], 0)
        with OpenSpeakers(self._speaker(), self._voices, museum) as speakers:
            known = _Renderings(blocks, speakers, self._recordings)
            now = {name: one for name, one in known.first.items() if one[0].key not in later}
            failed, newly = self._render(known, now, stop, progress)
            refused: dict[str, str] = {}
            to_speak = known.lacking(known.first, failed)
            if again and not to_speak:
                refused, more = self._render(known, known.own, stop, progress)
                newly += more
        return RenderedBlocks(
            speech=known.speech(),
            to_speak=to_speak,
            notes=[
                f"Block {block.key} has no sound: {failed[name]}"
                for name, (block, _) in known.unsaid(known.first).items()
                if name in failed
            ],
            newly_spoken=newly,
            to_speak_again=known.lacking(known.own, refused),
            voice_notes=[*speakers.notes, *not_spoken(refused, known.own)],
        )

    def file(self, target: str) -> Path:
        """Returns where a target of speech is. Raises KeyError for another target."""
        name = target.removeprefix("speech/")
        for file, ending in ENDINGS.items():
            if name.endswith(ending):
                return self._folder / f"{name.removesuffix(ending)}/{file}"
        raise KeyError(target)

    def _render(
        self,
        known: _Renderings,
        plan: Mapping[str, Rendering],
        stop: Callable[[], bool],
        progress: Callable[[int, int], None],
    ) -> tuple[dict[str, str], int]:
        """Render what is missing of a plan. Returns why some could not be, by their names, and how many were made.

        `progress` hears how many of the plan's have their speech or can't have it, and how many there are.
        """
        missing = known.unsaid(plan)
        if not missing:
            return {}, 0
        there = len(plan) - len(missing)
        progress(there, len(plan))
        run = BlockRendering(
            self._recordings, missing, stop, lambda tried: progress(there + tried, len(plan))
        )
        run.run(self._workers)
        known.found |= run.found
        return run.failed, len(run.found)


class _Renderings:
    """What the blocks of a museum are rendered as, and what of it is there.

    `first`, `own`: plans, what to render by the name of its recording: with the first voice, and with the voice of its
    language where that has one. Blocks that sound alike share a name. `found`: None for what is not there.
    """

    def __init__(
        self,
        blocks: Sequence[tuple[str, Block]],
        speakers: OpenSpeakers,
        recordings: RenderedBlockStore,
    ) -> None:
        self._blocks = blocks
        self.first: dict[str, Rendering] = {}
        self.own: dict[str, Rendering] = {}
        self._names: dict[str, list[str]] = {}  # of a block's recordings, the best first
        self.found: dict[str, RenderingFacts | None] = {}
        for _, block in blocks:
            self._names[block.key] = []
            for plan, speaker in ((self.own, speakers.own(block)), (self.first, speakers.first)):
                if speaker is not None:
                    name = recordings.name(block, speaker)
                    plan.setdefault(name, (block, speaker))
                    self._names[block.key].append(name)
        for name in [*self.first, *self.own]:
            recording = recordings.find(name)
            self.found[name] = None if recording is None else recording.facts

    def unsaid(self, plan: Mapping[str, Rendering]) -> dict[str, Rendering]:
        """Returns what of a plan is neither there nor there in a better voice."""
        needed = {
            name
            for names in self._names.values()
            for at, name in enumerate(names)
            if not any(self.found[better] for better in names[: at + 1])
        }
        return {name: one for name, one in plan.items() if name in needed}

    def lacking(self, plan: Mapping[str, Rendering], failed: Mapping[str, str]) -> list[str]:
        """Returns the keys of the blocks whose rendering of this plan is missing and was not tried."""
        missing = self.unsaid(plan).keys() - failed.keys()
        return [key for key, names in self._names.items() if missing.intersection(names)]

    def speech(self) -> list[Speech]:
        """Returns the speech there is, in each block's best voice."""
        made: list[Speech] = []
        for work, block in self._blocks:
            for name in self._names[block.key]:
                if (facts := self.found[name]) is not None:
                    made.append(_speech(work, block, name, facts))
                    break
        return made


def in_order(museum: Museum) -> list[tuple[str, Block]]:
    """Returns (work or link, block) of every block: those on tours first, and of these the first layer first.

    Links come after the first layer of the works: without them a telling is whole.
    """
    toured = {stop.work for tour in museum.tours for stop in tour.stops}
    toured |= {link.key for link in museum.links if not toured.isdisjoint(link.works)}
    owners: list[Work | Link] = [*museum.works, *museum.links]
    blocks = [(owner.key, block) for owner in owners for block in owner.blocks]
    return sorted(blocks, key=lambda one: (one[0] not in toured, one[1].layer))


def without_speech(release: Release) -> set[str]:
    """Returns the keys of the blocks whose speech is not in the release."""
    spoken = {speech.block for speech in release.speech}
    keys = {block.key for _, block in in_order(release.museum)}
    return keys - spoken


def speech_to_leave(release: Release | None, to_speak: Collection[str], museum: Museum) -> set[str]:
    """Returns the blocks of `to_speak`, whose speech follows `release`, that are the same in `museum`.

    A publish does not wait for them: it would wait for a whole backlog.
    """
    if release is None or not to_speak:
        return set()
    before = {block.key: (block.text, block.language) for _, block in in_order(release.museum)}
    return {
        block.key
        for _, block in in_order(museum)
        if block.key in to_speak and before.get(block.key) == (block.text, block.language)
    }


def voices_of(release: Release | None) -> list[tuple[str, str, int]]:
    """Returns (language, voice, number of blocks) for each voice that speaks in a release, by language."""
    counted = Counter((one.language, one.voice) for one in (release.speech if release else ()))
    return [(language, voice, count) for (language, voice), count in sorted(counted.items())]


def targets(speech: Speech) -> list[str]:
    """Returns the targets of one block's speech."""
    files = [speech.opus, speech.aac, speech.subtitles, speech.subtitles_portrait]
    return files if speech.words is None else [*files, speech.words]


def _speech(work: str, block: Block, name: str, facts: RenderingFacts) -> Speech:
    return Speech(
        work=work,
        block=block.key,
        language=block.language,
        level=block.level,
        seconds=facts.seconds,
        opus=f"speech/{name}{ENDINGS[OPUS]}",
        aac=f"speech/{name}{ENDINGS[AAC]}",
        subtitles=f"speech/{name}{ENDINGS[SUBTITLES]}",
        subtitles_portrait=f"speech/{name}{ENDINGS[PORTRAIT]}",
        voice=facts.voice,
        machine_made=facts.machine_made,
        words=f"speech/{name}{ENDINGS[WORDS]}" if facts.has_words else None,
    )
