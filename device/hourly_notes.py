"""Notes of visitors on their way to the outbox: only so many in an hour, whoever presses the button."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from contract.messages import VisitorNote

MOST_IN_AN_HOUR = 20
HOUR_SECONDS = 3600.0


class HourlyNotes:
    """May be called from any thread. `put` writes a note to the outbox, and returns whether it did."""

    def __init__(self, put: Callable[[VisitorNote], bool], clock: Callable[[], float]) -> None:
        """`clock`: in seconds, never going back."""
        self._put, self._clock = put, clock
        self._sent: deque[float] = deque(maxlen=MOST_IN_AN_HOUR)  # when the last ones were sent
        self._lock = threading.Lock()

    def send(self, note: VisitorNote) -> bool:
        """Write the note to the outbox, and return whether it is there."""
        with self._lock:
            now = self._clock()
            full = len(self._sent) == MOST_IN_AN_HOUR and now - self._sent[0] < HOUR_SECONDS
            sent = not full and self._put(note)
            if sent:
                self._sent.append(now)
        return sent
