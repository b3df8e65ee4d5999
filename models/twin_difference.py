"""Finds the places where two aligned pictures differ in more than light, sharpness and a pixel's shift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.twins import Box

_BLUR_PX = 1.0  # standard deviation: JPEG blocks and grain are no difference
_SHIFT_PX = 1  # to which an alignment is never better
_MEAN_PX = 5  # side of the square over which a difference is averaged
MIN_DIFFERENCE = 14.0  # grey levels, 0 to 255, over all channels, from which two places differ
_MIN_AREA_PX = 10  # of a place, on a square of 256
_MARGIN_PX = 3  # around a place
MAX_PLACES = 8  # the clearest; a box's energy falls fast after the first ones
_LIGHT_ROUNDS = 4  # of fitting, each without what did not fit in the one before
# A lamp or a camera's white balance changes one channel against the mean of all by at most this factor, and lifts the
# black by at most this many grey levels; the simulated galleries reach 1.38. What is beyond is a difference of colour.
MAX_CAST, MAX_LIFT = 1.43, 40.0
_RIM_PX = 4  # at the edge, where references are cropped differently


@dataclass(frozen=True)
class TwinDifference:
    """What tells two aligned pictures apart, on their square.

    `first`, `second`: float32 BGR, the second in the light of the first. `strength`: float32, the difference in grey
    levels where they differ, 0 elsewhere. `places`: the boxes around it.
    """

    first: NDArray[np.float32]
    second: NDArray[np.float32]
    strength: NDArray[np.float32]
    places: tuple[Box, ...]


def difference(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> TwinDifference:
    """Compare two aligned square pictures (uint8 BGR).

    Note: what a lamp could do to the second picture, a factor and an offset for each channel, is no difference. So a
    cleaned painting and the same one before may differ nowhere.
    """
    one, other = (softened(picture.astype(np.float32), _BLUR_PX) for picture in (first, second))
    gain, offset = _light(other, one)
    lit = other * gain + offset
    found = np.minimum(_least(one, lit), _least(lit, one))
    found = cv2.blur(found, (_MEAN_PX, _MEAN_PX))
    inside = np.zeros(found.shape, np.float32)
    inside[_RIM_PX:-_RIM_PX, _RIM_PX:-_RIM_PX] = 1
    strength = np.where(found * inside >= MIN_DIFFERENCE, found, 0).astype(np.float32)
    kept, places = _places(strength)
    sharp = np.clip(second.astype(np.float32) * gain + offset, 0, 255).astype(np.float32)
    return TwinDifference(first.astype(np.float32), sharp, strength * kept, places)


def softened(picture: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Blur a picture by a standard deviation of `sigma` pixels."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)


def _light(
    picture: NDArray[np.float32], target: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit the factor and the offset of each channel that bring `picture` nearest to `target`."""
    x = picture[::3, ::3].reshape(-1, 3)
    y = target[::3, ::3].reshape(-1, 3)
    weight = np.ones(len(x), np.float32)
    gain: NDArray[Any] = np.ones(3, np.float32)
    offset: NDArray[Any] = np.zeros(3, np.float32)
    for _ in range(_LIGHT_ROUNDS):
        total = max(float(weight.sum()), 1e-6)
        mean_x, mean_y = (weight @ x) / total, (weight @ y) / total
        spread = weight @ (x - mean_x) ** 2 + total  # + total: a plain picture keeps its factor
        gain = (weight @ ((x - mean_x) * (y - mean_y)) + total) / spread
        gain = within_cast(gain)
        offset = np.clip(mean_y - gain * mean_x, -MAX_LIFT, MAX_LIFT)
        error = np.sqrt((((x * gain + offset) - y) ** 2).mean(axis=1))
        scale = max(float(np.median(error)), 2.0)
        weight = (1 / (1 + (error / (2 * scale)) ** 2) ** 2).astype(np.float32)
    return gain.astype(np.float32), offset.astype(np.float32)


def within_cast(gain: NDArray[np.floating]) -> NDArray[np.float64]:
    """Limit the factors of the three channels to what light can do."""
    middle = float(np.exp(np.log(np.maximum(gain, 0.02)).mean()))
    return np.clip(np.asarray(gain, np.float64), middle / MAX_CAST, middle * MAX_CAST)


def _least(still: NDArray[np.float32], moved: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns, pixel by pixel, the least difference over small shifts of `moved`; root mean square over channels."""
    least = np.full(still.shape[:2], np.inf, np.float32)
    reach = _SHIFT_PX
    padded = cv2.copyMakeBorder(moved, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    high, wide = still.shape[:2]
    for down in range(2 * reach + 1):
        for across in range(2 * reach + 1):
            step = still - padded[down : down + high, across : across + wide]
            np.minimum(least, mean_square(step), out=least)
    return np.asarray(np.sqrt(least), np.float32)


def mean_square(step: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns the mean of the squares over the channels of each pixel (height × width × 3)."""
    blue, green, red = (step[..., channel] for channel in range(3))
    return np.asarray((blue * blue + green * green + red * red) / 3, np.float32)


def _places(strength: NDArray[np.float32]) -> tuple[NDArray[np.bool_], tuple[Box, ...]]:
    """Returns which pixels belong to the MAX_PLACES clearest places, and their boxes."""
    mask = cv2.dilate((strength > 0).astype(np.uint8), np.ones((5, 5), np.uint8))
    count, labels, facts, _ = cv2.connectedComponentsWithStats(mask)
    energy = np.bincount(labels.ravel(), (strength**2).ravel(), count)
    area = np.bincount(labels.ravel(), (strength > 0).ravel(), count)
    large = [n for n in range(1, count) if area[n] >= _MIN_AREA_PX]
    chosen = sorted(large, key=lambda n: -energy[n])[:MAX_PLACES]
    high, wide = strength.shape
    boxes = []
    for n in chosen:
        left, top, across, down = (int(value) for value in facts[n][:4])
        x0, y0 = max(0, left - _MARGIN_PX), max(0, top - _MARGIN_PX)
        x1, y1 = min(wide, left + across + _MARGIN_PX), min(high, top + down + _MARGIN_PX)
        boxes.append((x0 / wide, y0 / high, (x1 - x0) / wide, (y1 - y0) / high))
    return np.isin(labels, chosen), tuple(boxes)
