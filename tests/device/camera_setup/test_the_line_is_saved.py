"""A drawing in the settings file: with its comments, in one step, and back again."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import msgspec
import pytest

from device.camera_setup.saving import NotSavedError, SettingsFile
from device.footfall.line import ReferencePoint
from device.footfall.settings import CountingSettings, ZoneSettings
from device.footfall.view import CameraView
from device.settings import CameraSettings, KioskSettings

TEXT = """# The kiosk by the shop.
name = "door"  # as on its label

[screen]
port = 9000

# Over the door.
[[eyes]]
camera = { type = "virtual-doorway" }
recognise = false  # nothing hangs there
line = [1, 2, 3, 4]  # the old doorstep

[[eyes]]
camera = { type = "virtual-gallery" }  # inside
"""
ZONES = (ZoneSettings(name="before-kolam", corners=((1.0, 2.0), (30.0, 4.0), (9.0, 50.5))),)
DRAWN = CountingSettings(
    count=True,
    line=(10.0, 20.5, 30.0, 40.0),
    point=ReferencePoint.CENTRE,
    view=CameraView.ABOVE,
    person=(60.0, 52.5),
    zones=ZONES,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(TEXT, "utf-8")
    path.chmod(0o640)
    return path


def cameras(path: Path) -> tuple[CameraSettings, ...]:
    return msgspec.toml.decode(path.read_bytes(), type=KioskSettings).cameras


def test_what_is_drawn_is_read_at_the_next_start(path: Path) -> None:
    SettingsFile(path).save(0, DRAWN)
    first, second = cameras(path)
    assert (first.view, first.person) == (CameraView.ABOVE, (60.0, 52.5))
    assert (first.line, first.point, first.zones, first.count) == (
        (10.0, 20.5, 30.0, 40.0),
        ReferencePoint.CENTRE,
        ZONES,
        True,
    )
    assert not first.recognise
    assert second.line is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_with_a_byte_order_mark_is_edited_and_kept_beside(path: Path, encoding: str) -> None:
    data = TEXT.replace("\n", "\r\n").encode(encoding)
    path.write_bytes(data)
    file = SettingsFile(path)
    file.save(0, DRAWN)
    first, _ = cameras(path)
    assert (first.line, first.zones) == (DRAWN.line, ZONES)
    assert "as on its label" in path.read_text("utf-8")
    assert file.before.read_bytes() == data
    former = file.former(0)
    assert former is not None
    assert former.line == (1.0, 2.0, 3.0, 4.0)


def test_a_file_in_a_code_page_is_not_edited(path: Path) -> None:
    data = TEXT.replace("shop", "mus\xe9e").encode("cp1252")
    path.write_bytes(data)
    with pytest.raises(NotSavedError, match="nothing was saved: line 1 is not in UTF-8"):
        SettingsFile(path).save(0, DRAWN)
    assert path.read_bytes() == data


def test_every_comment_stays(path: Path) -> None:
    SettingsFile(path).save(0, DRAWN)
    text = path.read_text("utf-8")
    for line in TEXT.splitlines():
        comment = line.partition("#")[2]
        assert comment in text
    assert 'name = "door"  # as on its label' in text
    assert "line = [10.0, 20.5, 30.0, 40.0]  # the old doorstep" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert {file.name for file in path.parent.iterdir()} == {"kiosk.toml", "kiosk.toml.before"}


def test_the_second_camera(path: Path) -> None:
    SettingsFile(path).save(1, DRAWN)
    first, second = cameras(path)
    assert first.line == (1, 2, 3, 4)
    assert (second.line, second.zones) == (DRAWN.line, ZONES)


def test_back_to_the_former_line_and_forward_again(path: Path) -> None:
    file = SettingsFile(path)
    assert file.former(0) is None
    file.save(0, DRAWN)
    former = file.former(0)
    assert former is not None
    assert (former.line, former.zones) == ((1, 2, 3, 4), ())
    assert (former.view, former.person) == (CameraView.AUTO, None)
    file.save(0, former)
    assert (cameras(path)[0].view, cameras(path)[0].person) == (CameraView.AUTO, None)
    assert tomllib.loads(path.read_text("utf-8")) == tomllib.loads(TEXT)
    again = file.former(0)
    assert again is not None
    assert (again.line, again.zones) == (DRAWN.line, ZONES)


def test_zones_are_drawn_over(path: Path) -> None:
    file = SettingsFile(path)
    file.save(0, DRAWN)
    moved = (ZoneSettings(name="a", corners=((0.0, 0.0), (5.0, 0.0), (5.0, 5.0))), *ZONES)
    file.save(0, msgspec.structs.replace(DRAWN, zones=moved))
    assert cameras(path)[0].zones == moved
    file.save(0, msgspec.structs.replace(DRAWN, zones=(), line=None))
    assert cameras(path)[0].zones == ()
    assert cameras(path)[0].line is None


def test_cameras_in_one_line(path: Path) -> None:
    path.write_text(
        'eyes = [{ camera = { type = "virtual-doorway" }, count = true }]  # ours\n', "utf-8"
    )
    SettingsFile(path).save(0, DRAWN)
    assert cameras(path)[0].zones == ZONES
    assert "# ours" in path.read_text("utf-8")


def test_a_disk_that_refuses_leaves_the_file_and_gives_the_line_to_copy(path: Path) -> None:
    (path.parent / "kiosk.toml.before").mkdir()  # nothing can be written under that name
    with pytest.raises(NotSavedError, match=r"by hand, under camera 1: .*line = \[10.0, 20.5"):
        SettingsFile(path).save(0, DRAWN)
    assert path.read_text("utf-8") == TEXT


@pytest.mark.parametrize("text", ['name = "door"\n', "eyes = 3\n", "[[eyes]\n"])
def test_a_file_that_was_changed_meanwhile_stays_as_it_is(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    with pytest.raises(NotSavedError, match="nothing was saved"):
        SettingsFile(path).save(0, DRAWN)
    assert path.read_text("utf-8") == text
    assert not path.with_name("kiosk.toml.before").exists()


def test_only_one_camera_of_a_kiosk_counts(path: Path) -> None:
    file = SettingsFile(path)
    file.save(0, DRAWN)
    file.save(1, DRAWN)
    with pytest.raises(msgspec.ValidationError, match="Two cameras count"):
        cameras(path)
