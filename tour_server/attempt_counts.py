"""Counts what browsers attempt, against limits: attempts to sign in, requests for plans.

The counts are in memory: no address reaches the disk or a log.

Note: `limits` counts by the wall clock. When that clock is set, everything is forgotten; otherwise a clock that goes
back by a year would make people wait for a year.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

CLOCK_JUMP_SECONDS = 60.0

Counter = tuple[RateLimitItem, tuple[str, ...]]
"""A limit, and the names of what is counted against it."""


@dataclass(frozen=True)
class Reserved:
    """An attempt that is counted."""

    counters: tuple[Counter, ...]


@dataclass(frozen=True)
class Wait:
    """An attempt that is refused."""

    seconds: int
    """Until the next one can be made, 1 at least."""


class AttemptCounts:
    """Counts attempts. May be called from any thread."""

    def __init__(
        self,
        wall_clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`wall_clock`: seconds, the clock that `limits` counts by; `monotonic`: seconds that only go forward."""
        self._wall_clock, self._monotonic = wall_clock, monotonic
        self._storage = MemoryStorage()
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._offset = wall_clock() - monotonic()
        self._lock = threading.Lock()

    def reserve(self, counters: Sequence[Counter]) -> Reserved | Wait:
        """Count one attempt against all of these limits, or against none of them when one is reached."""
        with self._lock:
            self._forget_when_the_clock_was_set()
            waits = [
                self._limiter.get_window_stats(item, *names).reset_time - self._wall_clock()
                for item, names in counters
                if not self._limiter.test(item, *names)
            ]
            if waits:
                return Wait(max(1, math.ceil(max(waits))))
            for item, names in counters:
                self._limiter.hit(item, *names)
        return Reserved(tuple(counters))

    def take_back(self, reserved: Reserved) -> None:
        """Uncount an attempt."""
        with self._lock:
            for item, names in reserved.counters:
                self._storage.decr(item.key_for(*names))

    def _forget_when_the_clock_was_set(self) -> None:
        offset = self._wall_clock() - self._monotonic()
        if abs(offset - self._offset) > CLOCK_JUMP_SECONDS:
            self._storage.reset()
            self._offset = offset


def network_of(address: str) -> str:
    """Returns what counts as one place: an IPv4 address, or the /64 of an IPv6 address, which one household has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
