"""Which counts of a row must not leave the house, so that neither they nor their total tell of somebody.

A count of 1 to 4 may be about somebody, so it is withheld. That alone is no use where the row's total is given: the
one that is missing is the total less the others. So counts are withheld together with complements, or the total is.

The one thing a newcomer would get wrong: a complement may not be chosen by its size. Whoever knows this rule, and it
is public, would then know that size within a little, and with it the count it hides. It is chosen by its place. The
test tries every row there is against a reader who knows the rule: whatever is withheld could be any of 1, 2, 3, 4.

On the method: Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4 (secondary suppression).
"""

from __future__ import annotations

from collections.abc import Sequence

SMALL = 5  # counts of 1 to 4
ROOM = (
    2 * SMALL - 2
)  # what the withheld must hold together beyond one each, so that any of them could be any size


def withhold(counts: Sequence[int]) -> tuple[list[bool], bool]:
    """(which counts are withheld, whether their total is), for counts ≥ 0 that are published with their total.

    Zero is not withheld: that nobody came is about nobody.
    """
    small = [place for place, count in enumerate(counts) if 0 < count < SMALL]
    if not small:
        return [False] * len(counts), False
    hidden = set(small)
    # The next that counted anybody, later first and then from the front: by place, never by size.
    order = [*range(small[0], len(counts)), *range(small[0])]
    others = (place for place in order if counts[place] >= SMALL)
    while not _enough([counts[place] for place in hidden]):
        place = next(others, None)
        if place is None:
            return [count > 0 for count in counts], True
        hidden.add(place)
    return [place in hidden for place in range(len(counts))], False


def _enough(hidden: list[int]) -> bool:
    return len(hidden) >= 2 and sum(hidden) - len(hidden) >= ROOM
