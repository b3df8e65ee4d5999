"""Tells from one picture how much a lens bends it, by edges that are straight in a room: tiles, doors, skirting.

A wide lens shows them as bows. For each of some bends the edges are straightened; at the lens's own bend most of their
length lies on straight lines. (A point at a share r of the way to a corner is moved outwards by 1 + bend · r².)

Note: a picture without long edges tells nothing, and neither do edges through the middle: they stay straight.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.camera import Image

Points = NDArray[np.float64]

LONG_SIDE_PX = 320  # of the reduced picture that is judged
BENDS = np.arange(0.0, 1.01, 0.05)
# Shortest edge that is judged, as a share of the long side: a shorter one bows by less than a pixel.
MIN_EDGE_SHARE = 0.22
STRAIGHT_PX = 0.7  # standard deviation of an edge from its line, at which it counts for a third
# Of the long side: length of edges that a judgement needs, and how many times as much of it must be straight with the
# bend as without.
MIN_LENGTH_SHARE, MIN_GAIN = 1.0, 1.15
CORNER_PX = 9  # along an edge, over which its direction is measured
MAX_TURN_DEGREES = 25.0  # between two such pieces: a corner of a tile parts two edges


def bend_of(image: Image) -> float | None:
    """Return the bend of `image` (uint8 BGR): 0 for a straight lens. Returns None where no edges tell it."""
    height, width = image.shape[:2]
    scale = LONG_SIDE_PX / max(height, width)
    size = round(width * scale), round(height * scale)
    grey = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    edges = _edges(np.asarray(grey, np.uint8))
    length = sum(len(edge) for edge in edges)
    if length < MIN_LENGTH_SHARE * LONG_SIDE_PX:
        return None
    middle, corner = np.array(size) / 2, math.hypot(*size) / 2
    centred = [(edge - middle) / corner for edge in edges]
    straight = np.array([_straight(centred, float(bend), corner) for bend in BENDS])
    best = int(straight.argmax())
    if straight[best] < MIN_GAIN * straight[0]:
        return 0.0
    return float(BENDS[best])


def _edges(grey: NDArray[np.uint8]) -> list[Points]:
    """Return the long edges without corners in `grey`, each n × 2: x, y."""
    blurred = cv2.GaussianBlur(grey, (0, 0), 1.2)
    strength = np.hypot(cv2.Sobel(blurred, cv2.CV_32F, 1, 0), cv2.Sobel(blurred, cv2.CV_32F, 0, 1))
    high = max(20.0, float(np.percentile(strength, 92)))
    found = cv2.Canny(np.asarray(blurred, np.uint8), 0.4 * high, high)
    chains, _ = cv2.findContours(found, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    least = MIN_EDGE_SHARE * LONG_SIDE_PX
    pieces = [piece for chain in chains for piece in _pieces(chain[:, 0].astype(np.float64))]
    return [piece for piece in pieces if math.dist(piece[0], piece[-1]) >= least]


def _pieces(chain: Points) -> list[Points]:
    """Part a chain of pixels where it turns sharply."""
    if len(chain) <= 2 * CORNER_PX:
        return []
    steps = chain[CORNER_PX:] - chain[:-CORNER_PX]
    ways = np.arctan2(steps[:, 1], steps[:, 0])
    turns = np.abs((ways[CORNER_PX:] - ways[:-CORNER_PX] + np.pi) % (2 * np.pi) - np.pi)
    sharp = np.concatenate(
        [
            np.zeros(CORNER_PX, bool),
            turns > math.radians(MAX_TURN_DEGREES),
            np.zeros(CORNER_PX, bool),
        ]
    )
    ends = np.flatnonzero(np.diff(np.concatenate([[True], sharp, [True]]).astype(int)))
    return [chain[begin:end] for begin, end in zip(ends[::2], ends[1::2], strict=False)]


def _straight(edges: list[Points], bend: float, corner: float) -> float:
    """Return the length of `edges` (shares of the way to a corner) that is straight once `bend` is taken out."""
    total = 0.0
    for edge in edges:
        factor = 1 + bend * (edge**2).sum(axis=1, keepdims=True)
        moved = edge * factor * corner / float(factor.mean())
        away = moved - moved.mean(axis=0)
        least = float(np.linalg.eigvalsh(away.T @ away / len(away))[0])
        total += len(edge) * math.exp(-max(least, 0.0) / STRAIGHT_PX**2)
    return total
