"""One person in view: a filtered box, and the evidence that it is a person.

A track is *motion-only* while it has foreground blobs and no detection, *tentative* after its first detection,
*confirmed* after MIN_DETECTIONS of them, and *lost* when it has been missed for several updates in a row.

Lengths are measured in the person's own height, so that the same numbers serve a corridor and a hall.
"""

from __future__ import annotations

import math

import numpy as np

from device.footfall.appearance import ColourHistogram
from device.footfall.box_filter import BoxFilter
from device.footfall.boxes import Box, centre_distance, iou
from device.footfall.detection import Detection
from device.footfall.line import ReferencePoint
from device.footfall.zone import Position

# Until a track is confirmed. Sensitivity, of 94: ×0.5 → −2, ×2 → +8 (bench_sensitivity).
MIN_DETECTIONS = 3
# A track missed more often than this in a row is lost, and may end. Sensitivity, of 94: ×0.5 → 0, ×2 → 0
# (bench_sensitivity).
LOST_AFTER_MISSES = 2
# Without a detection, after which a confirmed track ends. Sensitivity, of 94: ×0.5 → +1, ×2 → +2 (bench_sensitivity).
MAX_MISSED_SECONDS = 1.6
MAX_SUSTAINED_SECONDS = 2 * MAX_MISSED_SECONDS  # the same while foreground blobs sustain it
# The same for a tentative track; without a blob, for a motion-only one. Sensitivity, of 94: ×0.5 → 0, ×2 → 0
# (bench_sensitivity).
MAX_TENTATIVE_SECONDS = 0.3
# Without motion in its box, after which a person stands. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
STOPPED_SECONDS = 1.0
# Without motion, after which it is no person: a statue, a portrait, a coat. Sensitivity, of 94: ×0.5 → 0, ×2 → 0
# (bench_sensitivity).
STATUE_SECONDS = 60.0
# With where it started, under which a track has moved. Sensitivity, of 94: ×0.5 → 0, ×2 → +2 (bench_sensitivity).
MOVED_IOU = 0.4
# Standard deviation of a detected box's position, heights. Sensitivity, of 94: ×0.5 → +6, ×2 → 0 (bench_sensitivity).
DETECTION_SIGMA = 0.05
BLOB_SIGMA = 2 * DETECTION_SIGMA  # the same of a foreground blob's
# Share that the newest detection counts in a running mean. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
SMOOTHING = 0.1
# Between two people; two boxes on one are nearer (shoulders are 0.25 wide). Sensitivity, of 94: ×0.5 → +3, ×2 → 0
# (bench_sensitivity).
APART_HEIGHTS = 0.3
FAR_APART_HEIGHTS = 3 * APART_HEIGHTS  # between two people whatever else speaks against it
# Updates in which parent and child were seen apart, which prove two people. Sensitivity, of 94: ×0.5 → +3, ×2 → 0
# (bench_sensitivity).
MIN_TIMES_APART = 6
MAX_TIMES_COMPARED = 2 * MIN_TIMES_APART  # first detections of the child in which they are counted


class PersonTrack:
    """One track. Times are seconds of the frames' clock."""

    def __init__(
        self, box: Box, at: float, *, detections: int = 1, moved_at: float | None = None
    ) -> None:
        """Start at `box` at time `at`. `detections`: 0 for a foreground blob, which starts a motion-only track."""
        self.at = self.seen_at = at
        self.seen_box = self._start_box = box  # where it was seen last, and first
        self._filter = BoxFilter(box, DETECTION_SIGMA)
        self.detections = detections
        self.misses = 0  # updates in a row in which it was not seen
        self.moved_at = moved_at  # when something in its box last moved
        self.moving_detections = 0  # detections after the first in which something moved
        self.sustained_at = at if detections == 0 else -math.inf  # when a blob last matched it
        self.has_moved = False  # it has left the place where it started
        self.colours: ColourHistogram | None = None
        self.aspect: float | None = (
            None  # width over height, the mean of the detections that have one
        )
        self._aspects = 0  # those detections
        self._beside_taller = 0  # detections beside a taller and more slender track
        self.parent: PersonTrack | None = None  # the track beside which it started
        self._start_boxes: tuple[Box, Box] | None = None  # its own and the parent's at that time
        self._times_apart = 0
        self.was_far_apart = False  # from its parent, so that they are two people

    @classmethod
    def from_detection(cls, detection: Detection, at: float) -> PersonTrack:
        """Start a tentative track at time `at`."""
        track = cls(detection.box, at, moved_at=at if detection.is_moving else None)
        track.colours = detection.colours
        track._add_aspect(detection)
        return track

    @classmethod
    def from_blob(cls, box: Box, at: float) -> PersonTrack:
        """Start a motion-only track at a foreground blob of time `at`."""
        return cls(box, at, detections=0, moved_at=at)

    # State.

    @property
    def box(self) -> Box:
        """The filtered estimate."""
        return self._filter.box

    @property
    def height(self) -> float:
        """Pixels, at least 1."""
        return max(float(self.box[3]), 1.0)

    @property
    def sigma(self) -> float:
        """Standard deviation of its position, in heights."""
        return self._filter.sigma

    @property
    def is_motion_only(self) -> bool:
        """True while the detector has seen no person in it."""
        return self.detections == 0

    @property
    def is_confirmed(self) -> bool:
        """True once it was detected often enough to be no false positive."""
        return self.detections >= MIN_DETECTIONS

    @property
    def is_lost(self) -> bool:
        """True where it has been missed several times in a row."""
        return self.misses > LOST_AFTER_MISSES

    @property
    def is_non_person(self) -> bool:
        """True for a dog on a lead or a pram, by its shape beside the person whom it accompanies.

        A child is low but slender, a group is broad but as tall as anyone, so neither is meant. Shapes are compared
        with the companion's because a camera that looks down steeply makes everyone broad.
        """
        return self._aspects >= MIN_DETECTIONS and 2 * self._beside_taller > self.detections

    @property
    def is_second_person(self) -> bool:
        """True once it and its parent are known to be two people who go the same way."""
        if self.parent is None or self._start_boxes is None:
            return False
        mine, parents = (
            (track.box - start)[:2]
            for track, start in zip((self, self.parent), self._start_boxes, strict=True)
        )
        return self._times_apart >= MIN_TIMES_APART and float(mine @ parents) > 0

    def in_view(self, at: float) -> bool:
        """Return True where it is a person, as far as is known at `at` (seconds). Statues never move."""
        if self.is_non_person or not self.is_confirmed:
            return False
        return self.moved_at is not None and at - self.moved_at <= STATUE_SECONDS

    def is_located(self, at: float) -> bool:
        """Return True where a detection or a blob of time `at` gave its place; otherwise it is only predicted."""
        return at in (self.seen_at, self.sustained_at)

    def moved_since(self, at: float) -> bool:
        """Return True where something in its box moved at `at` (seconds) or later."""
        return self.sustained_at >= at or (self.moved_at is not None and self.moved_at >= at)

    def is_alive(self, at: float) -> bool:
        """Return True where it has left its start, or something in it moved several times and lately."""
        if self.has_moved:
            return True
        return self.moving_detections >= MIN_DETECTIONS and self.moved_since(at - STATUE_SECONDS)

    @property
    def was_moving(self) -> bool:
        """True where something in its box moved shortly before it was last seen."""
        return self.moved_at is not None and self.seen_at - self.moved_at <= STOPPED_SECONDS

    def distance_to(self, other: PersonTrack) -> float:
        """Return the distance of the two centres, in heights of the taller."""
        return float(centre_distance(self.box, other.box)) / max(self.height, other.height)

    def position(self, point: ReferencePoint) -> Position:
        """Return where the reference point is, pixels."""
        x, foot, _, height = (float(length) for length in self.box)
        y = foot - height / 2 if point is ReferencePoint.CENTRE else foot
        return Position(x, y, self.height)

    # Updates.

    def predict(self, at: float) -> None:
        """Move the estimate on to time `at` (seconds)."""
        seconds = at - self.at
        if seconds <= 0:
            return
        is_hidden = self.at > max(self.seen_at, self.sustained_at)
        self.at = at
        self._filter.predict(seconds, is_hidden=is_hidden)

    def correct(self, detection: Detection) -> None:
        """Take in a matched detection, of the time that was predicted for."""
        self._filter.update(detection.box - self.box, DETECTION_SIGMA)
        self._add(detection)

    def confirm_blob(self, detection: Detection) -> None:
        """Take in a detection inside the blob that this track followed so far."""
        self._filter.box = (self.box + detection.box) / 2
        self.sustained_at = self.at
        self._add(detection)

    def sustain(self, blob: Box) -> None:
        """Take in a matched foreground blob, of the time that was predicted for.

        It corrects the place, and the size only while the track is not confirmed: a blob includes the shadow, and
        lacks what is as dark as the wall.
        """
        innovation = blob - self.box
        if self.is_confirmed:
            innovation[2:] = 0.0
        self._filter.update(innovation, BLOB_SIGMA)
        if self.is_motion_only:
            self.seen_at = self.moved_at = self.at
        self.sustained_at = self.at
        self._note_movement()

    def rest(self, at: float) -> None:
        """Note that nothing in the picture has moved up to `at`: a track that was just seen stands still."""
        if self.misses == 0:
            self.at = self.seen_at = at
            self._filter.stand_still()

    def start_beside(self, parent: PersonTrack) -> None:
        """Remember the track beside which this one has just started."""
        self.parent = parent
        self._start_boxes = self.box, parent.box

    def compare_with_parent(self, at: float) -> None:
        """Note whether it and its parent were both seen at `at` (seconds), apart from each other."""
        if self.parent is None or self.seen_at < at or self.parent.seen_at < at:
            return
        distance = self.distance_to(self.parent)
        if distance > FAR_APART_HEIGHTS:
            self.was_far_apart = True
        if distance >= APART_HEIGHTS and self.detections <= MAX_TIMES_COMPARED:
            self._times_apart += 1

    def note_taller_companion(self) -> None:
        """Count a detection beside a taller and more slender track (see `is_non_person`)."""
        self._beside_taller += 1

    def _add(self, detection: Detection) -> None:
        self.seen_at, self.seen_box = self.at, detection.box
        self.detections += 1
        self.misses = 0
        if detection.is_moving:
            self.moved_at = self.at
            self.moving_detections += 1
        self._add_aspect(detection)
        self._add_colours(detection)
        self._note_movement()

    def _add_aspect(self, detection: Detection) -> None:
        if detection.aspect is not None:
            self._aspects += 1
            before = self.aspect or 0.0
            self.aspect = before + (detection.aspect - before) / self._aspects

    def _add_colours(self, detection: Detection) -> None:
        if detection.colours is None:
            return
        if self.colours is None:
            self.colours = detection.colours
        else:
            kept = (1 - SMOOTHING) * self.colours
            self.colours = np.asarray(kept + SMOOTHING * detection.colours, np.float32)

    def _note_movement(self) -> None:
        if self.has_moved:
            return
        self.has_moved = float(iou(self.box, self._start_box)) < MOVED_IOU
