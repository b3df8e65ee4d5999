"""Counts with the counter that fits the camera's view, and changes to the one from above where pictures show it.

Note: while `auto` has not seen enough people it counts as in an oblique view. So the first people under a new
ceiling camera are counted badly: set its view, or let the set-up page find it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from device.camera.camera import Image
from device.footfall.boxes import Box
from device.footfall.counter import Counter, Detect, FrameCounts
from device.footfall.crossing import Crossing
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.overhead_counter import OverheadCounter
from device.footfall.view import CameraView, ViewJudge
from device.footfall.zone import CountingZone
from models.people import PersonDetection

log = logging.getLogger(__name__)
LineOrMaker = CountingLine | Callable[[int, int], CountingLine] | None


class BoxedPerson(Protocol):
    """A person in view, with their box."""

    @property
    def box(self) -> Box:
        """The middle as x, y of the lower edge, width, height: pixels."""


class FrameCounter(Protocol):
    """What counts in frames: see Counter."""

    @property
    def zones(self) -> list[str]:
        """The names of the zones."""

    @property
    def tracks(self) -> Sequence[BoxedPerson]:
        """The people in view now."""

    def feed(self, image: Image, at: float) -> FrameCounts:
        """Count in one frame."""

    def finish(self) -> list[Crossing]:
        """End all tracks."""


class ViewCounter:
    """Counts as in an oblique view until the detector's boxes show that the camera looks straight down."""

    def __init__(
        self,
        detect: Detect,
        line: LineOrMaker,
        point: ReferencePoint,
        zones: Sequence[CountingZone] = (),
        person: tuple[float, float] | None = None,
    ) -> None:
        self._find_people = detect
        self._arguments = line, point, zones, person
        self.judge = ViewJudge()
        self._counter: FrameCounter = Counter(self._detect, line, point, zones)
        self.view = CameraView.OBLIQUE

    @property
    def zones(self) -> list[str]:
        """The names of the zones."""
        return self._counter.zones

    @property
    def tracks(self) -> Sequence[BoxedPerson]:
        """The people in view now."""
        return self._counter.tracks

    def feed(self, image: Image, at: float) -> FrameCounts:
        """Count in one frame (uint8 BGR) of time `at` (seconds)."""
        crossings: list[Crossing] = []
        if self.view is CameraView.OBLIQUE and self.judge.view is CameraView.ABOVE:
            log.info("the camera looks straight down; people are counted without the detector")
            crossings = self._counter.finish()
            self._counter = OverheadCounter(*self._arguments)
            self.view = CameraView.ABOVE
        counts = self._counter.feed(image, at)
        counts.crossings[:0] = crossings
        return counts

    def finish(self) -> list[Crossing]:
        """End all tracks. Returns the crossings of those over the line."""
        return self._counter.finish()

    def _detect(self, image: Image, offset_px: tuple[int, int]) -> Sequence[PersonDetection]:
        found = self._find_people(image, offset_px)
        self.judge.add(found)
        return found


def counter_for(
    view: CameraView,
    detect: Detect,
    line: LineOrMaker,
    point: ReferencePoint,
    zones: Sequence[CountingZone] = (),
    person: tuple[float, float] | None = None,
) -> FrameCounter:
    """Make the counter of `view`. `person`: width and height of a person in the picture, pixels, from above."""
    if view is CameraView.ABOVE:
        return OverheadCounter(line, point, zones, person)
    if view is CameraView.OBLIQUE:
        return Counter(detect, line, point, zones)
    return ViewCounter(detect, line, point, zones, person)
