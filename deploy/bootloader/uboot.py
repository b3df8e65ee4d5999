"""U-Boot as the bootloader: `boot.cmd` and this driver share the state, two copies of one sector each.

A copy is in the format of U-Boot's environment: the check sum of what follows, then `name=value` texts, each ended by
a zero byte. A change goes to the older copy, so a write that is cut off leaves the state that was there before.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from deploy.bootloader.boot_state import BootloaderError, BootState

SECTOR_BYTES = 512
COPIES_AT = (0, 0x1000 * SECTOR_BYTES)
"""Where the copies lie in the partition, in bytes: far apart, so that no block of a card holds both."""
MARK = "zaalgids.bootloader=uboot"
"""What boot.cmd puts on the kernel's command line."""
WAIT_SECONDS = 30.0


class UbootSectors:
    """The driver for a machine that `boot.cmd` started."""

    name = "uboot"

    def __init__(
        self, slots: Collection[str], device: Path, wait_seconds: float = WAIT_SECONDS
    ) -> None:
        """`wait_seconds`: how long the device may take to appear, early in a start."""
        self._slots, self._device, self._wait_seconds = slots, device, wait_seconds

    def check(self) -> None:
        """Accept: a machine that U-Boot started starts by it again."""

    def read(self) -> BootState:
        """Return the newer copy's state. Raises BootloaderError when neither copy is whole."""
        state = max(self._copies(), key=lambda copy: copy[0])[1]
        if state is None:
            raise BootloaderError(f"{self._device.name} holds no state")
        return state

    def write(self, state: BootState, requests: bool) -> None:
        """Write the state and the request in one sector, over the older copy."""
        numbers = [number for number, _ in self._copies()]
        at = COPIES_AT[numbers.index(min(numbers))]
        data = render(state, max(numbers) + 1, requests)
        opened = os.open(self._device, os.O_WRONLY)
        try:
            if os.pwrite(opened, data, at) != len(data):
                raise BootloaderError(f"{self._device.name} could not be written")
            os.fsync(opened)
        finally:
            os.close(opened)

    def _copies(self) -> list[tuple[int, BootState | None]]:
        """Return each copy's number and state; 0 and None for one that is torn or foreign."""
        end = time.monotonic() + self._wait_seconds
        while not self._device.exists() and time.monotonic() < end:
            time.sleep(0.1)
        found: list[tuple[int, BootState | None]] = []
        try:
            with self._device.open("rb", buffering=0) as opened:
                for at in COPIES_AT:
                    copy: tuple[int, BootState | None] = (0, None)
                    with suppress(BootloaderError):
                        copy = parse(os.pread(opened.fileno(), SECTOR_BYTES, at), self._slots)
                    found.append(copy)
        except OSError as error:
            raise BootloaderError(f"{self._device} can't be read: {error}") from error
        return found


def render(state: BootState, number: int, requests: bool = False) -> bytes:
    """Return a copy: a sector that boot.cmd imports. `number` grows with each write."""
    phase = "asked" if requests else "started" if state.is_armed else "waits"
    values = {
        "number": f"{number:x}",
        "committed": state.committed,
        "trial": state.trial or "",
        "phase": phase if state.trial else "",
        "good": ",".join(sorted(state.good)),
    }
    # U-Boot has no empty values: to it, such a variable is one to delete.
    text = "".join(f"{name}={value}\0" for name, value in values.items() if value) + "\0"
    data = text.encode("ascii").ljust(SECTOR_BYTES - 4, b"\0")
    return zlib.crc32(data).to_bytes(4, "little") + data


def parse(sector: bytes, slots: Collection[str]) -> tuple[int, BootState]:
    """Return a copy's number and state. Raises BootloaderError for a sector that is torn or foreign."""
    data = sector[4:]
    if len(sector) != SECTOR_BYTES or zlib.crc32(data).to_bytes(4, "little") != sector[:4]:
        raise BootloaderError("the sector's check sum is wrong")
    try:
        text = data.partition(b"\0\0")[0].decode("ascii")
        values = dict(line.split("=", 1) for line in text.split("\0"))
        number, committed = int(values["number"], 16), values["committed"]
    except (KeyError, ValueError) as error:
        raise BootloaderError(f"the sector is not ours: {error!r}") from error
    good = frozenset(filter(None, values.get("good", "").split(",")))
    trial = values.get("trial")
    is_armed = trial is not None and values.get("phase") in {"asked", "started"}
    return number, BootState(committed, trial, is_armed, good).checked(slots)
