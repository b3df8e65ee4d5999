"""The commands of the bootloader's backend, docs/decisions/0069 and 0080.

RAUC calls it as `bootloader-custom-backend` (get-primary, set-primary, get-state, set-state, get-current).
`zaalgids-bootloader.service` calls `booted` early in each start and `arm` before each restart. It needs nothing
but Python 3.11, because it runs before the data partition is there.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from deploy.bootloader.autoboot import AutobootFile, BootPartition, find_firmware
from deploy.bootloader.backend import Backend
from deploy.bootloader.boot_state import BootDriver, BootloaderError
from deploy.bootloader.programs import is_restarting
from deploy.bootloader.uboot import MARK, UbootSectors

SETTINGS = Path("/usr/lib/zaalgids/bootloader.toml")


@dataclass(frozen=True)
class Settings:
    """Where the state is, and which boot partition starts which slot."""

    partition: str
    state: str
    slots: dict[str, int]

    @classmethod
    def read(cls, file: Path) -> Settings:
        """Raises BootloaderError when the file has not exactly two slots."""
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        slots = {str(name): int(number) for name, number in found["slots"].items()}
        if len(slots) != 2 or len(set(slots.values())) != 2:
            raise BootloaderError(f"{file} has to name two slots with a partition of their own")
        return cls(str(found["partition"]), str(found["state"]), slots)


def find_driver(settings: Settings, root: Path = Path("/")) -> BootDriver:
    """Return the driver for this machine: U-Boot's where U-Boot started it, else the firmware's.

    Raises BootloaderError for an unknown machine.
    """
    if MARK in (root / "proc/cmdline").read_text(encoding="utf-8").split():
        return UbootSectors(settings.slots, Path(settings.state))
    return AutobootFile(settings.slots, BootPartition(settings.partition), find_firmware(root))


def find_running(root: Path = Path("/")) -> str:
    """Return the slot that runs, as the boot partition's command line names it."""
    line = (root / "proc/cmdline").read_text(encoding="utf-8")
    if found := re.search(r"(?:^|\s)rauc\.slot=(\w+)", line):
        return found[1]
    raise BootloaderError("the kernel's command line names no slot (rauc.slot=)")


def answer(backend: Backend, words: list[str]) -> str | None:
    """Do what a command line asks. Raises BootloaderError for one that is not known."""
    match words:
        case ["get-primary"]:
            return backend.get_primary()
        case ["get-current"]:
            return backend.running
        case ["set-primary", slot]:
            backend.set_primary(slot)
            return None
        case ["get-state", slot]:
            return backend.get_state(slot)
        case ["set-state", slot, value]:
            backend.set_state(slot, value)
            return None
        case ["booted"]:
            return backend.booted()
        case ["arm"]:
            return backend.arm() if is_restarting() else "no restart: nothing is tried"
        case ["expire"]:
            return backend.expire()
        case ["status"]:
            return backend.status()
    raise BootloaderError(f"unknown: {' '.join(words)}")


def main(words: list[str]) -> int:
    """Run one command, print its answer, and return the exit status."""
    try:
        settings = Settings.read(SETTINGS)
        backend = Backend(settings.slots, find_driver(settings), find_running())
        said = answer(backend, words)
    except (BootloaderError, OSError, KeyError) as error:
        print(f"bootloader: {error}", file=sys.stderr)
        return 1
    if said is not None:
        print(said)
    return 0
