"""The second geometric check, for works without spots of their own: tiles, weaves, interlace, plain fields.

The ratio test asks that a spot be unlike all others, and on a pattern each spot has fifty twins. But such a work
has an edge, or hangs in a frame: so four-sided outlines are looked for in the frame, the reference is laid into
each and moved until its blocks fit best (block_matching.py), and the contents are compared as in the first check, twice
as finely, less what any picture of its kind would have in common with it (repeats.py). A newcomer would trust an
outline that fits; every picture on the wall has one. The comparison has to decide, with weights of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import block_matching, geometric_check, repeats
from models.geometric_check import LOOK, NOTHING, Evidence, Kind

MOST = 6  # outlines that are tried
_SMALLEST = 0.03  # share of the frame's area
_LARGEST = 0.97
_SAME = 0.04  # of the frame's size: outlines whose corners are nearer than this are one
# The outline found may be the frame's: the picture is then this much smaller.
_INSETS = (1.0, 0.92, 0.84, 0.76)
_FITTED = 2  # of all starts, those that are fitted: the fit is what costs
LEAST_TELLING = 0.4  # agreement: what is under it is chance, however like the work is as a whole


def outlines(grey: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """Four-sided convex outlines in an 8-bit grey picture, 4 × 2 each, clockwise from the upper left, the
    largest first.
    """
    height, width = grey.shape
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2)
    middle = float(np.median(soft))
    found: list[tuple[float, NDArray[np.float32]]] = []
    for low, high in ((20, 60), (max(10.0, 0.4 * middle), max(30.0, 0.9 * middle))):
        edges = cv2.dilate(cv2.Canny(soft, low, high), np.ones((3, 3), np.uint8))
        contours, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            share = cv2.contourArea(contour) / (width * height)
            if not _SMALLEST < share < _LARGEST:
                continue
            hull = cv2.convexHull(contour)
            corners = cv2.approxPolyDP(hull, 0.04 * cv2.arcLength(hull, True), True)
            if len(corners) == 4:
                found.append((share, _from_upper_left(corners[:, 0].astype(np.float32))))
    found.sort(key=lambda outline: -outline[0])
    kept: list[NDArray[np.float32]] = []
    for _, quad in found:
        near = _SAME * max(grey.shape)
        if all(np.abs(quad - other).max() > near for other in kept):
            kept.append(quad)
    return kept[:MOST]


@dataclass(frozen=True)
class Start:
    """A place where a reference may hang: `quad` 4 × 2, and what it holds, softened (see `check`)."""

    quad: NDArray[np.float32]
    held: NDArray[np.float32]


def starts(quads: Sequence[NDArray[np.float32]], frame_grey: NDArray[np.uint8]) -> list[Start]:
    """The places to try in a frame: each outline, and what a frame and a mat round it would leave of it."""
    insets = [_inset(quad, share) for quad in quads for share in _INSETS]
    return [
        Start(inset, _softened(block_matching.held(frame_grey, inset, LOOK))) for inset in insets
    ]


def check(
    places: Sequence[Start],
    frame_grey: NDArray[np.uint8],
    finer_grey: NDArray[np.uint8],
    size: tuple[int, int],
    reference_thumbnail: NDArray[np.uint8],
) -> Evidence:
    """Lays one reference of `size` (w, h) into the places that it resembles most; the evidence of the best.

    `finer_grey`: the same frame with more pixels, in which the contents are compared.
    """
    coarse = geometric_check.coarse(reference_thumbnail)
    wanted = _softened(coarse)
    rated = sorted(
        ((float((place.held * wanted).sum()), n) for n, place in enumerate(places)), reverse=True
    )
    nothing = replace(NOTHING, kind=Kind.OUTLINE)
    best, there = nothing, np.eye(3)
    scale = np.float32(finer_grey.shape[1] / frame_grey.shape[1])
    for _, n in rated[:_FITTED]:
        fitted = block_matching.fit(frame_grey, places[n].quad, coarse)
        if fitted is None or not geometric_check.plausible(fitted, frame_grey.shape[::-1]):
            continue
        # Whole coordinates are the middles of pixels.
        outer = _corners(*size) - np.float32(0.5)
        finer = (fitted + np.float32(0.5)) * scale - np.float32(0.5)
        homography = np.asarray(cv2.getPerspectiveTransform(outer, finer), np.float64)
        evidence = geometric_check.look(finer_grey, homography, size, reference_thumbnail)
        if evidence.agreement > best.agreement:
            best, there = replace(evidence, quad=fitted, kind=Kind.OUTLINE), homography
    if best.agreement < LEAST_TELLING:
        return nothing
    moved = repeats.moved(reference_thumbnail)
    side = len(moved)
    with_moved = geometric_check.look(finer_grey, there, size, moved).agreement
    itself = geometric_check.look(reference_thumbnail, np.eye(3), (side, side), moved).agreement
    own = repeats.own(best.agreement, with_moved, itself)
    return replace(best, agreement=own) if own >= LEAST_TELLING else nothing


def _inset(quad: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """The middle `share` of what `quad` outlines, in its own perspective: a picture within its frame."""
    square = _corners(1, 1)
    inner = 0.5 + (square - 0.5) * share
    return _moved(inner.astype(np.float32), cv2.getPerspectiveTransform(square, quad))


def _softened(square: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Zero mean, unit length, without the detail that a start some pixels off could not match anyway."""
    soft = cv2.GaussianBlur(square, (0, 0), 2.0).astype(np.float32)
    soft -= soft.mean()
    return np.asarray(soft / max(float(np.linalg.norm(soft)), 1e-6), np.float32)


def _moved(corners: NDArray[np.float32], homography: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(cv2.perspectiveTransform(corners[None], homography)[0], np.float32)


def _corners(width: int, height: int) -> NDArray[np.float32]:
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def _from_upper_left(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Clockwise on the screen, the first corner the one towards the upper left."""
    away = corners - corners.mean(axis=0)
    order = np.argsort(np.arctan2(away[:, 1], away[:, 0]))  # y down: growing angles run clockwise
    ordered = corners[order]
    return np.asarray(np.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0), np.float32)
