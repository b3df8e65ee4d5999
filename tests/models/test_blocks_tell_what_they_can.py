"""Only what is seen of a reference counts, and it counts by how much it could tell."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models import block_agreement, features
from models.block_agreement import measure
from models.recogniser import Recogniser

# pytest's importlib mode does not import conftest by name; the file beside this one is loaded by path.
from tests.models.conftest import Picture, framed, photograph

SIDE = 512
THUMBNAIL_PX = 128


def drawing(seed: int) -> Picture:
    """Draw pencil lines on paper, all over it."""
    random = np.random.default_rng(seed)
    paper = np.full((SIDE, SIDE, 3), (205, 216, 222), np.uint8)
    for _ in range(130):
        start = random.integers(20, SIDE - 20, 2)
        bend = start + random.integers(-45, 45, (4, 2)).cumsum(axis=0)
        line = np.vstack([start, bend]).astype(np.int32)
        grey = int(random.integers(70, 150))
        cv2.polylines(paper, [line], False, (grey, grey, grey), int(random.integers(1, 4)))
    return np.asarray(cv2.GaussianBlur(paper, (0, 0), 0.8), np.uint8)


def with_glare(photo: Picture, radius_px: int = 170) -> Picture:
    """Cover the middle of a photograph with a lamp's reflection, opaque inside and a veil outside."""
    down, across = np.ogrid[: photo.shape[0], : photo.shape[1]]
    distance = np.hypot(across - photo.shape[1] / 2, down - photo.shape[0] / 2) / radius_px
    veil = np.exp(-(distance**4))[..., None]
    return np.clip(photo * (1 - 0.8 * veil) + 250 * veil, 0, 255).astype(np.uint8)


def redrawn(picture: Picture, seed: int) -> Picture:
    """Draw the design again with another hand: every motif is there, a little beside its place."""
    random = np.random.default_rng(seed)
    high, wide = picture.shape[:2]
    shift = [
        cv2.GaussianBlur(random.normal(0, 1, (high, wide)).astype(np.float32), (0, 0), 22)
        for _ in range(2)
    ]
    down, across = np.mgrid[:high, :wide].astype(np.float32)
    x, y = (grid + 7 * one / one.std() for grid, one in zip((across, down), shift, strict=True))
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))


def grey_square(picture: Picture, side: int) -> Picture:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.fixture(scope="module")
def drawings() -> Recogniser:
    return Recogniser(features.enrol((f"d{seed}", drawing(seed)) for seed in range(6)))


def test_a_reflection_covers_the_middle_of_a_drawing(drawings: Recogniser) -> None:
    seen = with_glare(photograph(drawing(2), seed=4, side=10, height=0.8))
    answer = drawings.recognise(seen)
    assert answer.work == "d2"


def test_a_reflection_covers_the_middle_of_another_drawing(drawings: Recogniser) -> None:
    seen = with_glare(photograph(drawing(40), seed=4, side=10, height=0.8))
    assert drawings.recognise(seen).work is None


def test_a_covered_block_tells_nothing() -> None:
    frame = grey_square(drawing(1), SIDE)
    reference = grey_square(drawing(1), THUMBNAIL_PX)
    whole = measure(frame, np.eye(3), (SIDE, SIDE), reference)
    covered = frame.copy()
    covered[128:384, 128:384] = 252
    around = measure(covered, np.eye(3), (SIDE, SIDE), reference)
    assert whole.placed == whole.agreeing == whole.seen == 36
    assert around.placed == around.seen == 36 - 16


def test_another_picture_in_the_middle_contradicts() -> None:
    frame = grey_square(drawing(1), SIDE)
    frame[128:384, 128:384] = grey_square(drawing(9), SIDE)[128:384, 128:384]
    seen = measure(frame, np.eye(3), (SIDE, SIDE), grey_square(drawing(1), THUMBNAIL_PX))
    assert seen.seen == 36
    assert seen.placed <= 22


def test_a_design_by_another_hand_is_refused(drawings: Recogniser) -> None:
    own = photograph(drawing(3), seed=5, side=10, height=0.8)
    copy = photograph(redrawn(drawing(3), seed=1), seed=5, side=10, height=0.8)
    assert drawings.recognise(own).work == "d3"
    assert drawings.recognise(copy).work is None


def test_a_dark_window_is_no_grey_canvas() -> None:
    """The canvas has a gradient and a horizon; so has any window at dusk."""
    random = np.random.default_rng(2)
    canvas = np.full((480, 640, 3), 70, np.float32) + np.linspace(0, 30, 480)[:, None, None]
    canvas[300:] -= 12
    canvas += random.normal(0, 2, canvas.shape)
    canvas_picture = np.clip(canvas, 0, 255).astype(np.uint8)
    known = [("canvas", canvas_picture), *((f"d{seed}", drawing(seed)) for seed in range(3))]
    recogniser = Recogniser(features.enrol(known))
    for number in range(4):
        pane = np.full((480, 640, 3), 30 + 8 * number, np.float32)
        pane += np.linspace(0, 22, 480)[:, None, None]
        pane[260 + 20 * number :] -= 9
        window = cv2.copyMakeBorder(
            pane.astype(np.uint8), *(30,) * 4, cv2.BORDER_CONSTANT, value=(190, 195, 200)
        )
        assert recogniser.recognise(photograph(window, seed=number, roll=1)).work is None


def test_a_shared_picture_frame_names_nothing(drawings: Recogniser) -> None:
    known = Recogniser(features.enrol((f"d{seed}", framed(drawing(seed))) for seed in range(4)))
    for seed in (20, 21):
        assert known.recognise(photograph(framed(drawing(seed)), seed=seed)).work is None
        glare = with_glare(photograph(framed(drawing(seed)), seed=seed))
        assert known.recognise(glare).work is None


def test_a_dark_room(drawings: Recogniser) -> None:
    dim = (photograph(drawing(4), seed=6, side=10, noise=0) * 0.1).astype(np.uint8)
    answer = drawings.recognise(dim)
    assert answer.quality.usable
    assert answer.work == "d4"


def test_an_empty_canvas_has_no_information() -> None:
    plain = np.full((THUMBNAIL_PX, THUMBNAIL_PX), 120, np.uint8)
    slope = np.tile(np.linspace(60, 180, THUMBNAIL_PX).astype(np.uint8), (THUMBNAIL_PX, 1))
    full = grey_square(drawing(1), THUMBNAIL_PX)
    assert block_agreement.information(plain) == 0
    assert block_agreement.information(slope) < block_agreement.MIN_INFORMATION
    assert block_agreement.information(full) == 36
    nothing = measure(plain, np.eye(3), (THUMBNAIL_PX,) * 2, plain)
    assert nothing.seen == 0


@pytest.mark.parametrize("thick", [1, 2])
@pytest.mark.parametrize("left", range(18, 34, 3))
def test_a_rectangle_tells_no_more_than_its_four_corners(left: int, thick: int) -> None:
    """Every picture frame, window and screen has them, wherever they lie among the blocks."""
    canvas = np.full((THUMBNAIL_PX, THUMBNAIL_PX), 24, np.uint8)
    corner, opposite = (left, left + 2), (left + 72, left + 63)
    cv2.rectangle(canvas, corner, opposite, 180, thick, cv2.LINE_AA)
    assert 1 <= block_agreement.information(canvas) <= 4


def test_one_small_thing_on_a_dark_canvas_can_be_told() -> None:
    canvas = np.full((THUMBNAIL_PX, THUMBNAIL_PX), 16, np.uint8)
    canvas[40:88, 40:88] = grey_square(drawing(1), 48)
    assert block_agreement.information(canvas) >= block_agreement.MIN_INFORMATION
