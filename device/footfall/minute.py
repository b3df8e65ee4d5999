"""The open minute: what has been counted in it so far.

The one thing a newcomer would get wrong: a minute in which nothing could be seen has no counts. They are None,
"not known", never zero; `Count` keeps the two apart by the seconds that were watched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from contract.messages import DWELL_EDGES, ZoneCounts
from device.footfall.line import Direction
from device.footfall.zone import Stay, bar

SECONDS = 60.0
ONE_FRAME = 0.1  # seconds
TELL_EVERY = 5.0  # seconds between two words on the open minute while nobody crosses


class Count(Struct, frozen=True):
    """What footfall knows of one minute. `start`: monotonic seconds. The counts are None where nothing was seen.

    The fields of contract.messages.Bin that footfall knows; the outbox adds the key, the boot and the clock.
    """

    start: float
    observed_seconds: float
    entered: int | None
    left: int | None
    in_view_mean: float | None
    in_view_max: int | None
    zones: dict[str, ZoneCounts] | None = None


class _InZone:
    """What one zone has added up to in the open minute."""

    def __init__(self) -> None:
        self.person_seconds = 0.0
        self.most = 0
        self.dwell = [0] * (len(DWELL_EDGES) + 1)


class OpenMinute:
    """Adds up one minute from `start` (monotonic seconds). Times handed in lie in it."""

    def __init__(self, start: float, zones: Sequence[str] = ()) -> None:
        """`zones`: their names; each is in the minute, also where nobody was in it."""
        self.start = start
        self._zones = {name: _InZone() for name in zones}
        self._observed = 0.0
        self._entered = self._left = 0
        self._person_seconds = 0.0
        self._most = 0

    @property
    def end(self) -> float:
        """Monotonic seconds; it belongs to the next minute."""
        return self.start + SECONDS

    def cross(self, direction: Direction) -> None:
        """Somebody crossed. Who was seen to cross was watched, for a frame at the least."""
        self._observed = max(self._observed, ONE_FRAME)
        self._entered += direction is Direction.IN
        self._left += direction is Direction.OUT

    def leave(self, stay: Stay) -> None:
        """Somebody left a zone, of which `stay` tells. They were watched too."""
        self._observed = max(self._observed, ONE_FRAME)
        self._zones[stay.zone].dwell[bar(stay.seconds, DWELL_EDGES)] += 1

    def watch(
        self, seconds: float, in_view: int, in_zones: Mapping[str, int] | None = None
    ) -> None:
        """`seconds` more were watched, with `in_view` people and of those `in_zones` in each zone."""
        if seconds <= 0:
            return
        self._observed = min(SECONDS, self._observed + seconds)
        self._person_seconds += seconds * in_view
        self._most = max(self._most, in_view)
        for name, count in (in_zones or {}).items():
            zone = self._zones[name]
            zone.person_seconds += seconds * count
            zone.most = max(zone.most, count)

    def snapshot(self) -> Count:
        """The minute as it stands."""
        if self._observed == 0:
            return Count(self.start, 0.0, None, None, None, None)
        mean = self._person_seconds / self._observed
        zones = {
            name: ZoneCounts(zone.person_seconds / self._observed, zone.most, list(zone.dwell))
            for name, zone in self._zones.items()
        }
        return Count(
            self.start, self._observed, self._entered, self._left, mean, self._most, zones or None
        )


class Minutes:
    """One minute after the other, from `start` (monotonic seconds) on.

    `on_change` gets the open minute at once after each crossing, and every few seconds besides; `on_end` gets
    each minute when it is over, also the ones in which nothing could be seen.
    """

    def __init__(
        self,
        start: float,
        on_change: Callable[[Count], None],
        on_end: Callable[[Count], None],
        zones: Sequence[str] = (),
    ) -> None:
        self._zones = zones
        self._open = OpenMinute(start, zones)
        self._on_change, self._on_end = on_change, on_end
        self._told_at = start

    def note(
        self,
        at: float,
        watched: float,
        in_view: int,
        crossings: Sequence[Direction] = (),
        in_zones: Mapping[str, int] | None = None,
        stays: Sequence[Stay] = (),
    ) -> None:
        """Up to `at`, `watched` seconds more were watched with `in_view` people, and these crossed just now.

        `in_zones`: how many of them are in each zone; `stays`: those that have just ended.
        """
        since = at - watched
        while at >= self._open.end:
            before_its_end = max(0.0, self._open.end - max(since, self._open.start))
            self._open.watch(before_its_end, in_view, in_zones)
            since = max(since, self._open.end)
            self._on_end(self._open.snapshot())
            self._open = OpenMinute(self._open.end, self._zones)
        self._open.watch(at - since if watched > 0 else 0.0, in_view, in_zones)
        for direction in crossings:
            self._open.cross(direction)
        for stay in stays:
            self._open.leave(stay)
        if crossings or at - self._told_at >= TELL_EVERY:
            self._told_at = at
            self._on_change(self._open.snapshot())

    def close(self) -> None:
        """The kiosk stops: the open minute is over as it stands."""
        self._on_end(self._open.snapshot())
