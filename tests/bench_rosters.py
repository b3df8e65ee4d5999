"""The bench of rosters: published instances beside the best value known (../shared/data/rosters).

    python -m tests.bench_rosters 9 12
    python -m tests.bench_rosters --processor 9 12
    python -m tests.bench_rosters house

Instances of 14 days get a minute, longer ones five: of the wall's clock, or of this program's processor time, which two
cores would spend in half to all of it. `house` is the week of a big museum as the desk computes it, with one thread in
`roster_seconds`: 80 colleagues of four contracts, 40 rooms, a desk, and what each later look at the week costs; then
the same week after eight others, with weekends, evenings and a public holiday to share, and wishes by the hour.
"""

from __future__ import annotations

import csv
import datetime as dt
import resource
import sys
import time
from collections.abc import Iterator

from tests.conftest import SHARED
from tests.tour_server.staffing.weeks import DAY, EVENING, MONDAY, colleague, needed, shift, week
from tour_server.staffing.clashes import why_short
from tour_server.staffing.fairness import FAIR_WEEKS
from tour_server.staffing.lawful_week import find_week
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import (
    Absence,
    AbsenceKind,
    HourWish,
    PlannedShift,
    ShiftKind,
)
from tour_server.staffing.settings import StaffingSettings
from tour_server.staffing.solving.find_roster import TimeLimit, find_roster
from tour_server.staffing.solving.instance_file import read_roster_instance
from tour_server.staffing.solving.roster_check import check_roster
from tour_server.staffing.week_check import shortages, week_issues
from tour_server.staffing.week_facts import WeekFacts
from tour_server.staffing.week_problem import WeekProblem

COLLEAGUES, ROOMS = 80, 40
CONTRACTS = (16, 24, 32, 36)  # hours a week
NOT_EARLY = HourWish(11 * 60, 24 * 60, rather=True)
NOT_LATE = HourWish(18 * 60, 24 * 60, rather=False)
HOUR_WISHES = ((NOT_EARLY,), (NOT_LATE,), (), (), (), ())
SHORT_DAYS, SHORT_SECONDS, LONG_SECONDS = 14, 60.0, 300.0


def rosters(*numbers: str, of_processor: bool = False) -> Iterator[str]:
    """Yield a line for each instance whose best value is known, or for those of these numbers."""
    folder = SHARED / "rosters"
    if not folder.is_dir():
        yield "left out, there is no ../shared/data/rosters"
        return
    with (folder / "reference.csv").open(encoding="utf-8") as file:
        best = {row["instance"]: int(row["best"]) for row in csv.DictReader(file)}
    for name, known in best.items():
        if numbers and name.removeprefix("Instance") not in numbers:
            continue
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        problem = read_roster_instance(text)
        seconds = SHORT_SECONDS if problem.days <= SHORT_DAYS else LONG_SECONDS
        limit = TimeLimit(seconds, of_processor=of_processor)
        found = find_roster(problem, limit)
        score = check_roster(problem, found.roster)
        gap = (score.objective - found.bound) / max(1, score.objective)
        yield (
            f"{name}: {score.objective} (feasible: {score.feasible}), {score.objective / known - 1:+.1%} of {known}, "
            f"bound {found.bound}, gap {gap:.1%}, {limit.spent():.0f} s{' of processor' * of_processor}"
        )


def big_house(*, has_past: bool) -> WeekFacts:
    """Returns a week of 80 colleagues and 40 rooms; some are away, some wish a day off, one in four can do the desk.

    `has_past`: they worked the eight weeks before, and one in three wishes not to work before 11 or after 18 o'clock.
    """
    days = [MONDAY + dt.timedelta(days=number) for number in range(7)]
    people = []
    for number in range(COLLEAGUES):
        skills = ("guard", "desk") if number % 4 == 0 else ("guard",)
        day = days[number % 7]
        kind = AbsenceKind.WISH if number % 3 else AbsenceKind.AWAY
        people.append(
            colleague(
                f"c{number}",
                *skills,
                week_minutes=60 * CONTRACTS[number % len(CONTRACTS)],
                flex_minutes=60 * 4,
                absences=(Absence(day, day, kind),) if number % 2 else (),
                wishes=HOUR_WISHES[number % 6] if has_past else (),
            )
        )
    late = {3}  # open until nine on Thursdays
    needs = {
        day: (
            needed(10, 21 if number in late else 17, ROOMS if number % 6 else ROOMS // 2),
            needed(9, 17, 3 if number >= 5 else 2, "desk"),
        )
        for number, day in enumerate(days)
    }
    kinds = (
        DAY,
        EVENING,
        ShiftKind(3, "Early", 525, 1005, 30),
        ShiftKind(4, "Short", 720, 1020, 0),
    )
    around = tuple(_past()) if has_past else ()
    holidays = frozenset({days[0], days[0] - dt.timedelta(weeks=3)} if has_past else ())
    skills = ("guard", "desk")
    return week(*people, kinds=kinds, skills=skills, needs=needs, around=around, holidays=holidays)


def _past() -> Iterator[PlannedShift]:
    """Yield three shifts a week of each colleague in the eight weeks before, one in five an evening.

    Every second colleague has the same days each week, so that weekends are far from even.
    """
    for number in range(COLLEAGUES):
        for back in range(1, FAIR_WEEKS + 1):
            turn = number * number + back * (number % 2)
            for day in sorted((turn + 2 * one) % 7 for one in range(3)):
                kind = DAY if (number + back + day) % 5 else EVENING
                yield shift(f"c{number}", day - 7 * back, kind)


def house() -> Iterator[str]:
    """Yield what the roster of a big museum's week costs: its search, its checks, and why a need is not met."""
    for has_past in (False, True):
        yield from _house(big_house(has_past=has_past), " after eight weeks" * has_past)
    yield f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def _house(facts: WeekFacts, which: str) -> Iterator[str]:
    began = time.process_time()
    found = find_week(
        facts, Band.MIDDLE, (), None, dt.date.min, StaffingSettings().roster_seconds, 1
    )
    searched = time.process_time()
    lacks, wrong = shortages(facts, found.shifts, Band.MIDDLE), week_issues(facts, found.shifts)
    checked = time.process_time()
    yield (
        f"{COLLEAGUES} colleagues, {ROOMS} rooms{which}: {len(found.shifts)} shifts, {len(lacks)} needs not met, "
        f"{len(wrong)} rules broken, cost {found.objective}, bound {found.bound}; "
        f"search {searched - began:.1f} s, checks {1000 * (checked - searched):.0f} ms of processor"
    )
    if lacks:
        reason = why_short(WeekProblem(facts, Band.MIDDLE), found.shifts, lacks[0])
        yield f"why: {time.process_time() - checked:.1f} s of processor, {len(reason.sentences)} sentences"


if __name__ == "__main__":
    asked = [one for one in sys.argv[1:] if one != "--processor"]
    for line in (
        house() if asked == ["house"] else rosters(*asked, of_processor="--processor" in sys.argv)
    ):
        print(line, flush=True)
