"""The job that computes the roster of a week."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from tour_server.jobs.job import Job, JobFailedError, JobKind, JobRun, JobState
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from tour_server.staffing.breaks import with_breaks
from tour_server.staffing.roster_weeks import RosterWeeks
from tour_server.staffing.rosters import Rosters
from tour_server.staffing.solving.is_installed import SOLVER_MISSING, solver_is_installed
from tour_server.staffing.week_facts import WeekFacts
from web.translations import mark

NAME = "roster"
NO_ROSTER = mark(
    "The rules about one colleague leave them no roster at all: look at what was put there by hand."
)
NOTHING_YET = mark("Nothing can be computed yet: it needs colleagues, kinds of shifts and rules.")
CHANGED_MEANWHILE = mark(
    "Colleagues or their wishes changed each time while this was computed, so this roster may not fit"
    " them. Compute it again."
)
MOST_ROUNDS = 3  # of one computation: somebody more falls ill meanwhile
WORKERS = 1  # the rest of the machine answers pages


class RosterRequest(Struct, frozen=True):
    """What a computation is asked for. `least_change`: change as little as possible of what is published."""

    v: int = 1
    monday: dt.date = dt.date.min
    least_change: bool = False


class RosterJobs:
    """Computes rosters in the background."""

    def __init__(self, jobs: Jobs, weeks: RosterWeeks, rosters: Rosters, seconds: float) -> None:
        """`seconds`: how long one computation may take."""
        self._jobs, self._weeks, self._rosters = jobs, weeks, rosters
        self._seconds = seconds
        self.kind = JobKind(NAME, mark("Compute a roster"), self._run, permission=Permission.ROSTER)

    def ask(self, monday: dt.date, by: str, *, least_change: bool) -> bool:
        """Ask for the roster of a week. Returns False while another is computed."""
        request = RosterRequest(monday=monday, least_change=least_change)
        return self._jobs.ask(self.kind, request, by) is not None

    def newest(self) -> Job | None:
        """Returns the newest computation."""
        return self._jobs.newest(NAME)

    def is_computing(self, monday: dt.date) -> bool:
        """Returns whether the roster of a week is being computed, or waits for that."""
        job = self.newest()
        return (
            job is not None and not job.ended and job.arguments_as(RosterRequest).monday == monday
        )

    def problem_of(self, monday: dt.date) -> str:
        """Returns why the newest computation failed, where it was of this week; otherwise an empty string."""
        job = self.newest()
        if job is None or job.state is not JobState.FAILED:
            return ""
        return job.problem if job.arguments_as(RosterRequest).monday == monday else ""

    def _run(self, run: JobRun) -> None:
        if not solver_is_installed():
            raise JobFailedError(SOLVER_MISSING)
        request = run.job.arguments_as(RosterRequest)
        run.progress(mark("computing"), 0, 1)
        for _round in range(MOST_ROUNDS):
            facts = self._weeks.facts(request.monday)
            self._compute(request, facts)
            if self._weeks.facts(request.monday).colleagues == facts.colleagues:
                return  # nobody fell ill while it was computed
        raise JobFailedError(CHANGED_MEANWHILE)

    def _compute(self, request: RosterRequest, facts: WeekFacts) -> None:
        from tour_server.staffing.lawful_week import find_week
        from tour_server.staffing.solving.roster_columns import NoRosterError

        if not (facts.colleagues and facts.kinds and facts.skills):
            raise JobFailedError(NOTHING_YET)
        band = self._rosters.state(request.monday).band
        draft = self._rosters.shifts(facts.days[0], facts.days[-1])
        published = self._rosters.shifts(facts.days[0], facts.days[-1], published=True)
        today = self._weeks.today()
        try:
            week = find_week(
                facts,
                band,
                pinned=[one for one in draft if one.pinned or one.day < today],
                stays=(published or draft) if request.least_change else None,
                begins=today,
                seconds=self._seconds,
                workers=WORKERS,
            )
        except NoRosterError as error:  # its words name a colleague, and this sentence is kept
            raise JobFailedError(NO_ROSTER) from error
        shifts = with_breaks(facts, week.shifts, band)
        self._rosters.replace_week(request.monday, shifts, week.objective, week.bound)
