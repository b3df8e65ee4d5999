"""Simulates a three-dimensional object: a vase with a picture wrapped around it, seen from any side.

Recognition is measured on it. The geometry is that of a solid: as the vase turns by 30° its middle moves and its edges
disappear, as the check for three-dimensional objects has to bear. A warped flat photograph would not show that.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def vase(picture: Picture, side: float, seed: int = 0, height: int = 640) -> Picture:
    """Draw a vase, seen from `side` (degrees around it), on an even ground.

    `picture` (uint8 BGR) goes once around it; `seed` gives its profile, ground and light. The projection is
    orthographic: a point at angle a around the axis lies at radius · sin a. Returns uint8 BGR, height × height × 3.
    """
    random = np.random.default_rng([seed, 7])
    rows = np.linspace(0, 1, height)
    bulge = random.uniform(0.1, 0.2) * np.sin(
        np.pi * (0.15 + 0.8 * rows) ** random.uniform(0.7, 1.4)
    )
    radius = (0.16 + bulge) * height
    across = np.arange(height) - height / 2
    share = across[None, :] / radius[:, None]
    inside = (np.abs(share) < 1) & (rows[:, None] > 0.08) & (rows[:, None] < 0.94)
    angle = np.arcsin(np.clip(share, -1, 1))
    turn = (angle + np.deg2rad(side)) / (2 * np.pi) % 1.0
    # The picture runs forth and back, so it has no seam.
    forth_and_back = 1 - np.abs(2 * turn - 1)
    column = (forth_and_back * (picture.shape[1] - 1)).astype(np.float32)
    row = np.broadcast_to(rows[:, None] * (picture.shape[0] - 1), column.shape).astype(np.float32)
    glaze = cv2.remap(picture, column, row, cv2.INTER_LINEAR).astype(np.float32)
    lamp = random.uniform(-0.6, 0.6)
    shade = 0.35 + 0.65 * np.clip(np.cos(angle - lamp), 0, 1)
    ground = np.full((height, height, 3), random.uniform(60, 220, 3), np.float32)
    seen = np.where(inside[..., None], glaze * shade[..., None], ground)
    return np.clip(seen, 0, 255).astype(np.uint8)
