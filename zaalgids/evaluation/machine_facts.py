"""Says what machine this is: its name, its memory, the most memory that this program has used."""

from __future__ import annotations

import os
import platform
from pathlib import Path

# A board's own name, as "Raspberry Pi 4 Model B Rev 1.4", ends with a zero byte.
_BOARD = Path("/proc/device-tree/model")
_PRODUCT = Path("/sys/class/dmi/id/product_name")
_PROCESSORS = Path("/proc/cpuinfo")
_MEMORY = Path("/proc/meminfo")
_STATUS = Path("/proc/self/status")


def machine_name(
    board: Path = _BOARD, product: Path = _PRODUCT, processors: Path = _PROCESSORS
) -> str:
    """Returns the board's name; else the product's and the processor's; else the processor's architecture."""
    if name := _text(board):
        return name
    model = _field(processors, "model name")
    found = [one for one in (_text(product), model) if one]
    return ", ".join(found) or platform.machine()


def cores() -> int:
    """Returns the number of processors that this program may run on."""
    return len(os.sched_getaffinity(0))


def memory_mb(memory: Path = _MEMORY) -> int | None:
    """Returns the machine's memory, MB; None where the machine doesn't say."""
    return _megabytes(_field(memory, "MemTotal"))


def peak_mb(status: Path = _STATUS) -> int | None:
    """Returns the most memory that this process has had, MB; None where the machine doesn't say."""
    return _megabytes(_field(status, "VmHWM"))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").replace("\0", "").strip()
    except OSError:
        return ""


def _field(file: Path, name: str) -> str:
    """Returns what follows `name:` on the first line that begins with it; an empty string without one."""
    for line in _text(file).splitlines():
        before, _, after = line.partition(":")
        if before.strip() == name:
            return after.strip()
    return ""


def _megabytes(kilobytes: str) -> int | None:
    """Returns `1024 kB` in MB of a million bytes."""
    number = kilobytes.partition(" ")[0]
    return round(int(number) * 1024 / 1e6) if number.isdigit() else None
