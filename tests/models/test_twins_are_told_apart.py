"""Two works of one series differ in a detail: only the places where they differ decide, or both are offered."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest

from models import features, model_file, twins
from models.embedding import Embedder
from models.features import FeatureFileError, Features
from models.recogniser import Recogniser
from models.twin_comparison import compare
from models.twin_difference import difference
from tests.models.conftest import Picture, photograph
from zaalgids.simulation.drawn_pictures import drawn_picture

APPLE = (40, 60, 220)
PEAR = (60, 200, 190)


def still_life(*things: tuple[int, int, tuple[int, int, int]], ground: int = 3) -> Picture:
    """Draw things (x, y, colour) upon a drawn picture of 480 × 360."""
    picture = np.asarray(cv2.resize(drawn_picture(ground, seed=9), (480, 360)), np.uint8)
    for x, y, colour in things:
        cv2.circle(picture, (x, y), 26, colour, -1, cv2.LINE_AA)
        cv2.circle(picture, (x, y), 26, (20, 20, 20), 2, cv2.LINE_AA)
    return picture


LEFT, RIGHT = still_life((120, 120, APPLE)), still_life((360, 230, APPLE))


@pytest.fixture(scope="module")
def series() -> Features:
    pictures = {"apple left": LEFT, "apple right": RIGHT, "a hill": drawn_picture(0, seed=5)}
    return features.enrol(pictures.items())


@pytest.fixture(scope="module")
def seeing(series: Features) -> Recogniser:
    return Recogniser(series)


def test_references_that_explain_each_other_are_a_pair_with_its_places(series: Features) -> None:
    (pair,) = series.twins
    assert {series.works[pair.first], series.works[pair.second]} == {"apple left", "apple right"}
    middles = sorted((x + w / 2, y + h / 2) for x, y, w, h in pair.places)
    assert np.abs(np.array(middles) - [(120 / 480, 120 / 360), (360 / 480, 230 / 360)]).max() < 0.02


@pytest.mark.parametrize(("name", "picture"), [("apple left", LEFT), ("apple right", RIGHT)])
@pytest.mark.parametrize(("roll", "side"), [(3.0, 20.0), (-10.0, -35.0)])
def test_each_of_two_twins_is_named(
    seeing: Recogniser, name: str, picture: Picture, roll: float, side: float
) -> None:
    answer = seeing.recognise(photograph(picture, seed=2, roll=roll, side=side))
    assert (answer.work, answer.offered) == (name, ())
    assert answer.candidates[0].work == name


def test_a_hand_over_both_places_leaves_two_to_offer(seeing: Recogniser) -> None:
    covered = LEFT.copy()
    for x, y in ((120, 120), (360, 230)):
        cv2.circle(covered, (x, y), 40, (110, 140, 190), -1, cv2.LINE_AA)
    answer = seeing.recognise(photograph(covered, seed=2))
    assert answer.work is None
    assert set(answer.offered) == {"apple left", "apple right"}
    assert [one.work for one in answer.candidates[:2]] == list(answer.offered)


def test_one_place_decides_where_the_other_is_covered(seeing: Recogniser) -> None:
    covered = LEFT.copy()
    cv2.circle(covered, (120, 120), 40, (110, 140, 190), -1, cv2.LINE_AA)
    assert seeing.recognise(photograph(covered, seed=2)).work == "apple left"


def test_a_twin_that_is_left_out_is_no_rival(seeing: Recogniser) -> None:
    answer = seeing.recognise(photograph(RIGHT, seed=2), without=("apple right",))
    assert answer.offered == ()


def test_twins_of_one_motif_in_other_colours() -> None:
    red, green = still_life((240, 180, APPLE)), still_life((240, 180, (60, 140, 30)))
    known = Recogniser(features.enrol([("red", red), ("green", green)]))
    assert len(known.features.twins) == 1
    assert known.recognise(photograph(red, seed=4)).work == "red"
    assert known.recognise(photograph(green, seed=4)).work == "green"


def test_cleaned_and_uncleaned_are_offered() -> None:
    # A yellow varnish over all is what a yellow lamp would do.
    dirty = np.clip(LEFT * (0.72, 0.9, 0.97), 0, 255).astype(np.uint8)
    known = Recogniser(features.enrol([("cleaned", LEFT), ("before", dirty)]))
    assert known.features.twins[0].places == ()
    for picture in (LEFT, dirty):
        answer = known.recognise(photograph(picture, seed=3))
        assert (answer.work, set(answer.offered)) == (None, {"cleaned", "before"})


def test_the_right_one_of_a_series_of_three() -> None:
    pictures = {
        "left": LEFT,
        "right": RIGHT,
        "pear": still_life((120, 120, APPLE), (250, 300, PEAR)),
    }
    known = Recogniser(features.enrol(pictures.items()))
    assert len(known.features.twins) == 3
    for name, picture in pictures.items():
        assert known.recognise(photograph(picture, seed=6)).work == name


def test_without_a_stored_pair_two_at_one_place_are_not_decided_by_prominence(
    series: Features,
) -> None:
    older = Recogniser(dataclasses.replace(series, twins=()))
    for name, picture in (("apple left", LEFT), ("apple right", RIGHT)):
        answer = older.recognise(photograph(picture, seed=2))
        assert answer.work == name or (answer.work is None and name in answer.offered)


def test_mirrored_works_and_two_photographs_of_one_work_are_no_twins() -> None:
    mirrored = np.asarray(LEFT[:, ::-1], np.uint8)
    known = features.enrol([("one", LEFT), ("pendant", mirrored), ("one", RIGHT)])
    assert known.twins == ()


def test_twins_travel_in_the_file_and_an_older_file_has_none(
    series: Features, tmp_path: Path
) -> None:
    file = tmp_path / "features"
    with file.open("wb") as out:
        series.write(out)
    (pair,), (read,) = series.twins, Features.load(file).twins
    assert (read.first, read.second) == (pair.first, pair.second)
    assert np.allclose(read.places, pair.places)
    assert all(map(np.array_equal, read.pictures, pair.pictures))
    assert np.allclose(read.corners, pair.corners)
    with file.open("wb") as out:
        dataclasses.replace(series, twins=()).write(out)
    assert Features.load(file).twins == ()


def test_twins_of_other_references_are_refused(series: Features, tmp_path: Path) -> None:
    file = tmp_path / "features"
    pair = dataclasses.replace(series.twins[0], second=99)
    with file.open("wb") as out:
        dataclasses.replace(series, twins=(pair,)).write(out)
    with pytest.raises(FeatureFileError, match="damaged"):
        Features.load(file)


def test_a_reference_without_colours_has_no_twins() -> None:
    embedder = Embedder(model_file.path(model_file.EMBEDDER))
    pairs = []
    for work, picture in (("apple left", LEFT), ("apple right", RIGHT)):
        made = features.compute_reference(picture, embedder)
        assert not isinstance(made, str)
        pairs.append((work, dataclasses.replace(made, colour=np.zeros(0, np.uint8))))
    assert features.combine_references(pairs).twins == ()


def test_light_is_no_difference_and_a_frame_beside_the_works_says_nothing() -> None:
    first, second = (cv2.resize(one, (256, 256)) for one in (LEFT, RIGHT))
    darker = np.clip(first * (0.6, 0.62, 0.7) + 12, 0, 255).astype(np.uint8)
    assert difference(np.asarray(first, np.uint8), darker).places == ()
    known = difference(np.asarray(first, np.uint8), np.asarray(second, np.uint8))
    other = photograph(drawn_picture(1, seed=5))
    quad = np.array([[300, 100], [900, 120], [900, 600], [300, 580]], np.float32)
    assert compare(other, quad, known).fit < 0.5


def test_bytes_that_are_no_picture() -> None:
    with pytest.raises(ValueError, match="picture"):
        twins.decompressed(np.zeros(0, np.uint8))
