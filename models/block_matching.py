"""Moves an outline until what it holds lies on a reference: each block of the reference votes on where it is.

An outline found in a frame is some pixels off, or it is the moulding's and a mat lies between. On a pattern a fit by
gradients (ECC) slides into the next repeat and stays there; a block that is searched for all round finds every
repeat, and the one that most blocks share is taken for all. A newcomer would let each block choose alone.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_FINER = 2  # times as fine as the reference is the frame unrolled, then averaged: fine patterns alias otherwise
_BLOCK = 16  # pixels, side of a block that votes: 4 × 4 of them on a square of 64
# Pixels that are searched round a block: first widely, then about the place that the first search gave.
_REACHES = (6, 3)
_PLAIN = 4.0  # standard deviation, 0 to 255: a block under it is found everywhere
_FOUND = 0.4  # correlation from which a block's vote counts
_FEWEST = 5  # votes that agree; three always agree on an affine map
_APART = 1.5  # pixels between a vote and the map that explains it
_SHARED = 0.6  # of the reach: how far from the place that most share a block still looks


def held(
    frame: NDArray[np.uint8], quad: NDArray[np.float32], side: int, margin: int = 0
) -> NDArray[np.uint8]:
    """What `quad` (4 × 2) encloses in an 8-bit grey frame, as a square of `side` and `margin` pixels round it."""
    fine = (side + 2 * margin) * _FINER
    place = cv2.getPerspectiveTransform(_square(side * _FINER, margin * _FINER), quad)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(
        frame, place, (fine, fine), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    small = (side + 2 * margin,) * 2
    return np.asarray(cv2.resize(seen, small, interpolation=cv2.INTER_AREA), np.uint8)


def fit(
    frame: NDArray[np.uint8], quad: NDArray[np.float32], reference: NDArray[np.uint8]
) -> NDArray[np.float32] | None:
    """`quad` (4 × 2) moved so that what it encloses in an 8-bit grey `frame` lies on the square `reference`.

    None where too few blocks are found, or their votes do not agree on one place.
    """
    side = len(reference)
    for reach in _REACHES:
        moved = _voted(held(frame, quad, side, reach), reference, reach)
        if moved is None:
            return None
        to_frame = cv2.getPerspectiveTransform(_square(side), quad)
        quad = np.asarray(cv2.perspectiveTransform(moved[None], to_frame)[0], np.float32)
    return quad


def _voted(
    seen: NDArray[np.uint8], reference: NDArray[np.uint8], reach: int
) -> NDArray[np.float32] | None:
    """Where the corners of `reference` lie in `seen`, which is larger by `reach` on each side; None: not there."""
    side = len(reference)
    places, found = [], []
    for top in range(0, side - _BLOCK + 1, _BLOCK):
        for left in range(0, side - _BLOCK + 1, _BLOCK):
            block = reference[top : top + _BLOCK, left : left + _BLOCK]
            if block.std() < _PLAIN:
                continue
            round_it = seen[top : top + _BLOCK + 2 * reach, left : left + _BLOCK + 2 * reach]
            found.append(cv2.matchTemplate(round_it, block, cv2.TM_CCOEFF_NORMED))
            places.append((left + (_BLOCK - 1) / 2, top + (_BLOCK - 1) / 2))
    if len(found) < _FEWEST:
        return None
    shifts, likeness = _chosen(np.stack(found).astype(np.float32), reach)
    votes = likeness > _FOUND
    if votes.sum() < _FEWEST:
        return None
    source = np.array(places, np.float32)[votes]
    found_map: Any = (
        cv2.estimateAffine2D(  # (None, mask) where nothing fits, whatever its stub says
            source, source + shifts[votes], method=cv2.RANSAC, ransacReprojThreshold=_APART
        )
    )
    affine, agree = found_map
    if affine is None or agree.sum() < _FEWEST:
        return None
    return np.asarray(cv2.transform(_square(side)[None], affine)[0], np.float32)


def _chosen(
    found: NDArray[np.float32], reach: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The shift of each block (n × 2, x and y, parts of a pixel) near the one that all share, and its correlation.

    `found`: n × (2 · reach + 1)², the correlation at each shift.
    """
    found = np.nan_to_num(found, posinf=0.0, neginf=0.0)  # a plain patch of the frame gives these
    width = 2 * reach + 1
    shared = cv2.GaussianBlur(found.mean(axis=0), (0, 0), 0.7)
    row, column = divmod(int(shared.argmax()), width)
    down, across = np.mgrid[:width, :width]
    away = (down - row) ** 2 + (across - column) ** 2
    near = np.exp(-away / (2 * (_SHARED * reach) ** 2)).astype(np.float32)
    flat = (np.maximum(found, 0) * near).reshape(len(found), -1)
    y, x = np.divmod(flat.argmax(axis=1), width)
    each = np.arange(len(found))
    shifts = np.stack(
        [
            x - reach + _between(found[each, y], x, width),
            y - reach + _between(found[each, :, x], y, width),
        ],
        axis=1,
    )
    return shifts.astype(np.float32), found[each, y, x]


def _between(line: NDArray[np.float32], peak: NDArray[np.intp], width: int) -> NDArray[np.float32]:
    """How far the top of a parabola through each peak (n) of `line` (n × width) and its neighbours lies from it."""
    inner = np.clip(peak, 1, width - 2)
    each = np.arange(len(line))
    before, at, after = line[each, inner - 1], line[each, inner], line[each, inner + 1]
    curve = np.minimum(before - 2 * at + after, -1e-6)
    offset = np.clip((before - after) / (2 * curve), -0.5, 0.5)
    return np.where(inner == peak, offset, 0).astype(np.float32)


def _square(side: float, at: float = 0.0) -> NDArray[np.float32]:
    """Outer corners, 4 × 2, clockwise, of `side` × `side` pixels that begin with pixel `at` each way.

    A pixel's middle has whole coordinates, so the first begins half a pixel before.
    """
    return np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32) + np.float32(at - 0.5)
