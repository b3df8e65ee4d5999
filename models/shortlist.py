"""Selects the references to verify geometrically: the nearest by embedding, over all crops of the frame.

Each reference has one vector, the mean of its synthetic views. The mean ranks better than the best single view and is
eight times smaller (decision 0003, "one vector a reference").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LENGTH = 8
# Always verify the first ALWAYS references; verify the others only from MIN_SIMILARITY on. Tuned on 578 simulated
# works: all but 11 of those named were among the first three, and these 11 had 0.26 and more. In a frame that shows no
# enrolled work a third of the shortlist is below 0.2, and each check takes a millisecond. With fewer than
# SMALL_CATALOGUE references right ones can be below it too, so there all are verified.
ALWAYS, MIN_SIMILARITY, SMALL_CATALOGUE = 3, 0.2, 100
# From LARGE_CATALOGUE references on, more of them are similar to any photograph by chance.
LONG_LENGTH, LARGE_CATALOGUE = 16, 1000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A reference (its row) and its highest cosine with any crop of the frame, −1 to 1."""

    reference: int
    similarity: float


def length_for(references: int) -> int:
    """Returns how many of `references` to verify."""
    return LENGTH if references < LARGE_CATALOGUE else LONG_LENGTH


def nearest(
    crops: NDArray[np.float32],
    references: NDArray[np.float32],
    length: int = LENGTH,
    without: Collection[int] = (),
) -> list[Neighbour]:
    """Returns at most `length` nearest references, the most similar first.

    `crops` (c × d) and `references` (r × d) are unit vectors. `without`: rows to leave out, as if they had not been
    enrolled.
    """
    similarity = (references @ crops.T).max(axis=1)
    if without:
        similarity[list(without)] = -np.inf
    length = min(length, len(similarity) - len(without))
    if length < 1:
        return []
    best = np.argpartition(-similarity, length - 1)[:length]
    order = best[np.argsort(-similarity[best], kind="stable")]
    near = [Neighbour(int(row), float(similarity[row])) for row in order]
    if len(references) < SMALL_CATALOGUE:
        return near
    return near[:ALWAYS] + [one for one in near[ALWAYS:] if one.similarity >= MIN_SIMILARITY]
