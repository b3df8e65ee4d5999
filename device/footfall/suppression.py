"""Cleans the detector's boxes for counting: cut at the picture's edge, one box for each person.

Note: the detector's own non-maximum suppression goes by intersection over union, so a box about a person's trunk
stays beside the box about all of them. Tracked, the two would cross the line one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.people import PersonDetection

# From which two boxes are one person's. Sensitivity, of 94: ×0.5 → +5, ×2 → 0 (bench_sensitivity).
SAME_IOU = 0.5
# Of a smaller box that lies in a larger one, from which it is part of that person. Sensitivity, of 94: ×0.5 → +4, ×2
# → 0 (bench_sensitivity).
PART_SHARE = 0.75
# Lower boxes are dropped. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
MIN_HEIGHT_PX = 8.0
MIN_WIDTH_PX = 0.5 * MIN_HEIGHT_PX  # narrower boxes are dropped


def suppress_duplicates(
    people: Sequence[PersonDetection], width: int, height: int
) -> list[PersonDetection]:
    """Return `people` cut at the edges of a picture of `width` × `height` pixels, without duplicates, best first."""
    kept: list[PersonDetection] = []
    cut = [cut_at_edges(person, width, height) for person in people]
    for person in sorted(cut, key=lambda one: -one.score):
        if person.h < MIN_HEIGHT_PX or person.w < MIN_WIDTH_PX:
            continue
        if not any(_is_same_person(person, other) for other in kept):
            kept.append(person)
    return kept


def cut_at_edges(person: PersonDetection, width: int, height: int) -> PersonDetection:
    """Return the part of a box that lies in a picture of `width` × `height` pixels."""
    x0, y0 = max(0.0, person.x), max(0.0, person.y)
    x1, y1 = min(float(width), person.x + person.w), min(float(height), person.y + person.h)
    return PersonDetection(x0, y0, max(0.0, x1 - x0), max(0.0, y1 - y0), person.score)


def _is_same_person(one: PersonDetection, other: PersonDetection) -> bool:
    """Return True where the boxes overlap by half, or the smaller is a part of the larger one's person."""
    # Most pairs lie apart: said by comparisons alone, they take a third of the time.
    if one.x + one.w <= other.x or other.x + other.w <= one.x:
        return False
    if one.y + one.h <= other.y or other.y + other.h <= one.y:
        return False
    across = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    down = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    both = across * down
    if both / (one.w * one.h + other.w * other.h - both) > SAME_IOU:
        return True
    return both >= PART_SHARE * min(one.w * one.h, other.w * other.h)
