"""Simulates shiny works (gold leaf, foil, varnish): light mirrors in patches that move with the view.

The museum's own photograph has its patches elsewhere and in another colour than the visitor's.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from zaalgids.simulation.gallery_case import (
    Case,
    CaseQuery,
    CaseReference,
    Picture,
    PictureSupply,
    to_picture,
)
from zaalgids.simulation.simulated_gallery import photograph

Random = np.random.Generator
_STRANGERS = 0.25


def shiny(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields works with a mirroring surface and `each` photographs of them, lit otherwise than their references."""
    random = supply.random
    for number in range(each):
        name, picture = supply.next()
        foil = number % 2 == 0
        surface = int(random.integers(1 << 30))
        known = random.random() >= _STRANGERS
        if known:
            reference = mirrored(picture, foil, surface, supply)
            yield CaseReference(name, supply.museum_picture(reference))
        seen = mirrored(picture, foil, surface, supply)
        photo = photograph(seen, supply.conditions, random, faults=())
        what = "shiny: foil" if foil else "shiny: varnish"
        yield CaseQuery(
            (name,) if known else (), photo.image, what if known else f"stranger, {what}"
        )


def mirrored(picture: Picture, foil: bool, surface: int, supply: PictureSupply) -> Picture:
    """Returns the picture with reflections as one view sees them; the relief stays that of `surface`, the light moves.

    Foil: the relief of crumpled leaf mirrors everywhere, with a colour cast. Varnish: a few soft patches and a veil.
    """
    random, settings = supply.random, supply.settings
    high, wide = picture.shape[:2]
    fixed = np.random.default_rng([surface, 29])
    relief = np.zeros((high, wide), np.float32)
    for cells in (4, 9, 20, 44) if foil else (3, 6):
        layer = (fixed.normal(0, 1, (cells, cells)) / cells**1.25).astype(np.float32)
        relief += np.asarray(
            cv2.resize(layer, (wide, high), interpolation=cv2.INTER_CUBIC), np.float32
        )
    slope = np.stack(np.gradient(relief)[::-1], -1)
    slope /= float(slope.std()) + 1e-9
    light = np.zeros((high, wide), np.float32)
    down, across = np.mgrid[:high, :wide].astype(np.float32)
    count = int(random.integers(int(settings.patches[0]), int(settings.patches[1]) + 1))
    for _ in range(count if foil else max(1, count // 2)):
        aim = random.normal(0, 1.3, 2).astype(np.float32)
        across_shift = (across / wide - random.uniform(0, 1)) * random.uniform(0.6, 2.0)
        down_shift = (down / high - random.uniform(0, 1)) * random.uniform(0.6, 2.0)
        off = (slope[..., 0] * 0.8 + across_shift * 2 - 0.3 * aim[0]) ** 2
        off += (slope[..., 1] * 0.8 + down_shift * 2 - 0.3 * aim[1]) ** 2
        light = np.maximum(light, np.exp(-off / (0.12 if foil else 0.3)))
    strength = float(random.uniform(*settings.shine)) * (1.0 if foil else 0.8)
    cast = random.uniform(0.75, 1.25, 3) if foil else random.uniform(0.92, 1.08, 3)
    tint = np.clip(np.array([0.75, 0.92, 1.0]) * random.uniform(0.85, 1.15, 3), 0, 1.1)
    body = picture.astype(np.float32) * (
        random.uniform(0.5, 0.9) if foil else random.uniform(0.75, 1)
    )
    if foil:  # leaf is darker where it mirrors the dark room, which depends on the view, too
        turn = random.uniform(0, 2 * np.pi)
        lean = slope[..., 0] * np.cos(turn) + slope[..., 1] * np.sin(turn)
        body *= np.clip(1 + 0.28 * lean, 0.3, 1.8)[..., None]
    seen = body * cast + (light * 235 * strength)[..., None] * tint
    return to_picture(seen)
