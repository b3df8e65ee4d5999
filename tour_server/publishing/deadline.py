"""When to stop saying: questions that come true. Asked before each block, so asking costs nothing."""

from __future__ import annotations

from collections.abc import Callable


def patience(seconds: float, clock: Callable[[], float]) -> Callable[[], bool]:
    """Comes true `seconds` after it was first asked, by `clock`; at once where there are none."""
    until: float | None = None

    def over() -> bool:
        nonlocal until
        if until is None:
            until = clock() + seconds
        return clock() >= until

    return over


def either(one: Callable[[], bool], other: Callable[[], bool]) -> Callable[[], bool]:
    """Comes true with the first of the two."""
    return lambda: one() or other()
