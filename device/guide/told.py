"""How often each work was told this hour, in which language. About works, never about people."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

HOUR = 3600.0


class Tally(Struct):
    """The counts of one work in one language in one hour."""

    told: int = 0
    finished: int = 0
    stopped: int = 0
    refused: int = 0


class ToldCounts:
    """Collects an hour, then hands it over. A visit that crosses the hour counts where it ends."""

    def __init__(
        self, wall: Callable[[], float], hand_over: Callable[[float, str, str, Tally], None]
    ) -> None:
        """`wall`: Unix seconds. `hand_over` is called with (hour, work, language, tally) when an hour is over."""
        self._wall = wall
        self._hand_over = hand_over
        self._hour = wall() // HOUR * HOUR
        self._tallies: dict[tuple[str, str], Tally] = {}

    def count(self, what: str, work: str, language: str) -> None:
        """`what`: told | finished | stopped | refused."""
        self.turn()
        tally = self._tallies.setdefault((work, language), Tally())
        setattr(tally, what, getattr(tally, what) + 1)

    def turn(self, *, now: bool = False) -> None:
        """Hands over the last hour once a new one has begun; `now`: at once, when the kiosk stops."""
        hour = self._wall() // HOUR * HOUR
        if hour == self._hour and not now:
            return
        done, self._tallies = self._tallies, {}
        for (work, language), tally in done.items():
            self._hand_over(self._hour, work, language, tally)
        self._hour = hour
