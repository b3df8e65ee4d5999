"""Compares the picture inside a quad of the frame with a reference, block by block.

Correct keypoint matches alone do not identify a work: two paintings in the same gilded frame share dozens of them.
So the frame is rectified onto the reference with the homography, and the contents are correlated.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.evidence import NO_EVIDENCE, MatchEvidence
from models.quad import corners_of, project, resizing

THUMBNAIL_PX = 128  # side of the square that is stored of each reference
# Side of the square in which the keypoint check compares: a homography from keypoints is some pixels off.
COARSE_PX = 64
_BLOCK_PX = 8  # side of a block
_MIN_CORE_BLOCKS = 3
# The constants below were chosen on the calibration half of decision 0003's pictures; it states no sensitivity.
_MIN_BLOCK_CORRELATION = 0.5  # from which a block counts as agreeing
_MIN_BLOCK_CONTRAST = 2.0  # standard deviation, 0 to 255: a plainer block has nothing to correlate
_SMOOTHING_PX = (
    1.0  # standard deviation: a quad that is a pixel off must not look like another picture
)
# Share of the inner blocks with contrast that must be in view. Below it perhaps only a picture frame is in view,
# which another work may have too.
_MIN_VISIBLE_SHARE = 0.34


def thumbnail(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Resize an 8-bit grey picture to the THUMBNAIL_PX square that is stored, whatever its proportions."""
    size = (THUMBNAIL_PX, THUMBNAIL_PX)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def coarse(reference_thumbnail: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Resize a thumbnail to COARSE_PX × COARSE_PX."""
    size = (COARSE_PX, COARSE_PX)
    return np.asarray(cv2.resize(reference_thumbnail, size, interpolation=cv2.INTER_AREA), np.uint8)


def compare(
    frame: NDArray[np.uint8],
    homography: NDArray[np.float64],
    size: tuple[int, int],
    reference_thumbnail: NDArray[np.uint8],
) -> MatchEvidence:
    """Rectify the frame (8-bit grey) onto a reference of `size` (w, h) and correlate the two.

    `homography` maps pixels of the reference to pixels of the frame. `reference_thumbnail` is a square of 64 or
    128 pixels; its side is the resolution of the comparison. Returns evidence without inliers, or NO_EVIDENCE where
    too little of the reference is in view.
    """
    inner, core = _block_correlations(frame, homography, size, reference_thumbnail)
    if len(inner) == 0:
        return NO_EVIDENCE
    quad = project(corners_of(*size), homography)
    core_agreement = float((core > _MIN_BLOCK_CORRELATION).mean())
    return MatchEvidence(0, float(inner.mean()), core_agreement, quad)


def _block_correlations(
    frame: NDArray[np.uint8],
    homography: NDArray[np.float64],
    size: tuple[int, int],
    reference: NDArray[np.uint8],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Correlate the 8 × 8-pixel blocks that have contrast and are in view.

    Returns the correlations of all such blocks but the rim's, and of those in the middle half. Both are empty where
    too few blocks are in view.
    """
    side = len(reference)
    to_reference = resizing(side / size[0], side / size[1]) @ np.linalg.inv(homography)
    rectified = cv2.warpPerspective(frame, to_reference, (side, side), flags=cv2.INTER_LINEAR)
    visible = cv2.warpPerspective(
        np.full_like(frame, 255), to_reference, (side, side), flags=cv2.INTER_NEAREST
    )
    a = _blocks(cv2.GaussianBlur(reference, (0, 0), _SMOOTHING_PX).astype(np.float32))
    b = _blocks(cv2.GaussianBlur(rectified, (0, 0), _SMOOTHING_PX).astype(np.float32))
    in_view = _blocks(visible.astype(np.float32)).min(axis=1) > 0
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    norm_a, norm_b = np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1)
    correlation = (a * b).sum(axis=1) / np.maximum(norm_a * norm_b, 1e-6)
    has_contrast = norm_a > _MIN_BLOCK_CONTRAST * _BLOCK_PX
    across = side // _BLOCK_PX
    inner = has_contrast & _inside(across // 8, across)
    visible_inner = inner & in_view
    if not visible_inner.any() or visible_inner.sum() < _MIN_VISIBLE_SHARE * inner.sum():
        empty = np.zeros(0, np.float32)
        return empty, empty
    core = has_contrast & in_view & _inside(across // 4, across)
    if core.sum() < _MIN_CORE_BLOCKS:  # a plain middle: use the blocks around it
        core = visible_inner
    return correlation[visible_inner].astype(np.float32), correlation[core].astype(np.float32)


def _inside(rim: int, across: int) -> NDArray[np.bool_]:
    """Returns, row by row, which of `across` × `across` blocks are at least `rim` blocks from the edge."""
    square = np.zeros((across, across), bool)
    square[rim:-rim, rim:-rim] = True
    return square.ravel()


def _blocks(square: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut a square into blocks. Returns blocks × pixels."""
    n = len(square) // _BLOCK_PX
    blocks = square.reshape(n, _BLOCK_PX, n, _BLOCK_PX).swapaxes(1, 2)
    return blocks.reshape(n * n, _BLOCK_PX * _BLOCK_PX)
