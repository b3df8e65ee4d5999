"""Puts the minutes that footfall has counted into the outbox.

This file stands beside kiosk.py because it joins two folders, footfall and uplink, that do not import each other.
"""

from __future__ import annotations

from device.footfall.minute import MinuteCounts
from device.uplink.outbox import Minute, Outbox


class CountedMinutes:
    """Converts the counts of a minute and stores them in the outbox."""

    def __init__(self, outbox: Outbox, room: str | None) -> None:
        """`room`: the room that people enter when they cross the line in direction `in`; None where it is not known."""
        self._outbox, self.room = outbox, room

    def update(self, count: MinuteCounts) -> None:
        """Store the open minute as it is now; a later call with the same minute replaces it."""
        self._outbox.update_open(
            Minute(
                monotonic=count.start,
                room=self.room,
                observed_seconds=count.observed_seconds,
                entered=count.entered,
                left=count.left,
                in_view_mean=count.in_view_mean,
                in_view_max=count.in_view_max,
                zones=count.zones,
            )
        )

    def seal(self, count: MinuteCounts) -> None:
        """Store a minute that is over, for the last time; from now on it may be sent."""
        self.update(count)
        self._outbox.seal()
