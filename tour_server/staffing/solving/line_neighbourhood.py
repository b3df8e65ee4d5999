"""Improve a roster: give a few people whole new rosters beside those of all the others, by column generation."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from tour_server.staffing.solving.cover_costs import CoverCosts
from tour_server.staffing.solving.roster_check import check_roster
from tour_server.staffing.solving.roster_columns import NoRosterError, RosterColumns, whole_bound
from tour_server.staffing.solving.roster_problem import Roster, RosterProblem


@dataclass(frozen=True)
class LineAnswer:
    """A roster of everybody, and whether time was up before it was as good as the columns make it."""

    roster: Roster | None
    is_broken_off: bool


def new_lines(
    problem: RosterProblem, roster: Roster, free: Collection[int], is_over: Callable[[], bool]
) -> LineAnswer:
    """Returns the roster with new rosters of the people of `free`; None in it where there are no better ones."""
    people = sorted(free)
    own = tuple(roster[person] for person in people)
    rest = tuple(row for person, row in enumerate(roster) if person not in free)
    part = _problem_of(problem, people, rest)
    try:
        columns = RosterColumns(part, is_over, own)
    except NoRosterError:
        return LineAnswer(None, is_broken_off=False)
    columns.prove()
    if whole_bound(columns.bound) >= check_roster(part, own).objective:
        return LineAnswer(None, is_broken_off=False)
    found = dict(enumerate(roster)) | dict(zip(people, columns.dive(), strict=True))
    return LineAnswer(tuple(found[person] for person in range(len(roster))), is_over())


def _problem_of(problem: RosterProblem, people: list[int], rest: Roster) -> RosterProblem:
    """Returns the problem of some people, to whom falls what the rest leave of the cover."""
    number = {person: at for at, person in enumerate(people)}
    there = CoverCosts(problem).counts(rest)
    return replace(
        problem,
        people=tuple(problem.people[person] for person in people),
        cover=tuple(
            replace(row, needed=max(0, row.needed - int(count)))
            for row, count in zip(problem.cover, there, strict=True)
        ),
        wishes=tuple(
            replace(wish, person=number[wish.person])
            for wish in problem.wishes
            if wish.person in number
        ),
    )
