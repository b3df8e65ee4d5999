"""Set-up of a ceiling camera: its view, a person's size and the bend of its lens are found in its pictures."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from device.camera.overhead_doorway import OverheadDoorway, OverheadScene, OverheadWalker, varied
from device.camera_setup.lens_bend import bend_of
from device.camera_setup.picture_advice import AdviceTone, PictureAdvice
from device.camera_setup.view_finder import MIN_BOXES, ViewFinder
from device.footfall.view import CameraView
from models.people import PersonDetection
from tests.conftest import SHARED

SCENE = OverheadScene(seed=4)
FPS = 10


def walk_under(finder: ViewFinder, passages: int) -> None:
    """Let people walk under the camera, one after the other."""
    walkers = [
        OverheadWalker(1.5 + 4.5 * number, number % 2 == 0, 0.2, seed=number)
        for number in range(passages)
    ]
    doorway = OverheadDoorway(SCENE, walkers)
    for number in range(round(FPS * (2 + 4.5 * passages))):
        finder.take(doorway.draw(number / FPS), number / FPS)


def test_people_whom_the_detector_does_not_see_are_seen_from_above() -> None:
    finder = ViewFinder()
    assert (finder.view, finder.person_px) == (CameraView.AUTO, None)
    walk_under(finder, 6)
    assert finder.view is CameraView.ABOVE
    focal = SCENE.width / 2 / math.tan(math.radians(SCENE.opening_degrees / 2))
    pixels_a_metre = focal / (SCENE.camera_metres - 1.4)  # at the shoulders
    assert finder.person_px is not None
    assert 0.45 < finder.person_px / pixels_a_metre < 0.75


@pytest.mark.parametrize(
    ("width", "height", "view"),
    [(40, 90, CameraView.OBLIQUE), (90, 92, CameraView.ABOVE)],
    ids=["upright", "as wide as high"],
)
def test_the_detectors_boxes_tell_the_view(width: float, height: float, view: CameraView) -> None:
    finder = ViewFinder()
    for _ in range(MIN_BOXES):
        finder.people([PersonDetection(100, 100, width, height, 0.6)])
    assert finder.view is view


def test_an_empty_room_tells_no_view() -> None:
    finder = ViewFinder()
    doorway = OverheadDoorway(SCENE, [])
    for number in range(150):
        finder.take(doorway.draw(number / FPS), number / FPS)
    assert (finder.view, finder.person_px) == (CameraView.AUTO, None)


@pytest.mark.parametrize("bend", [0.0, 0.1, 0.3, 0.5])
def test_the_bend_of_a_lens_is_read_from_straight_edges(bend: float) -> None:
    found = [
        bend_of(OverheadDoorway(replace(varied(seed), bend=bend), []).draw(0.0))
        for seed in range(400, 410)
    ]
    told = [one for one in found if one is not None]
    if (
        bend
    ):  # tiles that lie straight in the picture are parted where they cross: too short to tell
        assert len(told) >= 4
    assert all(abs(one - bend) <= 0.12 for one in told)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["intel_one-by-one-person-detection.mp4", "opencv_vtest.avi"])
@pytest.mark.parametrize("bend", [0.0, 0.4])
def test_a_real_room_is_told_from_one_that_a_lens_bends(name: str, bend: float) -> None:
    video = cv2.VideoCapture(str(SHARED / "video" / name))
    image = [video.read()[1] for _ in range(40)][-1]
    found = bend_of(bent(image, bend))
    assert found is not None
    assert (found > 0.25) == (bend > 0.25)


def bent(image, bend):
    """Return `image` as through a lens that bends: its corners move inwards."""
    height, width = image.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    across, down = xs - width / 2, ys - height / 2
    out = 1 + bend * (across**2 + down**2) * 4 / (width**2 + height**2)
    return cv2.remap(image, width / 2 + across * out, height / 2 + down * out, cv2.INTER_LINEAR)


def test_a_picture_without_edges_tells_no_bend() -> None:
    grey = np.random.default_rng(1).normal(120, 3, (240, 320, 3))
    assert bend_of(grey.astype(np.uint8)) is None


def test_the_page_says_that_a_lens_bends_and_what_to_do() -> None:
    advice = PictureAdvice()
    image = OverheadDoorway(SCENE, []).draw(0.0)
    assert not [one for one in advice.judge(image)[1] if one.about == "lens"]
    for bend in (0.4, None, 0.45, 0.4):
        advice.bend(bend)
    said = next(one for one in advice.judge(image, CameraView.ABOVE)[1] if one.about == "lens")
    assert said.tone is AdviceTone.CHANGE
    assert "drawn in by 29%" in said.text
    assert "own correction" in said.text
    for _ in range(8):
        advice.bend(0.05)
    assert not [one for one in advice.judge(image)[1] if one.about == "lens"]
