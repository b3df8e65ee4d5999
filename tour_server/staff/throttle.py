"""Slows down guessing of passwords, without locking staff out of their own account.

Each attempt is counted before its hash is computed, so that guesses that arrive together do not pass together; a right
password takes its attempt back. A browser in which the account's owner has signed in before has a limit of its own (the
device cookie of OWASP). Attempts from all other browsers are counted per account and network, per network, and all
together: what a stranger uses up keeps strangers waiting, and staff only in a browser that is new to the server.

The counts are in memory: no address reaches the disk or a log. docs/decisions/0014-signing-in.md has the reasons.

Note: `limits` counts by the wall clock. When that clock is set, everything is forgotten; otherwise a clock that goes
back by a year would make people wait for a year.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

PER_BROWSER = (RateLimitItemPerMinute(5), RateLimitItemPerHour(30))
PER_ACCOUNT = (RateLimitItemPerMinute(5), RateLimitItemPerHour(20))  # from one network
PER_NETWORK = (RateLimitItemPerMinute(20), RateLimitItemPerHour(100))  # for all accounts
ALL_STRANGERS = (RateLimitItemPerMinute(60), RateLimitItemPerHour(600))
CLOCK_JUMP_SECONDS = 60.0

_Counter = tuple[RateLimitItem, tuple[str, ...]]


@dataclass(frozen=True)
class Caller:
    """Where an attempt comes from."""

    address: str
    """The address of the browser, as the page server says."""
    browser: str = ""
    """The identity of a browser in which this account's owner has signed in; empty for any other browser."""


@dataclass(frozen=True)
class Reserved:
    """An attempt that is counted."""

    counters: tuple[_Counter, ...]


@dataclass(frozen=True)
class Wait:
    """An attempt that is refused."""

    seconds: int
    """Until the next one can be made, 1 at least."""


class Throttle:
    """Counts attempts to sign in. May be called from any thread."""

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

    def reserve(self, account: str, caller: Caller, since: str = "") -> Reserved | Wait:
        """Count an attempt for an account, unless one of its limits is reached.

        `since`: changes when the account was rescued on the server's machine, so that its counts begin anew.
        """
        counters = tuple(_counters(account, caller, since))
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
        return Reserved(counters)

    def take_back(self, reserved: Reserved) -> None:
        """Uncount an attempt: the password was right, or it was never compared."""
        with self._lock:
            for item, names in reserved.counters:
                self._storage.decr(item.key_for(*names))

    def _forget_when_the_clock_was_set(self) -> None:
        offset = self._wall_clock() - self._monotonic()
        if abs(offset - self._offset) > CLOCK_JUMP_SECONDS:
            self._storage.reset()
            self._offset = offset


def _counters(account: str, caller: Caller, since: str) -> Sequence[_Counter]:
    # What was typed as a name may be long, may have the separator of the library's keys in it, and may be a password.
    account = hashlib.sha256(account.encode()).hexdigest()[:32]
    if caller.browser:
        return [(item, ("browser", caller.browser, account, since)) for item in PER_BROWSER]
    network = network_of(caller.address)
    return [
        *((item, ("strangers", since)) for item in ALL_STRANGERS),
        *((item, ("network", network, since)) for item in PER_NETWORK),
        *((item, ("account", account, network, since)) for item in PER_ACCOUNT),
    ]


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
