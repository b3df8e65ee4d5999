"""One of a kiosk's cameras or the features can't be opened: the rest works, and the health page says why."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from contract.messages import Blindness
from device.camera.settings import VideoFile, VirtualDoorway
from device.cameras import VIEWFINDER_PX, Cameras
from device.recognition.placement import Placement
from device.settings import CameraSettings
from models import feature_file
from models.features import combine_references
from tests.waiting import until


@pytest.fixture
def unreadable() -> list[bool]:
    """One entry for each time that the cameras say that the features can't be read."""
    return []


@pytest.fixture
def cameras(tmp_path, unreadable) -> Iterator[Cameras]:
    missing = CameraSettings(
        source=VideoFile(path=str(tmp_path / "no.mp4")), recognise=True, count=True
    )
    there = CameraSettings(source=VirtualDoorway(), recognise=True)
    opened = Cameras(
        (missing, there),
        Placement.HELD_UP,
        on_event=lambda _event: None,
        on_count=lambda _count: None,
        on_minute=lambda _count: None,
        on_unreadable=lambda: unreadable.append(True),
    )
    try:
        opened.start()
        yield opened
    finally:
        opened.stop()


def test_the_other_camera_works(cameras):
    assert cameras.states == {"camera-1": "trouble", "camera-2": "ok"}
    assert cameras.blind == {"camera-1": Blindness.NO_PICTURES}
    [words] = cameras.problems
    assert "no.mp4" in words
    assert cameras.frames(0) is None
    shared = cameras.frames(1)
    assert shared is not None
    assert shared.after(0, 60.0) is not None


def test_the_viewfinder_shows_the_first_camera_that_works(cameras):
    seen = until(cameras.viewfinder, what="a picture")
    picture = cv2.imdecode(np.frombuffer(seen, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape[1] == VIEWFINDER_PX


@pytest.mark.parametrize("damage", ["another file", "a length beyond all numbers"])
def test_the_features_file_is_invalid(cameras, tmp_path, damage, unreadable):
    with (tmp_path / "features").open("wb") as file:
        feature_file.write(file, {"mean": np.zeros(1280, np.float32)}, {})
    whole = (tmp_path / "features").read_bytes()
    damaged = (
        b"not what was published" if damage == "another file" else whole.replace(b"1280", b"1e80")
    )
    assert damaged != whole
    (tmp_path / "features").write_bytes(damaged)
    cameras.learn(tmp_path / "features", threads=1, false_accepts=None)
    assert any(words.startswith("Works can't be recognised") for words in cameras.problems)
    assert cameras.states["camera-2"] == "ok"
    assert unreadable == [True]


def test_the_features_file_is_replaced_by_a_whole_one_of_its_name(cameras, tmp_path, unreadable):
    """A file is named by its content, so that the one fetched again has the name of the damaged one."""
    file = tmp_path / "abc.features"
    file.write_bytes(b"damaged")
    cameras.learn(file, threads=1, false_accepts=None)
    whole = tmp_path / "fetched"
    with whole.open("wb") as target:
        combine_references([]).write(target)
    whole.replace(file)
    cameras.learn(file, threads=1, false_accepts=None)
    assert not any(words.startswith("Works can't be recognised") for words in cameras.problems)
    assert unreadable == [True]
