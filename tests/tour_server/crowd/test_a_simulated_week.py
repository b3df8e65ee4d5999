"""A week of a museum with two doors whose kiosks miss and invent crossings: the error does not accumulate.

The truth is simulated independently of the estimate: every visitor enters by one door, stays a while, leaves by either.
"""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest

from contract.museum import Hours, Site
from tour_server.crowd.minutes import CountedMinute
from tour_server.crowd.occupancy import OccupancyEstimator, last_closing

VISITORS = 220  # a day
MISSED, INVENTED = 0.03, 0.03
# Each week has one of the nights on which the clocks change.
SPRING, AUTUMN = dt.date(2026, 3, 25), dt.date(2026, 10, 21)
HOUSE = Site(
    key="museum",
    name={"en": "Museum"},
    time_zone="Europe/Amsterdam",
    languages=["nl"],
    opening=[Hours(dt.time(10), dt.time(17))] * 7,
)


def crossings(rng: random.Random, opens: float) -> list[tuple[float, str, int]]:
    """(Unix seconds, door, +1 in or −1 out) of everybody on one day, seven hours from `opens`."""
    found = []
    for _ in range(VISITORS):
        came = opens + rng.uniform(0, 6 * 3600)
        gone = min(came + rng.uniform(600, 7200), opens + 7 * 3600 - 61)
        found.append((came, rng.choice("ab"), 1))
        found.append((gone, rng.choice("ab"), -1))
    return sorted(found)


def counted(
    rng: random.Random, truth: list[tuple[float, str, int]], begin: float, end: float
) -> list[CountedMinute]:
    """Return the counts of the two kiosks, one a minute, day and night, oldest first."""
    cells: dict[tuple[str, int], list[int]] = {}
    for at, door, way in truth:
        cell = cells.setdefault((door, int(at // 60)), [0, 0])
        if rng.random() >= MISSED:
            cell[0 if way > 0 else 1] += 1
        if rng.random() < INVENTED:
            cell[rng.randrange(2)] += 1
    return [
        CountedMinute(door, "hall", 60.0 * minute, 60.0, *cells.get((door, minute), (0, 0)), 0.0)
        for minute in range(int(begin // 60), int(end // 60))
        for door in "ab"
    ]


def opening(day: dt.date) -> float:
    """Unix seconds of the opening on that day."""
    return dt.datetime.combine(day, dt.time(10), ZoneInfo(HOUSE.time_zone)).timestamp()


@pytest.mark.parametrize("first_day", [SPRING, AUTUMN])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_the_error_of_seven_days_is_no_larger_than_that_of_one(first_day, seed):
    rng = random.Random(seed)
    days = [first_day + dt.timedelta(days=number) for number in range(7)]
    truth = [one for day in days for one in crossings(rng, opening(day))]
    minutes = counted(rng, truth, opening(days[0]) - 3600, opening(days[-1]) + 12 * 3600)
    rooms = OccupancyEstimator()
    errors: list[list[int]] = []
    inside = looks = 0
    for day in days:
        errors.append([])
        for hours in (2, 4, 6):
            at = opening(day) + hours * 3600
            since = last_closing(HOUSE, dt.datetime.fromtimestamp(at, dt.UTC)).timestamp()
            heard = [one for one in minutes if since <= one.start < at]
            (found,) = rooms.at(["hall"], heard, at)
            right = sum(way for when, _, way in truth if since <= when < at)
            errors[-1].append(abs(found.people - right))
            looks += 1
            inside += found.low <= right <= found.high
    assert max(map(max, errors)) <= 20, errors
    # The last three days are no worse than the first three, except by chance.
    assert sum(map(sum, errors[4:])) <= 2 * sum(map(sum, errors[:3])) + 15, errors
    assert inside >= 0.8 * looks, (inside, looks)
    night = opening(days[-1]) + 11 * 3600
    since = last_closing(HOUSE, dt.datetime.fromtimestamp(night, dt.UTC)).timestamp()
    (found,) = rooms.at(["hall"], [one for one in minutes if since <= one.start < night], night)
    assert (found.people, found.high) == (0, 0)


def test_without_the_reset_at_closing_the_error_accumulates():
    """The same counters without a reset: after two weeks the range is wider than after a day."""
    rng = random.Random(3)
    days = [dt.date(2026, 6, 1 + number) for number in range(14)]
    truth = [one for day in days for one in crossings(rng, opening(day))]
    end = opening(days[-1]) + 6 * 3600
    minutes = counted(rng, truth, opening(days[0]) - 3600, end)
    today = [minute for minute in minutes if minute.start >= opening(days[-1]) - 3600]
    (never_reset,) = OccupancyEstimator().at(["hall"], minutes, end)
    (reset,) = OccupancyEstimator().at(["hall"], today, end)
    assert never_reset.high - never_reset.low > reset.high - reset.low
