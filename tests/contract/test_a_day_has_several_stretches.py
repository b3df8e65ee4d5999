"""A museum opens twice a day, and past midnight; a room is closed for some days. Older software still reads it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from contract.hours import LAST_MINUTE, Hours, hours_fault, stretches
from contract.museum import Room, Site
from contract.opening import closing, next_opening, room_hours
from tests.tiny_museum import tiny_museum

ZONE = ZoneInfo("Europe/Amsterdam")
LUNCH = Hours(dt.time(10), dt.time(17), ((dt.time(12, 30), dt.time(13, 30)),))
NIGHT = Hours(dt.time(20), LAST_MINUTE, next_day=dt.time(1))


def site(monday: Hours | None, tuesday: Hours | None = None) -> Site:
    return replace(tiny_museum().site, opening=[monday, tuesday, *[None] * 5], exceptions=[])


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of March 2026, whose second day is a Monday."""
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "closes", "opens"),
    [
        (at(2, 9), None, at(2, 10)),
        (at(2, 12), at(2, 12, 30), at(2, 13, 30)),
        (at(2, 13), None, at(2, 13, 30)),
        (at(2, 13, 30), at(2, 17), at(9, 10)),
        (at(2, 17), None, at(9, 10)),
    ],
)
def test_shut_for_lunch(now: dt.datetime, closes: dt.datetime | None, opens: dt.datetime) -> None:
    assert closing(site(LUNCH), now) == closes
    assert next_opening(site(LUNCH), now) == opens


@pytest.mark.parametrize(
    ("now", "closes"),
    [(at(2, 19), None), (at(2, 23, 59), at(3, 1)), (at(3, 0, 30), at(3, 1)), (at(3, 1), None)],
)
def test_open_past_midnight(now: dt.datetime, closes: dt.datetime | None) -> None:
    assert closing(site(NIGHT), now) == closes


def test_a_night_in_which_the_clocks_change() -> None:
    late = replace(NIGHT, next_day=dt.time(4))
    sunday = replace(site(None), opening=[*[None] * 5, late, None])
    closes = closing(sunday, at(28, 22))
    assert closes == at(29, 4)
    assert closes is not None
    assert closes - at(28, 20).astimezone(dt.UTC) == dt.timedelta(hours=7)


def test_a_pause_after_midnight_and_a_whole_day() -> None:
    hours = replace(NIGHT, next_day=dt.time(3), pauses=((dt.time(0, 30), dt.time(1)),))
    assert stretches(hours) == [(1200, 1470), (1500, 1620)]
    assert stretches(Hours(dt.time(0), LAST_MINUTE, next_day=dt.time(0))) == [(0, 1440)]


@pytest.mark.parametrize(
    "hours",
    [
        Hours(dt.time(17), dt.time(10)),
        Hours(dt.time(10), dt.time(17), ((dt.time(9), dt.time(11)),)),
        Hours(dt.time(10), dt.time(17), ((dt.time(12), dt.time(12)),)),
        Hours(dt.time(10), dt.time(17), ((dt.time(12), dt.time(18)),)),
        Hours(dt.time(10), dt.time(17), ((dt.time(14), dt.time(15)), (dt.time(12), dt.time(13)))),
    ],
)
def test_hours_that_can_not_be(hours: Hours) -> None:
    assert hours_fault(hours)
    assert not hours_fault(LUNCH)
    assert not hours_fault(NIGHT)


def test_a_room_is_closed_for_some_days() -> None:
    shut = (dt.date(2026, 3, 2), dt.date(2026, 3, 3))
    room = Room(key="hal", name={"nl": "Hal"}, floor=0, capacity=9, closed=[shut])
    museum = site(LUNCH, LUNCH)
    assert room_hours(room, museum, at(2, 12)) is None
    assert room_hours(room, museum, at(3, 12)) is None
    of_its_own = replace(room, opening=[LUNCH, LUNCH, NIGHT, *[None] * 4])
    assert room_hours(of_its_own, museum, at(4, 12)) == (at(4, 20), at(5, 1))
    assert room_hours(of_its_own, museum, at(5, 0, 30)) == (at(4, 20), at(5, 1))
    assert room_hours(of_its_own, museum, at(5, 12)) is None
    lunch = replace(of_its_own, closed=[])
    assert room_hours(lunch, museum, at(2, 13)) == (at(2, 13, 30), at(2, 17))
    assert room_hours(lunch, museum, at(2, 20)) == (at(2, 13, 30), at(2, 17)), "it is over"


def test_software_of_before_reads_the_first_opening_and_a_closing_after_it() -> None:
    plain = msgspec.to_builtins(NIGHT)
    assert plain["closes"] > plain["opens"]
    assert "pauses" not in msgspec.to_builtins(Hours(dt.time(10), dt.time(17)))
    assert msgspec.json.decode(msgspec.json.encode(LUNCH), type=Hours) == LUNCH
