"""Works that are all pattern: fine, regular, in a frame with a mat, and beside others on the same grid."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models import block_matching, features, patch_comparison, self_similarity
from models.recogniser import Recogniser
from tests.models.conftest import Picture, photograph

SIDE = 480


def maze(seed: int, net: int = 16) -> Picture:
    """Draw Truchet tiles: quarter circles in random orientation."""
    cell = 30
    tile = np.full((cell, cell, 3), (225, 235, 240), np.uint8)
    for corner in ((0, 0), (cell, cell)):
        cv2.circle(tile, corner, cell // 2, (60, 40, 30), 5, cv2.LINE_AA)
    turned = np.ascontiguousarray(tile[:, ::-1])
    turns = np.random.default_rng(seed).integers(0, 2, (net, net))
    rows = [np.hstack([turned if turn else tile for turn in row]) for row in turns]
    return cv2.resize(np.vstack(rows), (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.uint8)


def lattice(step: int, tilts: tuple[float, ...], colour: tuple[int, int, int]) -> Picture:
    """Draw light lines across a dark ground."""
    picture = np.full((SIDE, SIDE, 3), colour, np.uint8)
    for tilt in tilts:
        for at in range(-3 * SIDE, 4 * SIDE, step):
            ends = (at, 0), (round(at + tilt * SIDE), SIDE)
            cv2.line(picture, *ends, (220, 230, 235), 2, cv2.LINE_AA)
    return picture


def checks(net: int, colour: tuple[int, int, int]) -> Picture:
    """Draw triangles of two sizes in squares."""
    picture = np.full((SIDE, SIDE, 3), (215, 225, 230), np.uint8)
    cell = SIDE // net
    for row in range(net):
        for column in range(net):
            x, y = column * cell, row * cell
            share = 1.0 if (row * column) % 3 else 0.5
            far = round(cell * share)
            corners = np.array([(x, y), (x + far, y), (x, y + far)], np.int32)
            cv2.fillPoly(picture, [corners], colour, cv2.LINE_AA)
    return picture


PATTERNS = {
    "maze": maze(1),
    "lattice": lattice(40, (0.0, 0.5, -0.5), (110, 60, 30)),
    "net": lattice(60, (1.0, -1.0, 0.0), (40, 60, 110)),
    "checks": checks(16, (60, 50, 150)),
    "large checks": checks(10, (90, 110, 40)),
    "fine maze": maze(2, 20),
}


def hung(picture: Picture) -> Picture:
    """Put a picture into a mat and a dark moulding, whose edge is the quad that is found."""
    matted = cv2.copyMakeBorder(picture, 34, 34, 34, 34, cv2.BORDER_CONSTANT, value=(232, 238, 240))
    edge = (18,) * 4
    framed = cv2.copyMakeBorder(matted, *edge, cv2.BORDER_CONSTANT, value=(45, 48, 55))
    return np.asarray(framed, np.uint8)


@pytest.fixture(scope="module")
def museum() -> Recogniser:
    return Recogniser(features.enrol(PATTERNS.items()))


@pytest.mark.parametrize("name", PATTERNS)
def test_it_hangs_in_a_frame_with_a_mat(museum: Recogniser, name: str) -> None:
    answer = museum.recognise(photograph(hung(PATTERNS[name]), height=0.75))
    assert answer.work == name


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_it_is_another_maze_on_the_same_net(museum: Recogniser, seed: int) -> None:
    assert museum.recognise(photograph(hung(maze(seed)), height=0.75)).work is None


@pytest.mark.parametrize(("size", "offset"), [(1.03, (5, -4)), (1.04, (0, 0)), (1.0, (9, -7))])
@pytest.mark.parametrize("name", ["net", "checks", "large checks"])
def test_the_quad_is_some_pixels_off(name: str, size: float, offset: tuple[float, float]) -> None:
    """As when a moulding was taken for the picture: refinement ends on the picture, to a pixel."""
    reference, frame, quad = _shown(PATTERNS[name])
    middle = quad.mean(axis=0)
    off = ((quad - middle) * size + middle + offset).astype(np.float32)
    refined = block_matching.refine_quad(frame, off, reference)
    assert refined is not None
    assert np.abs(off - quad).max() > 3
    assert np.abs(refined - quad).max() < 1


def test_the_quad_encloses_another_picture() -> None:
    reference, _, quad = _shown(PATTERNS["maze"])
    _, other, _ = _shown(PATTERNS["net"])
    assert block_matching.refine_quad(other, quad, reference) is None
    assert block_matching.refine_quad(np.full_like(other, 128), quad, reference) is None


def test_what_mazes_have_in_common_is_discounted() -> None:
    kept = [patch_comparison.thumbnail(_grey(maze(seed))) for seed in (1, 2)]
    here, twin = _discounted(kept[0], kept[0]), _discounted(kept[1], kept[0])
    assert here == pytest.approx(1, abs=0.02)
    assert twin < 0.3
    assert _agreement(kept[1], kept[0]) > 0.5


def test_a_work_that_consists_of_its_repeat_alone() -> None:
    """Shifted by its period it equals itself, so nothing can be discounted: the agreement stays."""
    tile = np.random.default_rng(3).integers(0, 255, (16, 16)).astype(np.uint8)
    kept = np.tile(tile, (8, 8))
    shifted = self_similarity.self_shift(kept)
    assert (shifted == kept).all()
    assert self_similarity.discounted_agreement(0.8, 0.8, _agreement(kept, shifted)) == 0.8


def _shown(picture: Picture) -> tuple[Picture, Picture, NDArray[np.float32]]:
    """Returns its coarse thumbnail, a frame that shows it from the side, and its quad in the frame."""
    quad = np.array([[120, 60], [300, 75], [295, 240], [115, 225]], np.float32)
    outer = np.array([[0, 0], [SIDE, 0], [SIDE, SIDE], [0, SIDE]], np.float32) - np.float32(0.5)
    soft = cv2.GaussianBlur(_grey(picture), (0, 0), 1.3)
    place = cv2.getPerspectiveTransform(outer, quad)
    frame = cv2.warpPerspective(soft, place, (400, 300), borderMode=cv2.BORDER_REPLICATE)
    return (
        patch_comparison.coarse(patch_comparison.thumbnail(_grey(picture))),
        np.asarray(frame, np.uint8),
        quad,
    )


def _grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def _agreement(seen: Picture, reference: Picture) -> float:
    side = len(reference)
    return patch_comparison.compare(seen, np.eye(3), (side, side), reference).agreement


def _discounted(seen: Picture, reference: Picture) -> float:
    shifted = self_similarity.self_shift(reference)
    return self_similarity.discounted_agreement(
        _agreement(seen, reference), _agreement(seen, shifted), _agreement(reference, shifted)
    )
