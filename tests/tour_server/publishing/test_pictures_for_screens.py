"""A picture is made once for kiosks, and smaller for phones where it is larger than they need."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tour_server.publishing.display_pictures import display_picture, phone_picture


def stored(folder: Path, width: int, height: int) -> Path:
    """A photograph in the store of pictures: named by its content."""
    file = folder / f"{width}x{height}".ljust(64, "0") / "original.png"
    file.parent.mkdir(parents=True)
    noise = np.random.default_rng(7).integers(0, 255, (height // 4, width // 4, 3), np.uint8)
    assert cv2.imwrite(str(file), cv2.resize(noise, (width, height)))
    return file


def long_side(file: Path) -> int:
    picture = cv2.imread(str(file))
    assert picture is not None
    return max(picture.shape[:2])


@pytest.mark.parametrize(
    ("width", "height", "kiosk", "phone"),
    [
        (3000, 1500, 2160, 2000),
        (1200, 2080, 2080, 2000),
        (2000, 900, 2000, 2000),
        (640, 480, 640, 640),
    ],
)
def test_the_longer_sides(tmp_path: Path, width: int, height: int, kiosk: int, phone: int) -> None:
    source = stored(tmp_path / "store", width, height)
    cache = tmp_path / "cache"
    shown, on_phones = display_picture(source, cache), phone_picture(source, cache)
    assert (long_side(shown), long_side(on_phones)) == (kiosk, phone)
    assert on_phones.stat().st_size <= shown.stat().st_size
    assert (shown == on_phones) is (kiosk == phone), "one file where one will do"
    made = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    assert (display_picture(source, cache), phone_picture(source, cache)) == (shown, on_phones)
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == made, "made once"


def test_a_crash_between_the_two_files(tmp_path: Path) -> None:
    """The smaller one is written first, so that no phone gets the larger one for ever."""
    source = stored(tmp_path / "store", 2400, 1200)
    cache = tmp_path / "cache"
    shown = display_picture(source, cache)
    shown.unlink()
    assert long_side(phone_picture(source, cache)) == 2000
    assert display_picture(source, cache) == shown
