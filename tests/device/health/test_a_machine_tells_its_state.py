"""What the kernel and the firmware tell of a machine; what they do not tell is not known, and never made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.health.machine_state import DiskState, MachineReader, VoltageState


class MachineTwin:
    """A machine's files below a folder, and what its firmware prints."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.firmware: str | None = None
        self.reader = MachineReader(root, lambda: self.firmware)

    def write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="ascii")


@pytest.fixture
def machine(tmp_path: Path) -> MachineTwin:
    return MachineTwin(tmp_path)


def test_a_machine_that_tells_nothing(machine: MachineTwin) -> None:
    assert machine.reader.voltage() == VoltageState()
    assert machine.reader.disk(machine.root) == DiskState()
    assert machine.reader.memory() == (None, None)
    assert machine.reader.slot() is None


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("throttled=0x0\n", VoltageState(False, False, False, False)),
        ("throttled=0x50005\n", VoltageState(True, True, True, True)),
        ("throttled=0x50000\n", VoltageState(False, True, False, True)),
        ("throttled=0x4\n", VoltageState(False, False, True, False)),
        ("VCHI initialization failed\n", VoltageState()),
        ("throttled=-1\n", VoltageState()),
    ],
)
def test_what_vcgencmd_prints(machine: MachineTwin, said: str, state: VoltageState) -> None:
    machine.firmware = said
    assert machine.reader.voltage() == state


def test_the_kernels_file_goes_before_the_program(machine: MachineTwin) -> None:
    machine.firmware = "throttled=0x0\n"
    machine.write("sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n")
    assert machine.reader.voltage() == VoltageState(True, True, True, True)


def test_the_alarm_of_the_voltage_alone(machine: MachineTwin) -> None:
    machine.write("sys/class/hwmon/hwmon0/name", "cpu_thermal\n")
    machine.write("sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    machine.write("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n")
    assert machine.reader.voltage() == VoltageState(under_voltage=True)


@pytest.mark.parametrize(
    ("life", "percent"),
    [("0x01 0x02", 20), ("0x0b 0x01", 110), ("0x00 0x00", None), ("nonsense", None), ("", None)],
)
def test_the_wear_of_a_card(machine: MachineTwin, life: str, percent: int | None) -> None:
    data = machine.root / "data"
    data.mkdir()
    machine.write("proc/mounts", f"/dev/mmcblk0p2 {machine.root} ext4 rw,noatime 0 0\n")
    machine.write("sys/class/block/mmcblk0p2/../device/life_time", life + "\n")
    machine.write("sys/class/block/mmcblk0p2/start", "1")
    machine.write("sys/fs/ext4/mmcblk0p2/errors_count", "3\n")
    assert machine.reader.disk(data) == DiskState(percent, 3, False)


def test_a_disk_that_was_mounted_read_only_after_errors(machine: MachineTwin) -> None:
    data = machine.root / "data"
    data.mkdir()
    machine.write(
        "proc/mounts",
        f"/dev/sda1 / ext4 rw 0 0\ntmpfs {machine.root}/da tmpfs rw 0 0\n/dev/sda2 {data} ext4 ro,noatime 0 0\nshort\n",
    )
    assert machine.reader.disk(data) == DiskState(None, None, True)


def test_the_memory(machine: MachineTwin) -> None:
    machine.write("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 250 kB\nOdd: x kB\nNone:\n")
    assert machine.reader.memory() == (1_024_000, 256_000)


def test_the_slot_that_has_started(machine: MachineTwin) -> None:
    machine.write("proc/cmdline", "console=tty1 rauc.slot=A root=/dev/mmcblk0p2 quiet\n")
    assert machine.reader.slot() == "A"
