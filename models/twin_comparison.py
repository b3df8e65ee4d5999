"""Tells by a frame which of two twins it shows: only the places where they differ are compared, in colour.

The frame is rectified upon the first twin, brought into its light by what both twins share, and each small cell of
the differing places is compared with both. A cell that resembles neither is covered by a hand or a reflection, and
says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import block_matching
from models.quad import corners_of
from models.twin_difference import (
    MAX_LIFT,
    TwinDifference,
    mean_square,
    softened,
    within_cast,
)
from models.twins import COLOUR_PX

_ALIGNED_PX = 128  # side of the square on which the frame is aligned
_DETAIL_PX = 6.0  # standard deviation: what is coarser than that is light
_CELL_PX = 8
_SEARCH_PX = 2  # around the alignment: a homography through a bent canvas is off by so much
_BLURS_PX = (
    0.0,
    1.0,
    1.8,
    2.8,
    4.0,
)  # standard deviations: how soft the frame may be against the references
_SMOOTHING_PX = 0.8
_GRID_PX = 4  # of the pixels by which light and blur are judged
_ROUNDS = 4  # of fitting the light
_MIN_SHARED = 0.2  # of the square in view that must be alike in both, to judge the light by
_GLARE = 250  # grey level from which a channel is saturated
# A cell counts as covered where it is farther from the nearer twin than this share of the two's distance. At
# 0.75 and more a hand over all places was taken for one twin; 0.45 leaves 26 more photographs of 367 to offer.
_COVERED_SHARE = 0.45
_VISIBLE_SHARE = 0.9  # of a cell that must be in the frame and not saturated


Picture = NDArray[np.float32]
Cells = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TwinComparison:
    """What the differing places say.

    `lean`: −1 (the second) to 1 (the first), the mean of the cells weighted by how much the twins differ there.
    `seen`: share, 0 to 1, of that weight in cells that are neither covered nor out of view. `fit`: correlation, −1 to
    1, of the details that both twins share with the frame's: how well the frame lies on them.
    """

    lean: float
    seen: float
    fit: float = 0.0


NOTHING_SAID = TwinComparison(0.0, 0.0)


def compare(
    frame: NDArray[np.uint8], quad: NDArray[np.float32], known: TwinDifference
) -> TwinComparison:
    """Compare a frame (uint8 BGR) with two twins; the first lies at `quad` (4 × 2, pixels of the frame)."""
    if not known.places:
        return NOTHING_SAID
    aligned, fit = _aligned(frame, quad, known)
    seen = block_matching.rectify_patch(frame, aligned, COLOUR_PX)
    blank = np.full(frame.shape[:2], 255, np.uint8)
    in_view = _in_view(blank, aligned) & (seen.max(axis=2) < _GLARE)
    shared = in_view & (cv2.dilate(known.strength, np.ones((7, 7))) == 0)
    judged = shared if shared.sum() >= _MIN_SHARED * max(int(in_view.sum()), 1) else in_view
    shown = softened(seen.astype(np.float32), _SMOOTHING_PX)
    blur = _blur(shown, known, judged)
    twins = [
        softened(one, float(np.hypot(blur, _SMOOTHING_PX))) for one in (known.first, known.second)
    ]
    if judged is shared:
        mean = (twins[0] + twins[1]) * np.float32(0.5)
        light = _light(mean, shown, judged)
        lit = [_in_light(one, light) for one in twins]
    else:
        lit = [_in_light(one, _light(one, shown, judged)) for one in twins]
    return replace(_told(shown, lit, known.strength, in_view), fit=fit)


def _aligned(
    frame: NDArray[np.uint8], quad: NDArray[np.float32], known: TwinDifference
) -> tuple[NDArray[np.float32], float]:
    """Move the quad until the frame's content lies on what the twins have in common.

    Returns it, and how well it lies there: the correlation of the details that the twins share, −1 to 1. A plain
    picture may be refined away from its place; then the quad stays.
    """
    size = (_ALIGNED_PX, _ALIGNED_PX)
    middle = np.clip((known.first + known.second) / 2, 0, 255).astype(np.uint8)
    small = cv2.resize(middle, size, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    differing = cv2.resize(known.strength, size, interpolation=cv2.INTER_AREA) > 0
    common = differing if differing.mean() > 1 - _MIN_SHARED else ~differing
    frame_grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
    tried = [(_correlation(frame_grey, quad, grey, common), 0, quad)]
    refined = block_matching.refine_quad(frame_grey, quad, grey)
    if refined is not None:
        tried.append((_correlation(frame_grey, refined, grey, common), 1, refined))
    fit, _, best = max(tried, key=lambda one: one[:2])
    return best, fit


def _correlation(
    frame: NDArray[np.uint8],
    quad: NDArray[np.float32],
    grey: NDArray[np.uint8],
    where: NDArray[np.bool_],
) -> float:
    """Correlate the details of the frame in `quad` and of the square `grey`, where `where` is set."""
    shown, known = (
        _details(one)[where] for one in (block_matching.rectify_patch(frame, quad, len(grey)), grey)
    )
    length = float(np.linalg.norm(shown) * np.linalg.norm(known))
    return float(shown @ known) / max(length, 1e-6)


def _details(grey: NDArray[np.uint8]) -> Picture:
    fine = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0)
    return np.asarray(fine - cv2.GaussianBlur(fine, (0, 0), _DETAIL_PX), np.float32)


def _in_view(blank: NDArray[np.uint8], quad: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Returns which pixels of the square at `quad` lie in the frame."""
    square = corners_of(COLOUR_PX, COLOUR_PX) - np.float32(0.5)
    to_square = cv2.getPerspectiveTransform(quad, square)
    seen = cv2.warpPerspective(blank, to_square, (COLOUR_PX, COLOUR_PX), flags=cv2.INTER_NEAREST)
    return np.asarray(seen > 0)


def _blur(shown: Picture, known: TwinDifference, judged: NDArray[np.bool_]) -> float:
    """Returns the blur of _BLURS_PX by which the twins resemble the frame most, where they are judged."""
    where = judged[::2, ::2]
    if where.sum() < 64:
        return 0.0
    target = shown[::2, ::2].mean(axis=2)[where]
    grey = np.asarray((known.first + known.second).mean(axis=2) / 2, np.float32)
    best, least = 0.0, np.inf
    for blur in _BLURS_PX:
        soft = softened(grey, float(np.hypot(blur, _SMOOTHING_PX)))[::2, ::2][where]
        error = 1 - abs(float(np.corrcoef(soft, target)[0, 1]))
        if error < least - 1e-4:
            best, least = blur, error
    return best


def _light(picture: Picture, target: Picture, judged: NDArray[np.bool_]) -> Picture:
    """Fit the light: for each channel a factor that changes evenly over the picture, and an offset.

    Returns 3 × 4. What does not fit, as a hand, loses its weight in each round.
    """
    where = np.zeros(judged.shape, bool)
    where[::_GRID_PX, ::_GRID_PX] = judged[::_GRID_PX, ::_GRID_PX]
    down, across = np.nonzero(where)
    x, y = across / COLOUR_PX - 0.5, down / COLOUR_PX - 0.5
    source, wanted = picture[where].astype(np.float64), target[where].astype(np.float64)
    weight = np.ones(len(x))
    found = np.tile(np.array([1.0, 0, 0, 0]), (3, 1))
    for _ in range(_ROUNDS):
        error = np.zeros(len(x))
        for channel in range(3):
            m = source[:, channel]
            terms = np.stack([m, m * x, m * y, np.full(len(m), 32.0)], axis=1)
            normal = (terms * weight[:, None]).T @ terms
            # A weak prior: an even light without an offset.
            prior = np.diag(np.array([1e-3, 0.02, 0.02, 0.02]) * max(normal[0, 0], 1.0))
            level = float(weight @ (m * wanted[:, channel])) / max(float(weight @ m**2), 1e-6)
            centre = np.array([level, 0, 0, 0])
            right = (terms * weight[:, None]).T @ wanted[:, channel] + prior @ centre
            found[channel] = np.linalg.solve(normal + prior, right)
            error += (terms @ found[channel] - wanted[:, channel]) ** 2
        error = np.sqrt(error / 3)
        scale = max(float(np.median(error)) if len(error) else 0.0, 2.0)
        weight = 1 / (1 + (error / (2 * scale)) ** 2) ** 2
    limited = within_cast(found[:, 0])
    for channel in range(3):
        found[channel, 1:3] *= limited[channel] / max(float(found[channel, 0]), 0.02)
        found[channel, 0] = limited[channel]
        m = source[:, channel]
        even = m * (limited[channel] + found[channel, 1] * x + found[channel, 2] * y)
        lift = float(weight @ (wanted[:, channel] - even)) / max(float(weight.sum()), 1e-6)
        found[channel, 3] = np.clip(lift, -MAX_LIFT, MAX_LIFT) / 32
    return found.astype(np.float32)


def _in_light(picture: Picture, light: Picture) -> Picture:
    step = np.arange(COLOUR_PX, dtype=np.float32) / COLOUR_PX - 0.5
    lit = np.empty_like(picture)
    for channel in range(3):
        level, across, down, offset = light[channel]
        factor = level + across * step[None, :] + down * step[:, None]
        lit[..., channel] = picture[..., channel] * factor + 32 * offset
    return lit


def _told(
    shown: Picture,
    lit: list[Picture],
    strength: Picture,
    in_view: NDArray[np.bool_],
) -> TwinComparison:
    """Compare cell by cell, in the part of the square that has all places."""
    part = _part(strength > 0)
    shown, strength, in_view = shown[part], strength[part], in_view[part]
    lit = [one[part] for one in lit]
    differs = strength > 0
    area = np.maximum(_cells(differs), 1e-6)
    # A difference that the light of this frame takes away, or adds, tells nothing.
    apart = _cells(np.minimum(mean_square(lit[0] - lit[1]), strength**2) * differs)
    distance = np.sqrt(apart / area)
    first, second = (np.sqrt(_least_errors(shown, one, differs) / area) for one in lit)
    visible = _cells(in_view) > _VISIBLE_SHARE * _CELL_PX**2
    is_told = np.minimum(first, second) < _COVERED_SHARE * distance
    said = visible & (apart > 0) & is_told
    used, total = float(apart[said].sum()), float(apart.sum())
    if used <= 0:
        return NOTHING_SAID
    votes = np.clip((second - first) / np.maximum(distance, 1e-3), -1, 1)
    lean = float((apart * votes)[said].sum() / used)
    return TwinComparison(lean, used / total)


def _part(where: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Returns the rows and columns of whole cells around all that is set, with one cell more on each side."""
    slices = []
    for axis in (1, 0):
        found = np.flatnonzero(where.any(axis=axis)) // _CELL_PX
        first, last = max(0, int(found[0]) - 1), min(COLOUR_PX // _CELL_PX, int(found[-1]) + 2)
        slices.append(slice(first * _CELL_PX, last * _CELL_PX))
    return slices[0], slices[1]


def _least_errors(shown: Picture, twin: Picture, differs: NDArray[np.bool_]) -> Cells:
    """Returns the sum of each cell's squared errors where the twins differ, at the shift that suits it best.

    A cell is shifted with its neighbours: alone it would match somewhere by chance.
    """
    reach = _SEARCH_PX
    padded = cv2.copyMakeBorder(shown, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    high, wide = differs.shape
    around, errors = [], []
    for down in range(2 * reach + 1):
        for across in range(2 * reach + 1):
            step = padded[down : down + high, across : across + wide] - twin
            error = mean_square(step)
            around.append(cv2.blur(_cells(error), (3, 3)))
            errors.append(_cells(error * differs))
    best = np.argmin(np.stack(around), axis=0)
    return np.asarray(np.take_along_axis(np.stack(errors), best[None], axis=0)[0], np.float64)


def _cells(picture: NDArray[Any]) -> Cells:
    """Returns the sum of each cell of a picture with one channel, whose sides are whole cells."""
    down, across = picture.shape[0] // _CELL_PX, picture.shape[1] // _CELL_PX
    cells = np.asarray(picture, np.float64).reshape(down, _CELL_PX, across, _CELL_PX)
    return np.asarray(cells.sum(axis=(1, 3)), np.float64)
