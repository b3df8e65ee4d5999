#!/usr/bin/python3 -I
"""RAUC's bootloader backend: says which of the two slots starts next, and tries a new one once.

RAUC calls it as `bootloader-custom-backend` (get-primary, set-primary, get-state, set-state, get-current).
`zaalgids-bootloader.service` calls `booted` early in each start and `arm` before each restart. It needs nothing
but Python 3.11, because it runs before the data partition is there. docs/decisions/0069.

All that has to outlive a power cut is in one file of 500 bytes, `autoboot.txt` on the first FAT partition: a single
sector, which a disk writes as a whole or not at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

SETTINGS = Path("/usr/lib/zaalgids/bootloader.toml")
LOCK = Path("/run/zaalgids-boot.lock")
STATE_BYTES = 500  # the firmware reads 512 at most, and a sector has 512


class BootloaderError(Exception):
    """What a technician reads in RAUC's log."""


@dataclass(frozen=True)
class Settings:
    """Where the state is, and which boot partition starts which slot."""

    partition: str
    slots: dict[str, int]

    @classmethod
    def read(cls, file: Path) -> Settings:
        """Raises BootloaderError when the file has not exactly two slots."""
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        slots = {str(name): int(number) for name, number in found["slots"].items()}
        if len(slots) != 2 or len(set(slots.values())) != 2:
            raise BootloaderError(f"{file} has to name two slots with a partition of their own")
        return cls(str(found["partition"]), slots)


@dataclass(frozen=True)
class BootState:
    """Which slot starts, which one is to be tried, and which ones are known to work."""

    committed: str
    trial: str | None = None
    is_armed: bool = False
    """The restart into `trial` has been asked for; the next start of another slot ends the trial."""
    good: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str, slots: dict[str, int]) -> BootState:
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
                return cls(committed, good=frozenset({committed}))
            trial = values["none", "zaalgids_trial"] or None
            good = frozenset(filter(None, values["none", "zaalgids_good"].split(",")))
            is_armed = {"0": False, "1": True}[values["none", "zaalgids_armed"]]
        except (KeyError, ValueError) as error:
            raise BootloaderError(f"autoboot.txt can't be read: {error!r} is missing") from error
        if not good <= set(slots) or trial == committed or trial not in {None, *slots}:
            raise BootloaderError("autoboot.txt names a slot that this kiosk doesn't have")
        return cls(committed, trial, is_armed, good)

    def render(self, slots: dict[str, int]) -> bytes:
        """Return autoboot.txt: the firmware reads the first two parts, and skips all below `[none]`."""
        other = next(name for name in slots if name != self.committed)
        text = (
            f"[all]\ntryboot_a_b=1\nboot_partition={slots[self.committed]}\n"
            f"[tryboot]\nboot_partition={slots[other]}\n"
            f"[none]\nzaalgids_trial={self.trial or ''}\nzaalgids_armed={int(self.is_armed)}\n"
            f"zaalgids_good={','.join(sorted(self.good))}\n"
        )
        return text.encode("ascii").ljust(STATE_BYTES, b"\n")

    def primary(self) -> str:
        """Return the slot that the next restart starts."""
        return self.trial if self.trial and not self.is_armed else self.committed

    def with_primary(self, slot: str, running: str) -> BootState:
        """Let `slot` be tried at the next restart; the committed one ends a trial instead."""
        if slot == self.committed:
            return replace(self, trial=None, is_armed=False)
        if slot == self.trial and slot == running:
            return self  # it is being tried, and only `good` gives it a second start
        return replace(self, trial=slot, is_armed=False)

    def with_good(self, slot: str, running: str) -> BootState:
        """Commit the slot that is being tried. Raises BootloaderError for a slot that does not run."""
        if slot == self.committed:
            return replace(self, good=self.good | {slot})
        if slot != running:
            raise BootloaderError(f"slot {slot} does not run, so nothing shows that it is good")
        if slot != self.trial:
            raise BootloaderError(f"slot {slot} was given up: install it again to try it again")
        return BootState(slot, good=self.good | {slot})

    def with_bad(self, slot: str, running: str) -> BootState:
        """Never start `slot` again. Raises BootloaderError when no other slot is known to work."""
        good = self.good - {slot}
        if slot != self.committed:
            trial = None if slot == self.trial else self.trial
            is_armed = self.is_armed and slot != self.trial
            return BootState(self.committed, trial, is_armed, good)
        if not good:
            raise BootloaderError(f"slot {slot} is the only one that is known to work")
        return BootState(next(iter(good)), good=good)

    def after_start(self, running: str) -> BootState:
        """Note what a start shows: another slot than the one on trial means that the trial failed."""
        if self.trial == running:
            return replace(self, is_armed=True)
        if self.trial and self.is_armed:
            return self.with_bad(self.trial, running)
        return self

    def armed(self, running: str) -> BootState:
        """Return the state for a restart into the trial; itself where there is nothing to try."""
        is_due = self.trial is not None and self.trial != running and not self.is_armed
        return replace(self, is_armed=True) if is_due else self


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


def find_firmware(root: Path = Path("/")) -> Firmware:
    """Return the driver for this machine, by its device tree. Raises BootloaderError for an unknown machine."""
    file = root / "proc/device-tree/compatible"
    machine = file.read_text(encoding="ascii") if file.exists() else ""
    if "raspberrypi," in machine:
        return PiTryboot(root)
    if "linux,dummy-virt" in machine:
        return VirtualFirmware()
    raise BootloaderError(f"no bootloader is known for this machine ({machine!r})")


def find_running(root: Path = Path("/")) -> str:
    """Return the slot that runs, as the boot partition's command line names it."""
    line = (root / "proc/cmdline").read_text(encoding="utf-8")
    if found := re.search(r"(?:^|\s)rauc\.slot=(\w+)", line):
        return found[1]
    raise BootloaderError("the kernel's command line names no slot (rauc.slot=)")


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
                was = _run("findmnt", "--noheadings", "--output", "OPTIONS", place).split(",")[0]
                if anew := writable and was == "ro":
                    _run("mount", "-o", "remount,rw", place)
                try:
                    yield Path(place)
                finally:
                    if anew:
                        _run("mount", "-o", "remount,ro", place)
            return
        mode = "rw" if writable else "ro"
        with tempfile.TemporaryDirectory(prefix="zaalgids-boot-", dir="/run") as folder:
            _run("mount", "-t", "vfat", "-o", f"{mode},umask=077", device, folder)
            try:
                yield Path(folder)
            finally:
                _run("umount", folder)

    @staticmethod
    def _mounts() -> list[tuple[str, str]]:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
        return [(os.path.realpath(line.split()[0]), line.split()[1]) for line in lines]


class Backend:
    """Answers RAUC's questions, and follows the machine's starts."""

    def __init__(
        self,
        slots: dict[str, int],
        partition: BootPartition,
        firmware: Firmware,
        running: str,
    ) -> None:
        self._slots, self._partition, self._firmware = slots, partition, firmware
        self.running = self._known(running)

    def _known(self, slot: str) -> str:
        if slot not in self._slots:
            raise BootloaderError(f"there is no slot {slot}")
        return slot

    def read(self) -> BootState:
        """Read autoboot.txt."""
        with self._partition.opened(writable=False) as boot:
            return self._parse(boot)

    def _parse(self, boot: Path) -> BootState:
        try:
            text = (boot / "autoboot.txt").read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise BootloaderError(f"autoboot.txt can't be read: {error}") from error
        return BootState.parse(text, self._slots)

    def _write(self, before: BootState | None, after: BootState, requests: bool = False) -> None:
        if after == before:
            return
        with self._partition.opened(writable=True) as boot:
            write_sector(boot / "autoboot.txt", after.render(self._slots))
            if requests:
                self._firmware.request_trial(boot)

    def get_primary(self) -> str:
        """Return the slot that the next restart starts."""
        return self.read().primary()

    def set_primary(self, slot: str) -> None:
        """Let a slot be tried once at the next restart."""
        state = self.read()
        after = state.with_primary(self._known(slot), self.running)
        if after.trial:
            self._firmware.check()
        self._write(state, after)

    def get_state(self, slot: str) -> str:
        """Return `good` for a slot that has been marked good since it was installed, else `bad`."""
        return "good" if self._known(slot) in self.read().good else "bad"

    def set_state(self, slot: str, value: str) -> None:
        """Mark a slot good, which commits the one on trial, or bad."""
        if value not in {"good", "bad"}:
            raise BootloaderError(f"a slot is good or bad, not {value}")
        state = self.read()
        change = state.with_good if value == "good" else state.with_bad
        self._write(state, change(self._known(slot), self.running))

    def booted(self) -> str:
        """Note this start, and return a sentence about it. Writes a file anew that can't be read."""
        try:
            state = self.read()
        except BootloaderError as error:
            self._write(None, BootState(self.running, good=frozenset({self.running})))
            return f"{error}; written anew with slot {self.running}, which runs"
        after = state.after_start(self.running)
        self._write(state, after)
        if after.trial == self.running:
            return f"slot {self.running} is tried: unless it is marked good, the next start is {state.committed}"
        if state.trial and not after.trial:
            return f"slot {state.trial} was tried and not marked good: slot {self.running} is back"
        if after.trial:
            return f"slot {after.trial} waits for a restart to be tried"
        return f"slot {self.running} runs"

    def arm(self) -> str:
        """Ask the firmware for the trial, if one is due. Called while the machine restarts.

        Note: the state is written before the request. A power cut between the two counts as a failed
        trial; the other order could try a slot twice.
        """
        state = self.read()
        after = state.armed(self.running)
        self._write(state, after, requests=True)
        return f"the restart tries slot {after.trial}" if after != state else "nothing to try"

    def expire(self) -> str:
        """Give a trial up that has not come to an end: restart, which starts the committed slot."""
        state = self.read()
        if state.trial != self.running:
            return f"slot {self.running} is not on trial"
        self._write(state, state.with_bad(self.running, self.running))
        restart()
        return f"slot {self.running} did not come up in its trial: slot {state.committed} starts"

    def status(self) -> str:
        """Return the whole state as JSON."""
        state = self.read()
        return json.dumps(
            {
                "driver": self._firmware.name,
                "running": self.running,
                "next": state.primary(),
                "committed": state.committed,
                "trial": state.trial,
                "good": sorted(state.good),
            }
        )


def is_restarting() -> bool:
    """Tell whether the machine goes down to start again."""
    return "reboot.target" in _run("systemctl", "list-jobs", "--plain", "--no-legend")


def restart() -> None:
    """Restart the machine in order, and don't wait for it."""
    _run("systemctl", "--no-block", "reboot")


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise BootloaderError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.strip()


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
        partition = BootPartition(settings.partition)
        backend = Backend(settings.slots, partition, find_firmware(), find_running())
        said = answer(backend, words)
    except (BootloaderError, OSError, KeyError) as error:
        print(f"bootloader: {error}", file=sys.stderr)
        return 1
    if said is not None:
        print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
