"""A release is published with its texts first; its speech follows in a later release, also after failures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Block, Link, Museum, Pronunciation, Relation, Stop
from tests.desk import BlockRendererTwin, Desk
from tests.tiny_museum import block, tiny_museum
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.jobs.jobs import Jobs
from tour_server.jobs.runner import JobRunner
from tour_server.periodic import PeriodicTask
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.release import ReleaseMaker
from tour_server.publishing.speech import in_order
from tour_server.staff.permissions import Role


class SlowRenderer(BlockRendererTwin):
    """Renders a block only when a test allows it, and counts the requests."""

    def __init__(self) -> None:
        super().__init__()
        self.permits = threading.Semaphore(0)
        self.requests = 0

    def render(self, block: Block, folder: Path):  # type: ignore[no-untyped-def]
        self.requests += 1
        assert self.permits.acquire(timeout=30)
        return super().render(block, folder)

    def allow(self, blocks: int) -> None:
        for _ in range(blocks):
            self.permits.release()


def publisher(desk: Desk, voice: BlockRendererTwin, **times: Any) -> Publisher:
    """Return a publisher over the desk's parts that renders one block at a time and does not wait for speech."""
    parts = desk.parts
    maker = ReleaseMaker(parts.pictures, lambda: voice, parts.data / "cache", workers=1)
    given: dict[str, Any] = {"speech_seconds": 0.0, **times}
    jobs = Jobs(parts.database, desk.clock)
    return Publisher(
        parts.drafts, maker, parts.repository, parts.releases, desk.clock, jobs, **given
    )


def runner_of(publisher: Publisher) -> JobRunner:
    kinds = {kind.name: kind for kind in publisher.job_kinds}
    return JobRunner(publisher.jobs, kinds, threads=2)


@contextmanager
def running(
    publisher: Publisher, voice: BlockRendererTwin, runner: JobRunner | None = None
) -> Iterator[Publisher]:
    runner = runner or runner_of(publisher)
    runner.start()
    publisher.start()
    try:
        yield publisher
    finally:
        if isinstance(voice, SlowRenderer):
            voice.allow(100)
        runner.stop()


def spoken(desk: Desk, number: int) -> set[str]:
    return {speech.block for speech in desk.parts.releases.get(number).speech}


def test_the_texts_are_published_and_their_speech_follows(desk: Desk) -> None:
    voice = SlowRenderer()
    heard: list[int] = []
    with running(publisher(desk, voice), voice) as active:
        active.announce_to(heard.append)
        active.ask("Noor", "Open.")
        until(lambda: active.job is not None and active.job.ended)
        job = active.job
        assert job is not None
        assert (job.number, job.newly_spoken, job.to_speak) == (1, 0, 3)
        assert spoken(desk, 1) == set()
        assert active.sound_follows("ring-nl-1")
        voice.allow(1)
        until(lambda: active.following is not None and active.following.done == 1)
        assert desk.parts.releases.newest_number() == 1
        voice.allow(2)
        until(lambda: desk.parts.releases.newest_number() == 2)
        until(lambda: active.following is None and active.to_speak == 0)
    assert spoken(desk, 2) == {"lijn-nl-1", "lijn-en-1", "ring-nl-1"}
    assert heard == [1, 2]
    newest, first = desk.parts.releases.listed()
    assert (newest.published_by, first.note) == ("Noor", "Open.")
    assert newest.note == "Release 1 again, with its speech; the words are the same."
    one, two = desk.parts.releases.get(1), desk.parts.releases.get(2)
    assert (one.museum, one.pictures, one.features) == (two.museum, two.pictures, two.features)
    assert not active.sound_follows("ring-nl-1")


def test_a_small_edit_is_published_with_its_speech(desk: Desk) -> None:
    active = publisher(desk, desk.renderer, speech_seconds=30.0)
    job = active.publish("Noor")
    assert (job.newly_spoken, job.to_speak) == (3, 0)
    assert spoken(desk, 1) == {"lijn-nl-1", "lijn-en-1", "ring-nl-1"}
    assert active.follow(lambda: False, lambda done, of: None) is None


def test_the_server_is_restarted_while_the_speech_is_made(desk: Desk) -> None:
    voice = SlowRenderer()
    active = publisher(desk, voice)
    runner = runner_of(active)
    with running(active, voice, runner):
        active.ask("Noor")
        voice.allow(1)
        until(lambda: active.following is not None and active.following.done == 1)
        stopping = threading.Thread(target=runner.stop)
        stopping.start()
        until(runner._stopping.is_set, what="the request to stop")
        voice.allow(1)  # the block being rendered
        stopping.join(20)
        assert not stopping.is_alive()
    assert desk.parts.releases.newest_number() == 1
    again = BlockRendererTwin()
    with running(publisher(desk, again), again):
        until(lambda: desk.parts.releases.newest_number() == 2)
    assert len(spoken(desk, 2)) == 3
    assert len(again.rendered) == 3 - len(voice.rendered)


def test_a_newer_publish_replaces_the_pending_speech(desk: Desk) -> None:
    voice = SlowRenderer()
    with running(publisher(desk, voice), voice) as active:
        active.ask("Noor")
        until(lambda: voice.requests == 1)
        part = desk.parts.drafts.get(PartKind.WORK, "ring")
        body = replace(part.body, blocks=[block("ring-nl-1", "nl", "Een ring is rond.")])
        desk.parts.drafts.put(PartKind.WORK, "ring", body, part.version, "Noor")
        active.ask("Noor", "Korter.")
        voice.allow(1)
        until(lambda: desk.parts.releases.newest_number() == 2)
        voice.allow(10)
        until(lambda: desk.parts.releases.newest_number() == 3)
        until(lambda: active.to_speak == 0)
    assert [one.note for one in desk.parts.releases.listed()] == [
        "Release 2 again, with its speech; the words are the same.",
        "Korter.",
        "",
    ]
    assert "Een ring heeft geen begin." not in voice.rendered


def test_much_speech_is_published_in_parts(desk: Desk) -> None:
    seconds = iter(range(1000))
    active = publisher(
        desk, BlockRendererTwin(), follow_seconds=2.0, clock=lambda: float(next(seconds))
    )
    active.publish("Noor")
    job = active.follow(lambda: False, lambda done, of: None)
    assert job is not None
    assert job.number == 3
    assert [one.note for one in desk.parts.releases.listed()] == [
        "Release 2 again, with its speech; the words are the same.",
        "Release 1 again, with the speech there is so far; the words are the same.",
        "",
    ]
    assert [len(spoken(desk, number)) for number in (1, 2, 3)] == [0, 1, 3]


def test_a_text_that_no_voice_can_speak_is_reported_and_ends_the_job(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "knoop")
    body = replace(part.body, blocks=[block("knoop-tlh-1", "tlh", "nuqneH")])
    desk.parts.drafts.put(PartKind.WORK, "knoop", body, part.version, "Noor")
    active = publisher(desk, desk.renderer)
    active.publish("Noor")
    job = active.follow(lambda: False, lambda done, of: None)
    assert job is not None
    assert job.number == 2
    assert "knoop-tlh-1 has no sound" in job.notes[0]
    assert "knoop-tlh-1 has no sound" in active.unspoken[0]
    assert (active.to_speak, active.sound_follows("knoop-tlh-1")) == (
        0,
        False,
    )
    assert active.follow(lambda: False, lambda done, of: None) is None


def test_a_full_disk_stops_the_speech_and_the_texts_stay_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullDisk(BlockRendererTwin):
        def render(self, block: Block, folder: Path):  # type: ignore[no-untyped-def]
            raise OSError(28, "No space left on device")

    voice = FullDisk()
    with running(publisher(desk, voice), voice) as active:
        active.ask("Noor")
        until(lambda: active.following is not None and active.following.problem is not None)
        assert desk.parts.releases.newest_number() == 1
        assert active.to_speak == 0, "no speech is announced as pending"
        with closing(Desk(desk.parts.data, instead={Publisher: active})) as shown:
            assert shown.app.test_client().get("/health").get_json()["ready"]


def test_staff_see_the_progress_of_the_speech(desk: Desk) -> None:
    voice = SlowRenderer()
    active = publisher(desk, voice)
    shown = Desk(desk.parts.data, instead={Publisher: active})
    curator = shown.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    with closing(shown), running(active, voice):
        curator.get("/desk/publish")
        curator.publish()
        until(lambda: active.job is not None and active.job.ended and active.following is not None)
        done = curator.get("/desk/publish/progress").text
        assert "Release 1 is out" in done
        assert "the speech of 3 blocks follows" in done
        voice.allow(1)
        until(lambda: active.following is not None and active.following.done == 1)
        assert "Speech: 1 of 3 blocks." in curator.get("/desk/publish").text
        now = curator.get("/desk/publish/speech.json").get_json()
        assert (now["done"], now["of"], now["ended"]) == (1, 3, False)
        assert shown.app.test_client().get("/health").get_json()["speech_to_come"] == 3
        voice.allow(2)
        until(lambda: desk.parts.releases.newest_number() == 2 and active.following is None)
        assert curator.get("/desk/publish/speech.json").get_json()["ended"]
        assert "Speech:" not in curator.get("/desk/publish").text


def test_works_on_tours_are_rendered_first_in_every_language() -> None:
    museum: Museum = tiny_museum()
    deep = replace(block("lijn-nl-2", "nl", "Meer."), layer=2)
    lijn, ring, knoop = museum.works
    museum = replace(
        museum,
        works=[
            knoop,
            replace(lijn, blocks=[deep, *lijn.blocks]),
            replace(ring, blocks=[*ring.blocks, block("ring-en-1", "en", "A ring.")]),
        ],
        tours=[replace(museum.tours[0], stops=[Stop("ring")])],
        links=[
            Link("samen", ["ring", "knoop"], Relation.MOTIF, [block("samen-nl-1", "nl", "Ook.")])
        ],
    )
    assert [one.key for _, one in in_order(museum)] == [
        "ring-nl-1",
        "ring-en-1",
        "samen-nl-1",
        "lijn-nl-1",
        "lijn-en-1",
        "lijn-nl-2",
    ]


def test_a_release_that_could_not_be_recorded_is_recorded_at_the_next_daily_signing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = BlockRendererTwin()
    theirs = publisher(desk, voice, speech_seconds=60.0)
    theirs.publish("anna")
    record = desk.parts.releases.record

    def away(*_: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(desk.parts.releases, "record", away)
    with pytest.raises(OSError, match="away"):
        theirs.publish("anna")
    assert desk.parts.releases.newest_number() == 2
    assert [one.number for one in desk.parts.releases.listed()] == [1]
    monkeypatch.setattr(desk.parts.releases, "record", record)
    signing = PeriodicTask("sign-timestamp", 0.05, theirs.sign_again)
    signing.start()
    try:
        until(lambda: [one.number for one in desk.parts.releases.listed()] == [2, 1], 30)
    finally:
        signing.stop()


def test_the_museums_own_pronunciations_are_published(desk: Desk) -> None:
    entry = Pronunciation("kolam", "nl", "koolam")
    drafts = desk.parts.drafts
    site = drafts.museum().site
    draft = drafts.get(PartKind.SITE, site.key)
    drafts.put(PartKind.SITE, site.key, replace(site, lexicon=[entry]), draft.version, "Noor")
    publisher(desk, desk.renderer, speech_seconds=30.0).publish("Noor")
    assert list(desk.renderer.lexicon) == [entry]
    assert desk.parts.releases.get(1).museum.site.lexicon == [entry]
