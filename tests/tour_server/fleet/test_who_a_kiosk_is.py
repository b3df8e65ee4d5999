"""The list of kiosks says who is who: two machines of one name, a copied card, a kiosk without a key or revoked."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from contract.messages import Health, Presence
from tests.bins import a_bin
from tests.desk import Desk
from tour_server.crowd.messages import store_bins
from tour_server.devices.registry import DeviceRegistry
from tour_server.events.event_log import EventFilter
from tour_server.fleet.messages import store_health
from tour_server.fleet.name_conflicts import note_starts
from tour_server.fleet.overview import KioskOverview
from tour_server.fleet.tables import KioskRecord
from tour_server.ingest.dead_letters import REVOKED, DeadLetter, store_dead_letters
from tour_server.ingest.message_handler import ReceivedMessage

NOW = 1_800_000_000.0


def handled(desk: Desk, kind: str, device: str, message: object, seconds_ago: float = 10.0) -> None:
    """Give the server's own handler one message."""
    with desk.parts.database.writing() as session:
        at = desk.clock.at.timestamp() - seconds_ago
        handler = desk.parts.assembly.context.message_handlers[kind]
        handler(session, [ReceivedMessage(device, message, at)])  # type: ignore[arg-type]


def overview(desk: Desk) -> KioskOverview:
    return desk.parts.assembly.context.get(KioskOverview)


def registry(desk: Desk) -> DeviceRegistry:
    return desk.parts.assembly.context.get(DeviceRegistry)


def short(desk: Desk) -> dict[str, list[str]]:
    return {one.name: one.words for one in overview(desk).in_trouble()}


def problems(desk: Desk, name: str = "k1") -> str:
    return " ".join(next(one for one in overview(desk).kiosks() if one.name == name).problems)


def starts_of(database, *heard: tuple[str, float], at: float = NOW) -> dict[str, list[str]]:
    """Return the conflicts of the last of these health messages, each (start, uptime)."""
    conflicts = {}
    for boot, uptime in heard:
        health = Health(1.0, True, "0.1", None, None, uptime, 0, 1, None, {}, [], boot=boot * 16)
        with database.writing() as session:
            received = [ReceivedMessage("k1", health, at)]
            store_health(session, received)
            conflicts = note_starts(session, received)
    return {device: one.boots for device, one in conflicts.items()}


@pytest.mark.parametrize(
    "heard",
    [
        [("a", 1.0), ("a", 61.0), ("a", 121.0)],
        [("a", 1.0), ("b", 1.0), ("b", 61.0)],
        [("a", 1.0), ("b", 1.0), ("c", 1.0), ("d", 1.0)],
        [("a", 1.0), ("b", 1.0), ("a", 1.0), ("b", 1.0)],  # delivered again after the server died
        [("a", 61.0), ("b", 1.0), ("a", 1.0)],
    ],
)
def test_one_machine_that_starts_again_is_no_conflict(database, heard):
    assert starts_of(database, *heard) == {}


def test_a_start_that_comes_back_after_another_is_two_machines(database):
    assert starts_of(database, ("a", 1.0), ("b", 1.0), ("a", 5.0)) == {"k1": ["b" * 16, "a" * 16]}
    assert starts_of(database, ("b", 9.0)) == {"k1": ["a" * 16, "b" * 16]}


def test_two_machines_of_one_name_are_said_and_forgotten_when_it_is_over(desk: Desk, health):
    registry(desk).add("k1")
    for boot, uptime in (("a", 1.0), ("b", 1.0), ("a", 5.0), ("b", 5.0)):
        handled(desk, "health", "k1", health(boot=boot * 16, uptime_seconds=uptime))
    assert "Two machines are called k1" in problems(desk)
    assert short(desk) == {"k1": ["two machines of one name"]}
    noor = desk.colleague("Noor")
    assert "two machines of one name" in noor.get("/desk").text
    assert 'href="/desk/kiosks#kiosk-k1"' in noor.get("/desk").text
    assert "Two machines are called k1" in noor.get("/desk/kiosks").text
    events = [one.kind for one in desk.parts.events.export(EventFilter())]
    assert events.count("kiosk-name-conflict") == 1
    desk.clock.at += dt.timedelta(minutes=11)
    handled(desk, "health", "k1", health(boot="b" * 16, uptime_seconds=700.0))
    assert "Two machines" not in problems(desk)
    assert short(desk) == {}


def test_a_copied_card_is_said_and_no_count_is_lost_or_merged(desk: Desk, health):
    registry(desk).add("k1")
    handled(desk, "health", "k1", health())
    now = desk.clock.at.timestamp()
    for entered in (5, 40, 40, 5):
        handled(desk, "footfall", "k1", a_bin(1, start=now - 65, entered=entered, left=0))
    assert "A second machine counts under its identity" in problems(desk)
    assert "1 minute that differs" in problems(desk)
    assert short(desk) == {"k1": ["counts to look at"]}
    events = [one.kind for one in desk.parts.events.export(EventFilter())]
    assert events.count("kiosk-copied") == 1


def test_a_kiosk_that_is_not_registered_can_be_registered_at_the_desk(desk: Desk, health):
    handled(desk, "health", "k1", health())
    assert "Register it here" in problems(desk)
    assert short(desk) == {"k1": ["not registered"]}
    bram = desk.colleague("Bram")
    bram.get("/desk/kiosks/k1/register")
    answer = bram.post("/desk/kiosks/k1/register")
    assert answer.mimetype == "application/toml", answer.text
    assert 'name = "k1"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert short(desk) == {}
    assert bram.get("/desk/kiosks/k9/register").status_code == 404
    again = bram.post("/desk/kiosks/k1/register")
    assert again.status_code == 409
    assert "There is already a kiosk called k1" in again.text


def test_a_revoked_kiosk_that_still_sends(desk: Desk, health):
    registry(desk).add("k1")
    handled(desk, "health", "k1", health())
    registry(desk).revoke("k1")
    assert problems(desk) == "It is revoked."
    assert short(desk) == {}
    with desk.parts.database.writing() as session:
        at = desk.clock.at.timestamp()
        letter = DeadLetter("zaalgids/v1/huis/k1/footfall", b"{}", REVOKED, at)
        store_dead_letters(session, [letter])
    assert "It is revoked and still sends" in problems(desk)
    assert short(desk) == {"k1": ["revoked and still sending"]}


def test_a_kiosk_that_is_gone_is_taken_off_and_comes_back_when_it_is_heard(desk: Desk, health):
    handled(desk, "health", "old", health(), seconds_ago=7200.0)
    noor = desk.colleague("Noor")
    page = noor.get("/desk/kiosks").text
    assert "/desk/kiosks/old/take-off" in page
    assert "old</a>: offline" in noor.get("/desk").text
    asked = noor.get("/desk/kiosks/old/take-off")
    assert "Take old off the list?" in asked.text
    assert noor.post("/desk/kiosks/old/take-off").status_code == 302
    assert [one.name for one in overview(desk).kiosks()] == []
    assert noor.get("/desk/kiosks/old/take-off").status_code == 404
    events = desk.parts.events.export(EventFilter(who="Noor"))
    assert ("kiosk-taken-off", "old") in [(one.kind, one.subject) for one in events]
    handled(desk, "presence", "old", Presence(False))  # the broker kept its last will
    assert [one.name for one in overview(desk).kiosks()] == []
    handled(desk, "health", "old", health())
    assert [one.name for one in overview(desk).kiosks()] == ["old"]


def test_a_registered_kiosk_that_was_never_heard_is_on_the_list(desk: Desk):
    registry(desk).add("k1")
    assert problems(desk) == "It has not been heard yet."
    assert "never" in desk.colleague("Noor").get("/desk/kiosks").text
    assert short(desk) == {}


def test_a_blind_camera_is_named_today(desk: Desk, health):
    registry(desk).add("k1")
    handled(desk, "health", "k1", health(blind={"door": "covered"}))
    # `blind` is decoded from what is stored, as it came.
    assert short(desk) == {"k1": ["sees nothing: its camera is covered"]}


def test_nonsense_in_the_list_of_starts_is_no_trouble(database, health):
    starts_of(database, ("a", 1.0))
    with database.writing() as session:
        record = session.get(KioskRecord, "k1")
        assert record is not None
        record.starts = "not json"
    assert starts_of(database, ("a", 2.0)) == {}


def test_bins_that_differ_in_their_time_alone_are_one(database):
    """A kiosk sets its clock right and sends a bin again."""
    first = a_bin(1, start=5.0, clock_trusted=False)
    with database.writing() as session:
        assert store_bins(session, [ReceivedMessage("k1", first, NOW)]) == 1
        placed = replace(first, start=NOW - 65, clock_trusted=True)
        assert store_bins(session, [ReceivedMessage("k1", placed, NOW)]) == 0
        other = replace(first, monotonic=first.monotonic + 1)
        assert store_bins(session, [ReceivedMessage("k1", other, NOW)] * 3) == 1
        assert store_bins(session, [ReceivedMessage("k1", other, NOW)]) == 0
