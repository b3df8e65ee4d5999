"""Counts playbacks by hour, work and language. The counts contain nothing about a person."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

HOUR_SECONDS = 3600.0


class WorkTally(Struct):
    """The counts of one work in one language in one hour. The names are those of contract.messages.PlaybackCounts."""

    told: int = 0
    finished: int = 0
    stopped: int = 0
    refused: int = 0


class PlaybackTally:
    """Collects the counts of an hour, then hands them over. A playback that crosses the hour counts where it ends."""

    def __init__(
        self,
        wall_clock: Callable[[], float],
        hand_over: Callable[[float, str, str, WorkTally], None],
    ) -> None:
        """`wall_clock`: Unix seconds. `hand_over` is called with (hour, work, language, tally) after an hour."""
        self._wall_clock = wall_clock
        self._hand_over = hand_over
        self._hour = wall_clock() // HOUR_SECONDS * HOUR_SECONDS
        self._tallies: dict[tuple[str, str], WorkTally] = {}

    def count(self, what: str, work: str, language: str) -> None:
        """Count one of told | finished | stopped | refused."""
        self.hand_over_past_hour()
        tally = self._tallies.setdefault((work, language), WorkTally())
        setattr(tally, what, getattr(tally, what) + 1)

    def hand_over_past_hour(self) -> None:
        """Hand over the last hour once a new one has begun."""
        if self._wall_clock() // HOUR_SECONDS * HOUR_SECONDS != self._hour:
            self.hand_over_all()

    def hand_over_all(self) -> None:
        """Hand over all counts, also those of an hour that is not over, because the kiosk stops."""
        done, self._tallies = self._tallies, {}
        for (work, language), tally in done.items():
            self._hand_over(self._hour, work, language, tally)
        self._hour = self._wall_clock() // HOUR_SECONDS * HOUR_SECONDS
