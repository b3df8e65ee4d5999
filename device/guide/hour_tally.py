"""Counts what a kiosk played and showed, hour by hour. The counts contain nothing about a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Generic, TypeVar

HOUR_SECONDS = 3600.0

Name = TypeVar("Name")


class HourTally(Generic[Name]):
    """Collects the counts of an hour, then hands them over. What crosses the hour counts where it ends.

    A name has one count for each thing that happens to it; one that was only noted has none.
    """

    def __init__(
        self,
        wall_clock: Callable[[], float],
        hand_over: Callable[[float, Name, Counter[str]], None],
        is_known: Callable[[], bool] = lambda: True,
    ) -> None:
        """`wall_clock`: Unix seconds. `hand_over` is called with (hour, name, counts) after an hour.

        `is_known`: whether the wall clock says the right time; once it does it goes on doing so. What was counted
        before counts in the hour in which it was set.
        """
        self._wall_clock = wall_clock
        self._hand_over = hand_over
        self._is_known, self._is_dated = is_known, is_known()
        self._hour = self._this_hour()
        self._counts: dict[Name, Counter[str]] = {}

    def count(self, what: str, name: Name) -> None:
        """Count that something happened to a name."""
        self.note(name)
        self._counts[name][what] += 1

    def note(self, name: Name) -> None:
        """Have a name handed over after this hour, also when nothing happened to it."""
        self.hand_over_past_hour()
        self._counts.setdefault(name, Counter())

    def hand_over_past_hour(self) -> None:
        """Hand over the last hour once a new one has begun."""
        if not self._is_dated:
            self._is_dated = self._is_known()
            self._hour = self._this_hour()
        elif self._this_hour() != self._hour:
            self.hand_over_all()

    def hand_over_all(self) -> None:
        """Hand over all counts, also those of an hour that is not over, because the kiosk stops."""
        done, self._counts = self._counts, {}
        for name, counts in done.items():
            self._hand_over(self._hour, name, counts)
        self._hour = self._this_hour()

    def _this_hour(self) -> float:
        return self._wall_clock() // HOUR_SECONDS * HOUR_SECONDS
