"""The question that a search answers: which stops, in which order, within the time.

Times are whole seconds and values whole points, so that two searches can be compared exactly.
"""

from __future__ import annotations

from msgspec import Struct

NEVER = 10**9
"""Seconds of a walk that does not exist; longer than any visit."""

MOST_MINUTES = 600


class Candidate(Struct, frozen=True):
    """A stop that may be taken. `points`: its value; `tell`: seconds there; `not_before`: seconds from now."""

    work: str
    room: str
    points: int
    essential: bool
    tell: int
    not_before: int = 0


class Problem(Struct, frozen=True):
    """`walk[i][j]`: seconds from candidate i to j; the last row is from where the visitor stands.

    `budget`: seconds from now until the last stop has been told. One may wait before a stop.
    """

    candidates: tuple[Candidate, ...]
    walk: tuple[tuple[int, ...], ...]
    budget: int

    def __post_init__(self) -> None:
        """Raises ValueError when the table of walks does not fit the candidates."""
        n = len(self.candidates)
        if len(self.walk) != n + 1 or any(len(row) != n for row in self.walk):
            raise ValueError("walk needs one row a candidate and one for the start, n columns each")


class Leg(Struct, frozen=True):
    """One stop of a solution: index of the candidate, seconds walked and waited, and from when till when."""

    candidate: int
    walk: int
    wait: int
    arrives: int
    leaves: int


def walk_in_order(problem: Problem, order: tuple[int, ...]) -> tuple[Leg, ...]:
    """The legs of visiting candidates in this order, as early as they can be."""
    legs: list[Leg] = []
    here, clock = len(problem.candidates), 0
    for index in order:
        stop = problem.candidates[index]
        walk = problem.walk[here][index]
        arrives = max(clock + walk, stop.not_before)
        leaves = arrives + stop.tell
        legs.append(Leg(index, walk, arrives - clock - walk, arrives, leaves))
        here, clock = index, leaves
    return tuple(legs)


def score(problem: Problem, order: tuple[int, ...]) -> tuple[int, int, int]:
    """What is to be as large as can be: essential stops, then points, then time left (seconds)."""
    taken = [problem.candidates[index] for index in order]
    legs = walk_in_order(problem, order)
    finish = legs[-1].leaves if legs else 0
    essential = sum(stop.essential for stop in taken)
    return essential, sum(stop.points for stop in taken), problem.budget - finish
