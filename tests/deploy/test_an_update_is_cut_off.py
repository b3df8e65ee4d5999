"""The bootloader backend: a new slot is tried once, and no power cut leaves a kiosk without a slot that starts."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from deploy.bootloader import autoboot, commands, uboot
from deploy.bootloader.backend import Backend
from deploy.bootloader.boot_state import BootDriver, BootloaderError, BootState
from tests.image import uboot_twin
from tests.image.firmware import boot_partition

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "bootloader"
SETTINGS = commands.Settings.read(FOLDER / "bootloader.toml")
SLOTS = SETTINGS.slots
KINDS = ("virtual", "uboot")


# As the image has it.
NEW_CARD = "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n"


class FolderPartition(autoboot.BootPartition):
    """A folder in the place of the first FAT partition."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def opened(self, writable: bool) -> Iterator[Path]:
        yield self._folder


class PowerCut(BaseException):
    """The machine has no power from here on."""


@dataclass
class Machine:
    """A kiosk with two slots, on a twin of the firmware or of U-Boot."""

    folder: Path
    kind: str = "virtual"
    works: dict[str, bool] = field(default_factory=lambda: {"A": True, "B": False})
    """Whether a slot's files are whole, so that its system starts."""
    running: str = "A"
    starts: list[str] = field(default_factory=list)
    restarts: list[str] = field(default_factory=list)
    """The slots that asked for a restart by themselves."""

    def __post_init__(self) -> None:
        (self.folder / "autoboot.txt").write_text(NEW_CARD, encoding="ascii")
        with self.state.open("wb") as opened:
            opened.write(uboot.render(BootState("A", good=frozenset("A")), 1))
            opened.truncate(4 * 1024 * 1024)

    @property
    def state(self) -> Path:
        return self.folder / "bootstate"

    @property
    def driver(self) -> BootDriver:
        if self.kind == "uboot":
            return uboot.UbootSectors(SLOTS, self.state, 0)
        partition = FolderPartition(self.folder)
        return autoboot.AutobootFile(SLOTS, partition, autoboot.VirtualFirmware())

    @property
    def backend(self) -> Backend:
        restart = lambda: self.restarts.append(self.running)  # noqa: E731
        return Backend(SLOTS, self.driver, self.running, restart)

    def _next(self) -> str:
        """Return the slot that the firmware or U-Boot starts."""
        if self.kind == "uboot":
            slot = uboot_twin.start(self.state)
            assert slot
            return slot
        flag = self.folder / "tryboot"
        is_trial = flag.exists() and flag.read_bytes().startswith(b"1")
        flag.unlink(missing_ok=True)
        text = (self.folder / "autoboot.txt").read_text(encoding="ascii")
        number = boot_partition(text, is_trial)
        return next(name for name, one in SLOTS.items() if one == number)

    def start(self) -> str:
        """Start; a slot that does not work is reset by the watchdog and the next one starts."""
        for _ in range(3):
            self.running = self._next()
            self.starts.append(self.running)
            if self.works[self.running]:
                self.backend.booted()
                return self.running
        raise AssertionError(f"a brick: {self.starts}")

    def restart(self) -> str:
        self.backend.arm()
        return self.start()

    def install(self, works: bool = True) -> None:
        """Do what `rauc install` does, in its order."""
        self.backend.set_state("B", "bad")
        self.works["B"] = False
        self.works["B"] = works
        self.backend.set_primary("B")

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.backend.status())
        return found


@pytest.fixture(params=KINDS)
def machine(tmp_path: Path, request: pytest.FixtureRequest) -> Machine:
    return Machine(tmp_path, request.param)


def test_a_new_slot_is_tried_and_stays_once_it_is_good(machine: Machine) -> None:
    machine.install()
    assert machine.backend.get_primary() == "B"
    assert machine.restart() == "B"
    assert machine.backend.get_state("B") == "bad"
    assert machine.backend.get_primary() == "A"
    machine.backend.set_state("B", "good")
    assert [machine.restart(), machine.start()] == ["B", "B"]
    assert machine.status() == {
        "driver": machine.kind,
        "running": "B",
        "next": "B",
        "committed": "B",
        "trial": None,
        "good": ["A", "B"],
    }


@pytest.mark.parametrize("how", ["restart", "start"])
def test_a_slot_that_is_not_marked_good_is_left_at_the_next_start(
    machine: Machine, how: str
) -> None:
    machine.install()
    assert machine.restart() == "B"
    assert getattr(machine, how)() == "A"
    assert machine.backend.get_state("B") == "bad"
    assert [machine.restart(), machine.restart()] == ["A", "A"]


def test_a_slot_whose_system_does_not_start_is_tried_once(machine: Machine) -> None:
    machine.install(works=False)
    assert machine.restart() == "A"
    assert machine.starts == ["B", "A"]
    assert [machine.restart(), machine.restart()] == ["A", "A"]


def test_power_is_cut_before_the_restart_and_the_trial_still_waits(machine: Machine) -> None:
    machine.install()
    assert machine.start() == "A"
    assert machine.status()["trial"] == "B"
    assert machine.restart() == "B"


def test_a_health_check_fails_and_says_so(machine: Machine) -> None:
    machine.install()
    machine.restart()
    machine.backend.set_state("B", "bad")
    assert machine.restart() == "A"
    with pytest.raises(BootloaderError, match="does not run"):
        machine.backend.set_state("B", "good")


def test_a_trial_that_ends_in_the_emergency_shell_is_given_up(machine: Machine) -> None:
    assert "not on trial" in commands.answer(machine.backend, ["expire"])
    machine.install()
    machine.restart()
    assert "slot A starts" in commands.answer(machine.backend, ["expire"])
    assert machine.restarts == ["B"]
    assert [machine.restart(), machine.restart()] == ["A", "A"]


def test_the_only_slot_that_works_can_not_be_given_up(machine: Machine) -> None:
    with pytest.raises(BootloaderError, match="the only one"):
        machine.backend.set_state("A", "bad")
    machine.install()
    machine.restart()
    with pytest.raises(BootloaderError, match="the only one"):
        machine.backend.set_state("A", "bad")  # what RAUC does before it writes over A
    machine.backend.set_state("B", "good")
    machine.backend.set_state("A", "bad")
    assert machine.start() == "B"


def test_the_committed_slot_is_found_bad_and_the_other_known_one_starts(machine: Machine) -> None:
    machine.install()
    machine.restart()
    machine.backend.set_state("B", "good")
    machine.backend.set_state("B", "bad")
    assert machine.start() == "A"
    with pytest.raises(BootloaderError, match="the only one"):
        machine.backend.set_state("A", "bad")


def test_a_trial_is_taken_back(machine: Machine) -> None:
    machine.install()
    machine.backend.set_primary("A")
    assert machine.restart() == "A"
    assert machine.status()["trial"] is None


def test_a_slot_on_trial_is_not_given_a_second_trial(machine: Machine) -> None:
    machine.install()
    machine.restart()
    machine.backend.set_primary("B")
    assert machine.restart() == "A"


DAMAGES = [b"", b"\xff" * 500, b"[all]\nboot_partition=9\n"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_file_is_damaged_and_the_slot_that_runs_is_written(
    tmp_path: Path, damage: bytes
) -> None:
    machine = Machine(tmp_path)
    (machine.folder / "autoboot.txt").write_bytes(damage)
    with pytest.raises(BootloaderError, match=r"autoboot\.txt"):
        machine.backend.get_primary()
    assert "written anew" in machine.backend.booted()
    assert machine.start() == "A"


@pytest.mark.parametrize("words", [[], ["get-state", "C"], ["set-state", "A", "fine"], ["boot"]])
def test_a_question_that_is_not_known_is_refused(machine: Machine, words: list[str]) -> None:
    with pytest.raises(BootloaderError):
        commands.answer(machine.backend, words)


def test_the_file_is_one_sector_that_stays_where_it_is(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    file = machine.folder / "autoboot.txt"
    machine.install()
    before = file.stat()
    machine.restart()
    machine.backend.set_state("B", "good")
    assert (file.stat().st_ino, file.stat().st_size) == (before.st_ino, before.st_size)
    assert before.st_size <= 512


# Every place where power can go.


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, bool], None]]:
    """Cut power at the n-th write; the sector that is under way then is on the disk, or not."""
    written = itertools.count()
    at = [-1, False]
    pwrite = os.pwrite

    def write(number: int, data: bytes, offset: int) -> int:
        is_cut = next(written) == at[0]
        if is_cut and not at[1]:
            raise PowerCut
        length = pwrite(number, data, offset)
        if is_cut:
            raise PowerCut
        return length

    def set_cut(index: int, is_written: bool) -> None:
        nonlocal written
        written = itertools.count()
        at[:] = [index, is_written]

    monkeypatch.setattr(os, "pwrite", write)
    yield set_cut
    set_cut(-1, False)


def _update(machine: Machine, works: bool) -> None:
    machine.install(works)
    if machine.restart() == "B":
        machine.backend.set_state("B", "good")


@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("is_written", [True, False])
@pytest.mark.parametrize("index", range(6))
def test_power_is_cut_at_a_write_and_a_slot_that_works_starts(
    machine: Machine, cut: Callable[[int, bool], None], index: int, is_written: bool, works: bool
) -> None:
    cut(index, is_written)
    was_cut = False
    try:
        _update(machine, works)
    except PowerCut:
        was_cut = True
    cut(-1, False)
    machine.start()
    if not works:
        assert machine.running == "A"
    for _ in range(3):
        machine.restart()
    assert machine.status()["trial"] is None
    assert machine.status()["committed"] == "B" or machine.starts.count("B") <= 1
    # Whatever was lost, an update that follows comes through.
    if machine.running == "A":
        _update(machine, works=True)
        assert machine.start() == "B"
    assert was_cut or index >= 3


@pytest.mark.parametrize("index", range(3))
def test_power_is_cut_between_length_and_name_of_a_new_file(
    tmp_path: Path, cut: Callable[[int, bool], None], index: int
) -> None:
    file = tmp_path / "autoboot.txt"
    file.write_bytes(b"short")
    cut(index, True)
    try:
        autoboot.write_sector(file, b"n" * 500)
    except PowerCut:
        assert file.read_bytes() == b"short"
    else:
        assert file.read_bytes() == b"n" * 500


# The drivers.


def _device_tree(root: Path, compatible: str) -> None:
    file = root / "proc/device-tree/compatible"
    file.parent.mkdir(parents=True)
    file.write_text(compatible, encoding="ascii")


def test_a_raspberry_pi_is_asked_by_the_argument_of_its_restart(tmp_path: Path) -> None:
    _device_tree(tmp_path, "raspberrypi,4-model-b\0brcm,bcm2711\0")
    firmware = autoboot.find_firmware(tmp_path)
    with pytest.raises(BootloaderError, match="Raspberry Pi's own kernel"):
        firmware.check()
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/vcio").touch()
    firmware.check()
    firmware.request_trial(tmp_path)
    assert (tmp_path / "run/systemd/reboot-param").read_text() == "0 tryboot\n"


def test_an_update_is_refused_where_it_could_not_be_tried(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    _device_tree(tmp_path, "raspberrypi,3-model-b\0")
    firmware = autoboot.find_firmware(tmp_path)
    driver = autoboot.AutobootFile(SLOTS, FolderPartition(tmp_path), firmware)
    backend = Backend(SLOTS, driver, "A")
    with pytest.raises(BootloaderError, match="trial start"):
        backend.set_primary("B")
    assert machine.start() == "A"


def test_a_virtual_machine_has_the_twin_and_another_machine_has_no_driver(tmp_path: Path) -> None:
    with pytest.raises(BootloaderError, match="no bootloader is known"):
        autoboot.find_firmware(tmp_path)
    _device_tree(tmp_path, "linux,dummy-virt\0")
    assert autoboot.find_firmware(tmp_path).name == "virtual"


@pytest.mark.parametrize(
    ("line", "slot"),
    [("root=/dev/vda4 rauc.slot=B quiet", "B"), ("rauc.slot=A", "A"), ("xrauc.slot=A", None)],
)
def test_the_running_slot_stands_on_the_kernels_command_line(
    tmp_path: Path, line: str, slot: str | None
) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/cmdline").write_text(line + "\n", encoding="utf-8")
    if slot is None:
        with pytest.raises(BootloaderError):
            commands.find_running(tmp_path)
    else:
        assert commands.find_running(tmp_path) == slot


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("rauc.slot=A zaalgids.bootloader=uboot", "uboot"),
        ("rauc.slot=A", "tryboot"),
        ("rauc.slot=A zaalgids.bootloader=ubootish", "tryboot"),
    ],
)
def test_a_raspberry_pi_has_the_driver_of_what_started_it(
    tmp_path: Path, line: str, name: str
) -> None:
    _device_tree(tmp_path, "raspberrypi,4-model-b\0brcm,bcm2711\0")
    (tmp_path / "proc/cmdline").write_text(f"{line}\n", encoding="utf-8")
    assert commands.find_driver(SETTINGS, tmp_path).name == name
