"""Predicates that tell the speech maker when to stop. They are asked before each block, so they have to be quick."""

from __future__ import annotations

from collections.abc import Callable


def deadline(seconds: float, clock: Callable[[], float]) -> Callable[[], bool]:
    """Returns a predicate that is true from `seconds` after it was first asked, by `clock`; with 0 at once."""
    until: float | None = None

    def is_over() -> bool:
        nonlocal until
        if until is None:
            until = clock() + seconds
        return clock() >= until

    return is_over


def any_of(*predicates: Callable[[], bool]) -> Callable[[], bool]:
    """Returns a predicate that is true when one of these is."""
    return lambda: any(predicate() for predicate in predicates)
