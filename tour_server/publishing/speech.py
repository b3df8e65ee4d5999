"""The speech of a release: what was rendered before, what is still to be rendered, and the rendering.

A release does not wait for its speech. Rendering stops when it is told to, the release goes out with what there is,
and the rest follows (`publisher.Publisher.follow`). Therefore the order matters: first the works on tours, which most
visitors meet, each in all its languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from msgspec import Struct

from contract.bundle import Release, Speech
from contract.museum import Block, Museum
from narration.rendered_blocks import (
    AAC,
    OPUS,
    PORTRAIT,
    SUBTITLES,
    WORDS,
    BlockRenderer,
    RenderedBlock,
    RenderedBlockStore,
    RenderingError,
    RenderingFacts,
)

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
    """

    speech: list[Speech]
    to_speak: list[str]
    notes: list[str]
    newly_spoken: int


class SpeechMaker:
    """Renders the blocks of museums, each once, into a folder that is kept."""

    def __init__(self, speaker: Callable[[], BlockRenderer], folder: Path, workers: int) -> None:
        """`speaker` opens a speaker when there is something to look up or to render; it is closed after.

        `workers`: blocks that are rendered at the same time.
        """
        self._speaker = speaker
        self._folder = folder
        self._recordings = RenderedBlockStore(folder)
        self._workers = workers

    def speak(
        self, museum: Museum, stop: Callable[[], bool], progress: Callable[[int, int], None]
    ) -> RenderedBlocks:
        """Render the blocks that lack speech until `stop` is true. Returns the speech there is then.

        `progress`: (blocks that have their speech, of all). `stop` is asked before each block; those that are being
        rendered are finished. Raises OSError on a full disk.
        """
        blocks = in_order(museum)
        if not blocks:
            return RenderedBlocks([], [], [], 0)
        speaker = self._speaker()
        try:
            speaker.pronounce(museum.site.lexicon)
            names = {block.key: self._recordings.name(block, speaker) for _, block in blocks}
            found = {name: self._facts(name) for name in dict.fromkeys(names.values())}
            first = {names[block.key]: block for _, block in reversed(blocks)}
            lacking = {name: first[name] for name, facts in found.items() if facts is None}
            made, failed = self._render(
                lacking, speaker, stop, lambda done: progress(done, len(found)), len(found)
            )
        finally:
            speaker.close()
        found |= {name: recording.facts for name, recording in made.items()}
        speech: list[Speech] = []
        to_speak: list[str] = []
        for work, block in blocks:
            facts = found[names[block.key]]
            if facts is not None:
                speech.append(_speech(work, block, names[block.key], facts))
            elif names[block.key] not in failed:
                to_speak.append(block.key)
        return RenderedBlocks(speech, to_speak, list(failed.values()), len(made))

    def file(self, target: str) -> Path:
        """Returns where a target of speech is. Raises KeyError for another target."""
        name = target.removeprefix("speech/")
        for file, ending in ENDINGS.items():
            if name.endswith(ending):
                return self._folder / name.removesuffix(ending) / file
        raise KeyError(target)

    def _facts(self, name: str) -> RenderingFacts | None:
        recording = self._recordings.find(name)
        return None if recording is None else recording.facts

    def _render(
        self,
        lacking: Mapping[str, Block],
        speaker: BlockRenderer,
        stop: Callable[[], bool],
        progress: Callable[[int], None],
        blocks: int,
    ) -> tuple[dict[str, RenderedBlock], dict[str, str]]:
        """Render blocks by the names of their recordings. Returns the recordings, and why others have none.

        `progress` hears how many of all `blocks` have their recording or can't have one.
        """
        made, failed = dict[str, RenderedBlock](), dict[str, str]()
        waiting = list(lacking)
        there = blocks - len(waiting)
        if waiting:
            progress(there)
        under_way: dict[Future[RenderedBlock], str] = {}
        with ThreadPoolExecutor(self._workers) as pool:
            while waiting or under_way:
                while waiting and len(under_way) < self._workers and not stop():
                    name = waiting.pop(0)
                    under_way[pool.submit(self._recordings.make, lacking[name], speaker)] = name
                if not under_way:
                    break
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for rendering in done:
                    name = under_way.pop(rendering)
                    try:
                        made[name] = rendering.result()
                    except RenderingError as error:
                        failed[name] = f"Block {lacking[name].key} has no sound: {error}"
                progress(there + len(made) + len(failed))
        return made, failed


def in_order(museum: Museum) -> list[tuple[str, Block]]:
    """Returns (work, block) of every block: works on tours first; of a work, the first layer first."""
    toured = {stop.work for tour in museum.tours for stop in tour.stops}
    blocks = [(work.key, block) for work in museum.works for block in work.blocks]
    return sorted(blocks, key=lambda one: (one[0] not in toured, one[1].layer))


def without_speech(release: Release) -> set[str]:
    """Returns the keys of the blocks whose speech is not in the release."""
    spoken = {speech.block for speech in release.speech}
    keys = {block.key for work in release.museum.works for block in work.blocks}
    return keys - spoken


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
