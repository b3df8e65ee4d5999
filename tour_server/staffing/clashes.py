"""Why a shortage can't be met: the fewest rules that together make it so, in words.

Each rule is an assumption of a small model; CP-SAT names assumptions that clash, and those that are not needed for the
clash are taken out one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from tour_server.staffing.breaks import presence
from tour_server.staffing.planned_shift import PlannedShift
from tour_server.staffing.week_check import Shortage, duration, weekday
from tour_server.staffing.week_facts import WEEK
from tour_server.staffing.week_problem import ShiftBar, WeekProblem
from web.translations import gettext as _
from web.translations import ngettext

EFFORT = 2.0  # CP-SAT's deterministic time for each question
MAX_NAMED = 8  # sentences about colleagues in one answer


class ClashUnknownError(Exception):
    """Which rules clash was not found out. `can_be_met` is False where it is known that some do, otherwise None."""

    def __init__(self, can_be_met: bool | None) -> None:
        super().__init__("it was not found out which rules clash")
        self.can_be_met = can_be_met


@dataclass(frozen=True)
class _Rule:
    """A rule that may be part of a clash. `kind`: a ShiftBar, or what stands at a person or a need."""

    kind: str
    person: int = -1
    day: int = -1
    skill: str = ""


ROW, MINUTES, REST, PINNED, COVER = "row", "minutes", "rest", "pinned", "cover"


class _Assumptions:
    """The model of one shortage: met, while everybody else stays as well covered as they are."""

    def __init__(
        self, week: WeekProblem, shifts: Iterable[PlannedShift], shortage: Shortage
    ) -> None:
        self.week, self.shortage = week, shortage
        self.shifts = list(shifts)
        self.model = cp_model.CpModel()
        self.rules: dict[_Rule, cp_model.IntVar] = {}
        self.cells: dict[tuple[int, int], dict[int, cp_model.IntVar]] = {}
        for person, colleague in enumerate(week.facts.colleagues):
            for day in range(WEEK):
                possible = week.problem.people[person].possible[day]
                shown = sorted({*week.useful(day, colleague), *possible})
                cell = {at: self.model.new_bool_var("") for at in shown}
                self.model.add_at_most_one(cell.values())
                self.cells[person, day] = cell
            self._add_person(person)
        self._add_cover()

    def _literal(self, rule: _Rule) -> cp_model.IntVar:
        if rule not in self.rules:
            self.rules[rule] = self.model.new_bool_var("")
        return self.rules[rule]

    def _add_person(self, person: int) -> None:
        problem, rules = self.week.problem, self.week.problem.people[person]
        works = []
        for day in range(WEEK):
            cell = self.cells[person, day]
            works.append(sum(cell.values()))
            for at, variable in cell.items():
                if at in rules.possible[day]:
                    continue
                bar = self.week.bars.get((person, day, at))
                kind = PINNED if bar is None else bar.value
                literal = self._literal(_Rule(kind, person, day))
                self.model.add(variable == 0).only_enforce_if(literal)
            if day:
                self._add_rest(person, day)
        minutes = sum(
            problem.shifts[at].minutes * variable
            for day in range(WEEK)
            for at, variable in self.cells[person, day].items()
        )
        if not isinstance(minutes, int):
            literal = self._literal(_Rule(MINUTES, person))
            self.model.add(minutes <= rules.max_minutes).only_enforce_if(literal)
        most, before = rules.max_days_in_a_row, rules.days_worked_before
        windows = [works[day : day + most + 1] for day in range(WEEK - most)]
        limits = [most] * len(windows)
        if before and most - before < WEEK:
            windows.append(works[: most - before + 1])
            limits.append(most - before)
        for window, limit in zip(windows, limits, strict=True):
            total = sum(window)
            if not isinstance(total, int):
                self.model.add(total <= limit).only_enforce_if(self._literal(_Rule(ROW, person)))

    def _add_rest(self, person: int, day: int) -> None:
        for first, variable in self.cells[person, day - 1].items():
            barred = self.week.problem.shifts[first].not_followed_by
            for second, other in self.cells[person, day].items():
                if second in barred:
                    literal = self._literal(_Rule(REST, person, day))
                    self.model.add(variable + other <= 1).only_enforce_if(literal)

    def _add_cover(self) -> None:
        facts, wanted = self.week.facts, self.shortage
        there = {
            (day, skill): presence(self.shifts, day, skill, breaks=False)
            for day in facts.days
            for skill in facts.skills
        }
        rows = zip(self.week.problem.cover, self.week.cover_of, strict=True)
        for row, (day, skill, first, last) in rows:
            present = sum(
                variable
                for person in range(len(facts.colleagues))
                for at, variable in self.cells[person, row.day].items()
                if at in row.shifts
            )
            have = min(there[day, skill][first : last + 1])
            is_wanted = (day, skill) == (wanted.day, wanted.skill) and not (
                last < wanted.first or wanted.last < first
            )
            if isinstance(present, int):
                if is_wanted:
                    self.model.add_bool_or([])
            elif is_wanted:
                self.model.add(present >= have + 1)
            elif least := min(have, row.needed):
                literal = self._literal(_Rule(COVER, day=row.day, skill=skill))
                self.model.add(present >= least).only_enforce_if(literal)

    def clash(self) -> list[_Rule] | None:
        """Returns the rules that clash, none superfluous; None when the shortage can be met.

        Raises ClashUnknownError when that was not found out in the time that a page may take.
        """
        whole = self._state_with_all()
        if whole in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        core = self._core(list(self.rules))
        if core is None:
            raise ClashUnknownError(can_be_met=None if whole == cp_model.UNKNOWN else False)
        for rule in list(core):
            smaller = self._core([one for one in core if one != rule])
            if smaller is not None:
                core = smaller
        return core

    def _state_with_all(self) -> cp_model.CpSolverStatus:
        """Returns what CP-SAT says when every rule holds: without assumptions it can make the model small first."""
        model = self.model.clone()
        for literal in self.rules.values():
            model.add_bool_and(model.get_bool_var_from_proto_index(literal.index))
        return _solver().solve(model)

    def _core(self, rules: list[_Rule]) -> list[_Rule] | None:
        """Returns rules among these that clash, None when all can hold or it can't be told."""
        self.model.clear_assumptions()
        self.model.add_assumptions([self.rules[rule] for rule in rules])
        solver = _solver()
        if solver.solve(self.model) != cp_model.INFEASIBLE:
            return None
        named = set(solver.sufficient_assumptions_for_infeasibility())
        return [rule for rule in rules if self.rules[rule].index in named]


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # assumptions need a single one
    solver.parameters.max_deterministic_time = EFFORT
    return solver


@dataclass(frozen=True)
class ShortageReason:
    """Why a need is not met: the need first, then each rule that stands in its way, a sentence each."""

    sentences: tuple[str, ...]
    can_be_met: bool
    """It is known that no rule stands in its way."""
    names_rules: bool = True
    """The sentences after the first name rules that clash."""


def why_short(
    week: WeekProblem, shifts: Iterable[PlannedShift], shortage: Shortage
) -> ShortageReason:
    """Returns why too few people are there."""
    try:
        clash = _Assumptions(week, shifts, shortage).clash()
    except ClashUnknownError as error:
        unknown = (
            _("Whether it can be met within all rules was not found out in a few seconds.")
            if error.can_be_met is None
            else _(
                "It can't be met within all rules. Which of them clash was not found out in a few seconds."
            )
        )
        return ShortageReason((shortage.sentence(), unknown), can_be_met=False, names_rules=False)
    if clash is None:
        advice = _(
            "It can be met within all rules. Compute the week again, or drag somebody there."
        )
        return ShortageReason((shortage.sentence(), advice), can_be_met=True, names_rules=False)
    skilled = sum(shortage.skill in one.skills for one in week.facts.colleagues)
    found = [
        ngettext(
            "{day} {hours} needs {needed} × {skill}; only {number} person may work then.",
            "{day} {hours} needs {needed} × {skill}; only {number} people may work then.",
            shortage.there,
            day=weekday(shortage.day),
            hours=shortage.hours,
            needed=shortage.needed,
            skill=shortage.skill,
        ),
        ngettext(
            "{number} colleague is {skill}.",
            "{number} colleagues are {skill}.",
            skilled,
            skill=shortage.skill,
        ),
    ]
    sentences = [_sentence(week, rule) for rule in clash if rule.kind != COVER]
    found += sentences[:MAX_NAMED]
    if len(sentences) > MAX_NAMED:
        rest = len(sentences) - MAX_NAMED
        found.append(ngettext("And {number} rule more.", "And {number} rules more.", rest))
    spared = [
        f"{weekday(week.facts.monday + dt.timedelta(days=rule.day))} ({rule.skill})"
        for rule in sorted(clash, key=lambda rule: (rule.day, rule.skill))
        if rule.kind == COVER
    ]
    if spared:
        found.append(_("Nobody can be spared from: {places}.", places=", ".join(spared)))
    return ShortageReason(tuple(found), can_be_met=False)


def _sentence(week: WeekProblem, rule: _Rule) -> str:
    facts = week.facts
    day = weekday(facts.monday + dt.timedelta(days=max(0, rule.day)))
    name = facts.colleagues[rule.person].name
    if rule.kind == MINUTES:
        most = week.problem.people[rule.person].max_minutes
        return _("{name} may work {most} in this week.", name=name, most=duration(most))
    sentences = {
        ShiftBar.AWAY.value: _("{name} is away on {day}.", name=name, day=day),
        ShiftBar.ILL.value: _("{name} is ill on {day}.", name=name, day=day),
        ShiftBar.OFF.value: _("{name} is off on {day}, by hand.", name=name, day=day),
        ShiftBar.HOURS.value: _("{name} can't work at that time on {day}.", name=name, day=day),
        ShiftBar.REST.value: _(
            "{name} needs rest on {day}, after or before the shift of the week beside this one.",
            name=name,
            day=day,
        ),
        ShiftBar.LAW.value: _(
            "No shift on {day} is within the law for {name}.", name=name, day=day
        ),
        REST: _("{name} needs rest between the shifts before and on {day}.", name=name, day=day),
        PINNED: _("{name} has a shift on {day} that was put there by hand.", name=name, day=day),
        ROW: ngettext(
            "{name} works at most {number} day in a row.",
            "{name} works at most {number} days in a row.",
            facts.colleagues[rule.person].most_days_in_a_row,
            name=name,
        ),
    }
    return sentences[rule.kind]
