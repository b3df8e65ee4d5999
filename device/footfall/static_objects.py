"""Remembers static objects that the detector mistakes for people: mannequins, statues, portraits, coats on racks.

A box in which nothing moves, at one place for some seconds, is a static object. No track starts there, and a person
who walks past does not continue in its box.

Note: people stand still, too. The caller leaves out the boxes of people who have walked or have moved lately (see
Tracker), and a person who walks through a static object's box does continue in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from device.footfall.boxes import Box, iou_matrix, overlaps_any
from device.footfall.track import MIN_DETECTIONS, SMOOTHING, STATUE_SECONDS

# Between the first and the last of them until it is known. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
MIN_SECONDS = 3.0
# From which a box shows an object; boxes on a still thing vary so much. Sensitivity, of 94: ×0.5 → +4, ×2 → +2
# (bench_sensitivity).
STATIC_IOU = 0.4


@dataclass(slots=True, eq=False)
class _StaticObject:
    box: Box
    first_at: float
    last_at: float
    detections: int = 1

    @property
    def is_known(self) -> bool:
        return self.detections >= MIN_DETECTIONS and self.last_at - self.first_at >= MIN_SECONDS


class StaticObjects:
    """The static objects of one camera, in memory."""

    def __init__(self) -> None:
        self._objects: list[_StaticObject] = []

    def covers(self, boxes: Sequence[Box]) -> list[bool]:
        """Return for each box whether it shows a known static object."""
        return overlaps_any(boxes, [one.box for one in self._objects if one.is_known], STATIC_IOU)

    def update(self, boxes: Sequence[Box], at: float) -> None:
        """Take in the boxes of time `at` (seconds) that are still and belong to no person's track."""
        before = self._objects
        ious = iou_matrix(boxes, [one.box for one in before])
        for number, box in enumerate(boxes):
            nearest = int(ious[number].argmax()) if before else 0
            if before and ious[number, nearest] >= STATIC_IOU:
                known = before[nearest]
                known.box = (1 - SMOOTHING) * known.box + SMOOTHING * box
                known.detections += 1
                known.last_at = at
            else:
                self._objects = [*self._objects, _StaticObject(box, at, at)]
        self._objects = [one for one in self._objects if at - one.last_at <= STATUE_SECONDS]
