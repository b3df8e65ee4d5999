"""Waiting for what another thread, process or browser does: looked at again and again, never slept for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

LOOK_SECONDS = 0.05  # between two looks


def until(
    true: Callable[[], Any], seconds: float = 60.0, what: str | Callable[[], str] = "it"
) -> Any:
    """What `true` answers, once it is anything; an AssertionError that names `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() >= end:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(LOOK_SECONDS)
    return found
