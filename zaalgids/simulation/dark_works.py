"""Simulates dark works in dark rooms: a nearly black canvas with one small bright thing, and a noisy sensor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from zaalgids.simulation.gallery_case import (
    Case,
    CaseQuery,
    CaseReference,
    Picture,
    PictureSupply,
    blob,
    to_picture,
)
from zaalgids.simulation.simulated_gallery import photograph, resized
from zaalgids.simulation.simulated_twins import with_thing

_STRANGERS = 0.25


def dark(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields nearly black works, ordinary works in dark rooms, and `each` photographs of them."""
    random, settings = supply.random, supply.settings
    for number in range(each):
        name, picture = supply.next()
        black = number % 3 != 2
        image = nearly_black(picture, supply) if black else picture
        known = random.random() >= _STRANGERS
        if known:
            yield CaseReference(name, supply.museum_picture(image))
        gain = float(random.uniform(*settings.gain))
        exposure = random.uniform(0.7, 1.25) if black else random.uniform(0.12, 0.4)
        room = replace(
            supply.conditions, noise=(gain, gain), exposure=(exposure, exposure), focus=(0.5, 1.8)
        )
        photo = photograph(image, room, random, faults=())
        what = "dark canvas" if black else "dark room"
        yield CaseQuery(
            (name,) if known else (), photo.image, what if known else f"stranger, {what}"
        )


def nearly_black(picture: Picture, supply: PictureSupply) -> Picture:
    """Paint a nearly black canvas: the picture barely seen, and one small bright thing."""
    random, settings = supply.random, supply.settings
    scale = 800 / max(picture.shape[:2])
    image = resized(picture, scale) if scale < 1 else picture
    mean = float(random.uniform(*settings.canvas))
    ground = cv2.GaussianBlur(image, (0, 0), random.uniform(0.8, 4)).astype(np.float32)
    ground *= mean / max(float(ground.mean()), 1.0)
    ground += random.uniform(1, 5, 3).astype(np.float32)
    high, wide = image.shape[:2]
    radius = 0.5 * random.uniform(*settings.spark) * min(high, wide)
    middle = (
        float(random.uniform(0.25, 0.75) * wide),
        float(random.uniform(0.25, 0.75) * high),
    )
    lit = to_picture(ground)
    choice = int(random.integers(3))
    if choice == 0:  # a lit fruit, a face, a pearl
        return with_thing(lit, middle, radius, int(random.integers(1 << 30)))
    mask = blob((wide, high), middle, radius, random)[..., None]
    if choice == 1:  # a lit place of the picture itself, as a face by a candle
        down, across = np.mgrid[:high, :wide]
        near = np.exp(-((across - middle[0]) ** 2 + (down - middle[1]) ** 2) / (1.4 * radius) ** 2)
        shown = ground + image * np.clip(near, 0, 1)[..., None] * random.uniform(0.6, 1.0)
        return to_picture(shown)
    colour = np.array([90, 190, 250]) * random.uniform(0.7, 1.0)  # a flame, or a lit window
    rise = np.linspace(1.2, 0.5, high)[:, None, None]
    flame = colour * np.clip(rise + (image.mean(axis=2, keepdims=True) - 128) / 400, 0.2, 1.2)
    return to_picture(ground * (1 - mask) + flame * mask)
