"""A vase is held up: known by several photographs round it, and shown from sides that none of them was taken from."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models import body_check, features
from models.geometric_check import NOTHING, Kind
from models.recogniser import Recogniser
from tests.models.conftest import Picture
from zaalgids.simulation.drawn_pictures import drawn_pictures
from zaalgids.simulation.simulated_body import vase

SIDES = (10, 45, 80, 115, 150)


@pytest.fixture(scope="module")
def glazes() -> list[Picture]:
    return [cv2.resize(picture, (900, 450)) for picture in drawn_pictures(10, seed=41)]


@pytest.fixture(scope="module")
def vases(glazes: list[Picture]) -> Recogniser:
    """Two vases of five photographs each, one of two, and a flat work."""
    known = [(f"vase {n}", vase(glazes[n], side, n)) for n in (0, 3) for side in SIDES]
    known += [("jug", vase(glazes[1], side, 1)) for side in SIDES[:2]]
    return Recogniser(features.enrol([*known, ("print", glazes[5])]))


@pytest.mark.parametrize("side", [27, 62, 97])
def test_it_is_named_from_between_its_photographs(
    vases: Recogniser, glazes: list[Picture], side: int
) -> None:
    for number in (0, 3):
        answer = vases.recognise(vase(glazes[number], side, number))
        assert answer.work == f"vase {number}", answer.candidates


def test_it_is_marked_where_it_stands(vases: Recogniser, glazes: list[Picture]) -> None:
    """By what was matched on it: its photographs' corners are background."""
    done = vases.examine(vase(glazes[0], 30, 0), thorough=True)
    bodies = [one for _, one in done.evidence if one.kind is Kind.BODY and one.quad is not None]
    best = max(bodies, key=lambda one: one.inliers)
    assert best.quad is not None
    (left, top), (right, bottom) = best.quad.min(axis=0), best.quad.max(axis=0)
    assert 0.15 < left / done.size[0] < 0.5 < right / done.size[0] < 0.85
    assert 0.05 < top / done.size[1] < bottom / done.size[1] < 0.97


def test_the_same_shape_with_another_glaze_is_refused(
    vases: Recogniser, glazes: list[Picture]
) -> None:
    for number in (4, 7, 8):
        for side in (20, 90):
            answer = vases.recognise(vase(glazes[number], side, 0))
            assert answer.work is None, (number, side, answer.candidates)


def test_only_works_with_several_photographs_are_taken_for_bodies(
    vases: Recogniser, glazes: list[Picture]
) -> None:
    done = vases.examine(vase(glazes[1], 10, 1), thorough=True)
    works = vases.features.works
    looked = {works[row] for row, evidence in done.evidence if evidence.kind is Kind.BODY}
    assert looked <= {"vase 0", "vase 3"}


def test_nothing_to_match_is_no_evidence(vases: Recogniser) -> None:
    known = vases.features.local(0)
    few = type(known)(known.spots[:3], known.descriptors[:3], known.size)
    assert body_check.check(few, known) is NOTHING


def test_a_mirror_image_is_not_the_body(vases: Recogniser, glazes: list[Picture]) -> None:
    answer = vases.recognise(np.ascontiguousarray(vase(glazes[3], 97, 3)[:, ::-1]))
    assert answer.work is None
