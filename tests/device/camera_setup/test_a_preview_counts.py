"""The preview has a count of its own over the line as it is drawn: from zero, and only during the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from device.camera.camera import CameraLostError, Frame, Image
from device.camera.shared_frames import SharedFrames
from device.camera_setup.camera_preview import CameraPreview
from device.footfall.counter import Detect
from device.footfall.settings import CountingSettings, ZoneSettings
from tests.waiting import until

UPRIGHT = (320.0, 360.0, 320.0, 0.0)  # in is to the right
UPRIGHT_LINE = CountingSettings(line=UPRIGHT)


class NoCamera:
    name, fps = "away", 10.0

    def read(self) -> Frame | None:
        raise CameraLostError("There is no camera away now.")

    def close(self) -> None:
        pass


@pytest.fixture
def lost() -> Iterator[SharedFrames]:
    frames = SharedFrames(NoCamera())
    frames.start()
    yield frames
    frames.stop()


def walk(
    preview: CameraPreview, painted: Callable[..., Image], begin: int, end: int, at: float
) -> float:
    """From `begin` to `end`, pixels, 12 a frame, 10 frames a second; the time after it."""
    for x in range(begin, end, 12 if end > begin else -12):
        at += 0.1
        preview.take(Frame(painted(x), at))
    return at


def test_it_counts_over_the_line(lost: SharedFrames, painted: Any, find_painted: Detect) -> None:
    preview = CameraPreview(lost, find_painted, UPRIGHT_LINE)
    at = walk(preview, painted, 120, 520, 0.0)
    assert (preview.state().entered, preview.state().left) == (1, 0)
    walk(preview, painted, 520, 120, at)
    seen = preview.state()
    assert (seen.entered, seen.left, seen.in_view) == (1, 1, 1)
    assert (seen.width, seen.height) == (640, 360)


def test_a_new_line_counts_from_zero(
    lost: SharedFrames, painted: Any, find_painted: Detect
) -> None:
    preview = CameraPreview(lost, find_painted, UPRIGHT_LINE)
    at = walk(preview, painted, 120, 520, 0.0)
    swapped = CountingSettings(line=(320, 0, 320, 360))
    preview.use(swapped)
    at = walk(preview, painted, 500, 508, at)
    assert (preview.state().entered, preview.state().left) == (0, 0)
    walk(preview, painted, 508, 120, at)
    assert (preview.state().entered, preview.state().left) == (1, 0)


def test_without_a_line_the_middle_counts_as_it_does_in_the_kiosk(
    lost: SharedFrames, painted: Any, find_painted: Detect
) -> None:
    preview = CameraPreview(lost, find_painted, CountingSettings())
    walk(preview, painted, 120, 520, 0.0)
    seen = preview.state()
    assert seen.entered is not None
    assert seen.left is not None
    assert seen.entered + seen.left == 1


def test_people_in_a_zone_are_counted(
    lost: SharedFrames, painted: Any, find_painted: Detect
) -> None:
    zone = ZoneSettings(
        name="left", corners=((0.0, 200.0), (300.0, 200.0), (300.0, 360.0), (0.0, 360.0))
    )
    preview = CameraPreview(lost, find_painted, CountingSettings(zones=(zone,)))
    at = walk(preview, painted, 60, 240, 0.0)
    assert preview.state().in_zones == {"left": 1}
    walk(preview, painted, 240, 480, at)
    assert preview.state().in_zones == {"left": 0}


def test_the_boxes_belong_to_the_picture(
    lost: SharedFrames, painted: Any, find_painted: Detect
) -> None:
    preview = CameraPreview(lost, find_painted, UPRIGHT_LINE)
    walk(preview, painted, 120, 400, 0.0)
    picture = preview.picture(0)
    assert picture is not None
    assert picture.jpeg.startswith(b"\xff\xd8\xff")
    ((x, y, w, h),) = picture.people
    assert x + w / 2 == pytest.approx(396, abs=15)
    assert y + h == pytest.approx(300, abs=8)
    assert preview.picture(picture.number) is None  # no newer one comes


def test_a_large_picture_is_sent_smaller(lost: SharedFrames, painted: Any) -> None:
    import cv2
    import numpy as np

    preview = CameraPreview(lost, None, UPRIGHT_LINE)
    preview.take(Frame(np.tile(painted(None), (3, 3, 1)), 0.0))
    picture = preview.picture(0)
    assert picture is not None
    image = cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape == (540, 960, 3)
    assert preview.state().width == 1920  # what is drawn stays in the camera's own pixels


def test_without_a_detector_counts_are_unknown_and_the_page_says_so(
    lost: SharedFrames, painted: Any
) -> None:
    preview = CameraPreview(lost, None, UPRIGHT_LINE)
    preview.take(Frame(painted(300), 0.0))
    seen = preview.state()
    assert (seen.entered, seen.left, seen.in_view) == (None, None, None)
    assert "no person detector" in seen.advice[-1].text


def test_a_camera_that_is_away_is_said(lost: SharedFrames, find_painted: Detect) -> None:
    preview = CameraPreview(lost, find_painted, UPRIGHT_LINE)
    preview.start()
    try:
        until(lambda: preview.state().problem, 20)
        assert preview.state().problem == "There is no camera away now."
        assert preview.state().entered is None
    finally:
        preview.stop()
