"""Reads the state of the machine from what the kernel and the Raspberry Pi's firmware tell. Nothing is made up.

What a machine does not tell is None: a virtual machine has no sensor for its voltage, a USB stick no count of its wear.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

VCGENCMD_SECONDS = 5
# `vcgencmd get_throttled`, as the Raspberry Pi's documentation gives its bits.
UNDER_VOLTAGE, THROTTLED = 1 << 0, 1 << 2
UNDER_VOLTAGE_BEFORE, THROTTLED_BEFORE = 1 << 16, 1 << 18
THROTTLED_FILES = ("devices/platform/soc/soc:firmware/get_throttled",)
UNDER_VOLTAGE_ALARM = "in0_lcrit_alarm"  # of the hwmon driver rpi_volt
LIFE_STEP_PERCENT = 10  # JEDEC eMMC 5.0, DEVICE_LIFE_TIME_EST: 0x01 is up to 10 %, 0x0B beyond
LIFE_BEYOND = 11
KIBIBYTE = 1024


class VoltageState(Struct, frozen=True):
    """What is known of the power supply and of throttling, now and before since the start."""

    under_voltage: bool | None = None
    under_voltage_before: bool | None = None
    throttled: bool | None = None
    throttled_before: bool | None = None


class DiskState(Struct, frozen=True):
    """What is known of the disk with the kiosk's data."""

    life_percent: int | None = None
    errors: int | None = None
    read_only: bool | None = None


class MachineReader:
    """Reads below a root, so that a test gives it a machine of its own. Safe to use from several threads."""

    def __init__(
        self,
        root: Path = Path("/"),
        firmware: Callable[[], str | None] | None = None,
    ) -> None:
        """`root`: where `sys` and `proc` are. `firmware` returns what `vcgencmd get_throttled` prints, None without."""
        self._sys, self._proc = root / "sys", root / "proc"
        self._etc, self._firmware = root / "etc", firmware or _vcgencmd

    def voltage(self) -> VoltageState:
        """Returns what the firmware tells; where it tells nothing, what the kernel's alarm does."""
        bits = self._throttled_bits()
        if bits is not None:
            return VoltageState(
                bool(bits & UNDER_VOLTAGE),
                bool(bits & UNDER_VOLTAGE_BEFORE),
                bool(bits & THROTTLED),
                bool(bits & THROTTLED_BEFORE),
            )
        for folder in _folders(self._sys / "class/hwmon"):
            if file_text(folder / "name") == "rpi_volt":
                alarm = file_number(folder / UNDER_VOLTAGE_ALARM)
                return VoltageState(under_voltage=None if alarm is None else bool(alarm))
        return VoltageState()

    def disk(self, data: Path) -> DiskState:
        """Returns the state of the disk on which `data` lies."""
        mounted = self._mount_of(data)
        if mounted is None:
            return DiskState()
        device, options = mounted
        name = Path(device).name
        return DiskState(
            self._life_percent(name),
            file_number(self._sys / "fs/ext4" / name / "errors_count"),
            "ro" in options.split(","),
        )

    def memory(self) -> tuple[int | None, int | None]:
        """Returns all memory and what programs can still have, in bytes."""
        found: dict[str, int] = {}
        for line in (file_text(self._proc / "meminfo") or "").splitlines():
            name, _, rest = line.partition(":")
            words = rest.split()
            if words and words[0].isdigit():
                found[name] = int(words[0]) * KIBIBYTE
        return found.get("MemTotal"), found.get("MemAvailable")

    def microphones(self) -> tuple[int | None, bool | None]:
        """Returns how many sound inputs the machine has, and whether a program records from one now (ALSA)."""
        listed = file_text(self._proc / "asound/pcm")
        if listed is None:  # a kernel without sound has no input
            return (0, False) if (self._proc / "meminfo").exists() else (None, None)
        inputs = sum(" capture " in f"{line} " for line in listed.splitlines())
        states = [
            file_text(file) for file in (self._proc / "asound").glob("card*/pcm*c/sub*/status")
        ]
        return inputs, any(state not in ("closed", "", None) for state in states)

    def slot(self) -> str | None:
        """Returns the slot of the system that has started, as RAUC's kernel option names it."""
        for word in (file_text(self._proc / "cmdline") or "").split():
            name, _, value = word.partition("=")
            if name == "rauc.slot" and value:
                return value[:32]
        return None

    def _throttled_bits(self) -> int | None:
        for name in THROTTLED_FILES:
            read = file_text(self._sys / name)
            if read is not None:
                return _hexadecimal(read)
        said = self._firmware()
        return None if said is None else _hexadecimal(said.strip().rpartition("=")[2])

    def _life_percent(self, name: str) -> int | None:
        """Returns the wear of the eMMC or card below a partition, of its two estimates the worse one."""
        disk = self._sys / "class/block" / name
        for device in (disk / "device", disk / "../device"):
            steps = [
                int(step, 16)
                for step in (file_text(device / "life_time") or "").split()
                if _is_hex(step)
            ]
            worst = max(steps, default=0)
            if worst:  # 0 says that the maker tells nothing
                return min(worst, LIFE_BEYOND) * LIFE_STEP_PERCENT
        return None

    def _mount_of(self, data: Path) -> tuple[str, str] | None:
        """Returns the device and the options of the mount with the longest path that `data` lies below."""
        path, best = str(data.resolve()), ("", "", "")
        for line in (file_text(self._proc / "mounts") or "").splitlines():
            words = line.split()
            if len(words) < 4:
                continue
            device, place, options = words[0], words[1].replace("\\040", " "), words[3]
            below = path == place or path.startswith(place.rstrip("/") + "/")
            if below and len(place) >= len(best[1]):
                best = device, place, options
        return (best[0], best[2]) if best[1] else None


def _vcgencmd() -> str | None:
    try:
        done = subprocess.run(
            ["vcgencmd", "get_throttled"], capture_output=True, text=True, timeout=VCGENCMD_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _folders(place: Path) -> Iterable[Path]:
    try:
        return sorted(place.iterdir())
    except OSError:
        return ()


def file_text(file: Path) -> str | None:
    """Returns what the kernel tells in a file; None where it is not there."""
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return None


def file_number(file: Path) -> int | None:
    """Returns the number that the kernel tells in a file; None where it tells none."""
    read = file_text(file)
    return int(read) if read is not None and read.isdigit() else None


def _is_hex(word: str) -> bool:
    return _hexadecimal(word) is not None


def _hexadecimal(word: str) -> int | None:
    try:
        found = int(word, 16)
    except ValueError:
        return None
    return found if found >= 0 else None
