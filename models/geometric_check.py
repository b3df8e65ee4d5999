"""Does the frame hold this very picture, as a plane seen from somewhere? Matches, a homography, and a look.

A newcomer would stop at the count of inliers. Near-identical gilded frames give dozens, all correct, about
another work; so the frame is unrolled onto the reference by the homography, and what lies inside is compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.local_features import LocalFeatures

RATIO = 0.82  # Lowe, 2004, sec. 7.1 takes 0.8; on squared distances below
REACH = 4.0  # pixels between a match and the homography
FEWEST = 6  # inliers; four always fit
TRIES = 600
KEPT = 128  # pixels, side of the square that is kept of a reference
LOOK = 64  # side of the one in which contents are compared here: a homography by spots is some pixels off
_BLOCK = 8  # pixels, side of a block
_FEWEST_CORE = 3  # blocks
_AGREES = 0.5  # correlation of a block from which it agrees
_NARROWEST = 0.02  # share of the frame's area
_PLAIN = 2.0  # standard deviation, 0 to 255: a block under it shows nothing that could agree
# Of the inner blocks that tell something. A work of which only the frame's edge is in view is not recognised:
# the frame may be another's, and nobody means a work that they do not show.
_LEAST_IN_VIEW = 0.34


class Kind(StrEnum):
    """By what a reference was looked for; each kind is weighed by weights of its own."""

    SPOTS = "spots"  # this module
    OUTLINE = "outline"  # models/quad_check.py
    BODY = "body"  # models/body_check.py


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one reference; `quad` None: it is not in view.

    `inliers`: matches that the homography explains, `core_inliers`: those in the middle half of the reference,
    where no frame is; `agreement`: mean correlation of the inner blocks, frame against reference, −1 to 1 (by an
    outline, what of it is the reference's own: see repeats.py);
    `core_agreeing`: part of the blocks of the middle half that correlate by more than 0.5; `quad`: the
    reference's corners in the frame it was described in, 4 × 2; `likeness`: its best cosine with any look at the
    frame, −1 to 1, which the shortlist knows.
    """

    inliers: int
    core_inliers: int
    agreement: float
    core_agreeing: float
    quad: NDArray[np.float32] | None
    kind: Kind = Kind.SPOTS
    likeness: float = 0.0


NOTHING = Evidence(0, 0, 0.0, 0.0, None)


def thumbnail(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What of a reference is kept for the comparison: KEPT × KEPT, 8-bit grey, its shape squeezed."""
    return np.asarray(cv2.resize(grey, (KEPT, KEPT), interpolation=cv2.INTER_AREA), np.uint8)


def coarse(kept: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A thumbnail as LOOK × LOOK."""
    return np.asarray(cv2.resize(kept, (LOOK, LOOK), interpolation=cv2.INTER_AREA), np.uint8)


def check(
    frame: LocalFeatures,
    frame_grey: NDArray[np.uint8],
    reference: LocalFeatures,
    reference_thumbnail: NDArray[np.uint8],
) -> Evidence:
    """Looks for one reference in a frame (8-bit grey, the picture its features were taken from)."""
    theirs, ours = matches(frame.descriptors, reference.descriptors)
    if len(theirs) < FEWEST:
        return NOTHING
    source, target = reference.spots[ours], frame.spots[theirs]
    found: Any = cv2.findHomography(  # (None, None) where nothing fits, whatever its stub says
        source, target, cv2.USAC_MAGSAC, REACH, maxIters=TRIES, confidence=0.999
    )
    homography, mask = found
    if homography is None or mask is None:
        return NOTHING
    kept = mask.ravel().astype(bool)
    inliers = len(np.unique(theirs[kept]))
    if inliers < FEWEST or not plausible(outline(homography, reference.size), frame.size):
        return NOTHING
    place = source[kept] / np.array(reference.size)
    core_inliers = int((np.abs(place - 0.5) < 0.25).all(axis=1).sum())
    seen = look(frame_grey, homography, reference.size, coarse(reference_thumbnail))
    return replace(seen, inliers=inliers, core_inliers=core_inliers)


def look(
    frame: NDArray[np.uint8],
    homography: NDArray[np.float64],
    size: tuple[int, int],
    reference_thumbnail: NDArray[np.uint8],
) -> Evidence:
    """Unrolls the frame (8-bit grey) onto a reference of `size` (w, h) and compares, without counting spots.

    As finely as `reference_thumbnail` is: a square of 64 or 128 pixels.
    """
    inner, core = _compare(frame, homography, size, reference_thumbnail)
    if len(inner) == 0:
        return NOTHING
    quad = outline(homography, size)
    return Evidence(0, 0, float(inner.mean()), float((core > _AGREES).mean()), quad)


def matches(
    frame: NDArray[np.uint8], reference: NDArray[np.uint8]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of `frame` and of `reference` (both n × 128, unit vectors in 8 bits) that pass the ratio test."""
    if len(frame) < 2 or len(reference) < 2:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    left, right = frame.astype(np.float32), reference.astype(np.float32)
    likeness = left @ right.T
    nearest = likeness.argmax(axis=1)
    rows = np.arange(len(left))
    best = likeness[rows, nearest]
    likeness[rows, nearest] = 0.0
    second = likeness.max(axis=1)
    whole = (left[0] ** 2).sum()  # all have this length but for rounding
    good = whole - best < RATIO**2 * (whole - second)
    return rows[good], nearest[good]


def outline(homography: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float32]:
    """Where the corners of a picture of `size` (w, h) come to lie, 4 × 2, clockwise from the upper left."""
    w, h = size
    corners = np.array([[[0, 0]], [[w, 0]], [[w, h]], [[0, h]]], np.float32)
    return np.asarray(cv2.perspectiveTransform(corners, homography)[:, 0], np.float32)


def plausible(quad: NDArray[np.float32], size: tuple[int, int]) -> bool:
    """Could a flat picture look like this: convex, not mirrored, large enough, not folded towards the horizon?"""
    if not np.isfinite(quad).all() or np.abs(quad).max() > 20 * max(size):
        return False
    sides = np.roll(quad, -1, axis=0) - quad
    following = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    if (turns <= 0).any():
        return False
    lengths = np.linalg.norm(sides, axis=1)
    opposite = np.maximum(lengths[:2], lengths[2:]) / np.maximum(
        np.minimum(lengths[:2], lengths[2:]), 1e-3
    )
    area = cv2.contourArea(quad)
    return bool(opposite.max() < 4 and area > _NARROWEST * size[0] * size[1])


def _compare(
    frame: NDArray[np.uint8],
    homography: NDArray[np.float64],
    size: tuple[int, int],
    reference: NDArray[np.uint8],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Correlations of the 8 × 8-pixel blocks that tell something and are in view: all but the rim, and those
    of the middle half. Both empty where too few are in view.
    """
    side = len(reference)
    to_look = _shrink(size, side) @ np.linalg.inv(homography)
    unrolled = cv2.warpPerspective(frame, to_look, (side, side), flags=cv2.INTER_LINEAR)
    seen = cv2.warpPerspective(
        np.full_like(frame, 255), to_look, (side, side), flags=cv2.INTER_NEAREST
    )
    # Smoothed, since an outline a pixel off must not count as another picture.
    a = _blocks(cv2.GaussianBlur(reference, (0, 0), 1.0).astype(np.float32))
    b = _blocks(cv2.GaussianBlur(unrolled, (0, 0), 1.0).astype(np.float32))
    inside = _blocks(seen.astype(np.float32)).min(axis=1) > 0
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    strength_a, strength_b = np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1)
    correlation = (a * b).sum(axis=1) / np.maximum(strength_a * strength_b, 1e-6)
    tells = strength_a > _PLAIN * _BLOCK
    across = side // _BLOCK
    inner = tells & _within(across // 8, across)
    seen_inner = inner & inside
    if not seen_inner.any() or seen_inner.sum() < _LEAST_IN_VIEW * inner.sum():
        nothing = np.zeros(0, np.float32)
        return nothing, nothing
    core = tells & inside & _within(across // 4, across)
    if core.sum() < _FEWEST_CORE:  # a plain middle tells nothing; what is round it must do
        core = seen_inner
    return correlation[seen_inner].astype(np.float32), correlation[core].astype(np.float32)


def _shrink(size: tuple[int, int], side: int) -> NDArray[np.float64]:
    """From pixels of a picture of `size` (w, h) to those of a square of `side`: from middle of pixel to middle."""
    x, y = side / size[0], side / size[1]
    return np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]])


def _within(rim: int, across: int) -> NDArray[np.bool_]:
    """Which of `across` × `across` blocks, row by row, are at least `rim` blocks from the edge."""
    square = np.zeros((across, across), bool)
    square[rim:-rim, rim:-rim] = True
    return square.ravel()


def _blocks(square: NDArray[np.float32]) -> NDArray[np.float32]:
    n = len(square) // _BLOCK
    return square.reshape(n, _BLOCK, n, _BLOCK).swapaxes(1, 2).reshape(n * n, _BLOCK * _BLOCK)
