"""The optimisation problem of a route: which stops, in which order, within the time.

Times are whole seconds and values are whole points, so that two searches can be compared exactly.
"""

from __future__ import annotations

from msgspec import Struct

UNREACHABLE_SECONDS = 10**9
"""Stands for a walk that does not exist; longer than any visit."""


class CandidateStop(Struct, frozen=True):
    """A stop that may be taken. `points`: its value. `not_before_seconds`: the earliest arrival, from now."""

    work: str
    room: str
    points: int
    essential: bool
    stay_seconds: int
    not_before_seconds: int = 0


class RouteProblem(Struct, frozen=True):
    """The candidates and the walks between them.

    `walk_seconds[i][j]`: from candidate i to candidate j; the last row is from where the visitor stands.
    `budget_seconds`: from now until the last stay has to end. A visitor may wait before a stop.
    """

    candidates: tuple[CandidateStop, ...]
    walk_seconds: tuple[tuple[int, ...], ...]
    budget_seconds: int

    def __post_init__(self) -> None:
        """Raise ValueError when the table of walks does not fit the candidates."""
        n = len(self.candidates)
        if len(self.walk_seconds) != n + 1 or any(len(row) != n for row in self.walk_seconds):
            raise ValueError("walk needs one row a candidate and one for the start, n columns each")


class Leg(Struct, frozen=True):
    """One stop of a solution, in seconds from now. `candidate` is an index into the problem's candidates."""

    candidate: int
    walk: int
    wait: int
    arrives: int
    leaves: int


def walk_in_order(problem: RouteProblem, order: tuple[int, ...]) -> tuple[Leg, ...]:
    """Schedule the candidates in this order, each as early as possible. Returns one leg a stop."""
    legs: list[Leg] = []
    here, clock = len(problem.candidates), 0
    for index in order:
        stop = problem.candidates[index]
        walk = problem.walk_seconds[here][index]
        arrives = max(clock + walk, stop.not_before_seconds)
        leaves = arrives + stop.stay_seconds
        legs.append(Leg(index, walk, arrives - clock - walk, arrives, leaves))
        here, clock = index, leaves
    return tuple(legs)


def score(problem: RouteProblem, order: tuple[int, ...]) -> tuple[int, int, int]:
    """Return what the search maximises: essential stops, then points, then seconds left."""
    taken = [problem.candidates[index] for index in order]
    legs = walk_in_order(problem, order)
    finish = legs[-1].leaves if legs else 0
    essential = sum(stop.essential for stop in taken)
    return essential, sum(stop.points for stop in taken), problem.budget_seconds - finish
