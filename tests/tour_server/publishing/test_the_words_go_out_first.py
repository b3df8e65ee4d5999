"""A release does not wait for its speech: the words are out, the speech follows, and nothing stops it for good."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Block, Museum, Stop
from tests.desk import Desk, SpeakerTwin
from tests.tiny_museum import block, tiny_museum
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.jobs.jobs import Jobs
from tour_server.jobs.runner import JobRunner
from tour_server.periodic import PeriodicTask
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.release import ReleaseMaker
from tour_server.publishing.speech import in_order
from tour_server.staff.accounts import Role


class SlowVoice(SpeakerTwin):
    """Says a block each time it is let, and counts how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = threading.Semaphore(0)
        self.asked = 0

    def render(self, block: Block, folder: Path):  # type: ignore[no-untyped-def]
        self.asked += 1
        assert self.turns.acquire(timeout=30)
        return super().render(block, folder)

    def let(self, blocks: int) -> None:
        for _ in range(blocks):
            self.turns.release()


def publisher(desk: Desk, voice: SpeakerTwin, **times: Any) -> Publisher:
    """A publisher over the desk's parts, as after a start of the server: one block at a time, nobody waits."""
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
    publisher: Publisher, voice: SpeakerTwin, runner: JobRunner | None = None
) -> Iterator[Publisher]:
    runner = runner or runner_of(publisher)
    runner.start()
    publisher.start()
    try:
        yield publisher
    finally:
        if isinstance(voice, SlowVoice):
            voice.let(100)
        runner.stop()


def spoken(desk: Desk, number: int) -> set[str]:
    return {speech.block for speech in desk.parts.releases.get(number).speech}


def test_the_words_are_out_and_their_speech_follows_by_itself(desk: Desk) -> None:
    voice = SlowVoice()
    heard: list[int] = []
    with running(publisher(desk, voice), voice) as press:
        press.announce_to(heard.append)
        press.ask("Noor", "Open.")
        until(lambda: press.job is not None and press.job.ended)
        job = press.job
        assert job is not None
        assert (job.number, job.newly_spoken, job.to_speak) == (1, 0, 3)
        assert spoken(desk, 1) == set()
        assert press.sound_follows("ring-nl-1")
        voice.let(1)
        until(lambda: press.following is not None and press.following.done == 1)
        assert desk.parts.releases.newest_number() == 1
        voice.let(2)
        until(lambda: desk.parts.releases.newest_number() == 2)
        until(lambda: press.following is None and press.to_speak == 0)
    assert spoken(desk, 2) == {"lijn-nl-1", "lijn-en-1", "ring-nl-1"}
    assert heard == [1, 2]
    newest, first = desk.parts.releases.listed()
    assert (newest.published_by, first.note) == ("Noor", "Open.")
    assert newest.note == "Release 1 again, with its speech; the words are the same."
    one, two = desk.parts.releases.get(1), desk.parts.releases.get(2)
    assert (one.museum, one.pictures, one.features) == (two.museum, two.pictures, two.features)
    assert not press.sound_follows("ring-nl-1")


def test_an_ordinary_edit_is_spoken_at_once(desk: Desk) -> None:
    press = publisher(desk, desk.speaker, speech_seconds=30.0)
    job = press.publish("Noor")
    assert (job.newly_spoken, job.to_speak) == (3, 0)
    assert spoken(desk, 1) == {"lijn-nl-1", "lijn-en-1", "ring-nl-1"}
    assert press.follow(lambda: False, lambda done, of: None) is None


def test_the_server_is_restarted_while_the_speech_is_made(desk: Desk) -> None:
    voice = SlowVoice()
    press = publisher(desk, voice)
    runner = runner_of(press)
    with running(press, voice, runner):
        press.ask("Noor")
        voice.let(1)
        until(lambda: press.following is not None and press.following.done == 1)
        stopping = threading.Thread(target=runner.stop)
        stopping.start()
        until(runner._stopping.is_set, what="the runner to be told to stop")
        voice.let(1)  # the one under way
        stopping.join(20)
        assert not stopping.is_alive()
    assert desk.parts.releases.newest_number() == 1
    again = SpeakerTwin()
    with running(publisher(desk, again), again):
        until(lambda: desk.parts.releases.newest_number() == 2)
    assert len(spoken(desk, 2)) == 3
    assert len(again.said) == 3 - len(voice.said)


def test_a_newer_publish_takes_the_place_of_the_speech_to_come(desk: Desk) -> None:
    voice = SlowVoice()
    with running(publisher(desk, voice), voice) as press:
        press.ask("Noor")
        until(lambda: voice.asked == 1)
        part = desk.parts.drafts.get(PartKind.WORK, "ring")
        body = replace(part.body, blocks=[block("ring-nl-1", "nl", "Een ring is rond.")])
        desk.parts.drafts.put(PartKind.WORK, "ring", body, part.version, "Noor")
        press.ask("Noor", "Korter.")
        voice.let(1)
        until(lambda: desk.parts.releases.newest_number() == 2)
        voice.let(10)
        until(lambda: desk.parts.releases.newest_number() == 3)
        until(lambda: press.to_speak == 0)
    assert [one.note for one in desk.parts.releases.listed()] == [
        "Release 2 again, with its speech; the words are the same.",
        "Korter.",
        "",
    ]
    assert "Een ring heeft geen begin." not in voice.said


def test_a_day_of_speech_goes_out_in_parts(desk: Desk) -> None:
    seconds = iter(range(1000))
    press = publisher(desk, SpeakerTwin(), follow_seconds=2.0, clock=lambda: float(next(seconds)))
    press.publish("Noor")
    job = press.follow(lambda: False, lambda done, of: None)
    assert job is not None
    assert job.number == 3
    assert [one.note for one in desk.parts.releases.listed()] == [
        "Release 2 again, with its speech; the words are the same.",
        "Release 1 again, with the speech there is so far; the words are the same.",
        "",
    ]
    assert [len(spoken(desk, number)) for number in (1, 2, 3)] == [0, 1, 3]


def test_what_no_voice_can_say_ends_the_following_and_staff_are_told(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "knoop")
    body = replace(part.body, blocks=[block("knoop-tlh-1", "tlh", "nuqneH")])
    desk.parts.drafts.put(PartKind.WORK, "knoop", body, part.version, "Noor")
    press = publisher(desk, desk.speaker)
    press.publish("Noor")
    job = press.follow(lambda: False, lambda done, of: None)
    assert job is not None
    assert job.number == 2
    assert "knoop-tlh-1 has no sound" in job.notes[0]
    assert "knoop-tlh-1 has no sound" in press.unspoken[0]
    assert (press.to_speak, press.sound_follows("knoop-tlh-1")) == (0, False)
    assert press.follow(lambda: False, lambda done, of: None) is None


def test_a_full_disk_stops_the_speech_and_the_words_stay_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullDisk(SpeakerTwin):
        def render(self, block: Block, folder: Path):  # type: ignore[no-untyped-def]
            raise OSError(28, "No space left on device")

    voice = FullDisk()
    with running(publisher(desk, voice), voice) as press:
        press.ask("Noor")
        until(lambda: press.following is not None and press.following.problem is not None)
        assert desk.parts.releases.newest_number() == 1
        assert press.to_speak == 0, "nothing that is promised"
        with closing(Desk(desk.parts.data, instead={Publisher: press})) as shown:
            assert shown.app.test_client().get("/health").get_json()["ready"]


def test_staff_see_how_far_the_speech_is(desk: Desk) -> None:
    voice = SlowVoice()
    press = publisher(desk, voice)
    shown = Desk(desk.parts.data, instead={Publisher: press})
    curator = shown.colleague("Noor", Role.CURATOR)
    with closing(shown), running(press, voice):
        curator.get("/desk/publish")
        curator.publish()
        until(lambda: press.job is not None and press.job.ended and press.following is not None)
        done = curator.get("/desk/publish/progress").text
        assert "Release 1 is out" in done
        assert "the speech of 3 blocks follows" in done
        voice.let(1)
        until(lambda: press.following is not None and press.following.done == 1)
        assert "Speech: 1 of 3 blocks." in curator.get("/desk/publish").text
        now = curator.get("/desk/publish/speech.json").get_json()
        assert (now["done"], now["of"], now["ended"]) == (1, 3, False)
        assert shown.app.test_client().get("/health").get_json()["speech_to_come"] == 3
        voice.let(2)
        until(lambda: desk.parts.releases.newest_number() == 2 and press.following is None)
        assert curator.get("/desk/publish/speech.json").get_json()["ended"]
        assert "Speech:" not in curator.get("/desk/publish").text


def test_works_on_tours_are_said_first_and_every_language_alike() -> None:
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
    )
    assert [one.key for _, one in in_order(museum)] == [
        "ring-nl-1",
        "ring-en-1",
        "lijn-nl-1",
        "lijn-en-1",
        "lijn-nl-2",
    ]


def test_a_release_that_could_not_be_recorded_is_recorded_with_the_next_days_signature(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = SpeakerTwin()
    theirs = publisher(desk, voice, speech_seconds=60.0)
    theirs.publish("anna")
    record = desk.parts.releases.record

    def away(*_: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(desk.parts.releases, "record", away)
    with pytest.raises(OSError, match="away"):
        theirs.publish("anna")
    assert desk.parts.releases.newest_number() == 1
    monkeypatch.setattr(desk.parts.releases, "record", record)
    signing = PeriodicTask("sign-timestamp", 0.05, theirs.sign_again)
    signing.start()
    try:
        until(lambda: desk.parts.releases.newest_number() == 2, 30)
    finally:
        signing.stop()
