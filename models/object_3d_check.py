"""The third geometric check, for three-dimensional objects: a vase, a bust, an instrument.

As such an object turns, its keypoints move past one another, so no homography fits and nothing can be rectified. But
keypoints that are near each other still move, grow and turn together (models/pose_consensus.py). Each photograph of
the work is asked for such a group; the groups of all of them count together.

Note: the table counts nothing (models/object_mask.py), but such a group can also lie on a detail that two flat works
share. So the check runs only for works with at least MIN_PHOTOGRAPHS references, and its evidence has weights of its
own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.evidence import NO_EVIDENCE, EvidenceKind, MatchEvidence
from models.fine_features import FineFeatures
from models.keypoint_check import match
from models.local_features import LocalFeatures
from models.pose_consensus import agreeing_matches, count_places

MIN_INLIERS = 5  # over all photographs: wrong works reach 4 by chance (models/pose_consensus.py)
# Of one photograph: places, and share of its matches. The share is what chance reaches on a relief that repeats itself:
# 33 of 700 matches, summed over the photographs of a wrong simulated body.
_MIN_GROUP, _MIN_SHARE = 4, 0.04
# Looser than for flat works: a keypoint of a body looks different from each side, and the group decides. On the stone
# head 0.8 makes 5 of 10 views stand out, 0.86 8, 0.9 9.
_MAX_DISTANCE_RATIO = 0.9


def check(frame: LocalFeatures, photographs: Sequence[FineFeatures]) -> MatchEvidence:
    """Look for an object in a frame, which is described with poses.

    Returns evidence whose `inliers` count places in the frame, whose `agreement` is the largest share of matches that
    one photograph's group explains, and whose `quad` is the upright box around the inliers (a photograph's corners show
    background). Returns NO_EVIDENCE where fewer than MIN_INLIERS places agree.
    """
    places, agreement = [np.zeros((0, 2), np.float32)], 0.0
    for photograph in photographs:
        local = photograph.local
        rows = match(frame.descriptors, local.descriptors, _MAX_DISTANCE_RATIO)
        on_object = photograph.is_object[rows[1]]
        in_frame, in_reference = rows[0][on_object], rows[1][on_object]
        group = agreeing_matches(frame, local, in_frame, in_reference)
        points = frame.keypoints[in_frame[group]]
        known = local.keypoints[in_reference[group]]
        # Each keypoint counts once on either side: many matches onto one keypoint are a collapsed map.
        size = min(count_places(points), count_places(known))
        if size < max(_MIN_GROUP, _MIN_SHARE * len(in_frame)):
            continue
        # Where the table agrees with more keypoints than the object, those of the object may be the mask's mistakes.
        together = agreeing_matches(frame, local, *rows)
        table = ~on_object[together]
        if count_places(frame.keypoints[rows[0][together[table]]]) >= size:
            continue
        places.append(points)
        agreement = max(agreement, len(group) / len(in_frame))
    found = np.concatenate(places)
    inliers = count_places(found)
    if inliers < MIN_INLIERS:
        return NO_EVIDENCE
    box = _bounding_quad(found)
    return MatchEvidence(inliers, agreement, 0.0, box, EvidenceKind.OBJECT_3D)


def _bounding_quad(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns the corners, 4 × 2, of the upright box around `points` (n × 2)."""
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
