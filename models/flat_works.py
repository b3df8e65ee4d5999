"""Tells works of several photographs that are flat: one photograph explains all the others.

A painting may have three photographs that are all taken from the front. As an object in the round it would triple the
time of a frame that shows it badly or not at all, and be named no better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models import twin_search
from models.local_features import LocalFeatures

# Mean correlation of the blocks of two photographs, the one laid upon the other. Three simulated photographs of 24 flat
# works, from the front to 30 degrees, have 0.99; of 8 vases at most 0.86 when they are 10 degrees apart or more. Of
# vases 5 degrees apart, 0.77 to 0.96: such photographs show one side alone. A flat work below it counts as an object.
MIN_AGREEMENT = 0.9


def flat_works(
    works: Sequence[str],
    of_objects: Sequence[bool],
    thumbnails: NDArray[np.uint8],
    local: Callable[[int], LocalFeatures],
) -> set[str]:
    """Returns the works whose photographs are all flat pictures of one thing.

    `works`, `thumbnails` (r × 128 × 128): of each reference. `of_objects`: which of them are photographs of works that
    have enough for an object in the round. `local` returns a row's local features.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for row, (work, is_of_object) in enumerate(zip(works, of_objects, strict=True)):
        if is_of_object:
            rows[work].append(row)

    def explains(one: int, other: int) -> bool:
        corners = twin_search.place(one, other, thumbnails, local)
        if corners is None:
            return False
        still, moved = thumbnails[one], thumbnails[other]
        quad = corners * np.float32(len(still)) - np.float32(0.5)
        return twin_search.agreement(still, moved, quad) >= MIN_AGREEMENT

    return {
        work
        for work, own in rows.items()
        if any(all(explains(one, other) for other in own if other != one) for one in own)
    }
