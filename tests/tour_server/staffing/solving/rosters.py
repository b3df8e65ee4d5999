"""Small roster problems for tests, drawn by chance, and the best roster of one by trying all."""

from __future__ import annotations

import random
from itertools import product

from tour_server.staffing.solving.roster_check import check_roster
from tour_server.staffing.solving.roster_problem import (
    OFF,
    CoverRow,
    Roster,
    RosterPerson,
    RosterProblem,
    RosterShift,
    ShiftWish,
)

SHIFTS = (
    RosterShift("early", 480),
    RosterShift("late", 600, frozenset((0,))),
)


def drawn_person(rng: random.Random, days: int, name: str = "A") -> RosterPerson:
    """Returns a person with rules drawn by chance, of which some bind."""
    able = frozenset(rng.choice(((0,), (1,), (0, 1))))
    return RosterPerson(
        name,
        tuple(frozenset() if rng.random() < 0.15 else able for _ in range(days)),
        tuple(rng.randint(1, days) for _ in SHIFTS),
        max_minutes=rng.randint(2, days) * 480,
        min_minutes=rng.choice((0, 480)),
        max_days_in_a_row=rng.randint(2, 5),
        min_days_in_a_row=rng.randint(1, 3),
        min_days_off_in_a_row=rng.randint(1, 3),
        max_weekends=rng.randint(0, 2),
        days_worked_before=rng.randint(0, 2),
    )


def drawn_problem(seed: int, days: int, people: int) -> RosterProblem:
    """Returns a problem drawn by chance."""
    rng = random.Random(seed)
    return RosterProblem(
        days,
        SHIFTS,
        tuple(drawn_person(rng, days, f"P{number}") for number in range(people)),
        tuple(
            CoverRow(day, shifts, rng.randint(0, people), rng.choice((10, 100)), 1)
            for day in range(days)
            for shifts in (frozenset((0,)), frozenset((0, 1)))
        ),
        tuple(
            ShiftWish(
                rng.randrange(people),
                rng.randrange(days),
                rng.randrange(2),
                rng.randint(1, 9),
                wants=rng.random() < 0.5,
            )
            for _ in range(2 * people)
        ),
    )


def every_roster(days: int) -> list[tuple[int, ...]]:
    """Returns every roster of one person."""
    return list(product((OFF, 0, 1), repeat=days))


def best_by_trying(problem: RosterProblem) -> tuple[int, Roster] | None:
    """Returns the cheapest roster and its cost, None when no roster keeps the rules."""
    scored = [
        (score.objective, roster)
        for roster in product(every_roster(problem.days), repeat=len(problem.people))
        if (score := check_roster(problem, roster)).feasible
    ]
    return min(scored, default=None)
