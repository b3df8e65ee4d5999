"""How much of an agreement any picture of the same kind would have: the reference beside itself, moved by a repeat.

Two mazes on one net agree by 0.8 in all that mazes on that net have in common, and two skies in their gradients. What
is common survives when the reference is moved to where it is most like itself; so that much is taken off. A newcomer
would ask for a higher agreement, which a photograph out of focus never has.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_FINE, _BROAD = 1.0, 8.0  # pixels of standard deviation: what is between them repeats, or does not
_NEAR = 8  # pixels: a smaller move is no repeat but the same place
SAME = 0.9  # likeness to itself, moved, from which a work is nothing but its repeat


def moved(reference: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The square 8-bit grey `reference` moved, what falls out on one side coming in on the other, to where it is
    most like itself.
    """
    band = cv2.GaussianBlur(reference, (0, 0), _FINE).astype(np.float32)
    band -= cv2.GaussianBlur(reference, (0, 0), _BROAD).astype(np.float32)
    spectrum = np.fft.rfft2(band)
    alike = np.fft.irfft2(np.abs(spectrum) ** 2, band.shape)
    side = len(reference)
    away = np.minimum(np.arange(side), side - np.arange(side))
    alike[np.hypot(away[:, None], away[None]) < _NEAR] = -np.inf
    down, across = divmod(int(alike.argmax()), side)
    return np.asarray(np.roll(reference, (down, across), axis=(0, 1)), np.uint8)


def own(agreement: float, moved_agreement: float, itself: float) -> float:
    """The part of an `agreement` that the reference does not owe to its kind, 1 where the frame holds just that.

    `moved_agreement`: that of the frame with the reference `moved`; `itself`: that of the reference with it.
    A reference that is nothing but its repeat has no such part, and keeps its agreement.
    """
    if itself >= SAME:
        return agreement
    return (agreement - max(moved_agreement, 0.0)) / (1 - max(itself, 0.0))
