"""Adds up the counts minute by minute.

Note: a minute in which nothing could be seen has no counts. They are None, "not known", never zero; the seconds that
were observed tell the two apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from contract.messages import DWELL_EDGES, ZoneCounts
from device.footfall.crossing import Direction
from device.footfall.zone import Stay, histogram_bin

MINUTE_SECONDS = 60.0
FRAME_SECONDS = 0.1  # that are at least observed in a minute in which a person crossed
REPORT_SECONDS = 5.0  # between two reports of the open minute while no one crosses


class MinuteCounts(Struct, frozen=True):
    """The counts of one minute. `start`: monotonic seconds. The counts are None where nothing was observed.

    They are the fields of contract.messages.Bin that footfall knows; the outbox adds the key, the boot and the clock.
    """

    start: float
    observed_seconds: float
    entered: int | None
    left: int | None
    in_view_mean: float | None
    in_view_max: int | None
    zones: dict[str, ZoneCounts] | None = None


class _ZoneSums:
    """The sums of one zone in the open minute."""

    def __init__(self) -> None:
        self.person_seconds = 0.0
        self.max_in_view = 0
        self.dwell = [0] * (len(DWELL_EDGES) + 1)


class OpenMinute:
    """Adds up one minute from `start` (monotonic seconds). The times given lie in it."""

    def __init__(self, start: float, zones: Sequence[str] = ()) -> None:
        """`zones`: their names; each is in the minute, also when it was empty."""
        self.start = start
        self._zones = {name: _ZoneSums() for name in zones}
        self._observed = 0.0
        self._entered = self._left = 0
        self._person_seconds = 0.0
        self._max_in_view = 0

    @property
    def end(self) -> float:
        """Monotonic seconds; this moment belongs to the next minute."""
        return self.start + MINUTE_SECONDS

    def add_crossing(self, direction: Direction) -> None:
        """Count a crossing. A person who was seen to cross was observed, for one frame at least."""
        self._observed = max(self._observed, FRAME_SECONDS)
        self._entered += direction is Direction.IN
        self._left += direction is Direction.OUT

    def add_stay(self, stay: Stay) -> None:
        """Count a stay in a zone that has ended."""
        self._observed = max(self._observed, FRAME_SECONDS)
        self._zones[stay.zone].dwell[histogram_bin(stay.seconds, DWELL_EDGES)] += 1

    def observe(
        self, seconds: float, in_view: int, in_zones: Mapping[str, int] | None = None
    ) -> None:
        """Add `seconds` of observation with `in_view` people, of whom `in_zones` were in each zone."""
        if seconds <= 0:
            return
        self._observed = min(MINUTE_SECONDS, self._observed + seconds)
        self._person_seconds += seconds * in_view
        self._max_in_view = max(self._max_in_view, in_view)
        for name, count in (in_zones or {}).items():
            zone = self._zones[name]
            zone.person_seconds += seconds * count
            zone.max_in_view = max(zone.max_in_view, count)

    def snapshot(self) -> MinuteCounts:
        """Return the minute as it stands."""
        if self._observed == 0:
            return MinuteCounts(self.start, 0.0, None, None, None, None)
        mean = self._person_seconds / self._observed
        zones = {
            name: ZoneCounts(
                zone.person_seconds / self._observed, zone.max_in_view, list(zone.dwell)
            )
            for name, zone in self._zones.items()
        }
        return MinuteCounts(
            self.start,
            self._observed,
            self._entered,
            self._left,
            mean,
            self._max_in_view,
            zones or None,
        )


class Minutes:
    """Adds up minute by minute, from `start` (monotonic seconds) on.

    `on_change` gets the open minute at once after each crossing, and else every few seconds. `on_end` gets each minute
    when it is over, also those in which nothing could be observed.
    """

    def __init__(
        self,
        start: float,
        on_change: Callable[[MinuteCounts], None],
        on_end: Callable[[MinuteCounts], None],
        zones: Sequence[str] = (),
    ) -> None:
        self._zones = zones
        self._open = OpenMinute(start, zones)
        self._on_change, self._on_end = on_change, on_end
        self._reported_at = start

    def note(
        self,
        at: float,
        watched: float,
        in_view: int,
        crossings: Sequence[Direction] = (),
        in_zones: Mapping[str, int] | None = None,
        stays: Sequence[Stay] = (),
    ) -> None:
        """Add the `watched` seconds up to `at` with `in_view` people, and what has just happened.

        `crossings` and `stays`: those certain just now. `in_zones`: how many of the people are in each zone.
        """
        since = at - watched
        while at >= self._open.end:
            before_its_end = max(0.0, self._open.end - max(since, self._open.start))
            self._open.observe(before_its_end, in_view, in_zones)
            since = max(since, self._open.end)
            self._on_end(self._open.snapshot())
            self._open = OpenMinute(self._open.end, self._zones)
        self._open.observe(at - since if watched > 0 else 0.0, in_view, in_zones)
        for direction in crossings:
            self._open.add_crossing(direction)
        for stay in stays:
            self._open.add_stay(stay)
        if crossings or at - self._reported_at >= REPORT_SECONDS:
            self._reported_at = at
            self._on_change(self._open.snapshot())

    def close(self) -> None:
        """End the open minute as it stands."""
        self._on_end(self._open.snapshot())
