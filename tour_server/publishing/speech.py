"""The speech of a release: what was said before, what is still to be said, and saying it.

What a newcomer would get wrong: a release does not wait for its speech. Saying stops where it is told to, a release
goes out with what there is, and the rest follows (`publisher.Publisher.follow`). So the order counts: first what most
visitors meet, the works on tours, each in all its languages, for no language is the first.
"""

from __future__ import annotations

from collections.abc import Callable
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
    BlockRenderer,
    RenderedBlock,
    RenderedBlockStore,
    RenderingError,
)


class Spoken(Struct, frozen=True):
    """The speech there is, the file of each of its targets, and what there is not.

    `to_say`: keys of the blocks that nobody has tried to say yet; `notes`: why others have no sound, for staff.
    """

    speech: list[Speech]
    files: dict[str, Path]
    to_say: list[str]
    notes: list[str]
    newly_said: int


class SpeechMaker:
    """Says the blocks of museums, each once, into a folder that is kept."""

    def __init__(self, speaker: Callable[[], BlockRenderer], folder: Path, workers: int) -> None:
        """`speaker` is called when there is something to look up or to say, and what it gives is closed after.

        `workers`: blocks that are said and encoded at once.
        """
        self._speaker = speaker
        self._recordings = RenderedBlockStore(folder)
        self._workers = workers

    def say(
        self, museum: Museum, stop: Callable[[], bool], progress: Callable[[int, int], None]
    ) -> Spoken:
        """What is there, after saying what lacks until `stop`. `progress`: (blocks that have their sound, of all).

        `stop` is asked before each block; those under way are finished. Raises OSError on a full disk.
        """
        blocks = in_order(museum)
        if not blocks:
            return Spoken([], {}, [], [], 0)
        speaker = self._speaker()
        try:
            names = {block.key: self._recordings.name(block, speaker) for _, block in blocks}
            there = {name: self._recordings.find(name) for name in dict.fromkeys(names.values())}
            first = {names[block.key]: block for _, block in reversed(blocks)}
            lacking = [name for name, recording in there.items() if recording is None]
            newly_said, failed = 0, dict[str, str]()
            all_of_them = len(there)
            if lacking:
                progress(all_of_them - len(lacking), all_of_them)
            begun = 0
            under_way: dict[Future[RenderedBlock], str] = {}
            with ThreadPoolExecutor(self._workers) as pool:
                while begun < len(lacking) or under_way:
                    while begun < len(lacking) and len(under_way) < self._workers and not stop():
                        name = lacking[begun]
                        under_way[pool.submit(self._recordings.make, first[name], speaker)] = name
                        begun += 1
                    if not under_way:
                        break
                    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                    for saying in done:
                        name = under_way.pop(saying)
                        try:
                            there[name] = saying.result()
                            newly_said += 1
                        except RenderingError as error:
                            failed[name] = f"Block {first[name].key} has no sound: {error}"
                    progress(all_of_them - len(lacking) + newly_said + len(failed), all_of_them)
        finally:
            speaker.close()
        speech: list[Speech] = []
        files: dict[str, Path] = {}
        to_say: list[str] = []
        for work, block in blocks:
            recording = there[names[block.key]]
            if recording is not None:
                speech.append(_spoken(work, block, recording, files))
            elif names[block.key] not in failed:
                to_say.append(block.key)
        return Spoken(speech, files, to_say, list(failed.values()), newly_said)


def in_order(museum: Museum) -> list[tuple[str, Block]]:
    """(work, block) of every block: works on tours first, what is heard first before what is told on request."""
    toured = {stop.work for tour in museum.tours for stop in tour.stops}
    blocks = [(work.key, block) for work in museum.works for block in work.blocks]
    return sorted(blocks, key=lambda one: (one[0] not in toured, one[1].layer))


def without_speech(release: Release) -> set[str]:
    """Keys of the blocks whose speech is not in the release."""
    spoken = {speech.block for speech in release.speech}
    keys = {block.key for work in release.museum.works for block in work.blocks}
    return keys - spoken


def _spoken(work: str, block: Block, recording: RenderedBlock, files: dict[str, Path]) -> Speech:
    targets = {
        OPUS: f"speech/{recording.name}.opus",
        AAC: f"speech/{recording.name}.m4a",
        SUBTITLES: f"speech/{recording.name}.vtt",
        PORTRAIT: f"speech/{recording.name}.portrait.vtt",
    }
    files.update({target: recording.folder / name for name, target in targets.items()})
    return Speech(
        work=work,
        block=block.key,
        language=block.language,
        level=block.level,
        seconds=recording.facts.seconds,
        opus=targets[OPUS],
        aac=targets[AAC],
        subtitles=targets[SUBTITLES],
        subtitles_portrait=targets[PORTRAIT],
        voice=recording.facts.voice,
        machine_made=recording.facts.machine_made,
    )
