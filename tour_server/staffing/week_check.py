"""What is wrong with the roster of a week, in sentences: checked plainly, whoever planned it.

It knows nothing of the search, so that a shift that somebody dragged and one that was computed are judged alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from tour_server.staffing.breaks import presence
from tour_server.staffing.law import LawProblem, LawRule, law_problems
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import (
    QUARTER_MINUTES,
    QUARTERS,
    AbsenceKind,
    Colleague,
    PlannedShift,
    clock,
)
from tour_server.staffing.week_facts import WeekFacts
from web.translations import day_in_words, mark, ngettext
from web.translations import gettext as _

WEEKDAY = "EEEE"

LAW_SENTENCES = {
    LawRule.DAILY_REST: mark(
        "{name} has {found} of rest before {day}; the law asks for {limit} (art. 5:3)."
    ),
    LawRule.WEEKLY_REST: mark(
        "{name} has {found} of rest in one piece in the seven days up to {day}; "
        "the law asks for {limit} (art. 5:5)."
    ),
    LawRule.SHIFT: mark("{name} works {found} on {day}; the law allows {limit} (art. 5:7)."),
    LawRule.NIGHT: mark(
        "{name} works {found} in the night of {day}; the law allows {limit} at night (art. 5:8)."
    ),
    LawRule.NIGHT_REST: mark(
        "{name} has {found} of rest before {day}; after a night the law asks for {limit} (art. 5:8)."
    ),
    LawRule.WEEK: mark("{name} works {found} in this week; the law allows {limit} (art. 5:7)."),
    LawRule.AVERAGE: mark(
        "{name} works {found} a week on average over 16 weeks; the law allows {limit} (art. 5:7)."
    ),
    LawRule.BREAK: mark(
        "{name} has a break of {found} on {day}; so long a shift needs {limit} (art. 5:4)."
    ),
}


class WeekIssue(Struct, frozen=True):
    """Something that is wrong. `colleague` and `day`: what it is about; "" and None where it is about none.

    `rule`: which rule it is about, so that two sentences about the same can be told from two faults.
    """

    sentence: str
    colleague: str = ""
    day: dt.date | None = None
    rule: str = ""


class Shortage(Struct, frozen=True):
    """A stretch of a day with fewer people of a skill than are needed: from a first to a last quarter."""

    day: dt.date
    skill: str
    first: int
    last: int
    needed: int
    there: int

    @property
    def hours(self) -> str:
        """Returns its hours: `13:00–17:00`."""
        begins, ends = self.first * QUARTER_MINUTES, (self.last + 1) * QUARTER_MINUTES
        return f"{clock(begins)}–{clock(ends)}"

    def sentence(self) -> str:
        """Returns what is missing, in a sentence."""
        return ngettext(
            "{day} {hours} needs {needed} × {skill}; {number} is there.",
            "{day} {hours} needs {needed} × {skill}; {number} are there.",
            self.there,
            day=weekday(self.day),
            hours=self.hours,
            needed=self.needed,
            skill=self.skill,
        )


def weekday(day: dt.date) -> str:
    """Returns a day's weekday in the language of the page."""
    return day_in_words(day, WEEKDAY)


def duration(minutes: int) -> str:
    """Returns minutes as `7 h 30 min`."""
    hours, rest = divmod(max(0, minutes), 60)
    if not hours:
        return _("{rest} min", rest=rest)
    return (
        _("{hours} h", hours=hours)
        if not rest
        else _("{hours} h {rest} min", hours=hours, rest=rest)
    )


def week_issues(facts: WeekFacts, shifts: Sequence[PlannedShift]) -> list[WeekIssue]:
    """Returns what is wrong about colleagues: the law, their own hours, their contract, their skills."""
    found: list[WeekIssue] = []
    for colleague in facts.colleagues:
        own = [one for one in shifts if one.colleague == colleague.key]
        found += _of_shifts(colleague, own)
        found += [
            WeekIssue(
                _law_sentence(colleague, problem), colleague.key, problem.day, problem.rule.value
            )
            for problem in law_problems(
                [*facts.of(colleague.key), *own], facts.monday, facts.limits, facts.zone
            )
        ]
        found += _of_week(facts, colleague, own)
    return found


def shortages(
    facts: WeekFacts, shifts: Sequence[PlannedShift], band: Band, *, breaks: bool = False
) -> list[Shortage]:
    """Returns where too few people are there; `breaks`: only where they are too few because of breaks."""
    found: list[Shortage] = []
    for day in facts.days:
        for skill in facts.skills:
            need = facts.need(day, skill, band)
            there = presence(shifts, day, skill, breaks=breaks)
            whole = presence(shifts, day, skill, breaks=False) if breaks else there
            lacks = [
                (need[at], there[at])
                if there[at] < need[at] and (not breaks or whole[at] >= need[at])
                else None
                for at in range(QUARTERS)
            ]
            for lack, group in groupby(range(QUARTERS), key=lacks.__getitem__):
                quarters = list(group)
                if lack is not None:
                    found.append(Shortage(day, skill, quarters[0], quarters[-1], *lack))
    return found


def _of_shifts(colleague: Colleague, own: Iterable[PlannedShift]) -> Iterable[WeekIssue]:
    name = colleague.name
    for one in own:
        absence, day = colleague.absence(one.day), weekday(one.day)
        if absence is AbsenceKind.ILL:
            text = _("{name} is ill on {day}.", name=name, day=day)
            yield WeekIssue(text, colleague.key, one.day, "hours")
        elif absence is AbsenceKind.AWAY:
            text = _("{name} is away on {day}.", name=name, day=day)
            yield WeekIssue(text, colleague.key, one.day, "hours")
        elif not colleague.can_work(one.day, one.begins, one.ends):
            text = _(
                "{name} can't work {begins}–{ends} on {day}.",
                name=name,
                begins=clock(one.begins),
                ends=clock(one.ends),
                day=day,
            )
            yield WeekIssue(text, colleague.key, one.day, "hours")
        if one.skill not in colleague.skills:
            text = _("{name} is no {skill}.", name=name, skill=one.skill)
            yield WeekIssue(text, colleague.key, one.day, "skill")


def _of_week(
    facts: WeekFacts, colleague: Colleague, own: Sequence[PlannedShift]
) -> Iterable[WeekIssue]:
    worked = sum(one.work_minutes for one in own)
    least = least_minutes(colleague, facts.days)
    most = colleague.week_minutes + colleague.flex_minutes
    if not least <= worked <= most:
        text = _(
            "{name} works {worked}; the contract says {week}, give or take {flex}.",
            name=colleague.name,
            worked=duration(worked),
            week=duration(colleague.week_minutes),
            flex=duration(colleague.flex_minutes),
        )
        if worked < least < colleague.week_minutes - colleague.flex_minutes:
            text = _(
                "{name} works {worked}; the contract asks for {least} in this week, without the days away or ill.",
                name=colleague.name,
                worked=duration(worked),
                least=duration(least),
            )
        yield WeekIssue(text, colleague.key, None, "contract")
    days = {one.day for one in own} | {one.day for one in facts.of(colleague.key)}
    run = max((_run(day, days) for day in (one.day for one in own)), default=0)
    if run > colleague.most_days_in_a_row:
        text = ngettext(
            "{name} works {number} day in a row.",
            "{name} works {number} days in a row.",
            run,
            name=colleague.name,
        )
        yield WeekIssue(text, colleague.key, None, "run")


def least_minutes(colleague: Colleague, days: Sequence[dt.date]) -> int:
    """Returns how many minutes of a week the contract asks for: fewer when the colleague is away or ill.

    Each of their weekdays counts the same.
    """
    usual = [day for day in days if colleague.hours[day.weekday()] is not None]
    there = [
        day for day in usual if colleague.absence(day) not in (AbsenceKind.AWAY, AbsenceKind.ILL)
    ]
    whole = max(0, colleague.week_minutes - colleague.flex_minutes)
    return whole * len(there) // len(usual) if usual else 0


def _run(day: dt.date, days: set[dt.date]) -> int:
    """Returns how many days in a row are worked up to a day."""
    run = 0
    while day - dt.timedelta(days=run) in days:
        run += 1
    return run


def _law_sentence(colleague: Colleague, problem: LawProblem) -> str:
    if problem.rule is LawRule.SUNDAYS:
        return _(
            "{name} has {found} Sundays off in 52 weeks; the law asks for {limit} (art. 5:6).",
            name=colleague.name,
            found=problem.found,
            limit=problem.limit,
        )
    return _(
        LAW_SENTENCES[problem.rule],
        name=colleague.name,
        found=duration(problem.found),
        limit=duration(problem.limit),
        day=weekday(problem.day),
    )
