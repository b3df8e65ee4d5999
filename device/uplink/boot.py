"""Which boot this is, how long it has lasted, and whether the wall clock may be believed.

The one thing a newcomer would get wrong: a small computer without a battery starts in the past, so a time of
day means nothing until the clock was set. The monotonic clock counts from the boot and is always right; with
the boot's id beside it a minute can be placed afterwards.
"""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path
from typing import Protocol

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

# adjtimex(2), include/uapi/linux/timex.h
_STA_UNSYNC = 0x0040
_TIME_ERROR = 5
_STATUS_AT = 40  # bytes into struct timex where `status` lies, on 64-bit Linux
_TIMEX_BYTES = 208


class Clock(Protocol):
    """The clocks of a kiosk. Tests and the twin bring their own."""

    @property
    def boot(self) -> str:
        """16 hex digits, the same until the machine restarts."""

    def wall(self) -> float:
        """Unix seconds, as the machine believes."""

    def monotonic(self) -> float:
        """Seconds since the boot, sleep included; never goes back."""

    def trusted(self) -> bool:
        """Whether something has set the wall clock since the boot."""


class SystemClock:
    """The machine's own clocks."""

    def __init__(self, boot_id: Path = BOOT_ID) -> None:
        """`boot_id`: where the kernel tells the boot's name. Raises OSError where it does not."""
        self.boot = boot_id.read_text(encoding="ascii").strip().replace("-", "")[:16]
        self._libc = ctypes.CDLL(None, use_errno=True)

    def wall(self) -> float:
        """Unix seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since the boot."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def trusted(self) -> bool:
        """What the kernel says: it is told by whatever keeps the clock (timesyncd, chrony, ntpd).

        Raises OSError when the kernel refuses to say.
        """
        timex = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes = 0: only read
        state = self._libc.adjtimex(timex)
        if state < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"adjtimex: {os.strerror(number)}")
        status = ctypes.c_int.from_buffer(timex, _STATUS_AT).value
        return state != _TIME_ERROR and not status & _STA_UNSYNC
