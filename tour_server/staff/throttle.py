"""Slows down guessing of passwords, without locking staff out of their own account.

Each attempt is counted before its hash is computed, so that guesses that arrive together do not pass together; a right
password takes its attempt back. A browser in which the account's owner has signed in before has a limit of its own (the
device cookie of OWASP). Attempts from all other browsers are counted per account and network, per network, and all
together: what a stranger uses up keeps strangers waiting, and staff only in a browser that is new to the server.
docs/decisions/0014-signing-in.md has the reasons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from tour_server.attempt_counts import AttemptCounts, Counter, Reserved, Wait, network_of

PER_BROWSER = (RateLimitItemPerMinute(5), RateLimitItemPerHour(30))
PER_ACCOUNT = (RateLimitItemPerMinute(5), RateLimitItemPerHour(20))  # from one network
PER_NETWORK = (RateLimitItemPerMinute(20), RateLimitItemPerHour(100))  # for all accounts
ALL_STRANGERS = (RateLimitItemPerMinute(60), RateLimitItemPerHour(600))


@dataclass(frozen=True)
class Caller:
    """Where an attempt comes from."""

    address: str
    """The address of the browser, as the page server says."""
    browser: str = ""
    """The identity of a browser in which this account's owner has signed in; empty for any other browser."""


class Throttle:
    """Counts attempts to sign in. May be called from any thread."""

    def __init__(self, counts: AttemptCounts | None = None) -> None:
        """`counts`: where they are counted; new ones by default."""
        self._counts = counts or AttemptCounts()

    def reserve(self, account: str, caller: Caller, since: str = "") -> Reserved | Wait:
        """Count an attempt for an account, unless one of its limits is reached.

        `since`: changes when the account was rescued on the server's machine, so that its counts begin anew.
        """
        return self._counts.reserve(_counters(account, caller, since))

    def take_back(self, reserved: Reserved) -> None:
        """Uncount an attempt: the password was right, or it was never compared."""
        self._counts.take_back(reserved)


def _counters(account: str, caller: Caller, since: str) -> Sequence[Counter]:
    # What was typed as a name may be long, may have the separator of the library's keys in it, and may be a password.
    account = hashlib.sha256(account.encode(errors="replace")).hexdigest()[:32]
    if caller.browser:
        return [(item, ("browser", caller.browser, account, since)) for item in PER_BROWSER]
    network = network_of(caller.address)
    return [
        *((item, ("strangers", since)) for item in ALL_STRANGERS),
        *((item, ("network", network, since)) for item in PER_NETWORK),
        *((item, ("account", account, network, since)) for item in PER_ACCOUNT),
    ]
