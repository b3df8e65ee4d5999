"""A desk whose house was counted for some weeks, and its forecasts made."""

from __future__ import annotations

import datetime as dt

import numpy as np

from tests.desk import Desk
from tests.waiting import until
from tour_server.forecast.hour_counts import IMPORTED, KIOSKS, series_of
from tour_server.forecast.jobs import ForecastJobs
from tour_server.forecast.tables import VisitorForecastRow, VisitorHourRow
from tour_server.jobs.job import Job, JobState

TODAY = dt.date(2026, 3, 2)  # by the desk's clock: a Monday, on which the museum is closed


def count(desk: Desk, days: int, source: str = KIOSKS, level: float = 30.0) -> None:
    """Store counts of both rooms for the days before today."""
    rng = np.random.default_rng(1)
    with desk.parts.database.writing() as session:
        for back in range(1, days + 1):
            day = TODAY - dt.timedelta(days=back)
            if day.weekday() == 0:
                continue
            busy = level * (1.5 if day.weekday() > 4 else 1.0) * rng.gamma(30, 1 / 30)
            for hour in range(10, 17):
                for room, share in (("hal", 1.0), ("zolder", 0.4)):
                    session.add(
                        VisitorHourRow(
                            series=series_of(room) if source == KIOSKS else "house",
                            day=day,
                            hour=hour,
                            source=source,
                            people=float(rng.poisson(busy * share)),
                            open_share=1.0,
                        )
                    )
                    if source == IMPORTED:
                        break


def made(desk: Desk, *, choose: bool = True) -> Job:
    """Run a job of forecasts to its end. Returns it."""
    jobs = desk.parts.assembly.context.get(ForecastJobs)
    kind = jobs.weekly if choose else jobs.nightly
    desk.parts.jobs.ask(kind)
    with desk.parts.running():
        until(lambda: (job := desk.parts.jobs.newest(kind.name)) is not None and job.ended, 100)
    job = desk.parts.jobs.newest(kind.name)
    assert job is not None
    return job


def forecast(desk: Desk, days: int = 24) -> None:
    """Count some days, and forecast."""
    count(desk, days)
    job = made(desk)
    assert job.state is JobState.DONE, job.problem


def outcome(desk: Desk, back: int, counted: float) -> VisitorForecastRow:
    """The house's forecast of a day so many days back, made two days before, beside what was counted."""
    return VisitorForecastRow(
        series="house",
        day=TODAY - dt.timedelta(days=back),
        lead=2,
        made_at=desk.clock(),
        model="usual",
        low=220.0,
        middle=270.0,
        high=300.0,
        hours="[" + ",".join(["null"] * 24) + "]",
        counted=counted,
    )
