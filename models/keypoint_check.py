"""The first geometric check: keypoint matches, a homography, and a comparison of the contents."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import block_agreement
from models.evidence import NO_EVIDENCE, MatchEvidence
from models.local_features import Descriptors, LocalFeatures
from models.quad import corners_of, is_plausible, project, resizing

# Chosen on the calibration half of decision 0003's pictures; it states no sensitivity for them.
MAX_DISTANCE_RATIO = 0.82  # Lowe, 2004, sec. 7.1, takes 0.8; squared where it is used
REPROJECTION_PX = 4.0  # largest distance of an inlier from where the homography puts it
MIN_INLIERS = 6  # a homography always explains four
MAX_ITERATIONS = 600
_GRID = (
    8  # cells each way, in which inliers are counted once: ten on one ornament say no more than one
)
_INNER = 0.36  # of a side, from the middle: farther out lies the picture frame, which other works have too


def check(
    frame: LocalFeatures,
    finer_grey: NDArray[np.uint8],
    reference: LocalFeatures,
    reference_thumbnail: NDArray[np.uint8],
) -> MatchEvidence:
    """Look for one reference in a frame.

    `finer_grey`: the frame in 8-bit grey, of the resolution that `frame` describes or finer; the contents are compared
    in it. Returns NO_EVIDENCE where no plausible homography explains MIN_INLIERS matches,
    and where too little of the reference is seen to compare it.
    """
    in_frame, in_reference = match(frame.descriptors, reference.descriptors)
    if len(in_frame) < MIN_INLIERS:
        return NO_EVIDENCE
    source, target = reference.keypoints[in_reference], frame.keypoints[in_frame]
    # OpenCV gives (None, None) where nothing fits, whatever its stub says.
    fitted: Any = cv2.findHomography(
        source,
        target,
        cv2.USAC_MAGSAC,
        REPROJECTION_PX,
        maxIters=MAX_ITERATIONS,
        confidence=0.999,
    )
    homography, mask = fitted
    if homography is None or mask is None:
        return NO_EVIDENCE
    is_inlier = mask.ravel().astype(bool)
    inliers = len(np.unique(in_frame[is_inlier]))
    quad = project(corners_of(*reference.size), homography)
    if inliers < MIN_INLIERS or not is_plausible(quad, frame.size):
        return NO_EVIDENCE
    position = source[is_inlier] / np.array(reference.size)
    inner = position[(np.abs(position - 0.5) < _INNER).all(axis=1)]
    cells = len(np.unique((inner * _GRID).astype(int) @ (1, _GRID)))
    finer = finer_grey.shape[1] / frame.size[0]
    blocks = block_agreement.measure(
        finer_grey, resizing(finer, finer) @ homography, reference.size, reference_thumbnail
    )
    if not blocks.seen:
        return NO_EVIDENCE
    return MatchEvidence(inliers, blocks.placed_share, 0.0, quad, inlier_cells=cells, blocks=blocks)


def match(
    frame: Descriptors, reference: Descriptors, max_ratio: float = MAX_DISTANCE_RATIO
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Match descriptors and apply Lowe's ratio test.

    `frame` and `reference` are n × 128, unit vectors in 8 bits. `max_ratio`: of the distances to the nearest and to
    the second nearest. Returns the matched rows of both.
    """
    if len(frame) < 2 or len(reference) < 2:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    left, right = frame.astype(np.float32, copy=False), reference.astype(np.float32)
    products = left @ right.T
    nearest = products.argmax(axis=1)
    rows = np.arange(len(left))
    best = products[rows, nearest]
    products[rows, nearest] = 0.0
    second = products.max(axis=1)
    # Every vector has this squared length but for rounding, so squared distances are 2 · (length − product).
    squared_length = (left[0] ** 2).sum()
    passes = squared_length - best < max_ratio**2 * (squared_length - second)
    return rows[passes], nearest[passes]
