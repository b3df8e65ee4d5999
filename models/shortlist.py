"""Which references to look at closely: the nearest by embedding, over all of the frame's crops.

A newcomer would count a work once a view; a work counts by its single best view and crop, since most views do
not resemble any one photograph.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LENGTH = 8


@dataclass(frozen=True, slots=True)
class Near:
    """A reference (its row) and its best cosine with any crop, −1 to 1."""

    reference: int
    likeness: float


def nearest(
    crops: NDArray[np.float32],
    views: NDArray[np.float32],
    view_reference: NDArray[np.int32],
    length: int = LENGTH,
) -> list[Near]:
    """The `length` nearest references, best first.

    `crops` c × d and `views` v × d are whitened unit vectors; `view_reference` (v) says whose each view is.
    """
    best_crop = (views @ crops.T).max(axis=1)
    # Taking the best views and dropping repeats is cheaper than a maximum by reference over all of them.
    wanted = min(len(best_crop), length * 16)
    candidates = np.argpartition(-best_crop, wanted - 1)[:wanted]
    found: list[Near] = []
    seen: set[int] = set()
    for view in candidates[np.argsort(-best_crop[candidates], kind="stable")]:
        reference = int(view_reference[view])
        if reference not in seen:
            seen.add(reference)
            found.append(Near(reference, float(best_crop[view])))
            if len(found) == length:
                break
    return found
