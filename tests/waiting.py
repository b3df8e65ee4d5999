"""Waiting, with a time limit, for what another thread, process or browser does; and watching that it does not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

LOOK_SECONDS = 0.05  # between two looks


def until(
    true: Callable[[], Any], seconds: float = 60.0, what: str | Callable[[], str] = "it"
) -> Any:
    """Returns what `true` answers, once it is anything. Raises AssertionError that names `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() >= end:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(LOOK_SECONDS)
    return found


def stays(true: Callable[[], Any], seconds: float, what: str = "it") -> None:
    """Looks again and again for `seconds`. Raises AssertionError that names `what` when `true` is not so once.

    For what must not happen: a longer time makes the test sharper, never redder.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert true(), f"not for {seconds} s: {what}"
        time.sleep(LOOK_SECONDS)
    assert true(), f"not for {seconds} s: {what}"
