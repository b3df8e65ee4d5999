"""Dark, blank, blurred, tiny or oddly shaped frames: the quality gate gives the reason, and nothing fails."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.quality_gate import Fault, quality
from models.recogniser import Recogniser
from tests.models.conftest import Picture, photograph


def test_a_photograph_is_usable(works: dict[str, Picture]) -> None:
    seen = quality(photograph(works["w1"]))
    assert seen.usable
    assert seen.fault is None


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (np.zeros((480, 640, 3), np.uint8), Fault.TOO_DARK),
        (np.full((480, 640, 3), 128, np.uint8), Fault.NOTHING_IN_VIEW),
        (np.full((20, 640, 3), 128, np.uint8), Fault.TOO_SMALL),
        (np.zeros((1, 1, 3), np.uint8), Fault.TOO_SMALL),
    ],
)
def test_nothing_is_visible(recogniser: Recogniser, frame: Picture, fault: Fault) -> None:
    assert quality(frame).fault == fault
    answer = recogniser.recognise(frame)
    assert answer.work is None
    assert answer.quality.fault == fault


def test_the_lens_is_out_of_focus(works: dict[str, Picture]) -> None:
    blurred = cv2.GaussianBlur(photograph(works["w1"], noise=0), (0, 0), 40)
    assert quality(blurred.astype(np.uint8)).fault == Fault.NOT_SHARP


def test_the_camera_is_larger_or_smaller(works: dict[str, Picture], recogniser: Recogniser) -> None:
    frame = photograph(works["w5"], height=0.9)
    for scale in (0.4, 3.0):
        size = (round(1280 * scale), round(720 * scale))
        assert recogniser.recognise(cv2.resize(frame, size).astype(np.uint8)).work == "w5"


def test_the_frame_is_a_strip(recogniser: Recogniser) -> None:
    strip = np.random.default_rng(1).integers(0, 255, (60, 4000, 3)).astype(np.uint8)
    assert recogniser.recognise(strip).work is None
    assert recogniser.recognise(np.ascontiguousarray(strip.transpose(1, 0, 2))).work is None
