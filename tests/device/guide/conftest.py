"""A guide before a small museum of two works: one with speech in Dutch, one with words only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from contract.bundle import Release, Speech
from contract.museum import Block, Level, Museum, Room, Site, Source, Work
from device.guide.guide import Guide
from device.guide.museum_now import MuseumNow
from device.guide.scene import Scene
from narration.rendered_blocks import RenderedBlock, RenderingFacts

SOURCE = Source("A book on knots, p. 7")


def block(key: str, language: str, text: str, level: Level = Level.ADULT, layer: int = 1) -> Block:
    return Block(key, language, level, "making", text, [SOURCE], "a curator", layer=layer)


MUSEUM = Museum(
    site=Site("house", {"nl": "Huis"}, "Europe/Amsterdam", ["nl", "en", "ar"], [None] * 7),
    rooms=[Room("room", {"nl": "Zaal"}, 0, 20)],
    works=[
        Work(
            "knot",
            7,
            {"nl": "Knoop", "en": "Knot"},
            "room",
            blocks=[
                block("knot-nl", "nl", "Dit is een knoop."),
                block("knot-nl-2", "nl", "Hij is oud."),
                block("knot-nl-child", "nl", "Kijk, een knoop.", Level.CHILD),
                block("knot-en", "en", "This is a knot."),
                block("knot-nl-deep", "nl", "Wie hem uitvond, weet niemand.", layer=2),
            ],
        ),
        Work("net", 12, {"nl": "Net"}, "room", blocks=[block("net-nl", "nl", "Een net." * 10)]),
    ],
)


def speech(key: str, language: str, level: Level = Level.ADULT) -> Speech:
    files = (f"{key}.opus", f"{key}.m4a", f"{key}.vtt", f"{key}-portrait.vtt")
    return Speech("knot", key, language, level, 30.0, *files, "a voice", True)


RELEASE = Release(
    1,
    0.0,
    MUSEUM,
    [
        speech("knot-nl", "nl"),
        speech("knot-nl-2", "nl"),
        speech("knot-nl-child", "nl", Level.CHILD),
        speech("knot-en", "en"),
        speech("knot-nl-deep", "nl"),
    ],
    {},
    None,
)


class ReleaseTwin:
    release: Release | None = RELEASE

    def __init__(self) -> None:
        self.missing: set[str] = set()  # blocks whose speech is not on the kiosk yet

    def path(self, target: str) -> Path:
        raise KeyError(target)

    def has_speech(self, speech: Speech) -> bool:
        return speech.block not in self.missing


class LiveSpeechTwin:
    """Remembers what it was asked to say; a test decides what has its sound."""

    def __init__(self) -> None:
        self.requested: list[str] = []
        self.made: dict[str, RenderedBlock] = {}
        self.able = True

    def request(self, blocks: Sequence[Block]) -> None:
        self.requested = [one.key for one in blocks]

    def find(self, block: Block) -> RenderedBlock | None:
        return self.made.get(block.key)

    def pending(self, block: Block) -> bool:
        return self.able and block.key in self.requested and block.key not in self.made

    def say(self, key: str) -> None:
        self.made[key] = RenderedBlock(f"name-{key}", Path(key), RenderingFacts(12.0, "twin", True))


class Visit:
    """A guide, its clock and what it counted."""

    def __init__(self, server: str = "http://tour.example/") -> None:
        self.now = 1000.0
        self.offers: list[str] = []  # that hold now
        self.closed_rooms: set[str] = set()
        self.counted: list[tuple[str, str, str]] = []
        self.source = ReleaseTwin()
        self.live_speech = LiveSpeechTwin()
        self.wall_clock: dt.datetime | None = None
        self.guide = Guide(
            self.source,
            lambda *count: self.counted.append(count),
            server=server,
            live_speech=self.live_speech,
            wall_clock=lambda: self.wall_clock.timestamp() if self.wall_clock else None,
            museum_now=lambda: MuseumNow(tuple(self.offers), frozenset(self.closed_rooms)),
        )

    @property
    def scene(self) -> Scene:
        return self.guide.scene(self.now)

    def shown(self, work: str) -> None:
        self.guide.work_shown(work, self.now)

    def touch(self, what: str, value: str = "") -> bool:
        return self.guide.touch(what, value, self.now)

    def plays(self, what: str, block: str = "", share: float = 0.0) -> None:
        """The page reports of `block`, or of the first one."""
        scene = self.scene
        first = scene.blocks[0].block if scene.blocks else ""
        self.guide.played(scene.play, what, self.now, block or first, share)

    def wait(self, seconds: float) -> None:
        """Time passes, and the kiosk ticks four times a second."""
        for _ in range(round(seconds * 4)):
            self.now += 0.25
            self.guide.tick(self.now)


@pytest.fixture
def visit() -> Visit:
    return Visit()
