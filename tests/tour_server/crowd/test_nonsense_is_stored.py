"""A row of nonsense is in the database, from before its number had bounds: every page answers, without it."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from msgspec.structs import asdict

from contract.museum import Room
from tour_server.crowd.balance import balances, open_days
from tour_server.crowd.bounds import MAX_CROSSINGS, kiosk_problems
from tour_server.crowd.messages import store_bins
from tour_server.crowd.minutes import CountedMinute, minutes_between
from tour_server.crowd.occupancy import Occupancy, OccupancyPoint, occupancy_history
from tour_server.crowd.plot import LARGE, SMALL, plot
from tour_server.crowd.retention import delete_minutes_before
from tour_server.crowd.rooms_now import RoomState
from tour_server.crowd.tables import FootfallBin
from tour_server.ingest.message_handler import ReceivedMessage

NOW = dt.datetime(2026, 7, 15, 12, 0, tzinfo=dt.UTC)
YEAR_9999 = 253_402_300_000.0
NONSENSE = [
    {"in_view_mean": 1e308},
    {"in_view_mean": 1e10},
    {"in_view_mean": math.inf},
    {"in_view_mean": -5.0},
    {"entered": 2_000_000_000, "left": -2_000_000_000},
    {"entered": MAX_CROSSINGS + 1},
    {"observed_seconds": 1e300},
    {"observed_seconds": -1e300},
    {"monotonic": 1e300, "clock_trusted": False},
    {"monotonic": math.inf, "clock_trusted": False},
    {"monotonic": -1e300, "clock_trusted": False},
    {"zones": '{"bench":{"in_view_mean":1e300,"in_view_max":1,"dwell":[1,1,1,1,1,1,1,1]}}'},
    {"zones": "not json"},
]
NO_TIME = [
    {"start": 1e300},
    {"start": math.inf},
    {"start": -1e300},
    {"start": YEAR_9999},
    {"start": 1e12, "clock_trusted": False},
]


def a_row(a_bin, number: int, changes: dict[str, object], room: str = "tile-room") -> FootfallBin:
    start = NOW.timestamp() - 65
    fields = asdict(a_bin(number, start=start, monotonic=60.0, room=room))
    del fields["v"]
    return FootfallBin(**{"device": "door", **fields, "received_at": start + 60, **changes})


@pytest.mark.parametrize("changes", [*NONSENSE, *NO_TIME], ids=str)
def test_every_page_of_the_rooms_answers(page, a_bin, changes):
    page.count(-3)
    with page.database.writing() as session:
        session.add(a_row(a_bin, 1, changes))
    page.now = NOW + dt.timedelta(seconds=10)
    page.open_again()
    _screen, secret = page.walls.create("hall")
    for address in (
        "/desk/rooms",
        "/desk/rooms/board",
        "/desk/rooms/room/tile-room",
        "/desk/rooms/room/tile-room/board",
        f"/wall/{secret}",
        f"/wall/{secret}/board",
    ):
        answer = page.client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.text) < 100_000, address
    page.now = NOW + dt.timedelta(days=1)
    answer = page.client.get("/desk/rooms/footfall.csv")
    assert answer.status_code == 200, answer.text
    assert len(answer.text) < 100_000


@pytest.mark.parametrize("changes", [*NONSENSE[:-2], *NO_TIME], ids=str)
def test_it_is_in_no_number_and_staff_are_told(database, a_bin, changes):
    with database.writing() as session:
        session.add(a_row(a_bin, 1, changes))
    now = NOW.timestamp()
    with database.reading() as session:
        assert minutes_between(session, now - 3600, now) == []
        (sentence,) = kiosk_problems(session, now)["door"]
    assert sentence.startswith("1 minute of the last day can't be true")


def test_a_true_minute_is_counted_and_nothing_is_said(database, a_bin):
    with database.writing() as session:
        session.add(a_row(a_bin, 1, {"entered": MAX_CROSSINGS}))
        session.add(a_row(a_bin, 2, {"start": 5e9, "clock_trusted": False}))  # a clock of 2128
    now = NOW.timestamp()
    with database.reading() as session:
        assert len(minutes_between(session, now - 3600, now)) == 2
        assert kiosk_problems(session, now) == {}


def test_nonsense_is_in_no_balance(page, a_bin):
    with page.database.writing() as session:
        for number, changes in enumerate([*NONSENSE, *NO_TIME]):
            session.add(a_row(a_bin, number, changes))
    with page.database.reading() as session:
        found = balances(session, open_days(page.museum.site, NOW + dt.timedelta(days=1)))
    assert all(balance.entered < 100 for balance in found.values())


def test_nonsense_is_forgotten_with_the_rest(database, a_bin):
    with database.writing() as session:
        for number, changes in enumerate(NO_TIME[:4]):
            session.add(a_row(a_bin, number, changes))
    assert delete_minutes_before(database, NOW.timestamp()) == 4


def test_minutes_that_were_kept_apart_are_forgotten_too(database, a_bin):
    start = NOW.timestamp() - 65
    for entered in (5, 40):
        with database.writing() as session:
            one = a_bin(1, start=start, entered=entered)
            store_bins(session, [ReceivedMessage("door", one, start + 60)])
    assert delete_minutes_before(database, NOW.timestamp() - 3600) == 0
    assert delete_minutes_before(database, NOW.timestamp()) == 2


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("people", [0, 1, 7, 30, 999, 226_660, 10**9, 10**30, 10**400])
@pytest.mark.parametrize("capacity", [0, 1, 30, 10**12])
def test_a_plot_draws_a_dozen_ticks_at_most(size, people, capacity):
    room = Room("hall", {"en": "Hall"}, 0, capacity)
    at = NOW.timestamp() - 120
    history = [OccupancyPoint(at, people, people, people)]
    drawn = plot(
        RoomState(room, Occupancy("hall", people, people, people, "", None, history)),
        NOW,
        "Europe/Amsterdam",
        size,
    )
    assert 1 <= len(drawn.people) <= 12
    assert len(drawn.hours) <= size.max_hours
    assert all(0 <= place <= size.height for place, _label in drawn.people)


def test_a_whole_day_at_the_most_that_a_door_passes_is_estimated():
    """Neither the time nor the memory of an estimate grows with what is counted."""
    start = NOW.timestamp() - 86_400
    minutes = [
        CountedMinute("door", "hall", start + 60 * n, 60.0, MAX_CROSSINGS, MAX_CROSSINGS, 10_000.0)
        for n in range(1440)
    ]
    points = occupancy_history(minutes)
    assert len(points) == 1440
    assert points[-1].people is not None
