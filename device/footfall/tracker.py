"""Tracks people from frame to frame, so that each is counted once.

Each update works in five stages, in the manner of SORT and ByteTrack (Y. Zhang and others, "ByteTrack", ECCV 2022):

1. associate confident detections with the tracks that were seen recently,
2. associate what is left with lost tracks; then static objects' boxes and weak detections, which may continue a track
   and never start one,
3. start new tracks from unmatched confident detections,
4. sustain tracks by motion where the detector sees no person,
5. end tracks; those that duplicate another are resolved in duplicate_tracks.py.

A track has no identity beyond this process and never leaves its memory.

Note: a foreground blob never counts by itself. It keeps an existing track alive; if the detector later confirms a
person inside a blob that was followed, that person inherits the blob's path. Prams, doors and shadows are never
confirmed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from device.footfall.assignment import assign
from device.footfall.boxes import Box, overlaps_any
from device.footfall.detection import Detection
from device.footfall.matching_cost import (
    IMPOSSIBLE,
    MAX_SIZE_RATIO_LOG,
    blob_costs,
    detection_costs,
)
from device.footfall.static_objects import STATIC_IOU, StaticObjects
from device.footfall.track import (
    MAX_MISSED_SECONDS,
    MAX_SUSTAINED_SECONDS,
    MAX_TENTATIVE_SECONDS,
    PersonTrack,
)

# Under which a detection is dropped. Sensitivity, of 94: ×0.5 → +4, ×2 → +5 (bench_sensitivity).
WEAK_SCORE = 0.18
# From which a track and a detection are no match. Sensitivity, of 94: ×0.5 → +17, ×2 → +2 (bench_sensitivity).
MAX_COST = 0.8
# With a track that is seen, above which a detection starts no track. Sensitivity, of 94: ×0.5 → 0, ×2 → +2
# (bench_sensitivity).
SECOND_BOX_IOU = 0.3
# Between two tracks of which one may have hidden the other. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
BESIDE_HEIGHTS = 0.6
# Width over height of a dog or pram at least, in that of its companion. Sensitivity, of 94: ×0.5 → 0, ×2 → 0
# (bench_sensitivity).
BROADER = 1.6
# Height of a dog or pram at most, in its companion's. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
LOWER = 0.75
# From which a blob sustains a track. Sensitivity, of 94: ×0.5 → 0, ×2 → +9 (bench_sensitivity).
SUSTAIN_IOU = 0.3
# From which a foreground blob and a track or detection belong together. Sensitivity, of 94: ×0.5 → 0, ×2 → +2
# (bench_sensitivity).
BLOB_IOU = 0.15
# Width over height of a weakly detected person at most: dogs are broader. Sensitivity, of 94: ×0.5 → +5, ×2 → 0
# (bench_sensitivity).
UPRIGHT_ASPECT = 0.8

Item = TypeVar("Item")


class Tracker:
    """Keeps the tracks of one camera. Call `update` with every frame's detections, in order of time."""

    def __init__(self, upright: bool = True) -> None:
        """`upright`: people stand upright in the picture; False where the camera looks down on them."""
        self.tracks: list[PersonTrack] = []
        self._upright = upright
        self._static_objects = StaticObjects()

    def update(
        self, detections: Sequence[Detection], at: float, blobs: Sequence[Box] = ()
    ) -> list[PersonTrack]:
        """Take in the detections and foreground blobs of time `at` (seconds). Returns the tracks that ended."""
        for track in self.tracks:
            track.predict(at)
        is_static = self._static_objects.covers([one.box for one in detections])
        static = [one for one, known in zip(detections, is_static, strict=True) if known]
        others = [one for one, known in zip(detections, is_static, strict=True) if not known]
        confident = [one for one in others if one.is_confident]
        weak = [one for one in others if not one.is_confident and one.score >= WEAK_SCORE]

        unmatched = self._associate_confident(confident, at)
        self._associate_static(static, at)
        self._associate_weak(weak, at)
        self._confirm_blobs_by_weak(weak, at)
        free_blobs = self._sustain_by_motion(self._unclaimed(blobs, at), at)
        self._start_tracks(self._confirm_blobs(unmatched, at), at)
        self._follow_blobs(self._unclaimed(free_blobs, at), at)

        for track in self.tracks:
            track.compare_with_parent(at)
            if track.seen_at == at and self._has_taller_companion(track, at):
                track.note_taller_companion()
        ended = self._end_tracks(at)
        self._learn_static_objects(detections, at)
        return ended

    def rest(self, at: float) -> None:
        """Note that nothing in the picture has moved up to `at` (seconds), so that the detector did not run."""
        for track in self.tracks:
            track.rest(at)

    # Association of detections.

    def _associate_confident(self, confident: list[Detection], at: float) -> list[Detection]:
        """Match recently seen tracks first, then lost ones. Returns the detections left unmatched.

        A detection that overlaps a track already matched is most often a second box on that person, so no lost track
        is matched with it.
        """
        people = [track for track in self.tracks if not track.is_motion_only]
        recent = [track for track in people if not track.is_lost]
        lost = [track for track in people if track.is_lost]
        left = _match_detections(recent, confident)
        alone = self._without_second_boxes(left, at)
        second = [one for one in left if one not in alone]
        return _match_detections(lost, alone) + second

    def _associate_static(self, static: list[Detection], at: float) -> None:
        """Match tracks that walk through a static object's box, where they are just where they must be."""
        walking = [
            track
            for track in self._missed(at)
            if track.is_confirmed and track.has_moved and track.misses == 0
        ]
        _match_detections(walking, static, STATIC_IOU)

    def _associate_weak(self, weak: list[Detection], at: float) -> None:
        """Match the confirmed tracks that are still unmatched: those seen in the last update first."""
        unmatched = [track for track in self._missed(at) if track.is_confirmed]
        left = _match_detections([track for track in unmatched if track.misses == 0], weak)
        alone = self._without_second_boxes(left, at)
        _match_detections([track for track in unmatched if track.misses > 0], alone)

    def _start_tracks(self, detections: list[Detection], at: float) -> None:
        """Start a track from each detection that is no second box on a person who is seen."""
        for detection in self._without_second_boxes(detections, at):
            track = PersonTrack.from_detection(detection, at)
            parent = self._parent_of(track, at) if detection.is_moving else None
            if parent is not None:
                track.start_beside(parent)
            self.tracks.append(track)

    def _parent_of(self, track: PersonTrack, at: float) -> PersonTrack | None:
        """Return the nearest confirmed, moving track of its size that may have hidden the new one; None without."""
        candidates = [
            other
            for other in self.tracks
            if other.is_confirmed
            and not other.is_non_person
            and other.was_moving
            and at - other.seen_at <= MAX_TENTATIVE_SECONDS
            and track.distance_to(other) <= BESIDE_HEIGHTS
            and abs(math.log(track.height / other.height)) <= MAX_SIZE_RATIO_LOG
        ]
        return min(candidates, key=track.distance_to, default=None)

    def _without_second_boxes(self, detections: list[Detection], at: float) -> list[Detection]:
        """Return the detections that overlap no person who is seen."""
        seen = [track.box for track in self._seen(at)]
        is_second = overlaps_any([one.box for one in detections], seen, SECOND_BOX_IOU)
        return [one for one, second in zip(detections, is_second, strict=True) if not second]

    # Foreground blobs.

    def _sustain_by_motion(self, blobs: list[Box], at: float) -> list[Box]:
        """Match moving tracks that the detector misses with blobs. Returns the blobs left unmatched."""
        moving = [
            track
            for track in self._missed(at)
            if track.has_moved and (track.is_confirmed or math.isfinite(track.sustained_at))
        ]
        return _match_blobs(moving, blobs, SUSTAIN_IOU, MAX_SIZE_RATIO_LOG)

    def _confirm_blobs_by_weak(self, weak: list[Detection], at: float) -> None:
        """Match weak detections of upright people with tracks that a moving blob carried so far."""
        seen = [track.seen_box for track in self._seen(at)]
        is_claimed = overlaps_any([one.box for one in weak], seen, BLOB_IOU)
        free = [
            one
            for one, claimed in zip(weak, is_claimed, strict=True)
            if not claimed and one.aspect is not None and self._is_upright(one.box)
        ]
        carried = [
            track
            for track in self.tracks
            if (track.seen_at < at or track.is_motion_only)
            and track.has_moved
            and not track.is_confirmed
            and math.isfinite(track.sustained_at)
            and self._is_upright(track.box)
        ]
        _match_into_blobs(carried, free)

    def _confirm_blobs(self, detections: list[Detection], at: float) -> list[Detection]:
        """Match detections with motion-only tracks. Returns those left unmatched, without second boxes."""
        alone = self._without_second_boxes(detections, at)
        motion_only = [track for track in self.tracks if track.is_motion_only]
        return _match_into_blobs(motion_only, alone)

    def _follow_blobs(self, blobs: list[Box], at: float) -> None:
        """Continue motion-only tracks with the blobs that belong to no person, and start new ones."""
        motion_only = [
            track for track in self.tracks if track.is_motion_only and track.seen_at < at
        ]
        for blob in _match_blobs(motion_only, blobs, BLOB_IOU, math.inf):
            self.tracks.append(PersonTrack.from_blob(blob, at))

    def _unclaimed(self, blobs: Sequence[Box], at: float) -> list[Box]:
        """Return the blobs that are not those of people who are seen."""
        seen = [track.seen_box for track in self._seen(at)]
        is_claimed = overlaps_any(blobs, seen, BLOB_IOU)
        return [blob for blob, claimed in zip(blobs, is_claimed, strict=True) if not claimed]

    def _is_upright(self, box: Box) -> bool:
        return not self._upright or bool(box[2] <= UPRIGHT_ASPECT * box[3])

    # The tracks.

    def _seen(self, at: float) -> list[PersonTrack]:
        """Return the tracks that have a detection of time `at`."""
        return [track for track in self.tracks if not track.is_motion_only and track.seen_at == at]

    def _missed(self, at: float) -> list[PersonTrack]:
        """Return the tracks that had a detection before and have none of time `at`."""
        return [track for track in self.tracks if not track.is_motion_only and track.seen_at < at]

    def _has_taller_companion(self, track: PersonTrack, at: float) -> bool:
        """Return True where a taller and more slender track is beside it; seen from above, shapes tell nothing."""
        if track.aspect is None or not self._upright:
            return False
        height = track.height
        return any(
            track.aspect >= BROADER * other.aspect
            and height <= LOWER * other.height
            and track.distance_to(other) <= BESIDE_HEIGHTS
            for other in self.tracks
            if other.seen_at == at and other.aspect is not None
        )

    def _end_tracks(self, at: float) -> list[PersonTrack]:
        """Remove the tracks that are over, and return them."""
        still = [track for track in self.tracks if not track.has_moved and not track.was_moving]
        is_static = self._static_objects.covers([track.box for track in still])
        static = {track for track, known in zip(still, is_static, strict=True) if known}
        for track in self.tracks:
            if track.seen_at < at:
                track.misses += 1
        ended = [track for track in self.tracks if track in static or _is_over(track, at)]
        self.tracks = [track for track in self.tracks if track not in ended]
        for track in ended:
            track.parent = None  # else a busy day is one chain of tracks that are never freed
        return ended

    def _learn_static_objects(self, detections: Sequence[Detection], at: float) -> None:
        """Take still boxes for static objects, except those on people who have moved."""
        people = [track.seen_box for track in self._seen(at) if track.is_alive(at)]
        still = [one.box for one in detections if not one.is_moving]
        is_person = overlaps_any(still, people, STATIC_IOU)
        boxes = [box for box, person in zip(still, is_person, strict=True) if not person]
        self._static_objects.update(boxes, at)


def _is_over(track: PersonTrack, at: float) -> bool:
    """Return True where a track was missed for so long that it ends."""
    missed_seconds = at - track.seen_at
    if track.is_motion_only:
        return missed_seconds > MAX_TENTATIVE_SECONDS
    if not track.is_lost:
        return False
    if at - track.sustained_at <= MAX_TENTATIVE_SECONDS:
        return missed_seconds > MAX_SUSTAINED_SECONDS
    return missed_seconds > (MAX_MISSED_SECONDS if track.is_confirmed else MAX_TENTATIVE_SECONDS)


def _match_detections(
    tracks: list[PersonTrack], detections: list[Detection], min_iou: float = 0.0
) -> list[Detection]:
    """Assign detections to tracks and correct these. Returns the detections left unmatched."""
    return _match(
        tracks,
        detections,
        lambda: detection_costs(tracks, detections, min_iou),
        MAX_COST,
        PersonTrack.correct,
    )


def _match_into_blobs(tracks: list[PersonTrack], detections: list[Detection]) -> list[Detection]:
    """Assign detections to tracks that blobs carried so far. Returns the detections left unmatched."""
    boxes = [one.box for one in detections]
    return _match(
        tracks,
        detections,
        lambda: blob_costs(tracks, boxes, BLOB_IOU),
        IMPOSSIBLE,
        PersonTrack.confirm_blob,
    )


def _match_blobs(
    tracks: list[PersonTrack], blobs: list[Box], min_iou: float, max_size_ratio_log: float
) -> list[Box]:
    """Assign blobs to tracks and sustain these. Returns the blobs left unmatched."""
    return _match(
        tracks,
        blobs,
        lambda: blob_costs(tracks, blobs, min_iou, max_size_ratio_log),
        IMPOSSIBLE,
        PersonTrack.sustain,
    )


def _match(
    tracks: list[PersonTrack],
    items: list[Item],
    costs: Callable[[], NDArray[np.float64]],
    limit: float,
    take_in: Callable[[PersonTrack, Item], None],
) -> list[Item]:
    """Assign items to tracks at the lowest cost under `limit`; each track takes in its own. Returns the items left."""
    if not tracks or not items:
        return items
    pairs = assign(costs(), limit)
    for row, column in pairs:
        take_in(tracks[row], items[column])
    matched = {column for _, column in pairs}
    return [one for number, one in enumerate(items) if number not in matched]
