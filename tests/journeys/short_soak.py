"""A whole kiosk with its browser takes no more than it may, and no more after some visits than before: a short soak."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.whole_kiosk import whole_kiosk
from tests.soak import MOST_MB, Soak

VISITS = 12


@pytest.mark.journey
@pytest.mark.browser
@pytest.mark.long
@pytest.mark.timeout(900)
def test_it_takes_no_more_than_it_may(small_museum: Path, tmp_path: Path) -> None:
    with whole_kiosk(small_museum, tmp_path, seed=11, resting=True) as station:
        report = Soak(station, VISITS, seed=11).run()
    assert report.visits >= VISITS
    assert report.told >= 3
    assert report.faults == []
    assert max(one.rss_mb for one in report.measures) <= MOST_MB
    assert report.share("attract") < 0.2
