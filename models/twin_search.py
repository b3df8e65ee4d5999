"""Finds twins among references: pairs of different works that explain each other.

Candidates are the nearest by embedding and by the details of a small picture, since whitening may move a pair apart
that differs in colour. Each candidate goes through the same geometric checks as at the kiosk, one reference in place of
the photograph.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import block_matching, keypoint_check, patch_comparison, twins
from models.compared_pairs import ComparedPairs, digest
from models.local_features import LocalFeatures
from models.quad import corners_of, is_plausible, project
from models.twin_difference import difference
from models.twins import TwinPair

# Candidates from these cosines on, at most so many a reference and kind. Of 104 simulated pairs 103 have 0.59 and more
# by their details, the other one 0.32 and 0.73 by embedding; of 45,000 pairs of 300 drawn pictures 4 have 0.5.
MIN_SIMILARITY, MIN_DETAIL_SIMILARITY, NEAREST = 0.55, 0.5, 6
_DETAIL_PX = 24  # side of the small pictures whose details are compared
_DETAIL_BLUR_PX = 2.5  # standard deviation: what is coarser is light and shade
_CHUNK_ROWS = 1024
# Mean correlation of the blocks of two references from which they explain each other.
MIN_AGREEMENT = 0.6
MIN_ROUGH_AGREEMENT = 0.1  # before the fine alignment, which takes most of the time
# Share of the two references' union that they must have in common: a detail of a work is no twin of it.
MIN_OVERLAP = 0.6
MIN_MATCHES = 16  # that one homography explains; a common picture frame alone gives more, its contents do not agree


def find_twins(
    works: Sequence[str],
    vectors: NDArray[np.float32],
    thumbnails: NDArray[np.uint8],
    local: Callable[[int], LocalFeatures],
    colour: Callable[[int], NDArray[np.uint8]],
    compared: ComparedPairs | None = None,
) -> tuple[TwinPair, ...]:
    """Returns the pairs of twins among references, by rows.

    `works`, `vectors` (r × d, unit), `thumbnails` (r × 128 × 128): of each reference. `local` and `colour` return a
    row's local features and the JPEG bytes of its colour picture, empty where it has none. `compared`: pairs that were
    compared before; those of this round are added to it.
    """
    compared = ComparedPairs() if compared is None else compared
    found = []
    digests: dict[int, bytes] = {}
    for first, second in _candidates(works, vectors, thumbnails):
        for row in (first, second):
            if row not in digests:
                digests[row] = digest(thumbnails[row], local(row))
        corners = compared.place(
            digests[first],
            digests[second],
            functools.partial(place, first, second, thumbnails, local),
        )
        if corners is None:
            continue
        one, other = colour(first), colour(second)
        if len(one) and len(other):
            found.append(_pair(first, second, corners, one, twins.decompressed(other)))
    return tuple(found)


def _pair(
    first: int,
    second: int,
    corners: NDArray[np.float32],
    one: NDArray[np.uint8],
    other: NDArray[np.uint8],
) -> TwinPair:
    """Lay the colour picture of `second` upon that of `first` and find where they differ."""
    still = twins.decompressed(one)
    laid = lay_upon(other, corners, still)
    return TwinPair(
        first, second, difference(still, laid).places, (one, twins.compressed(laid)), corners
    )


def lay_upon(
    picture: NDArray[np.uint8], corners: NDArray[np.float32], ground: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Lay a square picture upon the square `ground` at `corners` (shares of `ground`).

    What it does not cover stays as the ground is, so that nothing differs there.
    """
    side = len(ground)
    outer = corners_of(len(picture), len(picture)) - np.float32(0.5)
    to_ground = cv2.getPerspectiveTransform(outer, corners * np.float32(side) - np.float32(0.5))
    laid = ground.copy()
    cv2.warpPerspective(
        picture, to_ground, (side, side), laid, cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )
    return np.asarray(laid, np.uint8)


def refined(
    still: NDArray[np.uint8], moved: NDArray[np.uint8], corners: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Move `corners` (shares of the grey square `still`) until the square `moved` lies on it.

    Returns them as they are where it does not.
    """
    side = np.float32(len(still))
    found = block_matching.refine_quad(still, corners * side - np.float32(0.5), moved)
    return corners if found is None else (found + np.float32(0.5)) / side


def _candidates(
    works: Sequence[str], vectors: NDArray[np.float32], thumbnails: NDArray[np.uint8]
) -> Iterator[tuple[int, int]]:
    """Yields pairs of rows of different works that are near each other by vector or by small picture."""
    if len(works) < 2:
        return
    names = {work: number for number, work in enumerate(dict.fromkeys(works))}
    of_work = np.array([names[work] for work in works])
    small = _details(thumbnails)
    pairs: set[tuple[int, int]] = set()
    for start in range(0, len(works), _CHUNK_ROWS):
        rows = np.arange(start, min(start + _CHUNK_ROWS, len(works)))
        for all_rows, least in ((vectors, MIN_SIMILARITY), (small, MIN_DETAIL_SIMILARITY)):
            similarity = all_rows[rows] @ all_rows.T
            similarity[of_work[rows][:, None] == of_work[None]] = -1
            length = min(NEAREST, similarity.shape[1])
            best = np.argpartition(-similarity, length - 1, axis=1)[:, :length]
            for at, row in enumerate(rows):
                for other in best[at][similarity[at, best[at]] >= least]:
                    pairs.add((min(int(row), int(other)), max(int(row), int(other))))
    yield from sorted(pairs)


def _details(thumbnails: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Returns the details of each thumbnail as a unit vector."""
    size = (_DETAIL_PX, _DETAIL_PX)
    rows = np.empty((len(thumbnails), _DETAIL_PX**2), np.float32)
    for row, thumbnail in zip(rows, thumbnails, strict=True):
        small = cv2.resize(thumbnail, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        row[:] = (small - cv2.GaussianBlur(small, (0, 0), _DETAIL_BLUR_PX)).ravel()
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-3)
    return np.asarray(rows / lengths, np.float32)


def place(
    first: int,
    second: int,
    thumbnails: NDArray[np.uint8],
    local: Callable[[int], LocalFeatures],
) -> NDArray[np.float32] | None:
    """Returns where the second reference lies in the first (4 × 2, shares); None where they are no twins.

    By keypoints first; a pattern's keypoints are all alike, so then square upon square.
    """
    still, moved = thumbnails[first], thumbnails[second]
    by_keypoints = _by_keypoints(local(first), local(second), len(still))
    for quad in (by_keypoints, corners_of(*still.shape) - np.float32(0.5)):
        if quad is None or agreement(still, moved, quad) < MIN_ROUGH_AGREEMENT:
            continue
        refined = block_matching.refine_quad(still, quad, moved)
        for corners in (refined, quad):
            if corners is not None and agreement(still, moved, corners) >= MIN_AGREEMENT:
                return (corners + np.float32(0.5)) / np.float32(len(still))
    return None


def _by_keypoints(
    first: LocalFeatures, second: LocalFeatures, side: int
) -> NDArray[np.float32] | None:
    """Returns where the second reference lies in the first's square of `side` pixels, by keypoints."""
    in_first, in_second = keypoint_check.match(first.descriptors, second.descriptors)
    if len(in_first) < MIN_MATCHES:
        return None
    # OpenCV gives (None, None) where nothing fits, whatever its stub says. USAC starts from the same state each time.
    fitted: Any = cv2.findHomography(
        second.keypoints[in_second],
        first.keypoints[in_first],
        cv2.USAC_MAGSAC,
        keypoint_check.REPROJECTION_PX,
        maxIters=keypoint_check.MAX_ITERATIONS,
        confidence=0.999,
    )
    homography, mask = fitted
    if homography is None or mask is None or mask.sum() < MIN_MATCHES:
        return None
    quad = project(corners_of(*second.size), homography)
    if not is_plausible(quad, first.size):
        return None
    return np.asarray(quad * np.float32(side) / np.array(first.size, np.float32), np.float32)


def agreement(
    still: NDArray[np.uint8], moved: NDArray[np.uint8], corners: NDArray[np.float32]
) -> float:
    """Returns how well the square `moved`, laid at `corners` (pixels of `still`), agrees with the square `still`.

    −1 to 1, 0 where they have less than MIN_OVERLAP in common.
    """
    side = len(still)
    whole = corners_of(side, side)
    common, _ = cv2.intersectConvexConvex(corners, whole)
    union = cv2.contourArea(corners) + side * side - common
    if common < MIN_OVERLAP * union:
        return 0.0
    size = (side, side)
    homography = cv2.getPerspectiveTransform(corners_of(side, side) - np.float32(0.5), corners)
    found = patch_comparison.compare(still, np.asarray(homography, np.float64), size, moved)
    return found.agreement
