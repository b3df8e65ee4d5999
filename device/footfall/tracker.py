"""Follows people from frame to frame, so that each is counted once.

A track is a box with a speed, for as long as somebody is in view; it has no name that outlives it and never
leaves this process. The one thing a newcomer would get wrong: frames do not come evenly. All motion is by the
frames' own times, in seconds, and lengths are measured in the person's own height, so that the same numbers
serve a corridor and a hall.

Detections are paired with tracks in two rounds, the sure ones first and then the doubtful, which may carry on a
track but never begin one (after Y. Zhang and others, "ByteTrack", ECCV 2022). Motion is a Kalman filter with
constant speed in each of x, y, width and height.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from device.footfall.assignment import pair
from models.people import Person

Box = NDArray[np.float64]
"""x of the middle, y of the lower edge, width, height: pixels."""

SURE = 0.36  # score from which a detection may begin a track; the detector's people peak near 0.6
DOUBTFUL = 0.18  # below this a detection is nobody
FAR = 0.8  # cost from which a pair is no pair
BLIND_SECONDS = 1.6  # how long a track lives without being seen
LOOKS = 2  # looks without it that end a track at the earliest, however far apart they were
YOUNG_SECONDS = 0.4  # the same for one that was seen only once or twice
OTHER_SIZE = 0.45  # logarithm of two heights' ratio from which they are not one person's
BESIDE = 0.3  # overlap with somebody in view up to which one more person is begun
BELIEVED = 3  # sightings from which a track counts as a person
MEASURED = 0.05  # standard deviation of a detected box's position, in heights
PUSH = 0.7  # standard deviation of a person's acceleration, heights per second squared
SLOWED_IN = 0.8  # seconds in which the speed of somebody who is hidden fades
FIRST_SPEED = 0.8  # standard deviation of the speed of somebody just seen, heights per second


@dataclass(slots=True, eq=False)
class Track:
    """Somebody in view. `box` is the filtered estimate, `speed` its change a second."""

    box: Box
    at: float
    seen_at: float
    sightings: int = 1
    missed: int = 0  # looks in a row in which it was not seen
    speed: Box = field(default_factory=lambda: np.zeros(4))
    look: NDArray[np.float32] | None = None
    _place: float = MEASURED**2  # variances and covariance, in heights
    _both: float = 0.0
    _pace: float = FIRST_SPEED**2

    @property
    def believed(self) -> bool:
        """True once it has been seen often enough to be a person and no flicker."""
        return self.sightings >= BELIEVED

    @property
    def height(self) -> float:
        """Pixels."""
        return max(float(self.box[3]), 1.0)

    def predict(self, at: float) -> None:
        """Carries the estimate on to time `at` (seconds)."""
        step = at - self.at
        if step <= 0:
            return
        blind = self.at - self.seen_at
        self.at = at
        if blind > 0:  # who is hidden has mostly slowed down, and has not grown
            self.speed = self.speed * math.exp(-step / SLOWED_IN)
            self.speed[2:] = 0.0
        self.box = self.box + self.speed * step
        self.box[2:] = np.maximum(self.box[2:], 1.0)
        push = PUSH**2
        self._place += 2 * step * self._both + step**2 * self._pace + push * step**4 / 4
        self._both += step * self._pace + push * step**3 / 2
        self._pace += push * step**2

    def correct(self, box: Box) -> None:
        """Takes in a sighting, of the time that was predicted for."""
        noise = MEASURED**2
        gain = self._place / (self._place + noise)
        gain_speed = self._both / (self._place + noise)
        miss = box - self.box
        self.box = self.box + gain * miss
        self.speed = self.speed + gain_speed * miss
        self.speed[2:] *= 0.8  # people do not grow; what looks like it is mostly noise
        self._pace -= gain_speed * self._both
        self._both *= 1 - gain
        self._place *= 1 - gain
        self.seen_at = self.at
        self.sightings += 1
        self.missed = 0

    def rest(self, at: float) -> None:
        """Nothing has moved up to `at`: who was just seen is still there, and stands."""
        if self.missed == 0:
            self.at = self.seen_at = at
            self.speed = np.zeros(4)
            self._pace, self._both = FIRST_SPEED**2, 0.0  # how they will walk on is open

    def spread(self) -> float:
        """Standard deviation of where it is, in heights."""
        return math.sqrt(self._place)


class Tracker:
    """Keeps the tracks; give it every frame's detections, in order of time."""

    def __init__(self) -> None:
        self.tracks: list[Track] = []

    def see(
        self,
        people: Sequence[Person],
        at: float,
        looks: Sequence[NDArray[np.float32]] | None = None,
    ) -> list[Track]:
        """Takes in what the detector found at `at` (seconds). The tracks that have ended with it.

        `looks`: how each of `people` looks (see appearance.py), to tell apart those who pass each other.
        """
        for track in self.tracks:
            track.predict(at)
        boxes = [_box(person) for person in people]
        sure = [i for i, person in enumerate(people) if person.score >= SURE]
        doubtful = [i for i, person in enumerate(people) if DOUBTFUL <= person.score < SURE]
        left = self._pair(list(self.tracks), sure, boxes, looks)
        unseen = [track for track in self.tracks if track.seen_at < at]
        self._pair([t for t in unseen if t.believed], doubtful, boxes, looks)
        for i in left:
            if not any(
                _covers(track.box, boxes[i]) for track in self.tracks if track.seen_at == at
            ):
                look = None if looks is None else looks[i]
                self.tracks.append(Track(boxes[i], at, at, look=look))
        return self._drop(at)

    def rest(self, at: float) -> None:
        """Nothing has moved up to `at` (seconds), so that nobody looked: everyone is where they were."""
        for track in self.tracks:
            track.rest(at)

    def _pair(
        self,
        tracks: list[Track],
        chosen: list[int],
        boxes: list[Box],
        looks: Sequence[NDArray[np.float32]] | None,
    ) -> list[int]:
        """Pairs and corrects; the chosen that found no track."""
        if not tracks or not chosen:
            return chosen
        costs = np.array(
            [
                [_cost(track, boxes[i], None if looks is None else looks[i]) for i in chosen]
                for track in tracks
            ]
        )
        taken: set[int] = set()
        for row, column in pair(costs, FAR):
            i = chosen[column]
            tracks[row].correct(boxes[i])
            if looks is not None:
                _remember(tracks[row], looks[i])
            taken.add(i)
        return [i for i in chosen if i not in taken]

    def _drop(self, at: float) -> list[Track]:
        def lives(track: Track) -> bool:
            patience = BLIND_SECONDS if track.believed else YOUNG_SECONDS
            return track.missed < LOOKS or at - track.seen_at <= patience

        for track in self.tracks:
            track.missed += track.seen_at < at
        ended = [track for track in self.tracks if not lives(track)]
        self.tracks = [track for track in self.tracks if lives(track)]
        return ended


def _box(person: Person) -> Box:
    return np.array([person.x + person.w / 2, person.y + person.h, person.w, person.h])


def _cost(track: Track, box: Box, look: NDArray[np.float32] | None) -> float:
    """How unlike: 0 the same, 1 and more surely not."""
    scale = (track.height * max(float(box[3]), 1.0)) ** 0.5
    middle = box[1] - box[3] / 2 - (track.box[1] - track.box[3] / 2)
    off = math.hypot(box[0] - track.box[0], middle) / scale
    gate = 0.25 + 2.0 * track.spread()
    if off > min(gate, 1.2):
        return 1e3
    size = abs(math.log(max(float(box[3]), 1.0) / track.height))
    if size > OTHER_SIZE:
        return 1e3
    cost = 0.55 * off / gate + 0.35 * min(size, 1.0) + 0.25 * (1 - _overlap(track.box, box))
    if look is not None and track.look is not None:
        cost += 0.5 * (1 - float(np.minimum(track.look, look).sum()))
    return float(cost)


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one[0] + one[2] / 2, other[0] + other[2] / 2) - max(
        one[0] - one[2] / 2, other[0] - other[2] / 2
    )
    height = min(one[1], other[1]) - max(one[1] - one[3], other[1] - other[3])
    if width <= 0 or height <= 0:
        return 0.0
    both = float(width * height)
    return both / (float(one[2] * one[3] + other[2] * other[3]) - both)


def _covers(one: Box, other: Box) -> bool:
    """True where `other` is mostly the same place as `one`: a second box on one person."""
    return _overlap(one, other) > BESIDE


def _remember(track: Track, look: NDArray[np.float32]) -> None:
    track.look = look if track.look is None else 0.9 * track.look + 0.1 * look
