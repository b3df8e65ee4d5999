"""Finds what stands or moves on an empty floor that a camera sees from straight above.

The floor is kept as the logarithm of its colours, so that light multiplies nothing but an offset: a shadow or a lamp
lowers or raises all three channels alike, and smoothly. What a body changes is the colour without its brightness,
the fine texture, or the brightness by more than shadows do.

Note: the floor is learnt fast where there is no body, and hardly at all under someone who has walked in: a person who
stands for a minute must not become floor.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.camera import Image

Mask = NDArray[np.uint8]
Floats = NDArray[np.float32]

LONG_SIDE_PX = 128  # of the reduced picture: a person seen from above is 15 to 60 of them wide
DARK_OFFSET_GREY = 8.0  # added before the logarithm: below it a sensor tells nothing
# By which the colour without its brightness must differ, in natural logarithms, and the same in standard deviations of
# the sensor's noise.
COLOUR_CHANGE, COLOUR_SIGMAS = 0.11, 4.0
COLOUR_GREY = (
    3.5  # grey levels by which it must differ, too: cameras and codecs invent colour in the dark
)
# Times as much in a place that grew darker: two lamps of different colours make coloured shadows.
SHADOW_COLOUR = 1.7
SHADOW_LOG = -0.12  # of the brightness, from where a place grew darker
TEXTURE_CHANGE, TEXTURE_SIGMAS = 0.14, 4.5  # the same of the brightness within its surroundings
TEXTURE_PX = 7  # width of these surroundings
DARKER, BRIGHTER = math.log(0.36), math.log(1.5)  # which a shadow, or a lamp's pool, seldom passes
DENSITY_PX, DENSITY_SHARE = 5, 0.45  # of changed pixels about a pixel of a body
START_SECONDS = 1.0  # in which everything in view is taken for the floor: the exposure settles
START_LEARNT_SECONDS = 0.2
LEARNT_SECONDS = 6.0  # in which the floor follows the light
BODY_LEARNT_SECONDS = 5.0  # in which a thing that never walked becomes floor
KEPT_LEARNT_SECONDS = 900.0  # in which a person who walked in and stands would
CHANGED_SHARE = 0.6  # of the picture: from here on the light has changed, or the camera was moved
CHANGED_LEARNT_SECONDS = 0.4
NOISE_SECONDS = 2.0  # over which the noise is averaged


class FloorModel:
    """Keeps the floor of one camera at LONG_SIDE_PX."""

    def __init__(self) -> None:
        self._floor: Floats | None = None  # log colours
        self._floor_texture: Floats | None = None
        self._before: Floats | None = None
        self._noise_grey = 2.0
        self._first_at = self._at = 0.0

    @property
    def is_settled(self) -> bool:
        """True once the floor was seen for START_SECONDS."""
        return self._floor is not None and self._at - self._first_at >= START_SECONDS

    @property
    def noise_grey(self) -> float:
        """The standard deviation of the noise in the reduced picture, grey levels."""
        return self._noise_grey

    def bodies(self, image: Image, kept: Mask | None, at: float) -> Mask:
        """Return 1 where a body is, else 0, in a reduced picture of `image` (uint8 BGR) at time `at` (seconds).

        `kept`: 1 (of the shape of the last answer) where someone who has walked in was seen last; None without.
        """
        reduced = reduce(image)
        step = max(0.0, at - self._at)
        self._at = at
        if self._floor is None or self._floor.shape != reduced.shape:
            self._first_at, step = at, 0.0
            self._before = reduced
        self._measure_noise(reduced, step)
        logs = np.log(reduced + DARK_OFFSET_GREY)
        texture = _texture(logs)
        if self._floor is None or self._floor.shape != reduced.shape:
            self._floor, self._floor_texture = logs, texture
            return np.zeros(reduced.shape[:2], np.uint8)
        mask = self._changed(logs, texture)
        self._learn(logs, texture, mask, kept, step)
        if not self.is_settled:
            mask[:] = 0
        return mask

    def _measure_noise(self, reduced: Floats, step: float) -> None:
        """Follow the standard deviation of the noise: the median change of a pixel is noise, not motion."""
        assert self._before is not None  # noqa: S101 - `bodies` has set it
        change = float(np.median(np.abs(reduced[::2, ::2] - self._before[::2, ::2])))
        self._before = reduced
        if step > 0:
            rate = 1 - math.exp(-step / NOISE_SECONDS)
            self._noise_grey += rate * (1.05 * change - self._noise_grey)  # 1.4826 / √2

    def _changed(self, logs: Floats, texture: Floats) -> Mask:
        """Return 1 where the picture differs from the floor by more than light does."""
        assert self._floor is not None  # noqa: S101
        assert self._floor_texture is not None  # noqa: S101
        change = logs - self._floor
        light = change.mean(axis=2)
        colours = change - light[..., None]
        colours -= np.median(colours[::2, ::2], axis=(0, 1))  # the camera's white balance
        colour = np.abs(colours).max(axis=2)
        light -= float(np.median(light[::2, ::2]))  # its exposure, and the lamps
        brightest = np.exp(-np.maximum(logs, self._floor).mean(axis=2))  # 1 / grey level
        noise = self._noise_grey * brightest  # of a logarithm
        least = np.maximum(COLOUR_CHANGE, COLOUR_SIGMAS * noise)
        least = np.maximum(least, COLOUR_GREY * brightest)
        least[light < SHADOW_LOG] *= SHADOW_COLOUR
        found = colour > least
        difference = np.abs(texture - self._floor_texture)
        found |= difference > np.maximum(TEXTURE_CHANGE, TEXTURE_SIGMAS * noise)
        found |= (light < DARKER - 2 * noise) | (light > BRIGHTER + 3 * noise)
        density = cv2.blur(found.astype(np.float32), (DENSITY_PX, DENSITY_PX))
        return np.asarray(density > DENSITY_SHARE, np.uint8)

    def _learn(
        self, logs: Floats, texture: Floats, mask: Mask, kept: Mask | None, step: float
    ) -> None:
        assert self._floor is not None  # noqa: S101
        assert self._floor_texture is not None  # noqa: S101
        if not self.is_settled:
            rate = np.full(mask.shape, _rate(step, START_LEARNT_SECONDS), np.float32)
        elif float(mask.mean()) > CHANGED_SHARE:
            rate = np.full(mask.shape, _rate(step, CHANGED_LEARNT_SECONDS), np.float32)
        else:
            near = cv2.dilate(mask, np.ones((5, 5), np.uint8))
            rate = np.where(
                near > 0, _rate(step, BODY_LEARNT_SECONDS), _rate(step, LEARNT_SECONDS)
            ).astype(np.float32)
            if kept is not None and kept.shape == mask.shape:
                rate[kept > 0] = _rate(step, KEPT_LEARNT_SECONDS)
        self._floor += rate[..., None] * (logs - self._floor)
        self._floor_texture += rate * (texture - self._floor_texture)


def reduce(image: Image) -> Floats:
    """Return `image` (uint8 BGR) with LONG_SIDE_PX on its longer side, float32; a smaller one stays as it is."""
    height, width = image.shape[:2]
    scale = LONG_SIDE_PX / max(height, width)
    if scale >= 1:
        return image.astype(np.float32)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.float32)


def _texture(logs: Floats) -> Floats:
    grey = cv2.blur(logs.mean(axis=2), (2, 2))
    return np.asarray(grey - cv2.blur(grey, (TEXTURE_PX, TEXTURE_PX)), np.float32)


def _rate(step: float, seconds: float) -> float:
    return 1 - math.exp(-step / seconds)
