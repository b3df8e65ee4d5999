"""Run a week of visits before a whole kiosk and fit how much its memory grows: `python -m tests.soak_week`.

Server, broker, kiosk and browser are real processes. Visitors are touches, so a visit takes a fraction of a second: a
language, a work, more of it, another level, a second work, and away. Recognition and counting run on a camera before
a bare wall; `python -m tests.soak` has their memory, at the speed of a camera.

Printed is the slope of a line through the measures after the first fifth, for a week of visits, with twice its standard
error: of the kiosk's processes (memory that is theirs alone), of the page's heap after a collection, and of its nodes.

Chromium runs without compiling to machine code. The code of functions that become hot is in the heap, too, and goes on
growing for hundreds of visits: a bounded 0.1 MB that a short run takes for 4 MB a week.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from contract.museum import Museum
from contract.museum_folder import read_museum
from museum_of_pattern.build import build
from tests.journeys.whole_kiosk import WholeKiosk, whole_kiosk
from tests.process_measures import measure, process_tree
from tests.waiting import until

VISITS_A_DAY = 950  # as tests.soak has them
WEEK_VISITS = 7 * VISITS_A_DAY
WARM_UP_VISITS = (
    100  # not measured: until then caches and the allocator fill (measured: 70 MB, then none)
)
MEASURES = 20
MIN_FITTED = 6  # measures that a line is fitted to
MOST_KIOSK_MB, MOST_HEAP_MB, MOST_NODES = 20.0, 10.0, 5000.0  # in a week
NO_MACHINE_CODE = "--js-flags=--jitless"
PAUSE_SECONDS = 0.03  # between two touches
BYTES_A_MB = 1_000_000
PLAYER_SPEED = 16  # the fastest that Chromium plays
HURRY = f"document.getElementById('player').defaultPlaybackRate = {PLAYER_SPEED}"


@dataclass(frozen=True)
class Slope:
    """The growth of one measure in a week of visits, and twice its standard error."""

    week: float
    error: float

    @property
    def surely(self) -> float:
        """The growth that is certain."""
        return self.week - self.error


@dataclass
class WeekReport:
    """What was measured after so many visits."""

    visits: list[int] = field(default_factory=list)
    kiosk_mb: list[float] = field(default_factory=list)
    browser_mb: list[float] = field(default_factory=list)
    heap_mb: list[float] = field(default_factory=list)
    nodes: list[float] = field(default_factory=list)
    told: int = 0

    def slope(self, values: list[float]) -> Slope:
        """Return the slope of a line through the measures after the first fifth."""
        return weekly_slope(self.visits, values)

    @property
    def faults(self) -> list[str]:
        """What surely grows by more than it may, in sentences."""
        limits = (
            ("The kiosk's memory", self.kiosk_mb, MOST_KIOSK_MB, "MB"),
            ("The page's heap", self.heap_mb, MOST_HEAP_MB, "MB"),
            ("The number of the page's nodes", self.nodes, MOST_NODES, ""),
        )
        return [
            f"{what} grows by {self.slope(values).week:.1f} {unit} in a week."
            for what, values, most, unit in limits
            if self.slope(values).surely > most
        ]


def weekly_slope(visits: list[int], values: list[float]) -> Slope:
    """Fit a line to the measures after the first fifth. Raises ValueError for too few."""
    first = len(visits) // 5
    x, y = np.asarray(visits[first:], float), np.asarray(values[first:], float)
    if len(x) < MIN_FITTED:
        raise ValueError(f"{len(x)} measures are too few for a line")
    (slope, _), covariance = np.polyfit(x, y, 1, cov=True)
    return Slope(float(slope) * WEEK_VISITS, 2 * float(np.sqrt(covariance[0, 0])) * WEEK_VISITS)


class Week:
    """Runs visits before `station` and measures."""

    def __init__(self, station: WholeKiosk, museum: Museum, visits: int, seed: int) -> None:
        self.station, self.visits = station, visits
        self.report = WeekReport()
        self._works = [work.key for work in museum.works]
        self._languages = list(museum.site.languages)
        self._rng = random.Random(seed)

    def run(self) -> WeekReport:
        """Run, and return the report. A line is printed for each measure."""
        self.station.script(HURRY)
        print(
            f"{'visits':>6} {'kiosk':>7} {'browser':>7} {'heap':>6} MB {'nodes':>6} {'a visit':>7}"
        )
        for _ in range(WARM_UP_VISITS):
            self._visit()
        self.report.told = 0
        began = time.monotonic()
        self._note(0.0)
        for number in range(1, self.visits + 1):
            self._visit()
            if number % max(1, self.visits // MEASURES) == 0:
                self._note((time.monotonic() - began) / number)
        return self.report

    def _visit(self) -> None:
        """One visitor: two works in their own language and level."""
        rng = self._rng
        self._touch("language", rng.choice(self._languages))
        self._touch("work", rng.choice(self._works))
        until(lambda: self.station.screen() == "telling", 30)
        self.report.told += 1
        if rng.random() < 0.5:
            self._touch("level", rng.choice(("adult", "child")))
        if rng.random() < 0.5:
            self._touch("deeper")
        if rng.random() < 0.3:
            self._touch("larger", rng.choice(("on", "off")))
        self._touch("work", rng.choice(self._works))
        self._touch("home")
        until(lambda: self.station.screen() != "telling", 30)

    def _touch(self, what: str, value: str = "") -> None:
        self.station.touch(what, value)
        time.sleep(PAUSE_SECONDS)

    def _note(self, seconds: float) -> None:
        report, page = self.report, self.station.page
        page.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
        heap = page.execute_cdp_cmd("Runtime.getHeapUsage", {})["usedSize"] / BYTES_A_MB
        nodes = page.execute_cdp_cmd("Memory.getDOMCounters", {})["nodes"]
        kiosk = measure(self.station.pids)
        browser = measure(process_tree(page.service.process.pid))
        report.visits.append(report.told)
        report.kiosk_mb.append(kiosk.uss_mb)
        report.browser_mb.append(browser.pss_mb)
        report.heap_mb.append(heap)
        report.nodes.append(nodes)
        print(
            f"{report.told:6} {kiosk.uss_mb:7.1f} {browser.pss_mb:7.1f} {heap:6.2f}    {nodes:6} {seconds:6.2f}s",
            flush=True,
        )


def run_week(museum: Path, folder: Path, visits: int, seed: int) -> WeekReport:
    """Start everything, run the visits, and return the report."""
    switches = (NO_MACHINE_CODE,)
    with whole_kiosk(museum, folder, seed=seed, resting=True, switches=switches) as station:
        until(lambda: station.screen() != "", 60)
        return Week(station, read_museum(museum), visits, seed).run()


def main() -> int:
    """Print the measures and the slopes; return 1 where something surely grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=WEEK_VISITS, help="6650 are a week.")
    parser.add_argument("--seed", type=int, default=11)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve()
        museum = folder / "museum"
        build(museum)
        report = run_week(museum, folder, chosen.visits, chosen.seed)
    for what, values, unit in (
        ("the kiosk's own memory", report.kiosk_mb, "MB"),
        ("the browser's memory", report.browser_mb, "MB"),
        ("the page's heap", report.heap_mb, "MB"),
        ("the page's nodes", report.nodes, ""),
    ):
        slope = report.slope(values)
        print(f"growth of {what} in a week: {slope.week:+.1f} ± {slope.error:.1f} {unit}".rstrip())
    print(f"{report.told} visits of the {WEEK_VISITS} of a week")
    print("\n".join(report.faults))
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
