"""A vase, enrolled with several photographs from around it, is shown from sides between them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models import features, object_3d_check
from models.evidence import NO_EVIDENCE, EvidenceKind
from models.recogniser import Recogniser
from tests.models.conftest import Picture
from zaalgids.simulation.drawn_pictures import drawn_pictures
from zaalgids.simulation.simulated_object_3d import vase

pytestmark = pytest.mark.long

SIDES = (10, 45, 80, 115, 150)


@pytest.fixture(scope="module")
def glazes() -> list[Picture]:
    return [cv2.resize(picture, (900, 450)) for picture in drawn_pictures(10, seed=41)]


@pytest.fixture(scope="module")
def vases(glazes: list[Picture]) -> Recogniser:
    """Two vases of five photographs each, one of two, and flat works: with few of them similarity says little."""
    known = [(f"vase {n}", vase(glazes[n], side, n)) for n in (0, 3) for side in SIDES]
    known += [("jug", vase(glazes[1], side, 1)) for side in SIDES[:2]]
    prints = [(f"print {n}", one) for n, one in enumerate(drawn_pictures(40, seed=42))]
    return Recogniser(features.enrol([*known, ("print", glazes[5]), *prints]))


@pytest.mark.parametrize("side", [27, 62, 97])
def test_it_is_recognised_from_between_its_photographs(
    vases: Recogniser, glazes: list[Picture], side: int
) -> None:
    for number in (0, 3):
        answer = vases.recognise(vase(glazes[number], side, number))
        assert answer.work == f"vase {number}", answer.candidates


def test_its_quad_encloses_it(vases: Recogniser, glazes: list[Picture]) -> None:
    """The quad encloses the matched keypoints, because its photographs' corners are background."""
    examined = vases.examine(vase(glazes[0], 30, 0), thorough=True)
    found = [
        one
        for _, one in examined.evidence
        if one.kind is EvidenceKind.OBJECT_3D and one.quad is not None
    ]
    best = max(found, key=lambda one: one.inliers)
    assert best.quad is not None
    (left, top), (right, bottom) = best.quad.min(axis=0), best.quad.max(axis=0)
    assert 0.15 < left / examined.size[0] < 0.5 < right / examined.size[0] < 0.85
    assert 0.05 < top / examined.size[1] < bottom / examined.size[1] < 0.97


def test_the_same_shape_with_another_glaze_is_refused(
    vases: Recogniser, glazes: list[Picture]
) -> None:
    for number in (4, 7, 8):
        for side in (20, 90):
            answer = vases.recognise(vase(glazes[number], side, 0))
            assert answer.work is None, (number, side, answer.candidates)


def test_only_works_with_several_photographs_are_checked_as_three_dimensional(
    vases: Recogniser, glazes: list[Picture]
) -> None:
    examined = vases.examine(vase(glazes[1], 10, 1), thorough=True)
    works = vases.features.works
    checked = {
        works[row] for row, evidence in examined.evidence if evidence.kind is EvidenceKind.OBJECT_3D
    }
    assert checked <= {"vase 0", "vase 3"}


def test_no_matches_are_no_evidence(vases: Recogniser) -> None:
    known = vases.features.local(0)
    few = type(known)(known.keypoints[:3], known.descriptors[:3], known.size)
    assert object_3d_check.check(few, []) is NO_EVIDENCE
    fine = vases.features.fine
    assert fine is not None
    assert object_3d_check.check(few, [fine.of(0)]) is NO_EVIDENCE


def test_a_mirror_image_is_refused() -> None:
    """From a side where the seam of the glaze, about which it mirrors itself, is out of view."""
    random = np.random.default_rng(7)
    glaze = np.full((450, 900, 3), 230, np.uint8)
    for _ in range(400):
        corners = random.integers(0, (900, 450), 2) + random.integers(-40, 40, (3, 2))
        cv2.fillPoly(glaze, [corners.astype(np.int32)], random.integers(0, 255, 3).tolist())
    known = [("jar", vase(glaze, side, 3)) for side in SIDES]
    prints = [(f"print {n}", one) for n, one in enumerate(drawn_pictures(40, seed=42))]
    recogniser = Recogniser(features.enrol([*known, *prints]))
    seen = vase(glaze, 97, 3)
    assert recogniser.recognise(seen).work == "jar"
    mirrored = recogniser.recognise(np.ascontiguousarray(seen[:, ::-1]))
    assert mirrored.work is None, mirrored.candidates
