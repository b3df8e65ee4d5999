"""Lets requests for plans in one after the other: each is an exact search, and anybody can send them.

Visitors of a museum share one address on its Wi-Fi, so the limit of a network is generous, and what protects the
server is how many searches run at once. The addresses are in memory while a request is answered, and in the counts of
the last minute; they reach neither the disk nor a log.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, RateLimitItemPerMinute

from tour_server.attempt_counts import AttemptCounts, Wait, network_of

SEARCHES_AT_ONCE = 2
WAITING = 24  # requests that wait for their search; each holds one of the page server's threads
WAIT_SECONDS = 5.0
PER_NETWORK = RateLimitItemPerMinute(600)  # ten plans a second: a thousand phones on one Wi-Fi


class PlanRefusedError(Exception):
    """A plan is not made now."""

    def __init__(self, sentence: str, status: int, seconds: int) -> None:
        """`seconds`: after which the next request may succeed."""
        super().__init__(sentence)
        self.sentence, self.status, self.seconds = sentence, status, seconds


class PlanGate:
    """Gives requests their turn. May be called from any thread."""

    def __init__(
        self,
        at_once: int = SEARCHES_AT_ONCE,
        waiting: int = WAITING,
        wait_seconds: float = WAIT_SECONDS,
        per_network: RateLimitItem = PER_NETWORK,
    ) -> None:
        """`waiting`: requests that wait, at most; half of them from one network. `wait_seconds`: for so long."""
        self._running = threading.BoundedSemaphore(at_once)
        self._most, self._wait_seconds = at_once + waiting, wait_seconds
        self._per_network, self._counts = per_network, AttemptCounts()
        self._inside: Counter[str] = Counter()  # by network
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, address: str) -> Iterator[None]:
        """Wait for a turn, and hold it within the block. Raises PlanRefusedError."""
        network = network_of(address)
        asked = self._counts.reserve([(self._per_network, (network,))])
        if isinstance(asked, Wait):
            raise PlanRefusedError(
                "Too many plans were asked for from here.", 429, min(asked.seconds, 60)
            )
        self._enter(network)
        try:
            if not self._running.acquire(timeout=self._wait_seconds):
                raise _busy()
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._leave(network)

    def _enter(self, network: str) -> None:
        with self._lock:
            if self._inside.total() >= self._most or self._inside[network] > self._most // 2:
                raise _busy()
            self._inside[network] += 1

    def _leave(self, network: str) -> None:
        with self._lock:
            self._inside[network] -= 1
            if not self._inside[network]:
                del self._inside[network]


def _busy() -> PlanRefusedError:
    return PlanRefusedError("Many plans are being made at this moment.", 503, 3)
