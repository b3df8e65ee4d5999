"""A visitor shows the camera a work, a part of it, two of them, or something else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models import features
from models.features import Features
from models.recogniser import Recogniser

# pytest's importlib mode does not import conftest by name; the file beside this one is loaded by path.
from tests.models.conftest import WORKS, Picture, framed, photograph


@pytest.mark.parametrize("number", range(WORKS))
def test_each_work_is_named(recogniser: Recogniser, works: dict[str, Picture], number: int) -> None:
    answer = recogniser.recognise(photograph(works[f"w{number}"], seed=number))
    assert answer.work == f"w{number}"
    assert answer.confidence >= 0.9
    assert answer.candidates[0].work == f"w{number}"
    assert answer.candidates[0].confidence == answer.confidence


def test_it_is_rolled_and_seen_from_the_side(
    recogniser: Recogniser, works: dict[str, Picture]
) -> None:
    rolled = photograph(works["w3"], roll=28)
    from_the_side = photograph(works["w5"], side=48)
    assert recogniser.recognise(rolled).work == "w3"
    assert recogniser.recognise(from_the_side).work == "w5"


def test_a_hand_covers_a_fifth(recogniser: Recogniser, works: dict[str, Picture]) -> None:
    frame = photograph(works["w5"])
    cv2.ellipse(frame, (760, 520), (120, 170), 20, 0, 360, (120, 150, 205), -1)
    assert recogniser.recognise(frame).work == "w5"


def test_the_quad_lies_where_the_work_is(recogniser: Recogniser, works: dict[str, Picture]) -> None:
    picture = works["w5"]
    answer = recogniser.recognise(photograph(picture, roll=0, side=0, height=0.7))
    high = 720 * 0.7
    wide = high * picture.shape[1] / picture.shape[0]
    corners = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2 + (
        640,
        360,
    )
    assert answer.quad is not None
    assert np.abs(answer.quad - corners).max() < 0.03 * 1280


def test_something_else_hangs_there(works: dict[str, Picture]) -> None:
    """The work shown is not in the catalogue, so every answer that names a work is wrong."""
    for number in (3, 7):
        rest = features.enrol((name, p) for name, p in works.items() if name != f"w{number}")
        answer = Recogniser(rest).recognise(photograph(works[f"w{number}"], seed=number))
        assert answer.work is None


def test_the_same_frame_holds_another_picture(works: dict[str, Picture]) -> None:
    known = features.enrol((name, framed(p)) for name, p in list(works.items())[:6])
    recogniser = Recogniser(known)
    assert recogniser.recognise(photograph(framed(works["w3"]))).work == "w3"
    another = recogniser.recognise(photograph(framed(works["w9"])))
    empty = recogniser.recognise(photograph(framed(np.full((300, 400, 3), 128, np.uint8))))
    assert another.work is None
    assert empty.work is None


def test_two_works_are_in_view(recogniser: Recogniser, works: dict[str, Picture]) -> None:
    """The larger one in the middle is meant; the other is offered."""
    answer = recogniser.recognise(photograph(works["w5"], works["w3"], side=0))
    assert answer.work == "w5"
    other = recogniser.recognise(photograph(works["w3"], works["w5"], side=0))
    assert other.work == "w3"
    assert "w5" in {candidate.work for candidate in other.candidates}


def test_only_the_edge_of_a_work_is_in_view(works: dict[str, Picture]) -> None:
    known = features.enrol([("w5", framed(works["w5"]))])
    frame = photograph(framed(works["w5"]), side=0, roll=0, height=0.9)
    edge = np.full_like(frame, 160)
    edge[:140] = frame[720 - 36 - 140 : 720 - 36]  # the lower rim, at the top of the view
    assert Recogniser(known).recognise(edge).work is None


def test_a_wall_is_in_view(recogniser: Recogniser) -> None:
    answer = recogniser.recognise(photograph(noise=4))
    assert answer.work is None
    assert answer.confidence < 0.5


def test_noise_is_in_view(recogniser: Recogniser) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (480, 640, 3)).astype(np.uint8)
    assert recogniser.recognise(noise).work is None


def test_a_work_has_several_photographs(works: dict[str, Picture]) -> None:
    """They count as one work, and either is enough."""
    known = features.enrol(
        [("vase", works["w5"]), ("vase", works["w3"]), ("bowl", works["w1"]), ("jug", works["w2"])]
    )
    recogniser = Recogniser(known)
    for view in ("w5", "w3"):
        answer = recogniser.recognise(photograph(works[view]))
        assert answer.work == "vase"
        assert len({candidate.work for candidate in answer.candidates}) == len(answer.candidates)


def test_the_museum_has_one_work(works: dict[str, Picture]) -> None:
    recogniser = Recogniser(features.enrol([("only", works["w3"])]))
    assert recogniser.recognise(photograph(works["w3"])).work == "only"
    assert recogniser.recognise(photograph(works["w5"])).work is None


def test_the_museum_has_no_works() -> None:
    nothing = features.enrol([])
    answer = Recogniser(nothing).recognise(np.full((480, 640, 3), 90, np.uint8))
    assert answer.work is None
    assert answer.candidates == ()


def test_a_museum_changes_the_confidence_threshold(
    known: Features, works: dict[str, Picture]
) -> None:
    frame = photograph(works["w5"])
    # With a threshold of 1 nothing is decided by the keypoints alone, so this counts the similarity too.
    certainty = Recogniser(known, accept=1.0).recognise(frame).confidence
    assert Recogniser(known, accept=certainty).recognise(frame).work == "w5"
    assert Recogniser(known, accept=certainty + 1e-9).recognise(frame).work is None


def test_the_same_frame_gives_the_same_answer(
    recogniser: Recogniser, works: dict[str, Picture]
) -> None:
    frame = photograph(works["w4"], seed=9)
    first, second = recogniser.recognise(frame), recogniser.recognise(frame)
    assert first.candidates == second.candidates


def test_the_frame_is_a_view_of_a_larger_one(
    recogniser: Recogniser, works: dict[str, Picture]
) -> None:
    """A crop of a camera's buffer is not contiguous in memory."""
    wide = np.zeros((720, 1400, 3), np.uint8)
    wide[:, 60:1340] = photograph(works["w5"])
    assert recogniser.recognise(wide[:, 60:1340]).work == "w5"
