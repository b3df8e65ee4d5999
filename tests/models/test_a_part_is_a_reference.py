"""Parts of a large work that visitors stand close to are references of their own, and flat ones."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest

from models import features, fine_features, model_file
from models.embedding import Embedder
from models.evidence import EvidenceKind
from models.features import FeatureFileError, Features
from models.recogniser import Recogniser
from tests.models.conftest import Picture, photograph
from zaalgids.simulation.drawn_pictures import drawn_picture
from zaalgids.simulation.simulated_object_3d import vase

PARTS = ((0.0, 0.0), (0.5, 0.0), (0.25, 0.5))  # left, top: each a half each way


def large_work() -> Picture:
    """Nine drawn pictures as the scenes of one altarpiece, 1,440 pixels wide."""
    scenes = [cv2.resize(drawn_picture(seed, seed=77), (480, 360)) for seed in range(9)]
    rows = [np.concatenate(scenes[start : start + 3], axis=1) for start in (0, 3, 6)]
    return np.concatenate(rows, axis=0)


def part_of(picture: Picture, left: float, top: float) -> Picture:
    height, width = picture.shape[:2]
    x, y = int(left * width), int(top * height)
    return np.ascontiguousarray(picture[y : y + height // 2, x : x + width // 2])


@pytest.fixture(scope="module")
def known() -> Features:
    """An altarpiece with three parts, a vase with three photographs and a part, and three flat works."""
    whole, glaze = large_work(), cv2.resize(drawn_picture(3, seed=41), (900, 450))
    sides = [vase(glaze, side, 0) for side in (10, 45, 80)]
    pictures = [("altarpiece", whole), *(("altarpiece", part_of(whole, *at)) for at in PARTS)]
    pictures += [("vase", side) for side in sides]
    pictures += [("vase", part_of(sides[1], 0.25, 0.25))]
    pictures += [(f"print {n}", drawn_picture(n, seed=5)) for n in range(3)]
    details = {1, 2, 3, 7}
    of_objects = fine_features.of_objects([work for work, _ in pictures], details)
    embedder = Embedder(model_file.path(model_file.EMBEDDER))
    return features.combine_references(
        (
            (work, features.compute_reference(picture, embedder, fine))
            for (work, picture), fine in zip(pictures, of_objects, strict=True)
        ),
        details=details,
    )


def test_a_part_is_no_photograph_of_an_object() -> None:
    works = ["flat"] * 4 + ["vase"] * 4
    assert fine_features.of_objects(works, {2, 3, 7}) == [False] * 4 + [True] * 3 + [False]
    assert fine_features.of_objects(works) == [True] * 8
    assert fine_features.of_objects([]) == []


def test_visitors_who_stand_close_to_a_part_hear_of_the_work(known: Features) -> None:
    recogniser, whole = Recogniser(known), large_work()
    for number, at in enumerate(PARTS):
        # Closer than any reference shows it: the part fills more than the frame.
        answer = recogniser.recognise(photograph(part_of(whole, *at), seed=number, height=1.1))
        assert answer.work == "altarpiece", answer.candidates
    assert recogniser.recognise(photograph(whole)).work == "altarpiece"


def test_only_the_vase_is_checked_as_an_object(known: Features) -> None:
    whole = large_work()
    recogniser = Recogniser(known)
    for frame in (photograph(whole, seed=2), photograph(part_of(whole, *PARTS[0]), seed=2)):
        examined = recogniser.examine(frame, thorough=True)
        objects = {
            known.works[row] for row, one in examined.evidence if one.kind is EvidenceKind.OBJECT_3D
        }
        assert objects <= {"vase"}
    assert known.fine is not None
    has_fine = [len(known.fine.of(row).local.keypoints) > 0 for row in range(len(known))]
    assert has_fine == [False] * 4 + [True] * 3 + [False] * 4


def test_parts_travel_in_the_file_and_an_older_file_has_none(
    known: Features, tmp_path: Path
) -> None:
    for details in ((1, 2, 3, 7), ()):
        with (tmp_path / "features").open("wb") as out:
            dataclasses.replace(known, details=details).write(out)
        assert Features.load(tmp_path / "features").details == details
    assert b'"details"' not in (tmp_path / "features").read_bytes()


def test_parts_of_other_references_are_refused(known: Features, tmp_path: Path) -> None:
    with (tmp_path / "features").open("wb") as out:
        dataclasses.replace(known, details=(99,)).write(out)
    with pytest.raises(FeatureFileError, match="damaged"):
        Features.load(tmp_path / "features")


def test_a_photograph_of_an_object_without_fine_features_is_an_error() -> None:
    embedder = Embedder(model_file.path(model_file.EMBEDDER))
    made = [("vase", features.compute_reference(drawn_picture(n), embedder)) for n in range(3)]
    with pytest.raises(ValueError, match="no fine features"):
        features.combine_references(made)
    assert len(features.combine_references(made, details={2})) == 3
