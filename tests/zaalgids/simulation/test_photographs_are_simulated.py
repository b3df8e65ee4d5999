"""The simulated gallery: photographs as bad as real ones, with known ground truth."""

from __future__ import annotations

from dataclasses import fields

import cv2
import numpy as np
import pytest

from zaalgids.simulation.drawn_pictures import drawn_pictures
from zaalgids.simulation.gallery_conditions import CALIBRATION, TEST, part_of
from zaalgids.simulation.simulated_gallery import FAULTS, ornate, photograph, without_works
from zaalgids.simulation.simulated_object_3d import vase

PICTURE = next(drawn_pictures(1, seed=9))


def taken(seed: int, **more):
    return photograph(PICTURE, TEST, np.random.default_rng(seed), **more)


def similarity(photo) -> float:
    """Returns the correlation of the picture with what the photograph shows inside its quad."""
    corners = np.array([[0, 0], [96, 0], [96, 96], [0, 96]], np.float32)
    view = cv2.getPerspectiveTransform(photo.quad, corners)
    seen = cv2.cvtColor(cv2.warpPerspective(photo.image, view, (96, 96)), cv2.COLOR_BGR2GRAY)
    plain = cv2.cvtColor(cv2.resize(PICTURE, (96, 96)), cv2.COLOR_BGR2GRAY)
    soft = [cv2.GaussianBlur(side, (0, 0), 3).ravel() for side in (seen, plain)]
    return float(np.corrcoef(*soft)[0, 1])


def test_the_conditions_share_no_setting():
    """Otherwise the measurement would be made under the conditions of the fit."""
    for field in fields(CALIBRATION):
        assert getattr(CALIBRATION, field.name) != getattr(TEST, field.name), field.name
    for name in ("sizes", "mouldings"):
        assert not set(getattr(CALIBRATION, name)) & set(getattr(TEST, name))


def test_a_picture_serves_one_part_only_and_both_get_about_half():
    names = [f"{number}.jpg" for number in range(400)]
    ours = {name for name in names if part_of(name) == "test"}
    assert 160 < len(ours) < 240
    assert ours == {name for name in reversed(names) if part_of(name) == "test"}


@pytest.mark.parametrize("seed", range(6))
def test_the_work_hangs_at_the_stated_quad(seed):
    photo = taken(seed, faults=())
    assert photo.image.dtype == np.uint8
    assert photo.image.shape[1::-1] in TEST.sizes
    assert similarity(photo) > 0.6


def test_the_same_seed_takes_the_same_photograph():
    assert np.array_equal(taken(3).image, taken(3).image)
    assert not np.array_equal(taken(3).image, taken(4).image)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_can_be_had_alone(fault):
    photo, plain = taken(5, faults=[fault]), taken(5, faults=[])
    assert photo.faults == (fault,)
    assert not np.array_equal(photo.image, plain.image)
    if fault == "far":
        assert cv2.contourArea(photo.quad) < 0.4 * cv2.contourArea(plain.quad)


def test_an_unknown_fault_is_refused():
    with pytest.raises(KeyError):
        taken(1, faults=["flood"])


def test_other_pictures_hang_beside_the_work():
    other = np.full((300, 300, 3), (0, 0, 250), np.uint8)
    alone, among = taken(2, faults=()), taken(2, faults=(), beside=[other, other])
    red = [(p.image[..., 2].astype(int) - p.image[..., 0] > 100).mean() for p in (alone, among)]
    assert red[1] > red[0] + 0.01


def test_photographs_without_a_work_differ():
    seen = [without_works(TEST, np.random.default_rng(seed)) for seed in range(4)]
    assert len({image.tobytes() for image in seen}) == 4


def test_alike_frames_are_alike_whatever_they_hold():
    one, two = (ornate(picture, 4) for picture in (PICTURE, PICTURE[:, ::-1].copy()))
    other = ornate(PICTURE, 5)
    assert np.array_equal(one[:60], two[:60])
    assert not np.array_equal(one[:60], other[:60])
    assert not np.array_equal(one[80:-80, 80:-80], two[80:-80, 80:-80])


def test_a_vase_turns():
    front, same, side = vase(PICTURE, 30), vase(PICTURE, 30), vase(PICTURE, 70)
    assert np.array_equal(front, same)
    assert np.array_equal(front[:, :20], side[:, :20]), "the ground stays"
    middle = slice(200, 400), slice(280, 360)
    assert np.abs(front[middle].astype(int) - side[middle]).mean() > 8
