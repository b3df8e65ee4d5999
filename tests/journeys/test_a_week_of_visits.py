"""A week of visits makes neither the kiosk nor its page larger: a part of it here, the whole by `make soak-week`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak_week import WEEK_VISITS, WeekReport, run_week, weekly_slope

SHORT = 200  # visits


def test_a_slope_is_told_from_noise() -> None:
    visits = list(range(0, 2000, 100))
    even = weekly_slope(visits, [100.0 + (number % 2) for number in range(20)])
    assert even.surely <= 0
    grows = weekly_slope(visits, [100.0 + 0.01 * number for number in visits])
    assert grows.week == pytest.approx(0.01 * WEEK_VISITS)
    with pytest.raises(ValueError, match="too few"):
        weekly_slope(visits[:5], [1.0] * 5)
    report = WeekReport(visits, *(4 * [[0.01 * number for number in visits]]))
    assert report.faults == [
        "The kiosk's memory grows by 66.5 MB in a week.",
        "The page's heap grows by 66.5 MB in a week.",
    ]


@pytest.mark.journey
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_grows(small_museum: Path, tmp_path: Path) -> None:
    report = run_week(small_museum, tmp_path, SHORT, seed=3)
    assert report.told == SHORT
    assert report.faults == []
