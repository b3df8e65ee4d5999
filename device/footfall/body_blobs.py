"""Divides the foreground of a camera that looks straight down into people.

A connected part is one person or several who touch. How many is told by its area and by the people who were there
just before; where each of them is, by k-means on its pixels, begun at their expected places.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from device.footfall.body_size import BodySize

Mask = NDArray[np.uint8]
Points = NDArray[np.float64]
Spread = tuple[float, float, float]

MIN_AREA_SHARE = 0.16  # of a person's area, from which a part may be someone
CLOSED_SHARE = 0.16  # of a person's width: gaps within one body that are closed
MAX_BODIES = 12  # in one part
NEW_SHARE = 0.78  # of a person's area by which a part must be too large, for one more
GONE_SHARE = 0.6  # by which it must be too small, for one less
NEAR_WIDTHS = 0.6  # from a part's pixels within which an expected person is in it
STEPS = 6  # of k-means
PIXEL_VARIANCE = 1 / 12  # within one pixel
SAMPLED = 500  # pixels of a part that k-means goes by


@dataclass(frozen=True, slots=True, eq=False)
class BodyBlob:
    """One person's part of the foreground: reduced pixels.

    `box`: left, top, width, height. `spread`: variances in x, xy and y. `cut`: the picture's edge cuts its part.
    `part`: the number of its connected part, of which area, middle and spread follow.
    """

    x: float
    y: float
    area: float
    box: tuple[float, float, float, float]
    spread: Spread
    cut: bool
    part: int
    part_area: float
    part_middle: tuple[float, float]
    part_spread: Spread

    def part_length(self, vx: float, vy: float) -> float:
        """Return how long the part is along the way vx, vy, in widths across it; 1 without a way."""
        along, across = _variances(self.part_spread, vx, vy)
        return math.sqrt(along / across) if across > 0 else 1.0

    def length(self, vx: float, vy: float) -> float:
        """Return how long this person's part is along the way vx, vy: standard deviation, pixels."""
        along, _ = _variances(self.spread, vx, vy)
        return math.sqrt(along / (vx * vx + vy * vy)) if along > 0 else 0.0


def body_blobs(mask: Mask, size: BodySize, expected: Points) -> tuple[list[BodyBlob], Mask]:
    """Return the people in `mask` (1 where the floor is covered), and the mask of their parts alone.

    `expected`: n × 2, where people who were seen just before should be now.
    """
    width = max(3, round(CLOSED_SHARE * size.width) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(closed, connectivity=8)
    blobs: list[BodyBlob] = []
    taken = np.zeros(count, np.uint8)
    for part in range(1, count):
        x, y = centres[part]
        if stats[part, cv2.CC_STAT_AREA] < MIN_AREA_SHARE * size.area(x, y):
            continue
        taken[part] = 1
        blobs += _divided(part, np.asarray(labels, np.int32), stats[part], size, expected)
    return blobs, taken[labels]


def _divided(
    part: int, labels: NDArray[np.int32], stats: NDArray[np.int32], size: BodySize, expected: Points
) -> list[BodyBlob]:
    """Return the people in one connected part."""
    left, top, width, height, area = (int(value) for value in stats)
    inside = labels[top : top + height, left : left + width] == part
    rows, columns = np.nonzero(inside)
    points = np.stack([columns + left, rows + top], axis=1).astype(np.float64)
    cut = (
        left <= 0 or top <= 0 or left + width >= labels.shape[1] or top + height >= labels.shape[0]
    )
    here = _inside(points, expected, NEAR_WIDTHS * size.width)
    number = _number(area, size.area(*points.mean(axis=0)), len(here), size.is_known)
    shape = cut, part, float(area), *_shape(points)
    if number == 1:
        return [_blob(points, *shape)]
    nearest = _clusters(points, here, number)
    parts = [points[nearest == one] for one in range(number)]
    return [_blob(one, *shape) for one in parts if len(one)]


def _number(area: float, one: float, expected: int, known: bool) -> int:
    """Return how many people a part of `area` holds, where one covers `one` and `expected` were there before."""
    if not known:
        return 1
    share = area / one
    if expected == 0:
        return min(max(1, int(share + 1 - NEW_SHARE)), MAX_BODIES)
    if share > expected + NEW_SHARE:
        return min(int(share + 1 - NEW_SHARE), MAX_BODIES)
    if share < expected - GONE_SHARE:
        return max(1, round(share))
    return expected


def _inside(points: Points, expected: Points, near: float) -> Points:
    """Return those of `expected` who are on, or near, the part's pixels."""
    if not len(expected):
        return expected
    sampled = points[:: max(1, len(points) // SAMPLED)]
    apart = np.hypot(*(expected[:, None] - sampled[None]).transpose(2, 0, 1)).min(axis=1)
    return np.asarray(expected[apart <= near], np.float64)


def _clusters(points: Points, expected: Points, number: int) -> NDArray[np.intp]:
    """Return for each point which of `number` people it belongs to, by k-means."""
    sampled = points[:: max(1, len(points) // SAMPLED)]
    middles = _starts(sampled, expected, number)
    for _ in range(STEPS):
        nearest = _nearest(sampled, middles)
        for one in range(number):
            if (nearest == one).any():
                middles[one] = sampled[nearest == one].mean(axis=0)
    return _nearest(points, middles)


def _starts(points: Points, expected: Points, number: int) -> Points:
    """Return where k-means begins: the expected places; without them, along the part's length."""
    if len(expected) == 0:
        away = points - points.mean(axis=0)
        _, vectors = np.linalg.eigh(away.T @ away)
        along = away @ vectors[:, 1]
        order = np.argsort(along, kind="stable")
        shares = (np.arange(number) + 0.5) / number
        return np.asarray(points[order[(shares * len(order)).astype(int)]], np.float64)
    middles = list(expected[:number])
    while len(middles) < number:
        apart = np.hypot(*(points[:, None] - np.array(middles)[None]).transpose(2, 0, 1))
        middles.append(points[int(apart.min(axis=1).argmax())])
    return np.array(middles, np.float64)


def _nearest(points: Points, middles: Points) -> NDArray[np.intp]:
    apart = points[:, None] - middles[None]
    return np.asarray((apart * apart).sum(axis=2).argmin(axis=1), np.intp)


def _variances(spread: Spread, vx: float, vy: float) -> tuple[float, float]:
    """Return the variances along the way vx, vy and across it, times its length squared."""
    in_x, both, in_y = spread
    along = in_x * vx * vx + 2 * both * vx * vy + in_y * vy * vy
    across = in_x * vy * vy - 2 * both * vx * vy + in_y * vx * vx
    return along, across


def _shape(points: Points) -> tuple[tuple[float, float], Spread]:
    """Return the middle of `points`, and their variances in x, xy and y."""
    middle = points.mean(axis=0)
    away = points - middle
    spread = away.T @ away / len(points) + PIXEL_VARIANCE * np.eye(2)
    return (
        (float(middle[0]), float(middle[1])),
        (float(spread[0, 0]), float(spread[0, 1]), float(spread[1, 1])),
    )


def _blob(
    points: Points,
    cut: bool,
    part: int,
    part_area: float,
    part_middle: tuple[float, float],
    part_spread: Spread,
) -> BodyBlob:
    (x, y), spread = _shape(points)
    low, high = points.min(axis=0), points.max(axis=0) + 1
    return BodyBlob(
        x + 0.5,
        y + 0.5,
        float(len(points)),
        (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])),
        spread,
        cut,
        part,
        part_area,
        part_middle,
        part_spread,
    )


def places_of(blobs: Sequence[BodyBlob]) -> NDArray[np.float64]:
    """Return the places of `blobs`, n × 2."""
    return np.array([(one.x, one.y) for one in blobs], np.float64).reshape(-1, 2)
