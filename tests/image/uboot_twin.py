"""A twin of U-Boot with our boot.cmd: reads the two copies of the state, and starts one slot.

It knows nothing of the driver's code. tests/deploy/test_uboot_starts_a_slot.py compares it with U-Boot itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from pathlib import Path

SECTOR = 512
COPIES_AT = (0, 0x1000 * SECTOR)
NAMES = ("committed", "good", "number", "phase", "trial")
OTHER = {"A": "B", "B": "A"}


def start(state: Path, loads: Collection[str] = "AB") -> str | None:
    """Start the machine: return the slot that starts, None when neither of the slots can be loaded.

    `state` is the partition's file, `loads` the slots whose kernel can be loaded.
    """
    data = state.read_bytes()
    copies = [_variables(data[at : at + SECTOR]) for at in COPIES_AT]
    numbers = [int(copy.get("number", "0"), 16) for copy in copies]
    best = numbers.index(max(numbers))
    found, slot = copies[best], copies[best].get("committed", "A")
    if found.get("phase") == "asked":
        changed = {**found, "phase": "started", "number": f"{numbers[best] + 1:x}"}
        at = COPIES_AT[1 - best]
        with state.open("r+b") as opened:
            opened.seek(at)
            opened.write(_sector(changed))
        slot = found["trial"]
    return next((one for one in (slot, OTHER[slot]) if one in loads), None)


def _variables(sector: bytes) -> dict[str, str]:
    """Return the variables of a copy, and none of one whose check sum is wrong."""
    if int.from_bytes(sector[:4], "little") != zlib.crc32(sector[4:]):
        return {}
    lines = sector[4:].partition(b"\0\0")[0].decode("ascii").split("\0")
    return dict(line.split("=", 1) for line in lines)


def _sector(values: dict[str, str]) -> bytes:
    text = "".join(f"{name}={values[name]}\0" for name in NAMES if name in values)
    data = text.encode("ascii").ljust(SECTOR - 4, b"\0")
    return zlib.crc32(data).to_bytes(4, "little") + data
