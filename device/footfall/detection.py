"""One detected person, as the tracker needs it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from device.footfall.appearance import ColourHistogram
from device.footfall.boxes import Box
from models.people import PersonDetection

# From which a detection may start a track; people peak near 0.6. Sensitivity, of 94: ×0.5 → +7, ×2 → +5
# (bench_sensitivity).
CONFIDENT_SCORE = 0.30
# Pixels from the picture's edge within which a box may be cut. Sensitivity, of 94: ×0.5 → 0, ×2 → 0
# (bench_sensitivity).
EDGE_PX = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """A box with what is known about it.

    `colours`: see appearance.py; None where not known. `is_moving`: something has just moved in the box (see
    motion_mask.py). `aspect`: width over height; None where the picture's edge cuts the box.
    """

    box: Box
    score: float
    colours: ColourHistogram | None = None
    is_moving: bool = True
    aspect: float | None = None

    @property
    def is_confident(self) -> bool:
        """True where it may start a track."""
        return self.score >= CONFIDENT_SCORE


def detection_of(
    person: PersonDetection,
    colours: ColourHistogram | None = None,
    is_moving: bool = True,
    aspect: float | None = None,
) -> Detection:
    """Return the detection for one of the people that `suppress_duplicates` returns."""
    box = np.array([person.x + person.w / 2, person.y + person.h, person.w, person.h])
    return Detection(box, person.score, colours, is_moving, aspect)


def aspect_of(person: PersonDetection, width: int, height: int) -> float | None:
    """Return width over height; None where the edge of a picture of `width` × `height` pixels cuts the box."""
    is_whole = (
        person.x > EDGE_PX
        and person.x + person.w < width - EDGE_PX
        and person.y > EDGE_PX
        and person.y + person.h < height - EDGE_PX
    )
    return person.w / person.h if is_whole else None
