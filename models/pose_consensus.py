"""Finds the matches whose keypoints moved, grew and turned together, though no one map explains them all.

Each match of two keypoints with size and direction predicts where every other keypoint of the reference appears (Lowe,
2004, sec. 7.3, votes with the same prediction). Predictions are trusted near the match and less far from it, so that
the matches of a body that turns stay together. Chance rarely agrees in place, size and direction at once: of 40 wrong
references of ../shared/data/artwork_open none had more than 4 such matches, right ones 8 to 81.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.local_features import LocalFeatures

# Set by reasoning (Lowe, 2004, sec. 7.3, takes 30 degrees and a factor of 2) and used so on the stone head of
# ../shared/data/artwork_open; no other values were measured.
_MAX_GROWTH = np.log(1.6)  # between the scales that two matches predict
_MAX_TURN = np.deg2rad(30)  # between their angles
_TOLERANCE, _MIN_TOLERANCE_PX = 0.25, 4.0  # of the distance from the match; of the frame
_SAME_PLACE_PX = 2.0  # in the frame: two features of one keypoint count once


def agreeing_matches(
    frame: LocalFeatures,
    reference: LocalFeatures,
    in_frame: NDArray[np.intp],
    in_reference: NDArray[np.intp],
) -> NDArray[np.intp]:
    """Find the largest group of matches that one of them predicts, and that predict it in turn.

    `in_frame`, `in_reference`: the matched rows (m). Both features have poses. Returns places in these rows; empty for
    no match.
    """
    if len(in_frame) == 0 or frame.poses is None or reference.poses is None:
        return np.zeros(0, np.intp)
    source, target = (
        one.keypoints[rows].astype(np.float64) @ np.array([1, 1j])
        for one, rows in ((reference, in_reference), (frame, in_frame))
    )
    from_pose, to_pose = reference.poses[in_reference], frame.poses[in_frame]
    growth = np.log(to_pose[:, 0] / from_pose[:, 0])
    turn = to_pose[:, 1] - from_pose[:, 1]
    step = np.exp(growth + 1j * turn)
    predicted = target[:, None] + step[:, None] * (source[None] - source[:, None])
    distance = np.abs(target[None] - target[:, None])
    near = np.abs(predicted - target[None]) < _TOLERANCE * distance + _MIN_TOLERANCE_PX
    turned = np.abs((turn[:, None] - turn[None] + np.pi) % (2 * np.pi) - np.pi)
    agree = near & near.T & (turned < _MAX_TURN)
    agree &= np.abs(growth[:, None] - growth[None]) < _MAX_GROWTH
    agree &= (distance > _SAME_PLACE_PX) | np.eye(len(source), dtype=bool)
    return np.flatnonzero(agree[agree.sum(axis=1).argmax()])


def count_places(points: NDArray[np.float32]) -> int:
    """Count `points` (n × 2) that lie apart: two features of one keypoint, or of one place in two blurs, count once."""
    return len(np.unique(np.round(points / _SAME_PLACE_PX), axis=0))
