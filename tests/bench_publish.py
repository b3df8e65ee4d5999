"""What a publish of a large museum takes: `python -m tests.bench_publish [--works 1000] [--languages 5]`.

Makes a museum with a picture for each work and a sentence for each work and language, and publishes it as the desk
does: by jobs. Prints seconds of the wall and of the processors (this process and its children) until the words are out,
for a changed sentence while the speech is made and after it, and for the speech: a block's share beside that of the
voice and both encoders alone, and how the end that the desk foretells compares with the real one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import cv2
from msgspec.structs import replace

from contract.museum import Block, Level, Medium, Museum, Room, Site, Source, Theme, Work
from contract.rights import Rights
from narration.encoding import encode_unchecked
from narration.rendered_blocks import RenderedBlockStore
from narration.speech.espeak import EspeakVoice
from narration.voice_renderer import VoiceRenderer
from tests.desk import Parts, build
from tests.process_measures import cpu_seconds, process_tree
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.publishing.block_rendering import BlockRendering
from tour_server.publishing.release import ReleaseMaker
from tour_server.settings import ServerSettings
from zaalgids.simulation.drawn_pictures import drawn_pictures

SENTENCES = {
    "nl": "Werk {} toont een rivier bij {}.",
    "en": "Work {} shows a river beside {}.",
    "de": "Werk {} zeigt einen Fluss bei {}.",
    "fr": "Numéro {} montre une rivière près d'{}.",
    "es": "Obra {} muestra un río junto a {}.",
}
PLACES = ("Agra", "Bergen", "Kyoto", "Oslo", "Samarkand", "Tunis", "Utrecht", "Vilnius", "Zwolle")
ROOMS = 40
WORDS = ("Once", "Twice", "Again")  # each a changed sentence
FLOOR_BLOCKS, TURN_BLOCKS = 100, 20
WORKERS = 2
WATCH_SECONDS = 0.5  # a look costs the server two queries
SHARES = (0.1, 0.5, 0.9)  # of the blocks, where the foretold end is compared
LONGEST_SECONDS = 7200.0


class Taken(NamedTuple):
    """Seconds of the wall and of the processors."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:6.1f} s wall, {self.processor:6.1f} s of a processor"


class Foretold(NamedTuple):
    """What the desk said at a moment while speech was made. `left`: in seconds, None where it said nothing."""

    at: float
    done: int
    of: int
    left: float | None


def large_museum(works: int, languages: list[str], picture: Callable[[int], str]) -> Museum:
    """Return a museum of so many works, each with a picture and, in each language, a sentence of its own."""
    name = dict.fromkeys(languages, "Museum")
    site = Site("large", name, "Europe/Amsterdam", languages, [None] * 7, entrance="r0")
    return Museum(
        site=site,
        rooms=[Room(f"r{n}", {languages[0]: f"Room {n}"}, 0, 50) for n in range(ROOMS)],
        works=[_work(number, languages, picture(number)) for number in range(works)],
        themes=[Theme("place", {languages[0]: "Place"})],
        connections=[],
        tours=[],
    )


def _work(number: int, languages: list[str], picture: str) -> Work:
    return Work(
        key=f"w{number}",
        number=number + 1,
        title={tag: f"{tag} {number}" for tag in languages},
        room=f"r{number % ROOMS}",
        media=[Medium(picture, alt={languages[0]: "a river"}, rights=Rights("CC0-1.0"))],
        blocks=[_block(number, tag, PLACES[number % len(PLACES)]) for tag in languages],
    )


def _block(number: int, language: str, place: str) -> Block:
    return Block(
        key=f"b{number}-{language}",
        language=language,
        level=Level.ADULT,
        theme="place",
        text=SENTENCES[language].format(number + 1, place),
        sources=[Source("A. Maker, On Rivers, 1999", "p. 7")],
        written_by="Noor",
    )


@contextmanager
def taken() -> Iterator[list[Taken]]:
    """Give a list; at the end of the block it has what the block took."""
    found: list[Taken] = []
    wall, processor = time.perf_counter(), processor_seconds()
    yield found
    found.append(Taken(time.perf_counter() - wall, processor_seconds() - processor))


def processor_seconds() -> float:
    """Return what this process and its children have taken, also those that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return cpu_seconds(process_tree(os.getpid())) + ended.ru_utime + ended.ru_stime


def publish(parts: Parts) -> Taken:
    """Publish as the desk does. Returns what it took from the request until the words were out."""
    with taken() as found:
        asked = parts.publisher.ask("Noor") or 0
        until(lambda: (job := parts.jobs.get(asked)) is not None and job.ended, LONGEST_SECONDS)
    state = parts.publisher.job
    assert state is not None
    assert state.number is not None, state.problems
    return found[0]


def change_sentence(parts: Parts, number: int, word: str) -> None:
    """Add a word to the first text of a work."""
    part = parts.drafts.get(PartKind.WORK, f"w{number}")
    assert isinstance(part.body, Work)
    first, *others = part.body.blocks
    body = replace(part.body, blocks=[replace(first, text=f"{first.text} {word}."), *others])
    parts.drafts.put(PartKind.WORK, part.key, body, part.version, "Noor")


def watch_speech(parts: Parts) -> list[Foretold]:
    """Wait until no speech is left to make. Returns what the desk said meanwhile, now and then."""
    found: list[Foretold] = []
    while parts.jobs.unended("speech"):
        state = parts.publisher.following
        if state is not None and state.of:
            found.append(Foretold(time.monotonic(), state.done, state.of, state.seconds_left))
        time.sleep(WATCH_SECONDS)
    assert not parts.publisher.to_speak, parts.publisher.following
    return found


def print_foretold(foretold: list[Foretold], began: float, ended: float) -> None:
    """Print the end that was foretold at some shares of the blocks beside the real one."""
    for share in SHARES:
        later = (one for one in foretold if one.done >= share * one.of and one.left is not None)
        one = next(later, None)
        if one is None or one.left is None:
            print(f"  at {share:4.0%}: no end was foretold")
            continue
        real = ended - one.at
        off = (one.left - real) / max(ended - began, 1.0)
        print(
            f"  at {one.done / one.of:4.0%}: {one.left:6.1f} s foretold, {real:6.1f} s were left "
            f"({off:+.0%} of all)"
        )


def floor_ms(blocks: Sequence[Block], voice: EspeakVoice, folder: Path) -> float:
    """Return a block's milliseconds of a processor for the voice and both encoders alone."""
    with taken() as found:
        for block in blocks:
            encode_unchecked(voice.speak(block.text, block.language), folder)
    return found[0].processor / len(blocks) * 1000


def said(museum: Museum, folder: Path) -> tuple[float, float]:
    """Return a block's milliseconds of a processor, as a publish makes it and as `floor_ms`, in turns."""
    blocks = [block for work in museum.works for block in work.blocks][:FLOOR_BLOCKS]
    voice, store = EspeakVoice(), RenderedBlockStore(folder / "said")
    renderer = VoiceRenderer(voice)
    for block in blocks[: len(SENTENCES)]:  # each language once: what is made at its first use
        renderer.render(block, folder)
    ours, floor = list[float](), list[float]()
    for first in range(0, len(blocks), TURN_BLOCKS):
        turn = blocks[first : first + TURN_BLOCKS]
        missing = {store.name(block, renderer): (block, renderer) for block in turn}
        with taken() as found:
            BlockRendering(store, missing, lambda: False, lambda _tried: None).run(WORKERS)
        ours.append(found[0].processor / len(turn) * 1000)
        floor.append(floor_ms(turn, voice, folder))
    voice.close()
    return fmean(ours), fmean(floor)


def speech() -> str:
    """Return the line of `make bench`."""
    museum = large_museum(FLOOR_BLOCKS // len(SENTENCES), list(SENTENCES), lambda n: f"{n}.jpg")
    with tempfile.TemporaryDirectory() as folder:
        ours, floor = said(museum, Path(folder))
    return (
        f"{ours:.1f} ms of a processor a short block, the voice and both encoders alone {floor:.1f} ms: "
        f"{ours / floor:.2f} times ({FLOOR_BLOCKS} blocks in {len(SENTENCES)} languages)"
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=1000)
    parser.add_argument("--languages", type=int, choices=range(1, len(SENTENCES) + 1), default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.works, list(SENTENCES)[: given.languages])


def measure(folder: Path, works: int, languages: list[str]) -> None:
    """Make the museum in `folder`, publish it, and print what that took."""
    parts = build(ServerSettings(data=str(folder)))
    print(
        f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, {dt.datetime.now(dt.UTC):%F %R} UTC"
    )
    pictures = [
        parts.pictures.add(bytes(cv2.imencode(".jpg", one)[1]), f"{number}.jpg")
        for number, one in enumerate(drawn_pictures(works))
    ]
    museum = large_museum(works, languages, pictures.__getitem__)
    parts.drafts.load(museum, "import")
    with taken() as compared:
        parts.assembly.context.get(ReleaseMaker).references(museum, lambda done, of: None)
    print(f"pictures compared, ahead of it:   {compared[0]}")
    with parts.running():
        began, before = time.monotonic(), processor_seconds()
        print(f"first publish, words out:         {publish(parts)}", flush=True)
        change_sentence(parts, 0, "Always")
        print(f"a sentence, while speech is made: {publish(parts)}", flush=True)
        foretold = watch_speech(parts)
        all_speech = Taken(time.monotonic() - began, processor_seconds() - before)
        ended = time.monotonic()
        for word in WORDS:
            change_sentence(parts, 1, word)
            print(f"a sentence, nothing else:         {publish(parts)}", flush=True)
            watch_speech(parts)
    blocks, (ours, floor) = works * len(languages), said(museum, folder)
    each = all_speech.processor / blocks * 1000
    print(f"speech of {blocks} blocks out:     {all_speech}, both publishes included")
    print(
        f"  a block: {each:.1f} ms of a processor, {all_speech.wall / blocks * 1000:.1f} ms wall; its rendering "
        f"{ours:.1f} ms, the voice and both encoders alone {floor:.1f} ms: {ours / floor:.2f} times"
    )
    print_foretold(foretold, began, ended)
    print(f"load {os.getloadavg()[0]:.1f}")
    parts.database.close()


if __name__ == "__main__":
    main()
