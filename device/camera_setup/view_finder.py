"""Finds from where a camera sees people, and how large one is where it looks straight down.

Note: the detector's boxes tell an oblique view from one straight down. It finds next to nobody in some views from
above; so where something walks for a while and the detector sees no one, the view is from above, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from device.camera.camera import Image
from device.footfall.overhead_counter import OverheadCounter
from device.footfall.view import CameraView, ViewJudge
from models.people import PersonDetection

STEP_SECONDS = 0.08  # between two frames that the size is learnt from
MIN_BOXES = 4  # of the detector, from which they tell the view
WALKED_SECONDS = 8.0  # of walking by people whom the detector does not see


class ViewFinder:
    """Follows one camera during one set-up session."""

    def __init__(self) -> None:
        self._above = OverheadCounter(None)
        self._judge = ViewJudge()
        self._fed_at = float("-inf")
        self._walked_seconds = 0.0

    def people(self, people: Sequence[PersonDetection]) -> None:
        """Take in what the detector found in one frame."""
        self._judge.add(people)

    def take(self, image: Image, at: float) -> None:
        """Take in one frame (uint8 BGR) of time `at` (seconds)."""
        if at - self._fed_at < STEP_SECONDS:
            return
        walks = self._above.feed(image, at).in_view > 0
        if walks:
            self._walked_seconds += min(at - self._fed_at, 4 * STEP_SECONDS)
        self._fed_at = at

    @property
    def view(self) -> CameraView:
        """The view as found; AUTO while too little was seen."""
        view = self._judge.view_of(MIN_BOXES)
        if view is CameraView.AUTO and self._walked_seconds >= WALKED_SECONDS:
            return CameraView.ABOVE
        return view

    @property
    def person_px(self) -> float | None:
        """The width of the square about a person in the middle of the picture, pixels; None while it isn't learnt."""
        return self._above.person_px
