"""The third geometric check, for three-dimensional objects: a vase, a bust, an instrument.

As such an object turns, its keypoints move past one another, so no homography fits and nothing can be rectified. Near
the viewpoint of one of its photographs an affine map still explains most matches loosely.

Note: the loose map would also accept wrong flat works. So the check runs only for works with at least MIN_PHOTOGRAPHS
references, and its evidence has weights of its own.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.evidence import NO_EVIDENCE, EvidenceKind, MatchEvidence
from models.keypoint_check import match
from models.local_features import LocalFeatures

# References of one work from which it is treated as three-dimensional; a flat work needs one or two.
MIN_PHOTOGRAPHS = 3
# Chosen on the 16 simulated vases of the calibration half (decision 0003, which states no sensitivity for them).
MIN_INLIERS = 8  # an affine map always explains three, and this one is loose
_REPROJECTION_SHARE = 0.05  # of the frame's longest side: largest distance of an inlier
_MAX_ITERATIONS = 1000
_MAX_STRETCH = 3.0  # ratio of the map's scales: beyond, a view from the edge, or chance
_MIN_SCALE = 0.1  # frame pixels for a reference pixel


def check(frame: LocalFeatures, reference: LocalFeatures) -> MatchEvidence:
    """Look for one photograph of an object in a frame.

    Returns evidence whose `agreement` is the share of matches that one affine map explains, and whose `quad` is the
    upright box around the inliers (the photograph's corners show background). Returns NO_EVIDENCE where fewer than
    MIN_INLIERS matches agree.
    """
    in_frame, in_reference = match(frame.descriptors, reference.descriptors)
    if len(in_frame) < MIN_INLIERS:
        return NO_EVIDENCE
    source, target = reference.keypoints[in_reference], frame.keypoints[in_frame]
    cv2.setRNGSeed(1)  # the same frame gives the same result
    fitted: Any = cv2.estimateAffine2D(
        source,
        target,
        method=cv2.RANSAC,
        ransacReprojThreshold=_REPROJECTION_SHARE * max(frame.size),
        maxIters=_MAX_ITERATIONS,
        confidence=0.999,
    )
    affine, mask = fitted
    if affine is None or mask is None or not _is_plausible(affine):
        return NO_EVIDENCE
    is_inlier = mask.ravel().astype(bool)
    # Each keypoint counts once on either side: many matches onto one keypoint are a collapsed map.
    inliers = min(len(np.unique(in_frame[is_inlier])), len(np.unique(in_reference[is_inlier])))
    if inliers < MIN_INLIERS:
        return NO_EVIDENCE
    position = source[is_inlier] / np.array(reference.size)
    core_inliers = int((np.abs(position - 0.5) < 0.25).all(axis=1).sum())
    box = _bounding_quad(target[is_inlier])
    return MatchEvidence(
        inliers, core_inliers, inliers / len(in_frame), 0.0, box, EvidenceKind.OBJECT_3D
    )


def _is_plausible(affine: NDArray[np.float64]) -> bool:
    """Tell whether a 2 × 3 affine map neither mirrors nor vanishes nor stretches by more than _MAX_STRETCH."""
    linear = affine[:, :2]
    scales = np.linalg.svd(linear, compute_uv=False)
    return bool(
        np.linalg.det(linear) > 0
        and scales[1] > _MIN_SCALE
        and scales[0] < _MAX_STRETCH * scales[1]
    )


def _bounding_quad(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns the corners, 4 × 2, of the upright box around `points` (n × 2)."""
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
