"""Which boot this is, how long it has lasted, and whether the wall clock is right.

Note: a small computer without a battery starts with a clock in the past, so the wall clock is wrong until it was set.
The monotonic clock counts from the boot and is always right; with the boot's id beside it, a minute gets its time of
day afterwards.
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


class DeviceClock(Protocol):
    """The clocks of a kiosk. Tests and the simulation have their own."""

    @property
    def boot(self) -> str:
        """16 hex digits, the same until the machine restarts."""

    def wall_clock(self) -> float:
        """Returns Unix seconds by the machine's own clock."""

    def monotonic(self) -> float:
        """Returns seconds since the boot, sleep included; never goes back."""

    def trusted(self) -> bool:
        """Returns whether the wall clock was set since the boot."""


class SystemClock:
    """The machine's own clocks."""

    def __init__(self, boot_id: Path = BOOT_ID) -> None:
        """`boot_id`: where the kernel tells the boot's name. Raises OSError where it does not."""
        self.boot = boot_id.read_text(encoding="ascii").strip().replace("-", "")[:16]
        self._libc = ctypes.CDLL(None, use_errno=True)

    def wall_clock(self) -> float:
        """Returns Unix seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Returns seconds since the boot."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def trusted(self) -> bool:
        """Returns what the kernel reports; the time service (timesyncd, chrony, ntpd) sets it. Raises OSError."""
        timex = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes = 0: only read
        state = self._libc.adjtimex(timex)
        if state < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"adjtimex: {os.strerror(number)}")
        status = ctypes.c_int.from_buffer(timex, _STATUS_AT).value
        return state != _TIME_ERROR and not status & _STA_UNSYNC
