"""Puts the minutes that footfall has counted into the outbox. Beside kiosk.py, because it joins the two folders."""

from __future__ import annotations

from device.footfall.minute import MinuteCounts
from device.uplink.outbox import Minute, Outbox


class CountedMinutes:
    """The kiosk's counts on their way into `outbox`."""

    def __init__(self, outbox: Outbox, room: str | None) -> None:
        """`room`: that `in` over the line leads into."""
        self._outbox, self._room = outbox, room

    def update(self, count: MinuteCounts) -> None:
        """Put the open minute as it is now on the disk."""
        self._outbox.update_open(
            Minute(
                monotonic=count.start,
                room=self._room,
                observed_seconds=count.observed_seconds,
                entered=count.entered,
                left=count.left,
                in_view_mean=count.in_view_mean,
                in_view_max=count.in_view_max,
                zones=count.zones,
            )
        )

    def seal(self, count: MinuteCounts) -> None:
        """Put the minute on the disk for the last time: it is over, and may be sent."""
        self.update(count)
        self._outbox.seal()
