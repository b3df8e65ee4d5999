"""A picture is judged when it is uploaded: a good one gets no advice, a spoilt one the advice that helps."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.reference_advice import AdviceReason, advise

Picture = NDArray[np.uint8]


def painting(seed: int = 1, side: int = 800) -> Picture:
    """A picture of areas, strokes and spots with cut edges."""
    random = np.random.default_rng(seed)
    image = np.full((side, side, 3), 110, np.uint8)
    for _ in range(140):
        x, y = (int(value) for value in random.integers(0, side, 2))
        axes = tuple(int(value) for value in random.integers(10, 90, 2))
        colour = tuple(int(value) for value in random.integers(15, 225, 3))
        cv2.ellipse(image, (x, y), axes, int(random.integers(180)), 0, 360, colour, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(image, (0, 0), 0.6)


def with_reflection(image: Picture) -> Picture:
    down, across = np.mgrid[: image.shape[0], : image.shape[1]]
    distance = np.hypot(across - 200, down - 180) / 60
    light = 420 * np.exp(-(distance**2) / 2)
    return np.clip(image + light[..., None], 0, 255).astype(np.uint8)


def on_wall(image: Picture) -> Picture:
    wall = np.full((1400, 1400, 3), (190, 200, 205), np.uint8)
    wall[300:1100, 300:1100] = image
    return wall


def askew(image: Picture) -> Picture:
    turned = cv2.getRotationMatrix2D((700, 700), 7, 1.3)
    return cv2.warpAffine(on_wall(image), turned, (1400, 1400), borderMode=cv2.BORDER_REPLICATE)


def canvas(_image: Picture) -> Picture:
    """A canvas of which only the weave is seen."""
    weave = cv2.GaussianBlur(np.random.default_rng(2).normal(0, 1, (800, 600)), (0, 0), 1.2)
    image = np.clip(150 + 5 * weave, 0, 255).astype(np.uint8)
    return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)


@pytest.mark.parametrize("seed", range(6))
def test_a_good_picture_gets_no_advice(seed: int) -> None:
    assert advise(painting(seed)) == []


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda image: cv2.resize(image, (300, 300), interpolation=cv2.INTER_AREA), "too_small"),
        (lambda image: cv2.GaussianBlur(image, (0, 0), 4), "not_sharp"),
        (lambda image: cv2.blur(image, (17, 1)), "not_sharp"),
        (lambda image: (image * 0.25).astype(np.uint8), "too_dark"),
        (lambda image: (image * 0.35 + 165).astype(np.uint8), "too_bright"),
        (with_reflection, "glossy"),
        (on_wall, "much_wall"),
        (askew, "askew"),
    ],
)
def test_a_spoilt_picture_gets_the_advice_that_helps(
    spoil: Callable[[Picture], Picture], reason: str
) -> None:
    found = {one.reason: one for one in advise(spoil(painting()))}
    assert reason in found
    assert not found[AdviceReason(reason)].by_number


def test_a_reflection_is_placed() -> None:
    (advice,) = advise(with_reflection(painting()))
    assert advice.place is not None
    x, y, width, height = advice.place
    assert (x + width / 2, y + height / 2) == pytest.approx((0.25, 0.225), abs=0.05)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda image: image[:50, :50], AdviceReason.TOO_SMALL),
        (lambda image: np.full_like(image, 3), AdviceReason.TOO_DARK),
        (lambda image: np.full_like(image, 120), AdviceReason.TOO_EMPTY),
        (canvas, AdviceReason.TOO_EMPTY),
    ],
)
def test_what_no_camera_can_tell_is_left_to_its_number(
    spoil: Callable[[Picture], Picture], reason: AdviceReason
) -> None:
    (advice,) = advise(spoil(painting()))
    assert advice.by_number
    assert advice.reason is reason
