"""Run a whole kiosk through the visits of a day and print what its processes take: `python -m tests.soak`.

Server, broker, kiosk and browser are real processes. The camera twin films the visits to the demo's gallery, each
shortened to about nine seconds, and the page's player runs eight times as fast, so that tellings end within a visit.
Now and then somebody touches the screen. Growth is the slope of a line through the measures after the first tenth,
times the length of the run.
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

from museum_of_pattern.build import build
from tests.journeys.whole_kiosk import WholeKiosk, whole_kiosk
from tests.process_measures import ProcessMeasures, cpu_seconds, measure

TENTHS = 10
MOST_MB = 350.0  # of the kiosk's processes without the browser, resident
MOST_GROWTH_MB = (
    20.0  # of memory that is theirs alone, over a run; a run of five hours varied by 15
)
PLAYER_SPEED = 8
SAMPLE_SECONDS = 1.0  # between two looks at the screen and the processor time
SETTLE_SECONDS = 5.0  # after the screen has changed, before processor time counts for what it shows
REST_SECONDS = 40.0  # of a bare wall, at the beginning and at the end
SPEECH_SECONDS = 1500.0  # for all speech of the Museum of Pattern to be made
TOUCHES = (
    ("language", "nl"),
    ("language", "de"),
    ("level", "child"),
    ("deeper", ""),
    ("again", ""),
)
HURRY = f"document.getElementById('player').defaultPlaybackRate = {PLAYER_SPEED}"


@dataclass
class SoakReport:
    """What was measured: at the start, at each tenth of the visits, and at the end."""

    hours: list[float] = field(
        default_factory=list
    )  # of the visits behind, as long as they would take
    measures: list[ProcessMeasures] = field(default_factory=list)
    files: list[int] = field(default_factory=list)  # in the kiosk's folder
    cpu: dict[str, list[float]] = field(
        default_factory=dict
    )  # seconds used and seconds passed, by state
    visits: int = 0
    told: int = 0

    def growth(self, of: str) -> float:
        """Return how much a measure grew over the run, by a line through all measures but the first two."""
        values = [getattr(one, of) for one in self.measures][2:]
        hours = self.hours[2:]
        slope = float(np.polyfit(hours, values, 1)[0])
        return slope * (self.hours[-1] - self.hours[0])

    @property
    def faults(self) -> list[str]:
        """What is not as it should be, in sentences."""
        most = max(one.rss_mb for one in self.measures)
        found = [f"{most:.0f} MB are more than {MOST_MB:.0f}."] if most > MOST_MB else []
        if (grown := self.growth("uss_mb")) > MOST_GROWTH_MB:
            found.append(f"The memory grew by {grown:.0f} MB.")
        for of in ("threads", "files", "sockets"):
            counts = [getattr(one, of) for one in self.measures]
            if counts[-1] > max(counts[2:5]) + 4:  # those of requests under way come and go
                found.append(f"The number of {of} grew from {counts[2]} to {counts[-1]}.")
        return found

    def share(self, state: str) -> float:
        """Return the share of a core while the screen showed `state`."""
        used, passed = self.cpu.get(state, (0.0, 0.0))
        return used / passed if passed else float("nan")


class Soak:
    """Runs visits before `station` and measures."""

    def __init__(self, station: WholeKiosk, visits: int, seed: int) -> None:
        self.station, self.visits = station, visits
        self.report = SoakReport()
        self._rng = random.Random(seed)
        self._title = ""
        self._state, self._since = "", time.monotonic()
        self._cpu, self._at = 0.0, 0.0

    def run(self) -> SoakReport:
        """Run, and return the report. A line is printed for each measure."""
        film = self.station.camera.film
        self.station.script(HURRY)
        print(
            f"{'h':>5} {'visits':>6} {'PSS':>6} {'USS':>6} {'RSS':>6} MB  proc thr fds sock files"
        )
        self._rest()
        self._note()
        film.resting = False
        for tenth in range(1, TENTHS + 1):
            while film.visits < self.visits * tenth / TENTHS:
                self._watch()
            self._note()
        film.resting = True
        self._rest()
        self._note()
        self.report.visits = film.visits
        return self.report

    def _rest(self) -> None:
        end = time.monotonic() + REST_SECONDS
        while time.monotonic() < end:
            self._watch(touches=False)

    def _watch(self, *, touches: bool = True) -> None:
        """Wait a moment, and count its processor time for what the screen showed."""
        time.sleep(SAMPLE_SECONDS)
        state, now = self.station.screen(), time.monotonic()
        used = cpu_seconds(self.station.pids)
        title = self.station.title() if state == "telling" else ""
        if title != self._title:
            self.report.told += bool(title)
            self._title = title
        if state != self._state:
            self._state, self._since = state, now
        elif now - self._since > SETTLE_SECONDS or (state == "telling" and self._at):
            sums = self.report.cpu.setdefault(state, [0.0, 0.0])
            sums[0] += used - self._cpu
            sums[1] += now - self._at
        self._cpu, self._at = used, now
        if touches and state == "telling" and self._rng.random() < 0.1:
            self.station.touch(*self._rng.choice(TOUCHES))

    def _note(self) -> None:
        measured = measure(self.station.pids)
        files = sum(1 for file in self.station.data.rglob("*") if file.is_file())
        film = self.station.camera.film
        hours = film.real_seconds / 3600
        self.report.hours.append(hours)
        self.report.measures.append(measured)
        self.report.files.append(files)
        print(
            f"{hours:5.1f} {film.visits:6} {measured.pss_mb:6.1f} {measured.uss_mb:6.1f} {measured.rss_mb:6.1f}     "
            f"{measured.processes:4} {measured.threads:3} {measured.files:3} {measured.sockets:4} {files:5}",
            flush=True,
        )


def main() -> int:
    """Print the measures; return 1 where the report has faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--visits", type=int, default=950, help="950 take a day in the demo's gallery."
    )
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument(
        "--data", type=Path, help="A folder that is kept; else a new one each time."
    )
    parser.add_argument(
        "--stand", type=float, default=4.5, help="At most so many seconds before a work."
    )
    parser.add_argument(
        "--bare", type=float, default=2.0, help="At most so many seconds of a bare wall."
    )
    parser.add_argument("--speech", action="store_true", help="Wait until all speech is there.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = (chosen.data or Path(made)).resolve()
        museum = folder / "museum"
        if not museum.exists():
            build(museum)
        with whole_kiosk(
            museum,
            folder,
            seed=chosen.seed,
            stand_seconds=chosen.stand,
            bare_seconds=chosen.bare,
            resting=True,
        ) as station:
            if chosen.speech:
                station.wait_for_speech(SPEECH_SECONDS)
            report = Soak(station, chosen.visits, chosen.seed).run()
    for of in ("pss_mb", "uss_mb", "rss_mb", "threads", "files", "sockets"):
        print(
            f"growth of {'open files' if of == 'files' else of} over {report.hours[-1]:.1f} h: {report.growth(of):+.1f}"
        )
    for state, (_, passed) in sorted(report.cpu.items()):
        print(
            f"while the screen shows {state}: {report.share(state):.1%} of a core ({passed:.0f} s)"
        )
    print(f"{report.visits} visits, {report.told} tellings")
    print("\n".join(report.faults))
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
