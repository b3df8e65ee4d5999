"""U-Boot's driver: the state outlives a write that is cut off anywhere, and what is foreign is no state."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from deploy.bootloader.boot_state import BootloaderError, BootState
from deploy.bootloader.commands import Settings
from deploy.bootloader.uboot import COPIES_AT, MARK, SECTOR_BYTES, UbootSectors, parse, render

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "bootloader"
SLOTS = Settings.read(FOLDER / "bootloader.toml").slots
OLD = BootState("A", good=frozenset("A"))
NEW = BootState("A", "B", True, frozenset("A"))


@pytest.fixture
def device(tmp_path: Path) -> Path:
    file = tmp_path / "bootstate"
    with file.open("wb") as opened:
        opened.write(render(OLD, 1))
        opened.truncate(COPIES_AT[1] + SECTOR_BYTES)
    return file


def _driver(device: Path) -> UbootSectors:
    return UbootSectors(SLOTS, device, 0)


def test_writes_take_turns_and_the_newest_counts(device: Path) -> None:
    for number in range(2, 20):
        state = BootState("A", "B", bool(number % 2), frozenset("A"))
        before = device.read_bytes()
        _driver(device).write(state, requests=False)
        assert _driver(device).read() == state
        changed = [
            at for at in COPIES_AT if device.read_bytes()[at : at + 512] != before[at : at + 512]
        ]
        assert changed == [COPIES_AT[(number - 1) % 2]]


@pytest.mark.parametrize("length", [0, 1, 4, 5, 100, 511, 512])
@pytest.mark.parametrize("is_second", [True, False])
def test_a_write_is_cut_off_and_the_state_is_the_old_or_the_new_one(
    device: Path, length: int, is_second: bool
) -> None:
    if not is_second:  # the older copy is the first one
        _driver(device).write(OLD, requests=False)
    before = device.read_bytes()
    _driver(device).write(NEW, requests=True)
    at = COPIES_AT[1 if is_second else 0]
    with device.open("r+b") as opened:
        opened.seek(at + length)
        opened.write(before[at + length : at + SECTOR_BYTES])
    found = _driver(device).read()
    assert found == (
        NEW if device.read_bytes()[at : at + 512] == render(NEW, 3 - is_second, True) else OLD
    )
    _driver(device).write(NEW, requests=False)
    assert _driver(device).read() == NEW


def _whole(text: bytes) -> bytes:
    data = text.ljust(SECTOR_BYTES - 4, b"\0")
    return zlib.crc32(data).to_bytes(4, "little") + data


FOREIGN = {
    "nothing": bytes(SECTOR_BYTES),
    "erased": b"\xff" * SECTOR_BYTES,
    "torn": render(OLD, 1)[:20].ljust(SECTOR_BYTES, b"\0"),
    "other variables": _whole(b"bootcmd=reset\0\0"),
    "no text": _whole(b"\xff\xfe\0\0"),
    "no number": _whole(b"committed=A\0number=many\0\0"),
    "no value": _whole(b"committed\0number=1\0\0"),
    "another slot": _whole(b"committed=C\0number=1\0\0"),
    "another good one": _whole(b"committed=A\0good=A,C\0number=1\0\0"),
    "two at once": _whole(b"committed=A\0number=1\0phase=asked\0trial=A\0\0"),
}


@pytest.mark.parametrize("sector", FOREIGN.values(), ids=FOREIGN)
def test_a_sector_that_is_not_ours_is_no_state(device: Path, sector: bytes) -> None:
    with pytest.raises(BootloaderError):
        parse(sector, SLOTS)
    device.write_bytes(sector.ljust(COPIES_AT[1] + SECTOR_BYTES, b"\0"))
    with pytest.raises(BootloaderError, match="bootstate"):
        _driver(device).read()
    _driver(device).write(OLD, requests=False)
    assert _driver(device).read() == OLD


def test_a_partition_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BootloaderError, match="bootstate"):
        _driver(tmp_path / "bootstate").read()


def test_the_script_and_the_driver_speak_of_the_same() -> None:
    script = (FOLDER / "boot.cmd").read_text(encoding="ascii")
    assert MARK in script
    names = re.search(r'variables="([\w ]+)"', script)
    assert names
    written = render(BootState("A", "B", True, frozenset("AB")), 1, True)
    used = {one.split(b"=")[0].decode() for one in written[4:].rstrip(b"\0").split(b"\0")}
    assert set(names[1].split()) == used
    offsets = re.search(r"for offset in (\w+) (\w+);", script)
    assert offsets
    assert tuple(int(one, 16) * SECTOR_BYTES for one in offsets.groups()) == COPIES_AT
    assert SLOTS == {"A": 2, "B": 3}
    assert "partition=2" in script
    assert "test ${name} = B && partition=3" in script
