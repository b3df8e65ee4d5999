"""Who has the page of a work open now. Kept in memory alone, for some seconds; nothing of it is stored or logged."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

PRESENT_SECONDS = 30.0  # after the page of a person asked last
MOST_PRESENT = 2000  # people and works; staff of a large museum are some hundreds


class PagePresence:
    """Remembers when each person's page of a work asked last. May be called from any thread."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        """`now` is in UTC."""
        self._now = now
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, str], dt.datetime] = {}  # (work, person) -> when

    def here(self, work: str, person: str) -> list[str]:
        """Take in that a person has the page of a work open. Returns the others who have, by name."""
        now = self._now()
        oldest = now - dt.timedelta(seconds=PRESENT_SECONDS)
        with self._lock:
            self._seen.pop((work, person), None)
            self._seen[work, person] = now  # at the end: the first are the oldest
            self._seen = {key: at for key, at in self._seen.items() if at >= oldest}
            while len(self._seen) > MOST_PRESENT:
                del self._seen[next(iter(self._seen))]
            return sorted(name for of, name in self._seen if of == work and name != person)
