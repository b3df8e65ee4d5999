"""A sentence is changed while much speech is still to be made: the publish waits for that sentence alone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import Block
from narration.rendered_blocks import RenderedBlockStore, RenderingFacts
from tests.desk import BlockRendererTwin, Desk
from tests.tiny_museum import block
from tour_server.catalogue.parts import PartKind
from tour_server.jobs.jobs import Jobs
from tour_server.publishing.block_rendering import KEPT_AT_ONCE, BlockRendering
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.release import ReleaseMaker
from tour_server.publishing.speech_pace import SpeechPace


def publisher(desk: Desk, voice: BlockRendererTwin, seconds: float) -> Publisher:
    parts = desk.parts
    maker = ReleaseMaker(parts.pictures, lambda: voice, parts.data / "cache", workers=1)
    jobs = Jobs(parts.database, desk.clock)
    return Publisher(
        parts.drafts,
        maker,
        parts.repository,
        parts.releases,
        desk.clock,
        jobs,
        speech_seconds=seconds,
    )


def change(desk: Desk, text: str) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    body = replace(part.body, blocks=[block("ring-nl-1", "nl", text)])
    desk.parts.drafts.put(PartKind.WORK, "ring", body, part.version, "Noor")


def test_it_waits_for_the_changed_sentence_alone(desk: Desk) -> None:
    voice = BlockRendererTwin()
    active = publisher(desk, voice, 60.0)
    first = active.publish("Noor", speech_seconds=0.0)
    assert first.to_speak == 3
    change(desk, "Een ring is rond.")
    second = active.publish("Noor")
    assert voice.rendered == ["Een ring is rond."]
    assert (second.newly_spoken, second.to_speak) == (1, 2)
    active.follow(lambda: False, lambda done, of: None)
    assert len(voice.rendered) == 3
    assert len(desk.parts.releases.get(3).speech) == 3


def test_without_a_backlog_it_waits_for_all_it_has_to_say(desk: Desk) -> None:
    voice = BlockRendererTwin()
    active = publisher(desk, voice, 60.0)
    assert active.publish("Noor").to_speak == 0
    change(desk, "Een ring is rond.")
    assert active.publish("Noor").newly_spoken == 1


def blocks(number: int) -> list[Block]:
    return [block(f"b{n}", "nl", f"Zin {n}.") for n in range(number)]


def rendering(
    store: RenderedBlockStore, voice: BlockRendererTwin, count: int
) -> tuple[BlockRendering, list[int]]:
    tried: list[int] = []
    missing = {store.name(one, voice): (one, voice) for one in blocks(count)}
    return BlockRendering(store, missing, lambda: False, tried.append), tried


def test_more_blocks_than_are_kept_at_once(tmp_path: Path) -> None:
    store, voice = RenderedBlockStore(tmp_path), BlockRendererTwin()
    run, tried = rendering(store, voice, 2 * KEPT_AT_ONCE + 3)
    run.run(2)
    assert len(run.found) == tried[-1] == 2 * KEPT_AT_ONCE + 3
    assert all(store.find(name) for name in run.found)
    assert not list(tmp_path.glob(".part-*"))


class FullDisk(BlockRendererTwin):
    """Writes so many blocks, then the disk is full."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room, self._count = room, threading.Lock()

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        with self._count:
            self._room -= 1
            if self._room < 0:
                raise OSError(28, "No space left on device")
        return super().render(block, folder)


def test_the_disk_is_full(tmp_path: Path) -> None:
    store = RenderedBlockStore(tmp_path)
    run, _ = rendering(store, FullDisk(KEPT_AT_ONCE + 20), 3 * KEPT_AT_ONCE)
    with pytest.raises(OSError, match="No space left"):
        run.run(2)
    assert not list(tmp_path.glob(".part-*")), "what was not kept makes room again"
    assert len(list(tmp_path.iterdir())) >= KEPT_AT_ONCE
    assert all(store.find(place.name) for place in tmp_path.iterdir())


class CancelledError(Exception):
    """The publish was cancelled."""


def test_what_was_rendered_before_a_cancellation_is_kept(tmp_path: Path) -> None:
    def cancel(tried: int) -> None:
        if tried >= 5:
            raise CancelledError

    store, voice = RenderedBlockStore(tmp_path), BlockRendererTwin()
    missing = {store.name(one, voice): (one, voice) for one in blocks(20)}
    with pytest.raises(CancelledError):
        BlockRendering(store, missing, lambda: False, cancel).run(2)
    assert len(list(tmp_path.iterdir())) == len(voice.rendered) >= 5
    assert len(voice.rendered) < 20
    assert not list(tmp_path.glob(".part-*"))


def test_it_is_killed_before_blocks_are_kept(tmp_path: Path) -> None:
    store, voice = RenderedBlockStore(tmp_path), BlockRendererTwin()
    (one,) = blocks(1)
    store.render(one, voice)  # and no `keep`
    assert store.find(store.name(one, voice)) is None
    assert store.make(one, voice).facts.voice == "twin"


def test_the_end_that_is_foretold_has_the_last_release_in_it() -> None:
    moments = iter((0.0, 20.0, 30.0, 37.0, 40.0))
    pace = SpeechPace(lambda: next(moments))
    pace.note(0)
    pace.note(20)
    with pace.going_out():
        pass
    assert pace.seconds_left(10) == pytest.approx(10 * 40 / 20 + 7)


def test_the_pace_does_not_count_the_publish_between() -> None:
    moments = iter((0.0, 20.0, 500.0, 520.0, 520.0))
    pace = SpeechPace(lambda: next(moments))
    pace.note(0)
    pace.note(20)
    with pace.anew():
        pace.note(20)
        pace.note(40)
    assert pace.seconds_left(10) == pytest.approx(10)
