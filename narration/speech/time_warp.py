"""Lays one row of frames over another by dynamic time warping, within a band around the diagonal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A step along both rows costs this times the distance, a step along one of them the distance itself. With 1.0 a path
# takes such steps where it can, and the long last vowel before a pause takes the next word's first sounds. Tuned on
# tests/narration/marked_speech, parts `first` and `open`: 1.1 and 1.4 do about as well, 2.0 worse than 1.0.
_DIAGONAL = 1.25
_ALONG, _DOWN, _BOTH = 0, 1, 2  # where a path came from: the column before, the row before, or both


@dataclass(frozen=True)
class Warp:
    """The cheapest path. `last`: of each frame of the first, the last frame of the second that is laid on it.

    The last and not the middle one: a pause that the first does not make is laid on the frame before a word.
    `cost`: what the path costs, a frame of both.
    """

    last: NDArray[np.int_]
    cost: float


def warp(here: NDArray[np.float32], there: NDArray[np.float32], reach: int) -> Warp:
    """Find the cheapest path between frames of features, shapes (rows, n) and (columns, n).

    `reach`: how many columns the path may be away from the diagonal.
    """
    rows, columns = len(here), len(there)
    middle = np.arange(rows) * ((columns - 1) / max(rows - 1, 1))
    first = np.maximum(middle - reach, 0).astype(int)
    last = np.minimum(middle + reach + 1, columns).astype(int)
    squares = (there**2).sum(axis=1)
    came = np.zeros((rows, int((last - first).max())), np.uint8)
    total = np.zeros(0)  # of the cheapest path to each place of the row
    for row in range(rows):
        part = there[first[row] : last[row]]
        apart = squares[first[row] : last[row]] + (here[row] ** 2).sum() - 2 * (part @ here[row])
        cost = np.sqrt(np.maximum(apart, 0)).astype(np.float64)
        summed = np.cumsum(cost)
        if row == 0:
            total = summed
            continue
        down, both = _entered(total, int(first[row] - first[row - 1]), cost)
        entered = np.minimum(down, both)
        # Moving along a row adds each place's cost: with their running sum it is a running minimum.
        cheapest = np.minimum.accumulate(entered - summed)
        came[row, : len(cost)] = np.where(both <= down, _BOTH, _DOWN)
        came[row, 1 : len(cost)][cheapest[:-1] < (entered - summed)[1:]] = _ALONG
        total = cheapest + summed
    return Warp(_back(came, first, columns), float(total[-1]) / (rows + columns))


def _entered(
    total: NDArray[np.float64], moved: int, cost: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what the path to each place costs that comes from the row before: straight down, or along both.

    `total`: of the row before, whose first column is `moved` before this row's.
    """
    before = np.full(len(cost) + 1, np.inf)
    known = total[max(moved - 1, 0) :][: len(cost) + (moved > 0)]
    before[int(moved == 0) :][: len(known)] = known
    return before[1:] + cost, before[:-1] + _DIAGONAL * cost


def _back(came: NDArray[np.uint8], first: NDArray[np.int_], columns: int) -> NDArray[np.int_]:
    """Go back along the cheapest path. Returns the last column that it takes in each row."""
    row, column = len(came) - 1, columns - 1
    last = np.full(len(came), -1)
    while row > 0:
        last[row] = max(last[row], column)
        step = came[row, column - first[row]]
        row -= int(step != _ALONG)
        column -= int(step != _DOWN)
    last[0] = max(last[0], column)
    return last
