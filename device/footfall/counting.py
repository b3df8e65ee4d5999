"""Counts at every camera that should count, over its current line and zones.

Note: a new line starts a new count. A person on one side of the old line has not crossed the new one, so the minute is
sealed as it stands and another begins.
"""

from __future__ import annotations

from collections.abc import Callable

from contract.messages import Blindness
from device.camera.shared_frames import SharedFrames
from device.footfall.counter import Detect
from device.footfall.line import CountingLine, in_the_middle
from device.footfall.minute import MinuteCounts
from device.footfall.settings import CountingSettings
from device.footfall.view_counter import counter_for
from device.footfall.watch import FootfallWatch
from device.footfall.zone import CountingZone


class Counting:
    """The kiosk's footfall, camera by camera, until `stop`."""

    def __init__(
        self,
        detector: Callable[[str], Detect | None],
        on_change: Callable[[MinuteCounts], None],
        on_end: Callable[[MinuteCounts], None],
    ) -> None:
        """`detector`: one for the camera of that name, on a thread of its own; None where there is none.

        `on_change`, `on_end`: see device.footfall.minute.Minutes.
        """
        self._detector, self._on_change, self._on_end = detector, on_change, on_end
        self._watches: dict[str, FootfallWatch] = {}

    def use(self, name: str, settings: CountingSettings, frames: SharedFrames | None) -> None:
        """Count at camera `name` as `settings` says, from now on."""
        former = self._watches.pop(name, None)
        if former is not None:
            former.stop()
        detect = self._detector(name) if settings.count and frames is not None else None
        if detect is None or frames is None:
            return
        line = CountingLine(*settings.line) if settings.line else in_the_middle
        zones = [CountingZone(zone.name, zone.corners) for zone in settings.zones]
        counter = counter_for(settings.view, detect, line, settings.point, zones, settings.person)
        watch = FootfallWatch(frames, counter, self._on_change, self._on_end)
        self._watches[name] = watch
        watch.start()

    def stop(self) -> None:
        """End counting, and the open minutes as they stand."""
        while self._watches:
            self._watches.popitem()[1].stop()

    def blindness(self, name: str, *, there: bool) -> Blindness | None:
        """Return why camera `name`, which should count, can't; None while it can. `there`: it gives frames."""
        watch = self._watches.get(name)
        if watch is not None:
            return watch.blindness
        return Blindness.DETECTOR if there else Blindness.NO_PICTURES

    @property
    def problems(self) -> list[str]:
        """What keeps each camera from counting, in plain sentences."""
        return [watch.problem for watch in list(self._watches.values()) if watch.problem]
