"""Today's course: what kiosks counted until the last full hour, beside the band that was forecast until then."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.tiny_museum import tiny_museum
from tests.tour_server.forecast.test_hours_are_counted import AMSTERDAM, DAY, seen
from tour_server.database import Database
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.forecast_store import ForecastStore
from tour_server.forecast.hour_counts import HOUSE
from tour_server.forecast.today_course import KEPT, TodayCourse

MUSEUM = tiny_museum()
NOW = dt.datetime.combine(DAY, dt.time(12, 1), AMSTERDAM).astimezone(dt.UTC)
HOUR = (50.0, 60.0, 75.0)


@pytest.fixture
def course(database: Database) -> TodayCourse:
    """The course of a day of seven hours of which 60 people each are forecast: in all 420, from 336 to 504."""
    store = ForecastStore(database, lambda: NOW)
    hours = (None,) * 10 + (HOUR,) * 7 + (None,) * 7
    store.keep(DAY, [DayForecast(HOUSE, 1, "usual", 336.0, 420.0, 504.0, hours)])
    return TodayCourse(database, store)


@pytest.mark.parametrize(("entered", "outside"), [(1, 0), (2, 1), (0, -1)])
def test_a_number_stands_beside_its_band(
    database: Database, course: TodayCourse, entered: int, outside: int
) -> None:
    seen(database, "kiosk-1", DAY, range(10, 13), entered=entered)
    (house,) = course.courses(MUSEUM, NOW)
    assert (house.until, house.counted, house.outside) == ("12:00", 120 * entered, outside)
    assert (house.low, house.middle, house.high, house.day) == (96, 120, 144, 420)


def test_minutes_that_come_after_the_full_hour_count(
    database: Database, course: TodayCourse
) -> None:
    seen(database, "kiosk-1", DAY, range(10, 11))
    (house,) = course.courses(MUSEUM, NOW)
    assert house.counted is None, "the kiosk was offline from eleven on"
    seen(database, "kiosk-1", DAY, range(11, 12))
    assert course.courses(MUSEUM, NOW + KEPT / 2)[0].counted is None, "it is not read at each look"
    assert course.courses(MUSEUM, NOW + KEPT)[0].counted == 120


def test_nothing_is_said_before_the_first_full_hour_and_without_a_forecast(
    course: TodayCourse,
) -> None:
    assert course.courses(MUSEUM, NOW - dt.timedelta(hours=2)) == []
    assert course.courses(MUSEUM, NOW + dt.timedelta(days=1)) == []
