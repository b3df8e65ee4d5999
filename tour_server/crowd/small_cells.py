"""Cell suppression: chooses the counts of a row that an export withholds, so that small counts can't be inferred.

A count of 1 to 4 may be about an identifiable person, so it is withheld (primary suppression). Where the row's total is
published, the missing count is the total minus the others. So further counts (complements) are withheld too, or the
total is (secondary suppression: Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4).

Note: a complement must not be chosen by its size. This rule is public; a reader who knows it would know that size
within a little, and with it the count that it hides. It is chosen by its position. The test tries every row against a
reader who knows the rule: each withheld small count could be 1, 2, 3 or 4.
"""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_PUBLISHED = 5  # counts of 1 to 4 are withheld
# The withheld counts must sum to at least this much more than one each; otherwise their values can be inferred.
MIN_WITHHELD_SURPLUS = 2 * SMALLEST_PUBLISHED - 2


def withhold(counts: Sequence[int]) -> tuple[list[bool], bool]:
    """Choose what to withhold of counts ≥ 0 that are published with their total.

    Returns (whether each count is withheld, whether the total is). Zero is never withheld: it is about no person.
    """
    small = [place for place, count in enumerate(counts) if 0 < count < SMALLEST_PUBLISHED]
    if not small:
        return [False] * len(counts), False
    hidden = set(small)
    # The next larger count, first after the small one and then from the front: by position, never by size.
    order = [*range(small[0], len(counts)), *range(small[0])]
    others = (place for place in order if counts[place] >= SMALLEST_PUBLISHED)
    while not _is_safe([counts[place] for place in hidden]):
        place = next(others, None)
        if place is None:
            return [count > 0 for count in counts], True
        hidden.add(place)
    return [place in hidden for place in range(len(counts))], False


def _is_safe(hidden: list[int]) -> bool:
    return len(hidden) >= 2 and sum(hidden) - len(hidden) >= MIN_WITHHELD_SURPLUS
