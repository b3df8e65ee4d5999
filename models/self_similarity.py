"""Discounts the similarity that any repeating pattern of this kind would show.

Two mazes on the same grid agree by 0.8, because of the grid; two skies agree because of their gradients. That shared
part is measured by comparing the reference with a copy of itself, shifted by one period of its pattern.

Note: a higher minimum agreement does not replace the discount. A blurred photograph of the right work never reaches
it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# Chosen on the 82 views of the Museum of Pattern in decision 0003; no sensitivity was measured.
_FINE_PX, _COARSE_PX = 1.0, 8.0  # standard deviations of the band-pass filter
_MIN_SHIFT_PX = 8  # a smaller shift leaves the same details in place
ALL_REPEAT = 0.9  # correlation with the shifted copy from which a work consists of its repeat alone


def self_shift(reference: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Shift a reference by the period of its pattern.

    `reference` is a square, 8-bit grey. The shift is the one of at least _MIN_SHIFT_PX that maximises the circular
    autocorrelation. Returns the shifted copy, wrapped around at the edges.
    """
    band = cv2.GaussianBlur(reference, (0, 0), _FINE_PX).astype(np.float32)
    band -= cv2.GaussianBlur(reference, (0, 0), _COARSE_PX).astype(np.float32)
    spectrum = np.fft.rfft2(band)
    autocorrelation = np.fft.irfft2(np.abs(spectrum) ** 2, band.shape)
    side = len(reference)
    distance = np.minimum(np.arange(side), side - np.arange(side))
    autocorrelation[np.hypot(distance[:, None], distance[None]) < _MIN_SHIFT_PX] = -np.inf
    down, across = divmod(int(autocorrelation.argmax()), side)
    return np.asarray(np.roll(reference, (down, across), axis=(0, 1)), np.uint8)


def discounted_agreement(
    agreement: float, shifted_agreement: float, self_agreement: float
) -> float:
    """Subtract from an agreement what the pattern's repetition alone explains.

    `agreement`: frame against reference. `shifted_agreement`: frame against the shifted reference.
    `self_agreement`: reference against the shifted reference. All are −1 to 1. Returns 1 for a frame that shows
    exactly the reference. A reference that consists of its repeat alone (ALL_REPEAT) keeps its agreement.
    """
    if self_agreement >= ALL_REPEAT:
        return agreement
    return (agreement - max(shifted_agreement, 0.0)) / (1 - max(self_agreement, 0.0))
