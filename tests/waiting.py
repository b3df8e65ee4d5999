"""Wait, with a time limit, until a condition holds; or check for a time that a condition stays true."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException

POLL_SECONDS = 0.05


def until(
    true: Callable[[], Any], seconds: float = 60.0, what: str | Callable[[], str] = "it"
) -> Any:
    """Return the first true value of `true()`. Raises AssertionError that names `what` after `seconds`.

    An element of a page that is missing, or was replaced while it was read, counts as not yet true.
    """
    end = time.monotonic() + seconds
    while not (found := _asked(true)):
        if time.monotonic() >= end:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(POLL_SECONDS)
    return found


def _asked(true: Callable[[], Any]) -> Any:
    try:
        return true()
    except (NoSuchElementException, StaleElementReferenceException):
        return None


def stays(true: Callable[[], Any], seconds: float, what: str = "it") -> None:
    """Call `true()` repeatedly for `seconds`. Raises AssertionError that names `what` when it is once not true.

    It checks that something does not happen, so a longer time can't make a correct program fail.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert true(), f"not for {seconds} s: {what}"
        time.sleep(POLL_SECONDS)
    assert true(), f"not for {seconds} s: {what}"
