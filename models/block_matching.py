"""Refines a quad by block matching: each reference block votes for its offset, and RANSAC fits one affine map.

A quad that was found in a frame is some pixels off, or it is the frame's moulding with a mat inside. On a pattern an
alignment by gradients (ECC) slides into the next repeat and stays there (decision 0003: 50 works of 82 named with
ECC, 77 with block matching).

Note: a block must not choose its offset alone, because on a pattern it matches at every repeat. All blocks are
searched around the offset that fits most of them.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

# Chosen on the 82 views of the Museum of Pattern in decision 0003; no sensitivity was measured.
_OVERSAMPLING = 2  # the frame is rectified finer, then averaged; fine patterns alias otherwise
_BLOCK_PX = 16  # side of a block: 4 × 4 blocks on a square of 64
_SEARCH_PX = (6, 3)  # search radius of the first and of the second pass
_MIN_CONTRAST = 4.0  # standard deviation, 0 to 255: a plainer block matches everywhere
_MIN_CORRELATION = 0.4  # from which a block's offset counts as a vote
_MIN_VOTES = 5  # that one map explains; an affine map always explains three
_REPROJECTION_PX = 1.5  # largest distance between a vote and the map
_PRIOR_WIDTH = (
    0.6  # of the search radius: standard deviation of the weight around the shared offset
)
_PRIOR_SMOOTHING_PX = 0.7  # standard deviation


def rectify_patch(
    frame: NDArray[np.uint8], quad: NDArray[np.float32], side: int, margin: int = 0
) -> NDArray[np.uint8]:
    """Rectify what `quad` (4 × 2) encloses in an 8-bit grey frame.

    Returns a square of `side` + 2 · `margin` pixels; the margin shows what lies around the quad.
    """
    fine = (side + 2 * margin) * _OVERSAMPLING
    square = _square_corners(side * _OVERSAMPLING, margin * _OVERSAMPLING)
    to_frame = cv2.getPerspectiveTransform(square, quad)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpPerspective(
        frame, to_frame, (fine, fine), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    size = (side + 2 * margin,) * 2
    return np.asarray(cv2.resize(patch, size, interpolation=cv2.INTER_AREA), np.uint8)


def refine_quad(
    frame: NDArray[np.uint8], quad: NDArray[np.float32], reference: NDArray[np.uint8]
) -> NDArray[np.float32] | None:
    """Move `quad` (4 × 2) until what it encloses in an 8-bit grey frame lies on the square `reference`.

    Returns the refined quad, or None where too few blocks match or their offsets do not agree on one map.
    """
    side = len(reference)
    for radius in _SEARCH_PX:
        corners = _match_blocks(rectify_patch(frame, quad, side, radius), reference, radius)
        if corners is None:
            return None
        to_frame = cv2.getPerspectiveTransform(_square_corners(side), quad)
        quad = np.asarray(cv2.perspectiveTransform(corners[None], to_frame)[0], np.float32)
    return quad


def _match_blocks(
    patch: NDArray[np.uint8], reference: NDArray[np.uint8], radius: int
) -> NDArray[np.float32] | None:
    """Locate the corners of `reference` in `patch`, which is larger by `radius` on each side.

    Returns the corners, 4 × 2, in coordinates of the reference; None where they are not found.
    """
    side = len(reference)
    centres, maps = [], []
    for top in range(0, side - _BLOCK_PX + 1, _BLOCK_PX):
        for left in range(0, side - _BLOCK_PX + 1, _BLOCK_PX):
            block = reference[top : top + _BLOCK_PX, left : left + _BLOCK_PX]
            if block.std() < _MIN_CONTRAST:
                continue
            reach = _BLOCK_PX + 2 * radius
            window = patch[top : top + reach, left : left + reach]
            maps.append(cv2.matchTemplate(window, block, cv2.TM_CCOEFF_NORMED))
            centres.append((left + (_BLOCK_PX - 1) / 2, top + (_BLOCK_PX - 1) / 2))
    if len(maps) < _MIN_VOTES:
        return None
    offsets, correlation = _choose_offsets(np.stack(maps).astype(np.float32), radius)
    votes = correlation > _MIN_CORRELATION
    if votes.sum() < _MIN_VOTES:
        return None
    source = np.array(centres, np.float32)[votes]
    # OpenCV gives (None, mask) where nothing fits, whatever its stub says.
    fitted: Any = cv2.estimateAffine2D(
        source,
        source + offsets[votes],
        method=cv2.RANSAC,
        ransacReprojThreshold=_REPROJECTION_PX,
    )
    affine, inliers = fitted
    if affine is None or inliers.sum() < _MIN_VOTES:
        return None
    return np.asarray(cv2.transform(_square_corners(side)[None], affine)[0], np.float32)


def _choose_offsets(
    correlations: NDArray[np.float32], radius: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Choose each block's offset near the offset that all blocks share.

    `correlations`: n × (2 · radius + 1)², one map a block. Returns the offsets (n × 2, x and y, with fractions of
    a pixel) and their correlations (n).
    """
    # A plain part of the frame gives infinite values.
    correlations = np.nan_to_num(correlations, posinf=0.0, neginf=0.0)
    width = 2 * radius + 1
    shared = cv2.GaussianBlur(correlations.mean(axis=0), (0, 0), _PRIOR_SMOOTHING_PX)
    row, column = divmod(int(shared.argmax()), width)
    down, across = np.mgrid[:width, :width]
    squared_distance = (down - row) ** 2 + (across - column) ** 2
    prior = np.exp(-squared_distance / (2 * (_PRIOR_WIDTH * radius) ** 2)).astype(np.float32)
    flat = (np.maximum(correlations, 0) * prior).reshape(len(correlations), -1)
    y, x = np.divmod(flat.argmax(axis=1), width)
    each = np.arange(len(correlations))
    offsets = np.stack(
        [
            x - radius + parabola_offset(correlations[each, y], x, width),
            y - radius + parabola_offset(correlations[each, :, x], y, width),
        ],
        axis=1,
    )
    return offsets.astype(np.float32), correlations[each, y, x]


def parabola_offset(
    lines: NDArray[np.float32], peaks: NDArray[np.intp], width: int
) -> NDArray[np.float32]:
    """Locate the top of the parabola through each peak and its two neighbours.

    `lines`: n × width, `peaks`: n. Returns the distance of the top from the peak (n), −0.5 to 0.5; 0 at the border.
    """
    inner = np.clip(peaks, 1, width - 2)
    each = np.arange(len(lines))
    before, at, after = lines[each, inner - 1], lines[each, inner], lines[each, inner + 1]
    curvature = np.minimum(before - 2 * at + after, -1e-6)
    offset = np.clip((before - after) / (2 * curvature), -0.5, 0.5)
    return np.where(inner == peaks, offset, 0).astype(np.float32)


def _square_corners(side: float, first: float = 0.0) -> NDArray[np.float32]:
    """Returns the outer corners, 4 × 2, clockwise, of `side` × `side` pixels that begin with pixel `first`.

    Pixel centres have whole coordinates, so the outer edge lies half a pixel before the first one.
    """
    square = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    return square + np.float32(first - 0.5)
