"""Counts people in frames: takes frames in, and returns the crossings and the number of people in view.

The detector runs only when something has moved. Between its runs the tracks stay where they are.

Note: call `finish` when the frames end. A person who is over the line when the camera goes dark, or the video ends, has
crossed it, and only `finish` counts them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from device.camera.camera import Image
from device.footfall.appearance import colour_histogram
from device.footfall.boxes import Box
from device.footfall.crossing import Crossing
from device.footfall.detection import Detection, aspect_of, detection_of
from device.footfall.foreground import ForegroundDetector
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.line_counter import LineCounter
from device.footfall.motion_gate import MotionGate
from device.footfall.motion_mask import MOVING_SHARE, MotionMask
from device.footfall.suppression import suppress_duplicates
from device.footfall.track import PersonTrack
from device.footfall.tracker import WEAK_SCORE, Tracker
from device.footfall.zone import CountingZone, Stay, ZoneCounter
from models.people import PersonDetection

DETECTION_SECONDS = (
    0.09  # at least, between two runs of the detector: people move little in this time
)
DETECT_FROM = WEAK_SCORE  # threshold that the detector must be built with
# How far the picture is shifted on the detector's grid, x and y in the detector's own pixels, in turn from run to run.
# The two differ by half a cell of 16 pixels: a person missed in one place may be detected in the other.
GRID_OFFSETS_PX = ((-4, -4), (4, 4))

Detect = Callable[[Image, tuple[int, int]], Sequence[PersonDetection]]
"""models.people.PersonDetector.detect, of a detector with `threshold=DETECT_FROM`."""


@dataclass(frozen=True, slots=True)
class FrameCounts:
    """The counts of one frame. `crossings` and `stays` may have happened earlier: they are returned once certain."""

    crossings: list[Crossing]
    in_view: int
    in_zones: dict[str, int] = field(default_factory=dict)  # zone's name -> people in view in it
    stays: list[Stay] = field(default_factory=list)


class Counter:
    """Counts over one line and in zones. Without them it counts only the people in view."""

    def __init__(
        self,
        detect: Detect,
        line: CountingLine | Callable[[int, int], CountingLine] | None,
        point: ReferencePoint = ReferencePoint.FOOT,
        zones: Sequence[CountingZone] = (),
    ) -> None:
        """`detect`: see Detect; it runs on the thread that calls `feed`. `zones`: each with a name of its own.

        `line` may be a function that makes the line from the first frame's width and height (see line.in_the_middle).
        Raises ValueError when two zones have the same name.
        """
        self._detect = detect
        self._make_line = None if isinstance(line, CountingLine) else line
        self._point = point
        self._line = LineCounter(line, point) if isinstance(line, CountingLine) else None
        self._zones = {zone.name: ZoneCounter(zone) for zone in zones}
        if len(self._zones) < len(zones):
            raise ValueError("Two zones have the same name.")
        self._upright = (
            point is ReferencePoint.FOOT
        )  # the centre is chosen where the camera looks down
        self._detector_runs = 0
        self._reset_tracking()

    def _reset_tracking(self) -> None:
        """Start tracking anew: the next frame does not continue the ones before."""
        self._gate = MotionGate()
        self._motion = MotionMask()
        self._foreground = ForegroundDetector()
        self._tracker = Tracker(self._upright)
        self._detected_at = float("-inf")

    @property
    def zones(self) -> list[str]:
        """The names of the zones."""
        return list(self._zones)

    @property
    def tracks(self) -> list[PersonTrack]:
        """The people in view now. They stay in memory: for a drawing on the technician's screen, and for tests."""
        return [track for track in self._tracker.tracks if track.in_view(track.at)]

    def feed(self, image: Image, at: float) -> FrameCounts:
        """Count in one frame (uint8 BGR) of time `at` (seconds). Times must not decrease from call to call."""
        if self._line is None and self._make_line is not None:
            line = self._make_line(image.shape[1], image.shape[0])
            self._line = LineCounter(line, self._point)
        crossings: list[Crossing] = []
        if at - self._detected_at >= DETECTION_SECONDS:
            if self._gate.is_due(image, at):
                crossings = self._detect_and_track(image, at)
            else:
                self._tracker.rest(at)
        people = self.tracks
        positions = {track: track.position(self._point) for track in people if track.misses == 0}
        in_zones = {name: zone.count(positions) for name, zone in self._zones.items()}
        stays = [stay for zone in self._zones.values() for stay in zone.update(positions, at)]
        return FrameCounts(crossings, len(people), in_zones, stays)

    def feed_detections(
        self, detections: Sequence[Detection], at: float, blobs: Sequence[Box] = ()
    ) -> list[Crossing]:
        """Count with the detections and foreground blobs of time `at` (seconds). Returns the crossings now certain."""
        ended = self._tracker.update(detections, at, blobs)
        return [] if self._line is None else self._line.update(self._tracker.tracks, ended, at)

    def finish(self) -> list[Crossing]:
        """End all tracks, because no frame that continues these follows. Returns the crossings of those over the line.

        Stays in zones that have not ended are dropped, because their length is not known.
        """
        crossings = [] if self._line is None else self._line.finish(self._tracker.tracks)
        for zone in self._zones.values():
            zone.finish()
        self._reset_tracking()
        return crossings

    def _detect_and_track(self, image: Image, at: float) -> list[Crossing]:
        self._detected_at = at
        height, width = image.shape[:2]
        thumbnail = self._gate.thumbnail
        self._motion.update(thumbnail, at)
        blobs = self._foreground.blobs(thumbnail, self._motion, width, height, at)
        offset = GRID_OFFSETS_PX[self._detector_runs % len(GRID_OFFSETS_PX)]
        self._detector_runs += 1
        people = suppress_duplicates(self._detect(image, offset), width, height)
        detections = [
            detection_of(
                person,
                colour_histogram(image, person),
                is_moving(person, self._motion, width, height),
                aspect_of(person, width, height),
            )
            for person in people
        ]
        return self.feed_detections(detections, at, blobs)


def is_moving(person: PersonDetection, motion: MotionMask, width: int, height: int) -> bool:
    """Return True where enough pixels in the person's box have just changed. The picture has `width` × `height`."""
    changed = motion.changed_share(
        person.x / width, person.y / height, person.w / width, person.h / height
    )
    return changed >= MOVING_SHARE
