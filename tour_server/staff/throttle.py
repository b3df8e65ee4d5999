"""Slows down guessing of passwords, without locking staff out of their own account.

The wait grows with each wrong password from one address. It is not counted per name: then a stranger could lock a
colleague out by typing wrong passwords under their name.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

FREE = 5  # wrong passwords before the first wait
LONGEST_SECONDS = 900.0
REMEMBERED = 10_000  # addresses at most; the oldest is forgotten first


class Throttle:
    """Counts wrong passwords by address. May be called from any thread."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds that only go forward."""
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str) -> float:
        """Returns the seconds until this address may try again; 0 when it may now."""
        with self._lock:
            count, last = self._wrong.get(address, (0, 0.0))
        if count < FREE:
            return 0.0
        pause = min(LONGEST_SECONDS, 2.0 ** (count - FREE + 1))
        return max(0.0, last + pause - self._clock())

    def wrong(self, address: str) -> None:
        """Count a wrong password from this address."""
        with self._lock:
            count, last = self._wrong.pop(address, (0, 0.0))
            forgotten = self._clock() - last > LONGEST_SECONDS
            self._wrong[address] = (1 if forgotten else count + 1, self._clock())
            while len(self._wrong) > REMEMBERED:
                self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """Forget the wrong passwords of an address from which the right one came."""
        with self._lock:
            self._wrong.pop(address, None)
