"""The second geometric check, for works whose keypoints all look alike: tiles, weaves, interlace, plain fields.

The ratio test rejects a keypoint that resembles another, and on a pattern every keypoint resembles many. But such a
work has an edge or hangs in a picture frame. So the check finds quadrilaterals in the camera's frame, places the
reference in each, refines the quad (models/block_matching.py), and compares the contents as the first check does, at
twice the resolution. The agreement is reduced by the part that any pattern of this kind would reach
(models/self_similarity.py).

Note: a quad that fits is no evidence, because every picture on the wall has one. Only the comparison decides. Its
weights differ from those of the first check (models/calibration.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models import block_agreement, block_matching, patch_comparison, self_similarity
from models.evidence import NO_EVIDENCE, EvidenceKind, MatchEvidence
from models.patch_comparison import COARSE_PX
from models.quad import corners_of, is_plausible, project

# Chosen on the 82 views of the Museum of Pattern and the calibration half of the pictures of decision 0003. The
# decision does not say how sensitive the result is to them.
MAX_QUADS = 6  # that are tried in a frame
_MIN_AREA_SHARE, _MAX_AREA_SHARE = 0.03, 0.97  # of the frame's area
_SAME_CORNER_SHARE = 0.04  # of the frame's longest side: quads with nearer corners count as one
_CORNER_TOLERANCE = 0.04  # of the contour's length, for its approximation by a polygon
# The quad may be the outline of the picture frame. The work within it then has one of these shares of its size.
_INSETS = (1.0, 0.92, 0.84, 0.76)
_MAX_REFINED = 2  # placements that are refined: refinement takes most of the time
# A match with a lower agreement is chance, even where the two works are similar as a whole.
MIN_AGREEMENT = 0.4


def find_quads(grey: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """Find convex quadrilaterals in an 8-bit grey picture.

    Returns at most MAX_QUADS, 4 × 2 each, clockwise from the upper left, the largest first.
    """
    height, width = grey.shape
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.2)
    median = float(np.median(smooth))
    found: list[tuple[float, NDArray[np.float32]]] = []
    for low, high in ((20, 60), (max(10.0, 0.4 * median), max(30.0, 0.9 * median))):
        edges = cv2.dilate(cv2.Canny(smooth, low, high), np.ones((3, 3), np.uint8))
        contours, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            share = cv2.contourArea(contour) / (width * height)
            if not _MIN_AREA_SHARE < share < _MAX_AREA_SHARE:
                continue
            hull = cv2.convexHull(contour)
            tolerance = _CORNER_TOLERANCE * cv2.arcLength(hull, True)
            corners = cv2.approxPolyDP(hull, tolerance, True)
            if len(corners) == 4:
                found.append((share, _sorted_corners(corners[:, 0].astype(np.float32))))
    found.sort(key=lambda quad: -quad[0])
    kept: list[NDArray[np.float32]] = []
    for _, quad in found:
        distance = _SAME_CORNER_SHARE * max(grey.shape)
        if all(np.abs(quad - other).max() > distance for other in kept):
            kept.append(quad)
    return kept[:MAX_QUADS]


@dataclass(frozen=True)
class QuadPlacement:
    """A quad in which a reference may hang: its corners, 4 × 2, and its smoothed content (see `_smoothed`)."""

    quad: NDArray[np.float32]
    content: NDArray[np.float32]


def placements(
    quads: Sequence[NDArray[np.float32]], frame_grey: NDArray[np.uint8]
) -> list[QuadPlacement]:
    """Returns the places to try in a frame: each quad, and the smaller quads that a picture frame and a mat enclose."""
    insets = [_inset(quad, share) for quad in quads for share in _INSETS]
    return [
        QuadPlacement(inset, _smoothed(block_matching.rectify_patch(frame_grey, inset, COARSE_PX)))
        for inset in insets
    ]


def check(
    places: Sequence[QuadPlacement],
    frame_grey: NDArray[np.uint8],
    finer_grey: NDArray[np.uint8],
    size: tuple[int, int],
    reference_thumbnail: NDArray[np.uint8],
) -> MatchEvidence:
    """Place one reference of `size` (width, height) in the most similar placements and compare.

    `frame_grey` is the frame in 8-bit grey; the placements have its coordinates. `finer_grey` is the same frame at a
    higher resolution, in which the contents are compared. Returns the evidence of the best placement. It has no quad
    where the discounted agreement is below MIN_AGREEMENT.
    """
    coarse = patch_comparison.coarse(reference_thumbnail)
    reference_content = _smoothed(coarse)
    ranked = sorted(
        ((float((place.content * reference_content).sum()), n) for n, place in enumerate(places)),
        reverse=True,
    )
    no_match = replace(NO_EVIDENCE, kind=EvidenceKind.QUAD)
    best, best_homography = no_match, np.eye(3)
    scale = np.float32(finer_grey.shape[1] / frame_grey.shape[1])
    for _, n in ranked[:_MAX_REFINED]:
        refined = block_matching.refine_quad(frame_grey, places[n].quad, coarse)
        if refined is None or not is_plausible(refined, frame_grey.shape[::-1]):
            continue
        # Pixel centres have whole coordinates, so the outer corners lie half a pixel outside.
        outer_corners = corners_of(*size) - np.float32(0.5)
        finer_quad = (refined + np.float32(0.5)) * scale - np.float32(0.5)
        homography = np.asarray(cv2.getPerspectiveTransform(outer_corners, finer_quad), np.float64)
        evidence = patch_comparison.compare(finer_grey, homography, size, reference_thumbnail)
        if evidence.agreement > best.agreement:
            best = replace(evidence, quad=refined, kind=EvidenceKind.QUAD)
            best_homography = homography
    if best.agreement < MIN_AGREEMENT:
        return no_match
    shifted = self_similarity.self_shift(reference_thumbnail)
    square = (len(shifted), len(shifted))
    compare = patch_comparison.compare
    discounted = self_similarity.discounted_agreement(
        best.agreement,
        compare(finer_grey, best_homography, size, shifted).agreement,
        compare(reference_thumbnail, np.eye(3), square, shifted).agreement,
    )
    if discounted < MIN_AGREEMENT:
        return no_match
    blocks = block_agreement.measure(finer_grey, best_homography, size, reference_thumbnail)
    return replace(best, agreement=discounted, blocks=blocks) if blocks.seen else no_match


def _inset(quad: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Shrink `quad` about its middle to `share` of its size, in its own perspective: a picture within its frame."""
    unit = corners_of(1, 1)
    inner = 0.5 + (unit - 0.5) * share
    return project(inner.astype(np.float32), cv2.getPerspectiveTransform(unit, quad))


def _smoothed(square: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blur a square picture and normalise it to zero mean and unit length.

    The blur removes detail that a placement some pixels off cannot match.
    """
    smooth = cv2.GaussianBlur(square, (0, 0), 2.0).astype(np.float32)
    smooth -= smooth.mean()
    return np.asarray(smooth / max(float(np.linalg.norm(smooth)), 1e-6), np.float32)


def _sorted_corners(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sort corners (4 × 2) clockwise on the screen, starting at the upper left."""
    offset = corners - corners.mean(axis=0)
    # y points down, so growing angles run clockwise.
    order = np.argsort(np.arctan2(offset[:, 1], offset[:, 0]))
    ordered = corners[order]
    return np.asarray(np.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0), np.float32)
