"""The Raspberry Pi's firmware as the bootloader: it reads `autoboot.txt` on the first FAT partition."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from deploy.bootloader.boot_state import BootloaderError, BootState
from deploy.bootloader.programs import run

LOCK = Path("/run/zaalgids-boot.lock")

STATE_BYTES = 500  # the firmware reads 512 at most, and a sector has 512


class Firmware(Protocol):
    """What chooses the boot partition at a start."""

    name: str

    def check(self) -> None:
        """Raise BootloaderError when this machine can't be asked for a trial start."""

    def request_trial(self, boot: Path) -> None:
        """Let the very next restart, and no other, start the partition below `[tryboot]`."""


class PiTryboot:
    """The Raspberry Pi's firmware: a restart with the argument `0 tryboot` starts the other partition once."""

    name = "tryboot"

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def check(self) -> None:
        """Raise BootloaderError on a kernel that does not pass the argument on (Debian's up to 6.1, at least)."""
        if not (self._root / "dev/vcio").exists():
            raise BootloaderError(
                "this kernel can't ask the firmware for a trial start (there is no /dev/vcio):"
                " updates need Raspberry Pi's own kernel"
            )

    def request_trial(self, boot: Path) -> None:
        """Write the argument where systemd reads it at the end of its shutdown."""
        self.check()
        file = self._root / "run/systemd/reboot-param"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("0 tryboot\n", encoding="ascii")


class VirtualFirmware:
    """The twin for QEMU: a flag in a file, which tests/image/firmware.py takes away before it starts the machine."""

    name = "virtual"

    def check(self) -> None:
        """Accept: the twin always reads its flag."""

    def request_trial(self, boot: Path) -> None:
        """Write the flag; the machine's next start takes it away."""
        write_sector(boot / "tryboot", b"1".ljust(STATE_BYTES, b"\n"))


def write_sector(file: Path, data: bytes) -> None:
    """Replace the file's bytes in place, so that one sector changes and neither its length nor its place does.

    A file of another length is written anew beside it and renamed.
    """
    if file.exists() and file.stat().st_size == len(data):
        target = file
        number = os.open(target, os.O_WRONLY)
    else:
        target = file.with_suffix(".new")
        number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        if os.pwrite(number, data, 0) != len(data):
            raise BootloaderError(f"{file.name} could not be written")
        os.fsync(number)
    finally:
        os.close(number)
    if target != file:
        target.rename(file)
        with contextlib.suppress(OSError):
            folder = os.open(file.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)


class BootPartition:
    """The first FAT partition, mounted only while it is read or written."""

    def __init__(self, partition: str) -> None:
        self._partition = partition

    @contextlib.contextmanager
    def opened(self, writable: bool) -> Iterator[Path]:
        """Yield its folder; uses the place where it is mounted already."""
        device = os.path.realpath(self._partition)
        place = next((at for source, at in self._mounts() if source == device), None)
        if place:
            with LOCK.open("w") as lock:  # against zaalgids-wipe, which mounts it anew, too
                fcntl.flock(lock, fcntl.LOCK_EX)
                was = run("findmnt", "--noheadings", "--output", "OPTIONS", place).split(",")[0]
                if anew := writable and was == "ro":
                    run("mount", "-o", "remount,rw", place)
                try:
                    yield Path(place)
                finally:
                    if anew:
                        run("mount", "-o", "remount,ro", place)
            return
        mode = "rw" if writable else "ro"
        with tempfile.TemporaryDirectory(prefix="zaalgids-boot-", dir="/run") as folder:
            run("mount", "-t", "vfat", "-o", f"{mode},umask=077", device, folder)
            try:
                yield Path(folder)
            finally:
                run("umount", folder)

    @staticmethod
    def _mounts() -> list[tuple[str, str]]:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
        return [(os.path.realpath(line.split()[0]), line.split()[1]) for line in lines]


class AutobootFile:
    """The driver that keeps the state in autoboot.txt, and asks a firmware for the trial."""

    def __init__(self, slots: dict[str, int], partition: BootPartition, firmware: Firmware) -> None:
        self._slots, self._partition, self._firmware = slots, partition, firmware
        self.name = firmware.name

    def check(self) -> None:
        """Raise BootloaderError when the firmware can't be asked for a trial start."""
        self._firmware.check()

    def read(self) -> BootState:
        """Return the state. Raises BootloaderError when the file can't be read."""
        with self._partition.opened(writable=False) as boot:
            try:
                text = (boot / "autoboot.txt").read_text(encoding="ascii")
            except (OSError, UnicodeDecodeError) as error:
                raise BootloaderError(f"autoboot.txt can't be read: {error}") from error
        return parse(text, self._slots)

    def write(self, state: BootState, requests: bool) -> None:
        """Write the state, then the request.

        Note: a power cut between the two counts as a failed trial; the other order could try a slot twice.
        """
        with self._partition.opened(writable=True) as boot:
            write_sector(boot / "autoboot.txt", render(state, self._slots))
            if requests:
                self._firmware.request_trial(boot)


def find_firmware(root: Path = Path("/")) -> Firmware:
    """Return the firmware of this machine, by its device tree. Raises BootloaderError for an unknown machine."""
    file = root / "proc/device-tree/compatible"
    machine = file.read_text(encoding="ascii") if file.exists() else ""
    if "raspberrypi," in machine:
        return PiTryboot(root)
    if "linux,dummy-virt" in machine:
        return VirtualFirmware()
    raise BootloaderError(f"no bootloader is known for this machine ({machine!r})")


def parse(text: str, slots: dict[str, int]) -> BootState:
    """Raises BootloaderError when the text is not one that `render` wrote for these slots."""
    by_number = {number: name for name, number in slots.items()}
    section, values = "", {}
    for line in text.splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line.strip()):
            section = header[1]
        elif "=" in line:
            key, _, value = line.strip().partition("=")
            values[section, key] = value
    try:
        committed = by_number[int(values["all", "boot_partition"])]
        if not any(section == "none" for section, _ in values):  # a new card's
            return BootState(committed, good=frozenset({committed}))
        trial = values["none", "zaalgids_trial"] or None
        good = frozenset(filter(None, values["none", "zaalgids_good"].split(",")))
        is_armed = {"0": False, "1": True}[values["none", "zaalgids_armed"]]
    except (KeyError, ValueError) as error:
        raise BootloaderError(f"autoboot.txt can't be read: {error!r} is missing") from error
    return BootState(committed, trial, is_armed, good).checked(slots)


def render(state: BootState, slots: dict[str, int]) -> bytes:
    """Return autoboot.txt: the firmware reads the first two parts, and skips all below `[none]`."""
    other = next(name for name in slots if name != state.committed)
    text = (
        f"[all]\ntryboot_a_b=1\nboot_partition={slots[state.committed]}\n"
        f"[tryboot]\nboot_partition={slots[other]}\n"
        f"[none]\nzaalgids_trial={state.trial or ''}\nzaalgids_armed={int(state.is_armed)}\n"
        f"zaalgids_good={','.join(sorted(state.good))}\n"
    )
    return text.encode("ascii").ljust(STATE_BYTES, b"\n")
