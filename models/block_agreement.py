"""Tells block by block where a rectified frame agrees sharply with a reference, and which blocks tell anything.

Three things are left out of the count: blocks of the reference without structure, blocks out of view, and blocks that
a reflection or a hand covers. A block that agrees must also lie where one flat picture would put it: a copy by another
hand has every motif, but a little beside its place.

Note: both pictures are band-passed first. In light that falls off, and in the veil around a reflection, plain grey
values agree nowhere; and two plain canvases with the same gradient agree everywhere.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.block_matching import parabola_offset
from models.evidence import NOTHING_SEEN, BlockAgreement
from models.quad import corners_of, project, resizing

# Chosen with a first version of this comparison on 571 simulated photographs; the sensitivity was not measured.
BLOCK_PX = 16  # side of a block of the 128-pixel thumbnail
_SEARCH_PX = 3  # in each direction: keypoints place the corners some pixels off
_FINE_PX, _COARSE_PX = (
    0.8,
    25,
)  # of the band-pass: standard deviation of the blur, side of the mean that is subtracted
# Of the band-passed block in its weaker direction, grey values a pixel: a plainer block tells nothing.
_MIN_SLOPE = 0.5
_MIN_SEEN = 4  # blocks in view, from which they are compared
_MIN_CORRELATION = 0.75  # from which a block agrees
_SATURATED, _MAX_SATURATED_SHARE = (
    245,
    0.3,
)  # grey value of a reflection; share of the block from which it is covered
_MIN_CONTRAST_RATIO = 0.3  # of the contrast that agreeing blocks keep: below, a block is covered
# Distance, in pixels of the thumbnail, between an agreeing block and where the common map puts it. Its sensitivity was
# not measured.
_MAX_SCATTER_PX = 0.6
_MIN_FOR_AFFINE, _MIN_FOR_PROJECTIVE = (
    8,
    14,
)  # agreeing blocks from which the common map has 6 and 8 parameters


# Places with structure that a reference needs to be named by its picture (`information`). Chosen on simulated works: 98
# nearly empty canvases have at most 6, 71 other works at least 7; of 106 nearly black ones about 12 have fewer.
MIN_INFORMATION = 7


def measure(
    frame: NDArray[np.uint8],
    homography: NDArray[np.float64],
    size: tuple[int, int],
    reference: NDArray[np.uint8],
) -> BlockAgreement:
    """Compare a frame (8-bit grey) with a reference's thumbnail, block by block, all but the outermost blocks.

    `homography` maps pixels of the reference, of `size` (w, h), to pixels of the frame.
    """
    side, reach = len(reference), _SEARCH_PX
    across = side // BLOCK_PX
    to_square = resizing(side / size[0], side / size[1])
    shift = np.array([[1, 0, reach], [0, 1, reach], [0, 0, 1]], np.float64)
    to_patch = shift @ to_square @ np.linalg.inv(homography)
    patch_size = (side + 2 * reach,) * 2
    patch = np.asarray(
        cv2.warpPerspective(frame, to_patch, patch_size, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
    ours, theirs = _band_passed(reference), _band_passed(patch)
    contrast = _block_deviation(ours, across)
    structured = _has_structure(ours, across)
    told = structured & _in_view(frame, homography, size, across)
    if _places(structured) < MIN_INFORMATION or told.sum() < _MIN_SEEN:
        return NOTHING_SEEN
    rows, columns = np.nonzero(told)
    correlation, offsets = _matched(ours, theirs, rows * BLOCK_PX, columns * BLOCK_PX)
    agrees = correlation > _MIN_CORRELATION
    inner = (slice(reach, reach + side),) * 2
    bright = np.asarray(patch[inner] > _SATURATED, np.float32)
    saturated = _block_mean(bright, across)[told] > _MAX_SATURATED_SHARE
    kept = _block_deviation(theirs[inner], across)[told] / np.maximum(contrast[told], 1e-3)
    usual = np.median(kept[agrees]) if agrees.sum() > 2 else np.median(kept)
    covered = (saturated | (kept < _MIN_CONTRAST_RATIO * usual)) & ~agrees
    centres = np.stack([columns, rows], axis=1)[agrees] / (across - 1) - 0.5
    quad = project(corners_of(*size), homography)
    # A work that is small in the frame is located less finely than a pixel of its thumbnail.
    finest = min(1.0, float(np.sqrt(cv2.contourArea(quad))) / side)
    placed = _scatter(centres, offsets[agrees]) < _MAX_SCATTER_PX / finest
    return BlockAgreement(int((~covered).sum()), int(agrees.sum()), int(placed.sum()))


def information(reference: NDArray[np.uint8]) -> int:
    """Returns how much a reference's thumbnail could tell: in how many places it has structure, 0 to 36."""
    return _places(_has_structure(_band_passed(reference), len(reference) // BLOCK_PX))


def _places(structured: NDArray[np.bool_]) -> int:
    """Count the blocks with structure; where it lies apart in three parts or more, a part of up to 3 × 3 is one place.

    A corner lies in up to nine blocks, and every picture frame, window and screen has four corners. One small thing on
    a dark canvas counts by its blocks. Note: of a rectangle with a side under half of the picture the parts may touch.
    """
    _, _, found, _ = cv2.connectedComponentsWithStats(structured.astype(np.uint8), connectivity=8)
    parts = found[1:]
    if len(parts) < 3:
        return int(structured.sum())
    sides = parts[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    return int(np.where(sides <= 3, 1, parts[:, cv2.CC_STAT_AREA]).sum())


def _has_structure(square: NDArray[np.float32], across: int) -> NDArray[np.bool_]:
    """Tell which of `across` × `across` blocks have structure in two directions; the outermost count as having none.

    An edge alone agrees wherever it is moved along itself: the corner of a rectangle is all that a plain canvas tells.
    The measure is the smaller eigenvalue of the structure tensor (Harris and Stephens, 1988).
    """
    right = cv2.Sobel(square, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(square, cv2.CV_32F, 0, 1, scale=0.125)
    xx, yy, xy = (_block_mean(one, across) for one in (right * right, down * down, right * down))
    weaker = (xx + yy - np.sqrt((xx - yy) ** 2 + 4 * xy * xy)) / 2
    told = weaker > _MIN_SLOPE**2
    told[[0, -1]] = told[:, [0, -1]] = False
    return np.asarray(told)


def _band_passed(square: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Returns a picture without its finest noise and without what is wider than a block."""
    values = square.astype(np.float32)
    fine = cv2.GaussianBlur(values, (0, 0), _FINE_PX)
    return np.asarray(fine - cv2.blur(values, (_COARSE_PX, _COARSE_PX)), np.float32)


def _block_mean(square: NDArray[np.float32], across: int) -> NDArray[np.float32]:
    """Returns the mean of each of `across` × `across` blocks."""
    return np.asarray(
        cv2.resize(square, (across, across), interpolation=cv2.INTER_AREA), np.float32
    )


def _block_deviation(square: NDArray[np.float32], across: int) -> NDArray[np.float32]:
    """Returns the standard deviation within each of `across` × `across` blocks."""
    variance = _block_mean(square * square, across) - _block_mean(square, across) ** 2
    return np.asarray(np.sqrt(np.maximum(variance, 0)), np.float32)


def _in_view(
    frame: NDArray[np.uint8],
    homography: NDArray[np.float64],
    size: tuple[int, int],
    across: int,
) -> NDArray[np.bool_]:
    """Tell which of `across` × `across` blocks of the reference lie within the frame with all four corners."""
    steps = np.linspace(0, 1, across + 1, dtype=np.float32)
    x, y = np.meshgrid(steps * np.float32(size[0]), steps * np.float32(size[1]))
    corners = project(np.stack([x.ravel(), y.ravel()], axis=1), homography)
    height, width = frame.shape
    inside = ((corners >= 0) & (corners <= (width - 1, height - 1))).all(axis=1)
    grid = inside.reshape(across + 1, across + 1)
    return np.asarray(grid[1:, 1:] & grid[1:, :-1] & grid[:-1, 1:] & grid[:-1, :-1])


def _matched(
    ours: NDArray[np.float32],
    theirs: NDArray[np.float32],
    tops: NDArray[np.intp],
    lefts: NDArray[np.intp],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Search each block of `ours` in `theirs`, which is larger by _SEARCH_PX on each side.

    Returns the best correlation of each block (n), and its offset (n × 2, x and y, with fractions of a pixel).
    """
    window = BLOCK_PX + 2 * _SEARCH_PX
    width = 2 * _SEARCH_PX + 1
    maps = np.empty((len(tops), width, width), np.float32)
    for one, top, left in zip(maps, tops, lefts, strict=True):
        block = ours[top : top + BLOCK_PX, left : left + BLOCK_PX]
        around = theirs[top : top + window, left : left + window]
        cv2.matchTemplate(around, block, cv2.TM_CCOEFF_NORMED, one)
    # A plain part of the frame gives infinite values.
    maps = np.nan_to_num(maps, posinf=0.0, neginf=0.0)
    y, x = np.divmod(maps.reshape(len(maps), -1).argmax(axis=1), width)
    each = np.arange(len(maps))
    offsets = np.stack(
        [
            x - _SEARCH_PX + parabola_offset(maps[each, y], x, width),
            y - _SEARCH_PX + parabola_offset(maps[each, :, x], y, width),
        ],
        axis=1,
    )
    return maps[each, y, x], offsets.astype(np.float32)


def _scatter(centres: NDArray[np.float64], offsets: NDArray[np.float32]) -> NDArray[np.float64]:
    """Fit one smooth map to the blocks' offsets, without the outliers.

    `centres`: n × 2, shares of the reference from its middle. `offsets`: n × 2, pixels. Returns the distance of each
    offset from the map, in pixels; infinite where too few blocks agree for any map.
    """
    n = len(centres)
    if n < 4:
        return np.full(n, np.inf)
    terms = _terms(centres)
    target = np.asarray(offsets, np.float64).T.ravel()
    distance = np.linalg.norm(offsets - np.median(offsets, axis=0), axis=1)
    kept = distance <= max(2 * float(np.median(distance)), 0.5)
    for _ in range(3):
        both = np.r_[kept, kept]
        solution = np.linalg.lstsq(terms[both], target[both], rcond=None)[0]
        distance = np.linalg.norm((target - terms @ solution).reshape(2, n), axis=0)
        kept = distance <= max(2 * float(np.median(distance)), 0.4)
    return np.asarray(distance, np.float64)


def _terms(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the linear system of the map, 2n × its parameters: a shift, an affine or a projective map, by n."""
    n = len(centres)
    x, y = centres.T
    one, zero = np.ones(n), np.zeros(n)
    across, down = [one, zero], [zero, one]
    if n >= _MIN_FOR_AFFINE:
        across += [x, y, zero, zero]
        down += [zero, zero, x, y]
    if n >= _MIN_FOR_PROJECTIVE:  # the first-order terms of the perspective
        across += [x * x, x * y]
        down += [x * y, y * y]
    return np.concatenate([np.stack(across, axis=1), np.stack(down, axis=1)])
