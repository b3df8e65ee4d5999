"""Grain: a veil of noise over a picture, as earth, plaster, paper or an uneven dye has it.

Note: a grain is not SVG. As a filter in the document it took more than
half of the time that drawing the museum takes: to compute, and again to compress, since noise compresses
slowly. It is laid on the pixels instead, after the shapes under it are rendered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Grain:
    """A veil of one colour, of varying density.

    `frequency` is cells of noise a unit of the drawing, one number or (across, down): (0.02, 0.6)
    makes level streaks. `strength` is the opacity of the veil's densest spots, 0 to 1. Each octave
    adds cells of half the size and half the weight. The same `seed` gives the same veil.
    """

    colour: str
    frequency: float | tuple[float, float] = 0.6
    strength: float = 0.25
    octaves: int = 2
    seed: int = 1

    def opacity(self, width: int, height: int, scale: float) -> Floats:
        """Returns how much of the colour each pixel takes, 0 to `strength`: shape (height, width).

        `scale` is pixels a unit. Value noise: random numbers on a lattice, a smooth surface through
        them, and octaves of it added, as K. Perlin's turbulence adds them ("An Image Synthesizer",
        SIGGRAPH 1985, https://doi.org/10.1145/325334.325247).
        """
        rng = np.random.default_rng(self.seed)
        across, down = (
            self.frequency if isinstance(self.frequency, tuple) else (self.frequency,) * 2
        )
        total = np.zeros((height, width), np.float32)
        for octave in range(self.octaves):
            cells = (2**octave * across / scale, 2**octave * down / scale)  # a pixel
            total += _surface(rng, width, height, *cells) / 2**octave
        # The middle of the noise takes half of the strength; few spots take none or all of it.
        middle, spread = cv2.meanStdDev(total)
        steep = 0.42 * self.strength / float(spread[0, 0])
        shift = 0.5 * self.strength - steep * float(middle[0, 0])
        opacity: Floats = np.clip(total * np.float32(steep) + np.float32(shift), 0, self.strength)
        return opacity


def _surface(
    rng: np.random.Generator, width: int, height: int, across: float, down: float
) -> Floats:
    """Returns a smooth surface through random numbers, `across` × `down` of them a pixel, at most one."""
    across, down = min(across, 1.0), min(down, 1.0)
    columns, rows = math.ceil(width * across) + 1, math.ceil(height * down) + 1
    lattice = rng.random((rows, columns), np.float32)
    size = (max(width, round(columns / across)), max(height, round(rows / down)))
    surface = cv2.resize(lattice, size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(surface[:height, :width], dtype=np.float32)
