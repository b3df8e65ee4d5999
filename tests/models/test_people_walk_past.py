"""The person detector on a corridor, on an empty room, and its anchors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models import model_file
from models.people import PersonDetector, anchors
from models.picture import read_picture


@pytest.fixture(scope="module")
def detector() -> PersonDetector:
    return PersonDetector(model_file.path(model_file.PERSON_DETECTOR))


def test_the_anchors_are_those_of_the_file() -> None:
    boxes = anchors()
    assert boxes.shape == (1917, 4)
    assert (boxes[:, :2] > 0).all()
    assert (boxes[:, :2] < 1).all()
    # 19 × 19 cells with three anchors, then 10, 5, 3, 2 and 1 each way with six
    assert len(boxes) == 3 * 19**2 + 6 * (10**2 + 5**2 + 3**2 + 2**2 + 1)


@pytest.mark.shared
def test_three_people_in_a_corridor(detector: PersonDetector, artwork: Path) -> None:
    found = detector.detect(read_picture(artwork / "negatives" / "caviar_corridor_people.jpg"))
    assert len(found) == 3
    assert [person.score for person in found] == sorted((p.score for p in found), reverse=True)
    for person in found:
        assert person.h > 1.5 * person.w
        assert 80 < person.h < 170


@pytest.mark.shared
def test_an_empty_room(detector: PersonDetector, artwork: Path) -> None:
    for name in ("intel_empty_room.jpg", "intel_empty_room2.jpg"):
        assert detector.detect(read_picture(artwork / "negatives" / name)) == []


@pytest.mark.shared
@pytest.mark.parametrize("offset", [(-4, 4), (8, -3)])
def test_the_frame_is_laid_elsewhere_on_the_grid_and_people_stay_where_they_are(
    detector: PersonDetector, artwork: Path, offset: tuple[int, int]
) -> None:
    corridor = read_picture(artwork / "negatives" / "caviar_corridor_people.jpg")
    before, after = detector.detect(corridor), detector.detect(corridor, offset)
    assert len(after) == len(before) == 3
    for person in before:
        near = min(after, key=lambda one: abs(one.x - person.x))
        assert abs(near.x + near.w / 2 - person.x - person.w / 2) < 0.08 * person.h
        assert abs(near.y + near.h - person.y - person.h) < 0.12 * person.h
    assert [one.x for one in after] != [one.x for one in before]


def test_frames_of_any_shape(detector: PersonDetector) -> None:
    for shape in ((1, 1, 3), (20, 2000, 3), (1080, 1920, 3)):
        assert detector.detect(np.full(shape, 90, np.uint8)) == []
        assert detector.detect(np.full(shape, 90, np.uint8), (4, -4)) == []
