"""How fast speech is being made, and so how long the rest will take."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
        self._going_out_seconds = 0.0  # of the last release that brought speech

    def note(self, done: int) -> None:
        """Note that `done` blocks have their speech now. Fewer than before: another museum is being spoken."""
        now = self._clock()
        with self._lock:
            if self._noted and done < self._noted[-1][1]:
                self._noted.clear()
            self._noted.append((now, done))
            while len(self._noted) > 2 and self._noted[1][0] < now - WINDOW_SECONDS:
                self._noted.popleft()

    @contextmanager
    def anew(self) -> Iterator[None]:
        """Forget the pace before the block: between two jobs of speech a publish ran, and none was made."""
        with self._lock:
            self._noted.clear()
        yield

    @contextmanager
    def going_out(self) -> Iterator[None]:
        """Time a release that brings speech, within the block: the last one will take about as long."""
        began = self._clock()
        yield
        with self._lock:
            self._going_out_seconds = self._clock() - began

    def seconds_left(self, blocks: int) -> float | None:
        """Return how long it takes from now on until so many blocks have gone out, None while that is not known."""
        now = self._clock()
        with self._lock:
            if not self._noted:
                return None
            (began, first), last = self._noted[0], self._noted[-1][1]
            going_out = self._going_out_seconds
        seconds = now - began
        if last - first < FEWEST_BLOCKS or seconds < FEWEST_SECONDS:
            return None
        return blocks * seconds / (last - first) + going_out
