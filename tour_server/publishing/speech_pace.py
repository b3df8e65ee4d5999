"""How fast speech is being made, and so how long the rest will take."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

FEWEST_BLOCKS = 5  # before a pace is told: the first blocks wait for the voice to start
FEWEST_SECONDS = 10.0
WINDOW_SECONDS = (
    300.0  # long enough for a release in between, short enough for a machine that gets busy
)


class SpeechPace:
    """Notes how many blocks have their speech, and when. Safe to call from many threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds, monotonic."""
        self._clock = clock
        self._lock = threading.Lock()
        self._noted: deque[tuple[float, int]] = deque()

    def note(self, done: int) -> None:
        """Note that `done` blocks have their speech now. Fewer than before: another museum is being spoken."""
        now = self._clock()
        with self._lock:
            if self._noted and done < self._noted[-1][1]:
                self._noted.clear()
            self._noted.append((now, done))
            while len(self._noted) > 2 and self._noted[1][0] < now - WINDOW_SECONDS:
                self._noted.popleft()

    def seconds_left(self, blocks: int) -> float | None:
        """Return how long so many blocks will take from now on, None while that is not known."""
        now = self._clock()
        with self._lock:
            if not self._noted:
                return None
            (began, first), last = self._noted[0], self._noted[-1][1]
        seconds = now - began
        if last - first < FEWEST_BLOCKS or seconds < FEWEST_SECONDS:
            return None
        return blocks * seconds / (last - first)
