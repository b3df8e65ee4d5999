"""Makes what U-Boot reads on the card: its script, its variables, and the state of a new card."""

from __future__ import annotations

from pathlib import Path

from deploy.bootloader.boot_state import BootState
from deploy.bootloader.uboot import COPIES_AT, render
from deploy.image.build_order import ROOT
from deploy.image.commands import run

SOURCES = ROOT / "deploy" / "bootloader"
PI_ENVIRONMENT_BYTES = 0x4000  # CONFIG_ENV_SIZE of Debian's rpi_arm64


def make_boot_script(target: Path, epoch: int) -> Path:
    """Return boot.cmd as U-Boot reads it; it bears the moment `epoch`."""
    run(
        *("mkimage", "-q", "-A", "arm64", "-T", "script", "-C", "none", "-n", "zaalgids"),
        *("-d", SOURCES / "boot.cmd", target),
        SOURCE_DATE_EPOCH=str(epoch),
    )
    return target


def make_environment(text: Path, target: Path, size: int = PI_ENVIRONMENT_BYTES) -> Path:
    """Return the variables of a text as U-Boot reads them, `size` bytes long."""
    run("mkenvimage", "-s", f"{size:#x}", "-o", target, text)
    return target


def make_state(target: Path, slot: str, size: int) -> Path:
    """Return the partition with a new card's state: `slot` is committed. `size` in bytes."""
    with target.open("wb") as opened:
        opened.truncate(size)
        for number, at in enumerate(COPIES_AT, start=1):
            opened.seek(at)
            opened.write(render(BootState(slot, good=frozenset({slot})), number))
    return target
