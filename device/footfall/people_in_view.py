"""What the detector says, made fit for counting: boxes cut at the picture's edge, no one boxed twice.

The one thing a newcomer would get wrong: the detector's own suppression of doubles goes by how much two boxes
share of both together, so a box round somebody's trunk stands beside the box round all of them. Tracked, the two
cross the line one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.people import PersonDetection

PART = (
    0.75  # share of a smaller box that lies in a larger one from which it is a part of that person
)
SMALLER = 0.85  # how high a part is at most, in heights of the larger box
LEAST = 8.0  # pixels: smaller than this is nobody


def tidy(people: Sequence[PersonDetection], width: int, height: int) -> list[PersonDetection]:
    """The `people` in a picture of `width` × `height` pixels, cut at its edges, surest first, without doubles."""
    kept: list[PersonDetection] = []
    cut = [_cut(person, width, height) for person in people]
    for person in sorted(cut, key=lambda one: -one.score):
        if person.h < LEAST or person.w < LEAST / 2:
            continue
        if not any(_same(person, other) for other in kept):
            kept.append(person)
    return kept


def _cut(person: PersonDetection, width: int, height: int) -> PersonDetection:
    x0, y0 = max(0.0, person.x), max(0.0, person.y)
    x1, y1 = min(float(width), person.x + person.w), min(float(height), person.y + person.h)
    return PersonDetection(x0, y0, max(0.0, x1 - x0), max(0.0, y1 - y0), person.score)


def _same(doubtful: PersonDetection, sure: PersonDetection) -> bool:
    """True where the less sure of two boxes is a part of the surer one's person, or the same and more."""
    across = min(doubtful.x + doubtful.w, sure.x + sure.w) - max(doubtful.x, sure.x)
    down = min(doubtful.y + doubtful.h, sure.y + sure.h) - max(doubtful.y, sure.y)
    if across <= 0 or down <= 0:
        return False
    both = across * down
    if both / (doubtful.w * doubtful.h + sure.w * sure.h - both) > 0.5:
        return True
    small, large = sorted((doubtful, sure), key=lambda one: one.w * one.h)
    return small.h <= SMALLER * large.h and both >= PART * small.w * small.h
