"""A keypoint is found at the same place, with a similar descriptor, when the picture is seen from elsewhere."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models import keypoint_check, local_features, scale_space
from zaalgids.simulation.drawn_pictures import drawn_pictures

Grey = NDArray[np.uint8]


def blob(size: float, x: float, y: float, brighter: int = 120) -> Grey:
    """Draw a Gaussian blob of standard deviation `size` pixels, brighter or darker than its surroundings."""
    rows, columns = np.mgrid[0:120, 0:160]
    away = (columns - x) ** 2 + (rows - y) ** 2
    return np.asarray(120 + brighter * np.exp(-away / (2 * size**2)), np.uint8)


def painting() -> Grey:
    """Returns a picture with keypoints of many sizes, in 8-bit grey."""
    (picture,) = drawn_pictures(1, seed=11)
    return local_features.resized_grey(picture, 360)


@pytest.mark.parametrize("size", [1.5, 2.5, 4.0, 7.0, 10.0])
@pytest.mark.parametrize("brighter", [120, -100])
def test_a_blob_is_found_at_its_place_with_its_size(size: float, brighter: int) -> None:
    found = scale_space.find_keypoints(blob(size, 83.3, 57.6, brighter))
    strongest = max(
        (one for one in found if len(one.positions)), key=lambda one: one.response.max()
    )
    n = int(strongest.response.argmax())
    assert strongest.xy[n] == pytest.approx((83.3, 57.6), abs=0.15 * size)
    measured = (
        strongest.octave.size_at(strongest.positions[n : n + 1, 0])[0] * strongest.octave.step
    )
    # The difference of two blurs is largest where they are as wide as the blob; Lowe, sec. 3.
    assert measured * np.sqrt(scale_space.STEP) == pytest.approx(size, rel=0.12)


def test_an_edge_and_a_plain_wall_have_no_keypoints() -> None:
    edge = np.full((120, 160), 60, np.uint8)
    edge[:, 80:] = 200
    for picture in (edge, np.full((120, 160), 128, np.uint8)):
        described = local_features.describe(picture, 300)
        assert described.keypoints.shape == (0, 2)
        assert described.descriptors.shape == (0, local_features.DESCRIPTOR_LENGTH)


def test_a_picture_smaller_than_any_keypoint_has_none() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (9, 300)).astype(np.uint8)
    assert len(local_features.describe(noise, 300).keypoints) == 0


def test_the_selected_keypoints_lie_all_over_the_picture() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (240, 320)).astype(np.uint8)
    noise[:, :160] //= 4  # the right half has all the strong ones
    kept = local_features.describe(noise, 100)
    assert 100 <= len(kept.keypoints) <= 160
    assert (kept.keypoints[:, 0] < 160).mean() > 0.35


@pytest.mark.parametrize(
    ("turn", "scale"), [(0, 1.0), (30, 1.0), (90, 1.0), (180, 0.8), (10, 0.5), (-75, 0.6)]
)
def test_seen_turned_and_smaller_as_many_are_found_again_as_by_opencv(
    turn: float, scale: float
) -> None:
    picture = painting()
    height, width = picture.shape
    view = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale), [0, 0, 1]])
    seen = cv2.warpPerspective(picture, view, (width, height), borderValue=128)
    seen = np.clip(
        cv2.GaussianBlur(seen, (0, 0), 0.6) * 0.8
        + np.random.default_rng(3).normal(0, 3, seen.shape),
        0,
        255,
    ).astype(np.uint8)

    def again(keypoints: NDArray[np.float32], others: NDArray[np.float32]) -> int:
        there = cv2.perspectiveTransform(keypoints[:, None], view)[:, 0]
        return int((np.linalg.norm(there - others, axis=1) < 3).sum())

    reference = local_features.describe(picture, 300)
    frame = local_features.describe(seen, 500)
    in_frame, in_reference = keypoint_check.match(frame.descriptors, reference.descriptors)
    found = again(reference.keypoints[in_reference], frame.keypoints[in_frame])

    def opencv(grey: Grey, count: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        points, raw = cv2.SIFT.create(count, contrastThreshold=0.02).detectAndCompute(grey, None)
        rooted = np.sqrt(raw / np.maximum(raw.sum(axis=1, keepdims=True), 1e-6)) * 512
        return np.array([one.pt for one in points], np.float32), np.clip(rooted, 0, 255).astype(
            np.uint8
        )

    (places, described), (seen_places, seen_described) = opencv(picture, 300), opencv(seen, 500)
    in_frame, in_reference = keypoint_check.match(seen_described, described)
    peer = again(places[in_reference], seen_places[in_frame])
    assert found >= 0.7 * peer > 0
    assert found / max(len(frame.keypoints), 1) > 0.05


def test_the_same_picture_gives_the_same_keypoints() -> None:
    one, other = (local_features.describe(painting(), 300) for _ in range(2))
    assert np.array_equal(one.keypoints, other.keypoints)
    assert np.array_equal(one.descriptors, other.descriptors)
