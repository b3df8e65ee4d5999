"""Where a picture has distinct spots and how large each is: extrema of its differences of Gaussian blurs.

Lowe, 2004, sections 3 and 4. OpenCV's SIFT doubles the picture first, and the blurs of the doubled picture take most
of its time; here the finest blur is as fine as there, on the picture's own grid. A newcomer would call OpenCV's: it
names no more works and takes two to five times as long (docs/decisions/0003).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FINEST = 0.8  # pixels: standard deviation of the first blur
STEP = 2 ** (1 / 3)  # from each blur to the next
CAMERA = 0.5  # pixels: the blur that a sharp photograph has already; Lowe, sec. 3.3
FAINTEST = 0.01 / 3 * 255  # least difference between blurs at a spot: a quarter of OpenCV's default
# Principal curvatures may differ by this factor, else it is a point on an edge; Lowe, sec. 4.1.
_EDGE = 10.0
# Blurs of an octave in which spots are sought: the first octave stands for two.
_FIRST_LEVELS, _LEVELS = 6, 3
_RIM = 5  # pixels at the edge of each blur in which no spot is taken
_SMALLEST = 16  # pixels, shorter side of the last octave
_FURTHEST = 1.0  # samples between an extremum and the sample nearest to it, each way
_SQUARE = np.ones((3, 3), np.uint8)

Blurs = NDArray[np.float32]


@dataclass(frozen=True)
class Octave:
    """`blurs` n × height × width, `finest` the standard deviation of the first in pixels of its own grid, `step`
    how many pixels of the picture one of its pixels spans.
    """

    blurs: Blurs
    finest: float
    step: int

    def size_at(self, level: NDArray[np.float32]) -> NDArray[np.float32]:
        """Standard deviation, in pixels of this grid, of the blur `level`, which may lie between two."""
        return np.asarray(self.finest * np.exp2(level / np.float32(3)), np.float32)


@dataclass(frozen=True)
class Spots:
    """Spots of one octave: `at` n × 3 (level, y, x) between the samples, `response` n, the stronger the larger."""

    octave: Octave
    at: NDArray[np.float32]
    response: NDArray[np.float32]

    @property
    def places(self) -> NDArray[np.float32]:
        """Where they are in the picture: n × 2 (x, y), pixels."""
        return self.at[:, 2:0:-1] * np.float32(self.octave.step)


def find(grey: NDArray[np.uint8]) -> list[Spots]:
    """The spots of an 8-bit grey picture (height × width), octave by octave, the finest first."""
    base = _blur(grey.astype(np.float32), FINEST, CAMERA)
    finest, levels, step, found = FINEST, _FIRST_LEVELS, 1, []
    while min(base.shape) >= _SMALLEST:
        octave = Octave(_blurred(base, finest, levels), finest, step)
        found.append(_extrema(octave))
        base = octave.blurs[levels][::2, ::2]
        finest, levels, step = finest * STEP**levels / 2, _LEVELS, step * 2
    return found


def _blur(
    image: Blurs | NDArray[np.float32], wanted: float, there: float, into: Blurs | None = None
) -> Blurs:
    """From a standard deviation of `there` pixels to one of `wanted`."""
    more = float(np.sqrt(wanted**2 - there**2))
    side = 2 * int(np.ceil(3 * more)) + 1
    return np.asarray(cv2.GaussianBlur(image, (side, side), more, dst=into), np.float32)


def _blurred(base: Blurs, finest: float, levels: int) -> Blurs:
    blurs = np.empty((levels + 3, *base.shape), np.float32)
    blurs[0] = base
    for n in range(1, len(blurs)):
        there = finest * STEP ** (n - 1)
        _blur(blurs[n - 1], there * STEP, there, blurs[n])
    return blurs


def _extrema(octave: Octave) -> Spots:
    """Samples of the differences that are above, or below, all 26 about them, and what `_between` makes of them."""
    differences = octave.blurs[1:] - octave.blurs[:-1]
    _, height, width = differences.shape
    inner = np.zeros((height, width), bool)
    inner[_RIM : height - _RIM, _RIM : width - _RIM] = True
    samples = []
    for n in range(1, len(differences) - 1):
        before, one, after = differences[n - 1 : n + 2]
        highest = cv2.dilate(cv2.max(cv2.max(before, one), after), _SQUARE)
        lowest = cv2.erode(cv2.min(cv2.min(before, one), after), _SQUARE)
        top = (one >= highest) | (one <= lowest)
        # A spot is often half as strong at the sample as between the samples.
        top &= inner & (np.abs(one) > np.float32(FAINTEST / 2))
        y, x = np.divmod(np.flatnonzero(top), width)
        samples.append(np.stack([np.full(len(y), n), y, x], axis=1))
    return Spots(octave, *_between(differences, np.concatenate(samples)))


def _between(
    differences: Blurs, samples: NDArray[np.intp]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The top of the quadratic through each sample (n × 3) and its 26 neighbours, and its height; without those
    that are faint, far from the sample, or on an edge. Brown and Lowe, 2002.
    """
    _, height, width = differences.shape
    rows = np.array([height * width, width, 1])
    near = (np.indices((3, 3, 3)).reshape(3, -1).T - 1) @ rows
    cells = (samples @ rows)[:, None] + near
    cube = differences.ravel().take(cells).reshape(-1, 3, 3, 3)
    middle = cube[:, 1, 1, 1]
    # First and second derivatives by level (l), row (y) and column (x).
    l, y, x = (  # noqa: E741
        (cube[:, 2, 1, 1] - cube[:, 0, 1, 1]) / 2,
        (cube[:, 1, 2, 1] - cube[:, 1, 0, 1]) / 2,
        (cube[:, 1, 1, 2] - cube[:, 1, 1, 0]) / 2,
    )
    ll = cube[:, 2, 1, 1] + cube[:, 0, 1, 1] - 2 * middle
    yy = cube[:, 1, 2, 1] + cube[:, 1, 0, 1] - 2 * middle
    xx = cube[:, 1, 1, 2] + cube[:, 1, 1, 0] - 2 * middle
    ly = (cube[:, 2, 2, 1] - cube[:, 2, 0, 1] - cube[:, 0, 2, 1] + cube[:, 0, 0, 1]) / 4
    lx = (cube[:, 2, 1, 2] - cube[:, 2, 1, 0] - cube[:, 0, 1, 2] + cube[:, 0, 1, 0]) / 4
    yx = (cube[:, 1, 2, 2] - cube[:, 1, 2, 0] - cube[:, 1, 0, 2] + cube[:, 1, 0, 0]) / 4
    # The inverse by cofactors: thousands of 3 × 3 systems at once.
    a, b, c = yy * xx - yx * yx, lx * yx - ly * xx, ly * yx - lx * yy
    d, e, f = ll * xx - lx * lx, lx * ly - ll * yx, ll * yy - ly * ly
    whole = ll * a + ly * b + lx * c
    whole[np.abs(whole) < 1e-9] = 1e-9
    shift = -np.stack([a * l + b * y + c * x, b * l + d * y + e * x, c * l + e * y + f * x], axis=1)
    shift /= whole[:, None]
    strength = np.abs(middle + (l * shift[:, 0] + y * shift[:, 1] + x * shift[:, 2]) / 2)
    trace, curved = xx + yy, xx * yy - yx * yx
    kept = (
        (np.abs(shift).max(axis=1, initial=0.0) < _FURTHEST)
        & (curved > 0)
        & (trace * trace * _EDGE < (_EDGE + 1) ** 2 * curved)
        & (strength > FAINTEST)
    )
    return (samples[kept] + shift[kept]).astype(np.float32), strength[kept].astype(np.float32)
