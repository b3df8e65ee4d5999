"""Times are shown in the museum's time zone, relative to the reader's day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.desk import Desk
from tour_server.desk.moments import Moments

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        ("2026-03-02T09:30+00:00", "Europe/Amsterdam", "today 10:30"),
        ("2026-03-01T23:30+00:00", "Europe/Amsterdam", "today 00:30"),
        ("2026-03-01T22:30+00:00", "Europe/Amsterdam", "yesterday 23:30"),
        ("2026-03-02T16:00+00:00", "Asia/Tokyo", "tomorrow 01:00"),
        ("2026-02-03T09:05+00:00", "America/Lima", "3 February 04:05"),
        ("2027-03-02T09:30+00:00", "Europe/Amsterdam", "2 March 2027 10:30"),
        ("2026-07-01T09:30+00:00", "Europe/Amsterdam", "1 July 11:30"),
    ],
)
def test_a_moment_in_words(at: str, zone: str, said: str) -> None:
    assert Moments(lambda: NOW, lambda: ZoneInfo(zone))(dt.datetime.fromisoformat(at)) == said


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moments(lambda: NOW, lambda: dt.UTC)(NOW.replace(tzinfo=None))


def test_a_history_is_shown_in_the_museums_time_zone(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.post("/desk/works/lijn", browser.fill_in("/desk/works/lijn"), **{"title.nl": "Nieuw"})
    page = browser.get("/desk/works/lijn/history").text
    assert "today 10:30" in page  # 9:30 UTC, in Amsterdam
    assert "UTC" not in page
