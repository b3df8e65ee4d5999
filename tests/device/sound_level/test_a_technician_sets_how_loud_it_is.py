"""A technician sets at the camera page how loud the kiosk speaks, and hears it from the kiosk itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from device.sound_level.sound_level import FILE, LOWEST_DB, STEP_DB, SoundLevel


class PageTwin:
    """The kiosk's page: what it was told last."""

    def __init__(self, folder: Path) -> None:
        self.told: list[tuple[float, int]] = []
        self.level = SoundLevel(folder, self._told)

    def _told(self) -> None:
        self.told.append((self.level.factor, self.level.checks))


def test_it_is_the_loudest_at_first_and_kept_afterwards(tmp_path: Path) -> None:
    page = PageTwin(tmp_path)
    assert (page.level.decibels, page.level.factor, page.level.checks) == (0, 1.0, 0)
    page.level.change(-3)
    assert page.told == [(0.5012, 1)]
    assert SoundLevel(tmp_path, lambda: None).decibels == -3 * STEP_DB
    page.level.check()
    assert page.told[-1] == (0.5012, 2)


def test_it_has_ends(tmp_path: Path) -> None:
    level = SoundLevel(tmp_path, lambda: None)
    level.change(5)
    assert level.decibels == 0
    level.change(-100)
    assert level.decibels == LOWEST_DB
    assert level.factor > 0.05  # never silent


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"v": 2}', b'{"decibels": 40}'])
def test_a_damaged_or_strange_file_is_the_loudest(tmp_path: Path, body: bytes) -> None:
    (tmp_path / FILE).write_bytes(body)
    assert SoundLevel(tmp_path, lambda: None).decibels == 0


def test_a_disk_that_takes_nothing_is_said_and_it_sounds_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    page = PageTwin(tmp_path)
    monkeypatch.setattr("device.sound_level.sound_level.write_durably", full)
    with pytest.raises(OSError, match="No space"):
        page.level.change(-1)
    assert page.told == [(0.7943, 1)]


def test_the_file_says_its_level(tmp_path: Path) -> None:
    SoundLevel(tmp_path, lambda: None).change(-1)
    assert json.loads((tmp_path / FILE).read_text("utf-8"))["decibels"] == -STEP_DB
