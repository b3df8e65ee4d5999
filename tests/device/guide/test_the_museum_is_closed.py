"""Outside opening hours the screen says when the museum opens; a visitor is still served."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Hours, SpecialDay

TUESDAY = dt.date(2026, 3, 3)
DAY = Hours(dt.time(10), dt.time(17))


def at(visit: Any, day: int, hour: int, minute: int = 0) -> Any:
    """The scene at this local time in Amsterdam (UTC+1 in March), in a museum that is closed on Mondays."""
    release = visit.source.release
    shut = SpecialDay(dt.date(2026, 3, 5))
    site = replace(release.museum.site, opening=[None, *[DAY] * 6], exceptions=[shut])
    visit.source.release = replace(release, museum=replace(release.museum, site=site))
    moment = dt.datetime(2026, 3, day, hour, minute, tzinfo=dt.UTC) - dt.timedelta(hours=1)
    visit.wall_clock = moment
    return visit.scene


@pytest.mark.parametrize(
    ("day", "hour", "opens", "days"),
    [
        (3, 8, "2026-03-03T10:00:00+01:00", 0),
        (3, 17, "2026-03-04T10:00:00+01:00", 1),
        (2, 12, "2026-03-03T10:00:00+01:00", 1),
        (4, 20, "2026-03-06T10:00:00+01:00", 2),  # past a special day without hours
        (4, 0, "2026-03-04T10:00:00+01:00", 0),  # still the third in UTC
    ],
)
def test_it_says_when_the_museum_opens(
    visit: Any, day: int, hour: int, opens: str, days: int
) -> None:
    scene = at(visit, day, hour)
    assert (scene.screen, scene.closed, scene.language) == ("resting", True, "nl")
    assert (scene.opens, scene.opens_in_days) == (opens, days)


def test_it_is_open(visit: Any) -> None:
    assert at(visit, 3, 10).screen == "attract"
    assert at(visit, 3, 16, 59).screen == "attract"


def test_a_visitor_after_hours_is_served(visit: Any) -> None:
    assert at(visit, 3, 21).screen == "resting"
    visit.touch("language", "en")
    assert visit.scene.screen == "attract"
    visit.shown("knot")
    assert visit.scene.screen == "telling"
    visit.touch("stop")
    visit.guide.visitor_left(visit.now)
    visit.wait(10)
    assert visit.scene.screen == "resting"


def test_a_clock_that_is_not_trusted_closes_nothing(visit: Any) -> None:
    at(visit, 3, 21)
    visit.wall_clock = None
    assert visit.scene.screen == "attract"


def test_a_museum_without_hours_is_not_closed(visit: Any) -> None:
    visit.wall_clock = dt.datetime(2026, 3, 3, 3, tzinfo=dt.UTC)
    assert visit.scene.screen == "attract"
