"""Arrivals that are expected from the same weekday of past weeks: gaps are gaps, never zeros."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from contract.museum import Museum
from tests.tiny_museum import tiny_museum
from tour_server.crowd.tables import FootfallBin
from tour_server.database import Database
from tour_server.forecast.hour_counts import HOUSE, IMPORTED
from tour_server.forecast.tables import VisitorHourRow
from tour_server.staffing.past_arrivals import KEPT, PastArrivals

ZONE = ZoneInfo("Europe/Amsterdam")
TODAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def museum() -> Museum:
    made = tiny_museum(lambda key: f"{key}.png")
    return replace(made, site=replace(made.site, entrance="hal", time_zone=ZONE.key))


def count(
    database: Database, day: dt.date, hour: int, minutes: int, entered: int, device: str = "k"
) -> None:
    """Store minutes of a kiosk at the entrance from an hour on, all with the same arrivals."""
    begin = dt.datetime.combine(day, dt.time(hour), ZONE).timestamp()
    with database.writing() as session:
        for minute in range(minutes):
            session.add(
                FootfallBin(
                    device=device,
                    epoch="e" * 16,
                    sequence=int(begin // 60) + minute,
                    boot="b" * 16,
                    monotonic=60.0 * minute,
                    start=begin + 60 * minute,
                    clock_trusted=True,
                    room="hal",
                    observed_seconds=60.0,
                    entered=entered,
                    left=0,
                    in_view_mean=0.5,
                    in_view_max=2,
                    received_at=begin + 60 * minute + 61,
                )
            )


def test_the_same_weekday_counts_and_gaps_dont(database: Database) -> None:
    for week, entered in ((1, 1), (2, 2), (3, 3)):
        day = TODAY - dt.timedelta(weeks=week)
        count(database, day, 10, 60, entered)
        count(database, day - dt.timedelta(days=1), 10, 60, 9)
    count(database, TODAY - dt.timedelta(weeks=4), 11, 29, 5)
    found = PastArrivals(database, museum, lambda: NOW).arrivals(TODAY)
    assert found is not None
    assert found.middle[10] == 120
    assert found.low[10] < 120 < found.high[10]
    assert found.middle[11] == 0, "29 minutes are too few for an hour"
    assert "3 weeks" in found.rests_on


def test_an_hour_seen_in_part_is_filled_up_and_kiosks_add_up(database: Database) -> None:
    day = TODAY - dt.timedelta(weeks=1)
    count(database, day, 10, 30, 1)
    count(database, day, 10, 60, 2, device="other")
    found = PastArrivals(database, museum, lambda: NOW).arrivals(TODAY + dt.timedelta(weeks=3))
    assert found is not None
    assert found.middle[10] == 60 + 120
    assert (
        found.rests_on
        == "No forecast reaches so far: arrivals are those of the same weekday of 1 week that was counted."
    )


def bring_in(
    database: Database, day: dt.date, hours: dict[int, float], series: str = HOUSE
) -> None:
    """Store counts as a file of a museum's own brings them; the hour -1 is a whole day."""
    with database.writing() as session:
        for hour, people in hours.items():
            of = {"series": series, "day": day, "hour": hour, "people": people}
            session.add(VisitorHourRow(**of, source=IMPORTED, open_share=1.0))


def test_sales_that_were_brought_in_count_and_go_before_kiosks(database: Database) -> None:
    tuesdays = [TODAY + dt.timedelta(days=1) - dt.timedelta(weeks=week) for week in (1, 2, 3)]
    for day in tuesdays[:2]:
        count(database, day, 10, 60, 1)
    arrivals = PastArrivals(database, museum, lambda: NOW)
    far = TODAY + dt.timedelta(days=36)
    before = arrivals.arrivals(far)
    assert before is not None
    assert before.middle[10] == 60
    bring_in(database, tuesdays[0], {10: 200.0, 11: 8.0})
    bring_in(database, tuesdays[2], {10: 100.0})
    found = PastArrivals(database, museum, lambda: NOW).arrivals(far)
    assert found is not None
    assert (found.middle[10], found.middle[11]) == (100, 8)
    assert "3 weeks" in found.rests_on
    bring_in(database, tuesdays[2] - dt.timedelta(weeks=1), {-1: 700.0})
    later = NOW + KEPT
    whole = PastArrivals(database, museum, lambda: later).arrivals(far)
    assert whole is not None
    assert "4 weeks" in whole.rests_on, "a whole day is shared out over its hours"


def test_a_week_that_is_long_over_rests_on_those_before_it(database: Database) -> None:
    sunday = TODAY - dt.timedelta(days=1)
    bring_in(database, sunday - dt.timedelta(weeks=21), {10: 100.0})
    bring_in(database, sunday - dt.timedelta(weeks=19), {10: 900.0})
    arrivals = PastArrivals(database, museum, lambda: NOW)
    assert arrivals.arrivals(sunday) is None
    found = arrivals.arrivals(sunday - dt.timedelta(weeks=20))
    assert found is not None
    assert found.middle[10] == 100


def test_what_is_brought_in_later_is_seen(database: Database) -> None:
    now = NOW
    arrivals = PastArrivals(database, museum, lambda: now)
    day = TODAY - dt.timedelta(days=6)
    assert arrivals.arrivals(day + dt.timedelta(weeks=5)) is None
    bring_in(database, day, {10: 100.0})
    now += KEPT
    found = arrivals.arrivals(day + dt.timedelta(weeks=5))
    assert found is not None
    assert found.middle[10] == 100


def test_nothing_counted_and_no_entrance(database: Database) -> None:
    assert PastArrivals(database, museum, lambda: NOW).arrivals(TODAY) is None
    without = replace(museum(), site=replace(museum().site, entrance=None))
    count(database, TODAY - dt.timedelta(weeks=1), 10, 60, 1)
    found = PastArrivals(database, lambda: without, lambda: NOW).arrivals(TODAY)
    assert found is not None
    assert found.middle[10] == 60, "the first room is the entrance"
    assert PastArrivals(database, lambda: None, lambda: NOW).arrivals(TODAY) is None
