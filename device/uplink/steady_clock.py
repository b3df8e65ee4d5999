"""The machine's clocks, of which the wall clock is not believed after a jump until the server's agrees.

A time service that somebody fools, a technician's slip or a dying battery sets the clock to another year while the
kernel calls it set. Minutes with such a time would stand in another day. Without a time that is believed the server
places them by the machine's monotonic clock, so nothing is lost by not believing it.

What is believed is where the wall clock stands against the monotonic one. It begins with the first wall clock that the
kernel calls set, or with the server's signed time, and follows the small steps by which a time service corrects it.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Sequence

from contract.kiosk_alerts import KioskAlert
from device.uplink.boot import DeviceClock

log = logging.getLogger(__name__)

# Half of a minute that is counted. After a year without a network the clock is ten minutes away.
JUMP_SECONDS = 30.0
AGREES_SECONDS = 60.0  # the server's clock and the way of its answer


class SteadyClock:
    """A DeviceClock over another one. Safe to use from any thread."""

    def __init__(self, inner: DeviceClock) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._believed: float | None = None  # wall − monotonic
        self._jumped = False

    @property
    def boot(self) -> str:
        """See DeviceClock."""
        return self._inner.boot

    def wall_clock(self) -> float:
        """See DeviceClock."""
        return self._inner.wall_clock()

    def monotonic(self) -> float:
        """See DeviceClock."""
        return self._inner.monotonic()

    def trusted(self) -> bool:
        """Returns whether the wall clock was set since the boot, and stands where it is believed to stand."""
        if not self._inner.trusted():
            return False
        offset = self._offset()
        with self._lock:
            agrees = self._believed is None or abs(offset - self._believed) <= JUMP_SECONDS
            if agrees:
                self._believed = offset
            changed, self._jumped = self._jumped == agrees, not agrees
        if changed and not agrees:
            log.warning("the clock has jumped; it is not believed until the server's agrees")
        elif changed:
            log.info("the clock is believed again")
        return agrees

    def heard(self, server: float) -> None:
        """Take in the server's signed time, Unix seconds."""
        offset, of_server = self._offset(), server - self._inner.monotonic()
        agrees = self._inner.trusted() and abs(offset - of_server) <= AGREES_SECONDS
        with self._lock:
            self._believed = offset if agrees else of_server

    @property
    def has_jumped(self) -> bool:
        """Whether the clock stands elsewhere than it is believed to stand."""
        self.trusted()
        return self._jumped

    @property
    def is_known(self) -> bool:
        """Whether the time of day is known, by this clock or by the server's."""
        return self.known() is not None

    def known(self) -> float | None:
        """Returns Unix seconds by what is believed; None while nothing is."""
        self.trusted()
        offset = self._believed
        return None if offset is None else offset + self.monotonic()

    def best(self) -> float:
        """Returns Unix seconds by what is believed; by the machine's clock while nothing is."""
        known = self.known()
        return self.wall_clock() if known is None else known

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong, in a plain sentence."""
        if not self.has_jumped:
            return []
        says, believed = (
            dt.datetime.fromtimestamp(max(0.0, seconds), dt.UTC)
            for seconds in (self.wall_clock(), self.best())
        )
        return [
            f"This machine's clock was set to {says:%Y-%m-%d %H:%M} UTC; by the server or by itself before it is "
            f"{believed:%Y-%m-%d %H:%M}. Minutes are placed without it."
        ]

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """What of it staff have an alarm of."""
        return [KioskAlert.CLOCK_JUMPED] if self.has_jumped else []

    def _offset(self) -> float:
        return self._inner.wall_clock() - self._inner.monotonic()
