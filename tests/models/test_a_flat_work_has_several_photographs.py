"""A painting with three photographs from the front is no object in the round; a vase with three from its sides is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models import features
from models.evidence import EvidenceKind
from models.features import Features
from models.recogniser import Recogniser
from tests.models.conftest import Picture, photograph
from zaalgids.simulation.drawn_pictures import drawn_picture
from zaalgids.simulation.simulated_object_3d import vase

pytestmark = pytest.mark.long

VIEWS = ((0.0, 0.0, 0.8), (15.0, 2.0, 0.75), (30.0, -2.0, 0.82))  # side, roll, height


def photographs_of(number: int) -> list[Picture]:
    """Three photographs of one drawn work, with some wall around it."""
    work = cv2.resize(drawn_picture(number), (640, 480))
    seen = (
        photograph(work, seed=seed, side=side, roll=roll, height=height)
        for seed, (side, roll, height) in enumerate(VIEWS)
    )
    return [np.ascontiguousarray(one[60:660, 200:1080]) for one in seen]


@pytest.fixture(scope="module")
def known() -> Features:
    """Three paintings of three photographs each, and two vases: of photographs 35 degrees apart, and 10."""
    pictures = [(f"painting {n}", one) for n in range(3) for one in photographs_of(n)]
    for number, step in ((0, 35), (3, 10)):
        glaze = cv2.resize(drawn_picture(number, seed=41), (900, 450))
        pictures += [(f"vase {number}", vase(glaze, 40 + n * step, number)) for n in range(3)]
    return features.enrol(pictures)


def test_the_file_has_fine_features_of_the_vases_alone(known: Features) -> None:
    assert known.fine is not None
    has_fine = np.diff(known.fine.first_keypoint) > 0
    assert {work for work, fine in zip(known.works, has_fine, strict=True) if fine} == {
        "vase 0",
        "vase 3",
    }
    assert known.fine.sizes[:9].tolist() == [[0, 0]] * 9


def test_the_painting_is_named_and_not_checked_as_an_object(known: Features) -> None:
    recogniser = Recogniser(known)
    frame = photograph(cv2.resize(drawn_picture(1), (640, 480)), seed=8, side=25, height=0.6)
    assert recogniser.recognise(frame).work == "painting 1"
    objects = {
        known.works[row]
        for row, one in recogniser.examine(frame, thorough=True).evidence
        if one.kind is EvidenceKind.OBJECT_3D
    }
    assert objects <= {"vase 0", "vase 3"}
    glaze = cv2.resize(drawn_picture(0, seed=41), (900, 450))
    assert recogniser.recognise(vase(glaze, 57, 0)).work == "vase 0"
