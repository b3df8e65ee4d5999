"""An object is photographed on a table with printed markers, which other objects stand on, too."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models import features
from models.evidence import EvidenceKind
from models.object_mask import is_on_object, mask_of_object
from models.recogniser import Recogniser
from tests.models.conftest import Picture
from zaalgids.simulation.drawn_pictures import drawn_pictures
from zaalgids.simulation.simulated_object_3d import vase

pytestmark = pytest.mark.long

SIDES = (10, 45, 80, 115)


def table(seed: int) -> Picture:
    """A cloth with a weave and twelve markers around the middle."""
    random = np.random.default_rng(seed)
    weave = cv2.GaussianBlur(random.normal(0, 60, (640, 640)), (0, 0), 1.2)
    cloth = np.clip(np.array([70, 110, 150]) + weave[..., None], 0, 255).astype(np.uint8)
    for number in range(12):
        cells = random.integers(0, 2, (6, 6)).astype(np.uint8) * 255
        marker = cv2.resize(np.pad(cells, 1), (64, 64), interpolation=cv2.INTER_NEAREST)
        turn = number * np.pi / 6
        x, y = round(288 + 270 * np.cos(turn)), round(288 + 270 * np.sin(turn))
        cloth[y : y + 64, x : x + 64] = marker[..., None]
    return cloth


def on_table(
    glaze: Picture | None, side: float, number: int = 0, elsewhere: bool = False
) -> Picture:
    """The table seen from above, without perspective, so that all of it matches in every photograph.

    `elsewhere`: on another table.
    """
    cloth = table(4 if elsewhere else 3)
    if glaze is None:
        return cloth
    seen = vase(glaze, side, number)
    stands = (seen != seen[0, 0]).any(axis=2)
    cloth[stands] = seen[stands]
    return cloth


@pytest.fixture(scope="module")
def glazes() -> list[Picture]:
    return [cv2.resize(picture, (900, 450)) for picture in drawn_pictures(8, seed=41)]


@pytest.fixture(scope="module")
def cabinet(glazes: list[Picture]) -> Recogniser:
    """One object of four photographs, and flat works: with few of them similarity has little to compare with."""
    known = [("jar", on_table(glazes[0], side)) for side in SIDES]
    others = [(f"other {n}", one) for n, one in enumerate(drawn_pictures(40, seed=42))]
    return Recogniser(features.enrol([*known, *others]))


def test_it_is_named_from_between_its_photographs(
    cabinet: Recogniser, glazes: list[Picture]
) -> None:
    for side in (27, 62, 97):
        assert cabinet.recognise(on_table(glazes[0], side, elsewhere=True)).work == "jar", side


def test_the_bare_table_is_refused(cabinet: Recogniser) -> None:
    assert cabinet.recognise(on_table(None, 0)).work is None


def test_another_object_on_the_table_is_refused(cabinet: Recogniser, glazes: list[Picture]) -> None:
    for number in (2, 3, 5):
        assert cabinet.recognise(on_table(glazes[number], 30, number)).work is None, number


def test_inliers_of_the_object_are_counted_once(cabinet: Recogniser, glazes: list[Picture]) -> None:
    """Neighbouring photographs find the same places of the frame."""
    examined = cabinet.examine(on_table(glazes[0], 45, elsewhere=True), thorough=True)
    one = next(one for _, one in examined.evidence if one.kind is EvidenceKind.OBJECT_3D)
    assert 20 < one.inliers <= 1500
    assert 0 < one.agreement <= 1


def test_the_mask_separates_the_object_from_the_table(glazes: list[Picture]) -> None:
    picture = on_table(glazes[0], 45)
    seen = vase(glazes[0], 45, 0)
    stands = (seen != seen[0, 0]).any(axis=2)
    mask = mask_of_object(picture)
    points = np.array([[320, 320], [20, 600], [600, 20]], np.float32)
    assert is_on_object(points, (640, 640), mask).tolist() == [True, False, False]
    whole = cv2.resize(mask.astype(np.uint8), (640, 640), interpolation=cv2.INTER_NEAREST) > 0
    assert whole[stands].mean() > 0.7
    assert whole[~stands].mean() < 0.3
