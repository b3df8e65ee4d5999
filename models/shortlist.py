"""Which references to look at closely: the nearest by embedding, over all looks at the frame.

A newcomer would compare a look with every synthetic view of a reference and take the best. The mean of the views
is eight times shorter and ranks better: whatever one view has by chance, the others have not
(docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LENGTH = 8
# The first few are looked at whatever they are; the others only if they are like it at all. Of 578 simulated works that
# were named all but 11 were among the first three, and those had 0.26 and more; of a frame that shows nothing of ours a
# third of the shortlist has less than 0.2, and each costs a millisecond. With FEW references right ones can have less.
ALWAYS, LEAST, FEW = 3, 0.2, 100
LONG, MANY = 16, 1000  # from so many references on, more of them are like any photograph by chance


@dataclass(frozen=True, slots=True)
class Near:
    """A reference (its row) and its best cosine with any look, −1 to 1."""

    reference: int
    likeness: float


def length_for(references: int) -> int:
    """How many of `references` to look at closely."""
    return LENGTH if references < MANY else LONG


def nearest(
    looks: NDArray[np.float32],
    references: NDArray[np.float32],
    length: int = LENGTH,
    without: Collection[int] = (),
) -> list[Near]:
    """At most `length` nearest references, best first; `looks` l × d and `references` r × d are unit vectors.

    `without`: rows that are passed over, as if they had not been enrolled.
    """
    likeness = (references @ looks.T).max(axis=1)
    if without:
        likeness[list(without)] = -np.inf
    length = min(length, len(likeness) - len(without))
    if length < 1:
        return []
    best = np.argpartition(-likeness, length - 1)[:length]
    order = best[np.argsort(-likeness[best], kind="stable")]
    near = [Near(int(row), float(likeness[row])) for row in order]
    if len(references) < FEW:
        return near
    return near[:ALWAYS] + [one for one in near[ALWAYS:] if one.likeness >= LEAST]
