"""The third geometric check, for what is not flat: a vase, a bust, an instrument, shown in several photographs.

As a body turns, its spots move past one another, so no homography fits and nothing can be unrolled. Seen from near
one of its photographs an affine map still fits most of it loosely. A newcomer would take the loose map for flat
works too; it forgives what a stranger in the same frame needs forgiven. So it is tried only for works with
SEVERAL photographs, and weighed with weights of its own.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometric_check import NOTHING, Evidence, Kind, matches
from models.local_features import LocalFeatures

# Photographs of one work from which it is taken for a body: a flat work is served well by one or two.
SEVERAL = 3
FEWEST = 8  # inliers; three always fit, and the map is loose
_REACH = (
    0.05  # of the frame's longest side: how far a spot may lie from where the affine map puts it
)
_TRIES = 1000
_MOST_STRETCH = (
    3.0  # of the map in one direction against the other: beyond, it is seen edge-on or by chance
)


def check(frame: LocalFeatures, reference: LocalFeatures) -> Evidence:
    """Looks for one photograph of a body in a frame; `agreement` is the part of the matches that one map explains.

    `quad` is the upright box about what was matched, not the photograph's corners: those are background.
    """
    theirs, ours = matches(frame.descriptors, reference.descriptors)
    if len(theirs) < FEWEST:
        return NOTHING
    source, target = reference.spots[ours], frame.spots[theirs]
    cv2.setRNGSeed(1)  # the same frame gives the same answer
    found: Any = cv2.estimateAffine2D(
        source,
        target,
        method=cv2.RANSAC,
        ransacReprojThreshold=_REACH * max(frame.size),
        maxIters=_TRIES,
        confidence=0.999,
    )
    affine, mask = found
    if affine is None or mask is None or not _plausible(affine):
        return NOTHING
    kept = mask.ravel().astype(bool)
    # A spot of the frame counts once, and so does one of the reference: many onto one is a map that collapsed.
    inliers = min(len(np.unique(theirs[kept])), len(np.unique(ours[kept])))
    if inliers < FEWEST:
        return NOTHING
    place = source[kept] / np.array(reference.size)
    core = int((np.abs(place - 0.5) < 0.25).all(axis=1).sum())
    return Evidence(inliers, core, inliers / len(theirs), 0.0, _box(target[kept]), Kind.BODY)


def _plausible(affine: NDArray[np.float64]) -> bool:
    """Not mirrored, not vanishing, not stretched."""
    turn = affine[:, :2]
    sizes = np.linalg.svd(turn, compute_uv=False)
    return bool(np.linalg.det(turn) > 0 and sizes[1] > 0.1 and sizes[0] < _MOST_STRETCH * sizes[1])


def _box(spots: NDArray[np.float32]) -> NDArray[np.float32]:
    (left, top), (right, bottom) = spots.min(axis=0), spots.max(axis=0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
