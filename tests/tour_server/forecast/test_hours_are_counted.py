"""Minutes of kiosks become hours of rooms. An hour that a kiosk did not see is a gap, never a zero."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from msgspec.structs import replace

from contract.museum import Hours
from tests.bins import a_bin
from tests.tiny_museum import tiny_museum
from tour_server.crowd.messages import store_bins
from tour_server.crowd.retention import delete_minutes_before
from tour_server.database import Database
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.forecast_store import ForecastStore
from tour_server.forecast.history import read_history, shares_ahead
from tour_server.forecast.hour_counts import HOUSE, KIOSKS, series_of, store_hours
from tour_server.forecast.known_days import KnownDay, KnownKind
from tour_server.forecast.open_hours import open_shares
from tour_server.forecast.tables import VisitorHourRow
from tour_server.ingest.message_handler import ReceivedMessage

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = dt.date(2026, 3, 3)  # a Tuesday
NOW = dt.datetime(2026, 3, 5, 3, 0, tzinfo=dt.UTC)
MUSEUM = tiny_museum()


def seen(
    database: Database,
    device: str,
    day: dt.date,
    hours: range,
    entered: int = 1,
    seconds: float = 60.0,
) -> None:
    """Store a bin for each minute of hours of a day."""
    rows = []
    for hour in hours:
        for minute in range(60):
            start = dt.datetime.combine(day, dt.time(hour, minute), AMSTERDAM).timestamp()
            one = a_bin(
                int(start // 60),
                start=start,
                room="hal",
                observed_seconds=seconds,
                entered=entered if seconds else None,
                left=0 if seconds else None,
                in_view_mean=0.0 if seconds else None,
                in_view_max=0 if seconds else None,
            )
            rows.append(ReceivedMessage(device, one, start + 60))
    with database.writing() as session:
        store_bins(session, rows)


def stored(database: Database) -> dict[tuple[dt.date, int], float]:
    with database.reading() as session:
        rows = session.query(VisitorHourRow).all()
        return {(row.day, row.hour): row.people for row in rows if row.series == series_of("hal")}


def test_two_doors_are_added_up_and_a_blind_one_makes_a_gap(database: Database) -> None:
    seen(database, "door-1", DAY, range(10, 13), 2)
    seen(database, "door-2", DAY, range(10, 12), 1)
    seen(database, "door-2", DAY, range(12, 13), 1, seconds=0.0)
    assert store_hours(database, MUSEUM, NOW) == 2
    assert stored(database) == {(DAY, 10): 180.0, (DAY, 11): 180.0}


def test_a_kiosk_that_fell_silent_makes_gaps_until_its_counts_come(database: Database) -> None:
    before = DAY - dt.timedelta(days=1)
    thursday = DAY - dt.timedelta(days=2)
    seen(database, "door-1", thursday, range(10, 12))
    seen(database, "door-2", thursday, range(10, 12))
    seen(database, "door-1", DAY, range(10, 12))
    store_hours(database, MUSEUM, NOW)
    assert (DAY, 10) not in stored(database)
    assert before.weekday() == 0, "a Monday, on which nobody comes"
    seen(database, "door-2", DAY, range(10, 12))
    store_hours(database, MUSEUM, NOW)
    assert stored(database)[DAY, 10] == 120.0


def test_what_came_of_a_forecast_is_open_again_when_counts_come_late(database: Database) -> None:
    store = ForecastStore(database, lambda: NOW)
    days = [DayForecast(of, 2, "usual", 1, 2, 3, (None,) * 24) for of in (HOUSE, series_of("hal"))]
    store.keep(DAY - dt.timedelta(days=1), days)
    seen(database, "one", DAY, range(10, 12))
    store_hours(database, MUSEUM, NOW)
    with database.writing() as session:
        for one in days:
            store.note_outcome(session, one.series, DAY, 120.0)
    store_hours(database, MUSEUM, NOW)
    assert len(store.judged(HOUSE, 2, DAY)) == 1, "the same counts change nothing"
    seen(database, "one", DAY, range(12, 17))
    store_hours(database, MUSEUM, NOW)
    assert store.judged(HOUSE, 2, DAY) == store.judged(series_of("hal"), 2, DAY) == []
    with database.reading() as session:
        assert len(store.open_days(session, DAY, DAY + dt.timedelta(days=1))) == 2
        assert store.open_days(session, DAY + dt.timedelta(days=1), NOW.date()) == []


def test_a_few_lost_seconds_are_added_in_proportion(database: Database) -> None:
    seen(database, "door-1", DAY, range(10, 11), 1, seconds=55.0)
    store_hours(database, MUSEUM, NOW)
    assert stored(database) == {(DAY, 10): pytest.approx(60 * 60 / 55, abs=0.01)}


def test_forgotten_minutes_leave_their_sums(database: Database) -> None:
    seen(database, "door-1", DAY, range(10, 12))
    store_hours(database, MUSEUM, NOW)
    kept = stored(database)
    assert len(kept) == 2
    assert delete_minutes_before(database, NOW.timestamp() - 3600) == 120
    seen(database, "door-1", DAY + dt.timedelta(days=1), range(10, 11))
    store_hours(database, MUSEUM, NOW)
    assert stored(database).items() >= kept.items()


def test_closed_hours_are_no_zeros_and_half_hours_count_as_such(database: Database) -> None:
    half = replace(
        MUSEUM,
        site=replace(MUSEUM.site, opening=[None, *[Hours(dt.time(10, 30), dt.time(17))] * 6]),
    )
    shares = open_shares(half, None, DAY)
    assert (shares[9], shares[10], shares[16], shares[17]) == (0, 0.5, 1, 0)
    seen(database, "door-1", DAY, range(8, 19))
    store_hours(database, half, NOW)
    assert {hour for _day, hour in stored(database)} == set(range(10, 17))
    with database.reading() as session:
        history = read_history(session, half, [], NOW.date())
    assert history is not None
    assert history.panel.values[0, 0, 10] == 120.0, "as many as a whole hour would have brought"
    assert np.isnan(history.panel.values[0, 0, 9])


def test_the_clock_changes(database: Database) -> None:
    spring = dt.date(2026, 3, 29)
    assert open_shares(MUSEUM, None, spring).sum() == 7
    night = replace(
        MUSEUM,
        site=replace(
            MUSEUM.site, opening=[Hours(dt.time(20), dt.time(23, 59), next_day=dt.time(4))] * 7
        ),
    )
    assert open_shares(night, None, spring).sum() == 4 + 3, "the hour from 2 to 3 does not exist"
    del database


def test_a_closed_room_and_a_closed_house() -> None:
    known = [
        KnownDay(KnownKind.CLOSED, DAY, DAY, room="zolder"),
        KnownDay(KnownKind.CLOSED, DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=1)),
    ]
    names = (HOUSE, series_of("hal"), series_of("zolder"))
    shares = shares_ahead(MUSEUM, names, known, DAY, 2)
    assert shares[:, 0].sum(axis=1).tolist() == [7, 7, 0]
    assert shares[:, 1].sum() == 0


def test_a_booked_group_is_taken_out_and_a_gap_stays_one(database: Database) -> None:
    with database.writing() as session:
        for hour, people in ((10, 40.0), (11, 12.0)):
            session.add(
                VisitorHourRow(
                    series=series_of("hal"),
                    day=DAY,
                    hour=hour,
                    source=KIOSKS,
                    people=people,
                    open_share=1.0,
                )
            )
    groups = [
        KnownDay(KnownKind.GROUP, DAY, DAY, people=28, hour=10),
        KnownDay(KnownKind.GROUP, DAY, DAY, people=28, hour=14),
    ]
    with database.reading() as session:
        history = read_history(session, MUSEUM, groups, NOW.date())
    assert history is not None
    assert history.panel.values[0, 0, 10:12].tolist() == [12, 12]
    assert history.panel.values[1, 0, 10] == 12
    assert np.isnan(history.panel.values[0, 0, 14])
