"""Measures a night's forecast: 100 rooms and the house, 28 days ahead, with models that were already chosen.

    python -m tests.bench_forecast [--rooms 100] [--days 790] [--mean]
    python -m tests.bench_forecast --weekly [--rooms 5]

The night's job runs in a process of its own, on one thread, over an SQLite database with two years of hours. Beside it
AutoETS of statsforecast is fitted to the days of some of the same rooms, in the same run.
`--mean`: every room has the mean of all models, which is the slowest choice; without it the trees.
`--weekly`: measures the choice of the models instead, which is made once a week.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import insert

from contract.museum import Hours, Museum, Room, Site
from tour_server.database import Database
from tour_server.forecast import step_models
from tour_server.forecast.candidates import MEAN, TREES
from tour_server.forecast.chosen_models import (
    JUDGED_LEADS,
    ChosenModels,
    LeadBand,
    SeriesModel,
)
from tour_server.forecast.day_marks import DayMarks
from tour_server.forecast.forecast_store import ForecastStore, KeptModels
from tour_server.forecast.history import read_history, seen_of
from tour_server.forecast.hour_counts import HOUSE, KIOSKS, series_of
from tour_server.forecast.jobs import ForecastJobs
from tour_server.forecast.known_days import KnownDays
from tour_server.forecast.step_models import StepForecaster
from tour_server.forecast.tables import VisitorHourRow
from tour_server.forecast.tree_model import TreeSettings, train
from tour_server.jobs.job import JobRun
from tour_server.jobs.jobs import Jobs

TODAY = dt.date(2026, 3, 3)
PLAIN_SERIES = 5
NOW = dt.datetime(2026, 3, 3, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam")).astimezone(dt.UTC)


class _Run:
    """A run that nobody watches."""

    def progress(self, doing: str, done: int, of: int) -> None:
        """Do nothing."""


def museum(rooms: int) -> Museum:
    """Return a museum that is open six days a week."""
    return Museum(
        site=Site(
            key="museum",
            name={"en": "Museum"},
            time_zone="Europe/Amsterdam",
            languages=["en"],
            opening=[None, *[Hours(dt.time(10), dt.time(17))] * 6],
        ),
        rooms=[Room(f"room-{one}", {"en": f"Room {one}"}, 0, 50) for one in range(rooms)],
        works=[],
    )


def fill(database: Database, rooms: int, days: int) -> None:
    """Store hours of two years."""
    rng = np.random.default_rng(1)
    for back in range(days, 0, -1):
        day = TODAY - dt.timedelta(days=back)
        if day.weekday() == 0:
            continue
        busy = 40 * (1.5 if day.weekday() > 4 else 1.0) * rng.gamma(30, 1 / 30)
        counts = rng.poisson(busy / (1 + np.arange(rooms)[:, None] % 7), (rooms, 7))
        rows = [
            {
                "series": series_of(f"room-{room}"),
                "day": day,
                "hour": 10 + hour,
                "source": KIOSKS,
                "people": float(counts[room, hour]),
                "open_share": 1.0,
            }
            for room in range(rooms)
            for hour in range(7)
        ]
        with database.writing() as session:
            session.execute(insert(VisitorHourRow), rows)


def choose(database: Database, rooms: int, *, mean: bool) -> None:
    """Store models: trees of the size that a server trains, for every room."""
    with database.reading() as session:
        history = read_history(session, museum(rooms), [], TODAY)
    assert history is not None
    seen = seen_of(history, DayMarks(), 0)
    trees = train(seen, seen.panel.steps, TreeSettings(longest=max(JUDGED_LEADS), rows=60_000))
    names = (HOUSE, *(series_of(f"room-{one}") for one in range(rooms)))
    band = {lead: LeadBand(1.2, 0.8, 1.25) for lead in JUDGED_LEADS}
    forms = {}
    if mean:
        for kind, make in step_models.step_models(seen.panel.cadence).items():
            forms[kind] = StepForecaster(seen, make, seen.panel.steps).forms()
    chosen = ChosenModels(
        {name: SeriesModel(MEAN if mean else TREES, band, 700) for name in names},
        forms,
        [],
        TODAY,
        0.0,
    )
    ForecastStore(database, lambda: NOW).keep_models(KeptModels(chosen), trees)


def jobs_of(database: Database, house: Museum) -> ForecastJobs:
    """Return the jobs of a server."""
    return ForecastJobs(
        database,
        lambda: house,
        ForecastStore(database, lambda: NOW),
        KnownDays(database, lambda: NOW),
        Jobs(database, lambda: NOW),
        lambda: NOW,
        2,
    )


def week(database: Database, rooms: int) -> None:
    """Run the week's job, the night's with it, and print what it took."""
    used = time.process_time()
    done = jobs_of(database, museum(rooms)).choose(cast("JobRun", _Run()))
    seconds = time.process_time() - used
    print(
        f"a week's choice of {done.series} series: {seconds:.1f} s of one processor,"
        f" {seconds / done.series:.1f} s a series, {peak_megabytes():.0f} MB"
    )


def peak_megabytes() -> float:
    """Return the most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def night(database: Database, rooms: int) -> None:
    """Run the night's job, and print what it took."""
    began, used = time.perf_counter(), time.process_time()
    house = museum(rooms)
    done = jobs_of(database, house).forecast(cast("JobRun", _Run()))
    seconds, clock = time.process_time() - used, time.perf_counter() - began
    peak = peak_megabytes()
    plain = _plain_seconds(database, house)
    print(
        f"a night of {done.series} series, {done.days} days: {seconds:.1f} s of one processor ({clock:.1f} s by the"
        f" clock; 60 at most), {peak:.0f} MB (500 at most); {seconds / done.series:.3f} s a series, AutoETS by the day"
        f" {plain:.2f} s: {plain / seconds * done.series:.1f} times"
    )


def _plain_seconds(database: Database, house: Museum) -> float:
    """Return what AutoETS takes for a series: to fit it to the days' totals, and forecast four weeks."""
    with database.reading() as session:
        history = read_history(session, house, [], TODAY, 400)
    assert history is not None
    totals = np.nansum(history.panel.values[1 : 1 + PLAIN_SERIES], axis=2)
    make = step_models.step_models(history.panel.cadence)["AutoETS"]
    used = time.process_time()
    for series in totals:
        make("").forecast(y=series.astype(float), h=29)
    return (time.process_time() - used) / len(totals)


def nights(
    rooms: int = 100, days: int = 790, *, mean: bool = False, measured: str = "--night"
) -> str:
    """Prepare a database, and measure the night, or the week, in a process of its own. Returns a line."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        database = Database(url)
        database.migrate()
        fill(database, rooms, days)
        if measured == "--night":
            choose(database, rooms, mean=mean)
        database.close()
        command = [sys.executable, "-m", "tests.bench_forecast", measured + "-of", url]
        one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        found = subprocess.run(
            [*command, "--rooms", str(rooms)],
            check=True,
            env=one_thread,
            stdout=subprocess.PIPE,
            text=True,
        )
    return found.stdout.strip()


def main() -> None:
    """Measure a night."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rooms", type=int, default=100)
    options.add_argument("--days", type=int, default=790)
    options.add_argument("--mean", action="store_true")
    options.add_argument("--weekly", action="store_true")
    options.add_argument("--night-of", help=argparse.SUPPRESS)
    options.add_argument("--weekly-of", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.night_of:
        night(Database(given.night_of), given.rooms)
    elif given.weekly_of:
        week(Database(given.weekly_of), given.rooms)
    else:
        measured = "--weekly" if given.weekly else "--night"
        print(nights(given.rooms, given.days, mean=given.mean, measured=measured))


if __name__ == "__main__":
    main()
