"""What surrounds a spot, as 128 numbers that survive another angle, distance and light: RootSIFT.

Lowe, 2004, sections 5 and 6, on samples that lie as far apart as the spot is large: each spot costs the same, and all
of an octave's are taken in one call. A newcomer would sample every pixel about a large spot: thousands, where 144 do.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scale_space import Octave

LENGTH = 128
_CELLS, _BINS = 4, 8  # cells each way, directions in each
_SAMPLES = 12  # of the square each way
# In sizes of the spot: a cell is three wide, and holds three samples each way (Lowe's has four).
_APART = 1.0
_TURN_SAMPLES, _TURN_BINS = 9, 36  # for the direction of a spot; Lowe, sec. 5
_TURN_WIDTH = 1.5  # sizes of the spot: the weight's standard deviation
_NEARLY = 0.8  # a direction this strong beside the strongest makes a second spot; Lowe, sec. 5
_MOST = 0.2  # of the vector's length in one number, against glare; Lowe, sec. 6.1
# A RootSIFT vector has unit length and no negative parts; times 512 its parts fit 8 bits but for rare peaks.
_SCALE = 512.0

Values = NDArray[np.float32]


def describe(octave: Octave, at: Values) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """The descriptors of spots at n × 3 (level, y, x) of an octave: the row of the spot, and m × 128, each.

    A spot that has two directions comes twice.
    """
    rows, angles = np.zeros(0, np.intp), np.zeros(0, np.float32)
    if len(at):  # OpenCV takes no empty map
        upright = _sampled(octave, at, np.zeros(len(at), np.float32), _TURN_SAMPLES + 1)
        rows, angles = _directions(upright)
    if not len(rows):
        return rows, np.zeros((0, LENGTH), np.uint8)
    return rows, _root(_histograms(_sampled(octave, at[rows], angles, _SAMPLES + 1)))


def _sampled(octave: Octave, at: Values, angles: Values, side: int) -> Values:
    """Squares of side × side samples about the spots, each turned by its angle (radians): n × side × side."""
    _, height, width = octave.blurs.shape
    size = octave.size_at(at[:, 0])
    steps = (np.arange(side, dtype=np.float32) - (side - 1) / 2) * _APART
    right, down = (part.ravel() for part in np.meshgrid(steps, steps))
    cos, sin = (np.cos(angles) * size)[:, None], (np.sin(angles) * size)[:, None]
    x = at[:, 2:3] + cos * right - sin * down
    y = at[:, 1:2] + sin * right + cos * down
    level = np.clip(np.rint(at[:, :1]), 0, len(octave.blurs) - 1)
    # All blurs lie under one another in one tall picture; what is beyond the edge of one must not reach the next.
    y = np.clip(y, 0, height - 1) + level * height
    tall = octave.blurs.reshape(-1, width)
    samples = cv2.remap(
        tall,
        x.astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(samples, np.float32).reshape(-1, side, side)


def _gradients(squares: Values) -> tuple[Values, Values]:
    """Length and angle (radians, 0 to 2π) between the samples: n × (side − 1)², row by row."""
    falling = squares[:, 1:, 1:] - squares[:, :-1, :-1]
    rising = squares[:, :-1, 1:] - squares[:, 1:, :-1]
    length, angle = cv2.cartToPolar(
        (falling + rising).reshape(len(squares), -1), (falling - rising).reshape(len(squares), -1)
    )
    return np.asarray(length, np.float32), np.asarray(angle, np.float32)


def _directions(squares: Values) -> tuple[NDArray[np.intp], Values]:
    """Row of the square and the angle (radians) along which its gradients point; one or more a square."""
    length, angle = _gradients(squares)
    length *= _weights(_TURN_SAMPLES, _TURN_WIDTH / _APART)
    bins = (angle * (_TURN_BINS / (2 * np.pi)) + 0.5).astype(np.int32) % _TURN_BINS
    bins += np.arange(len(squares), dtype=np.int32)[:, None] * _TURN_BINS
    counts = np.bincount(bins.ravel(), length.ravel(), len(squares) * _TURN_BINS)
    raw = counts.astype(np.float64).reshape(-1, _TURN_BINS)

    def turned(histogram: NDArray[np.float64], by: int) -> NDArray[np.float64]:
        return np.roll(histogram, by, axis=1)

    soft = (
        6 * raw + 4 * (turned(raw, 1) + turned(raw, -1)) + turned(raw, 2) + turned(raw, -2)
    ) / 16
    before, after = turned(soft, 1), turned(soft, -1)
    strong = soft >= _NEARLY * soft.max(axis=1, keepdims=True, initial=0.0)
    rows, peaks = np.nonzero((soft > before) & (soft > after) & strong)
    left, top, right = before[rows, peaks], soft[rows, peaks], after[rows, peaks]
    between = (left - right) / (2 * (left - 2 * top + right))  # the top of the parabola
    return rows, ((peaks + between) * (2 * np.pi / _TURN_BINS)).astype(np.float32)


def _histograms(squares: Values) -> Values:
    """Gradients by cell and direction, shared linearly between neighbouring cells and directions: n × 128."""
    length, angle = _gradients(squares)
    length *= _weights(_SAMPLES, _SAMPLES / 2)
    angle *= _BINS / (2 * np.pi)
    lower = angle.astype(np.int32)
    upper_share = length * (angle - lower)
    bins = np.zeros(length.size * _BINS, np.float32)
    first = np.arange(0, bins.size, _BINS)
    bins[first + lower.ravel() % _BINS] = (length - upper_share).ravel()
    bins[first + (lower.ravel() + 1) % _BINS] = upper_share.ravel()
    by_sample = bins.reshape(len(squares), -1, _BINS)
    return np.asarray(np.matmul(_SHARES.T, by_sample), np.float32).reshape(-1, LENGTH)


def _root(histograms: Values) -> NDArray[np.uint8]:
    """Arandjelović and Zisserman, 2012: the square root of the vector with parts that add up to one."""
    whole = np.linalg.norm(histograms, axis=1, keepdims=True)
    parts = np.minimum(histograms / np.maximum(whole, 1e-6), _MOST)
    shares = parts / np.maximum(parts.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.clip(np.sqrt(shares) * _SCALE + 0.5, 0, 255), np.uint8)


def _weights(side: int, width: float) -> Values:
    """A Gaussian of `width` samples about the middle of side × side, row by row."""
    away = np.arange(side) - (side - 1) / 2
    fall = np.exp(-(away**2) / (2 * width**2))
    return np.outer(fall, fall).ravel().astype(np.float32)


def _shares() -> Values:
    """What each of 12 × 12 samples gives to each of 4 × 4 cells: 144 × 16."""
    place = (np.arange(_SAMPLES) + 0.5) * _CELLS / _SAMPLES - 0.5
    one = np.maximum(0, 1 - np.abs(place[:, None] - np.arange(_CELLS)))
    return np.kron(one, one).astype(np.float32)


_SHARES = _shares()
