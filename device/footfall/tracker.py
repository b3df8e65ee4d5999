"""Follows people from frame to frame, so that each is counted once.

A track is a box with a speed, for as long as somebody is in view; it has no name that outlives it and never
leaves this process. The one thing a newcomer would get wrong: frames do not come evenly. All motion is by the
frames' own times, in seconds, and lengths are measured in the person's own height, so that the same numbers
serve a corridor and a hall.

Detections are paired with tracks in two rounds, the sure ones first and then the doubtful, which may carry on a
track but never begin one (after Y. Zhang and others, "ByteTrack", ECCV 2022). Motion is a Kalman filter with
constant speed in each of x, y, width and height. To this comes what still things tell: a box in which nothing
stirs has not moved, so a walker's track never jumps on a coat rack.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from device.footfall.assignment import pair

Box = NDArray[np.float64]
"""x of the middle, y of the lower edge, width, height: pixels."""

SURE = 0.36  # score from which a detection may begin a track; the detector's people peak near 0.6
SURE_MOVING = 0.30  # the same where something moves in it
DOUBTFUL = 0.18  # below this a detection is nobody
FAR = 0.8  # cost from which a pair is no pair
BLIND_SECONDS = 1.6  # how long a track lives without being seen
LOOKS = 2  # looks without it that end a track at the earliest, however far apart they were
YOUNG_SECONDS = 0.4  # the same for one that was seen only once or twice
OTHER_SIZE = 0.45  # logarithm of two heights' ratio from which they are not one person's
BESIDE = 0.3  # overlap with somebody in view up to which one more person is begun
NEAR = 0.25  # heights that something may seem to move by in which nothing stirs
STOPPED_AFTER = 1.0  # seconds without stirring from which it stands
STATUE = 60.0  # seconds without stirring from which it is no person: a statue, a portrait, a coat on a rack
TOUCHING = 0.6  # heights between two of whom one may have hidden the other
APART = 0.3  # heights between two that are not two boxes on one: shoulders are 0.25 wide
PARTED = 0.9  # heights between two that nobody takes for one
PROOF = 6  # looks at both, apart, that make them two
PROVING = 13  # looks at the younger, its first, in which that must be seen
BROADER = 1.6  # width over height of a dog or a pram at least, in that of whom it goes with
LOWER = 0.75  # its height at most, in theirs
BELIEVED = 3  # sightings from which a track counts as a person
MEASURED = 0.05  # standard deviation of a detected box's position, in heights
PUSH = 0.7  # standard deviation of a person's acceleration, heights per second squared
SLOWED_IN = 0.8  # seconds in which the speed of somebody who is hidden fades
FIRST_SPEED = 0.8  # standard deviation of the speed of somebody just seen, heights per second


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """One detection, as the tracker needs it.

    `look`: its colours (see appearance.py), to tell apart those who pass each other; None where not known.
    `stirs`: something has just moved in its box (see stir.py). `shape`: its width over its height; None where that
    tells nothing, since the picture's edge cuts it or the camera looks down on it.
    """

    box: Box
    score: float
    look: NDArray[np.float32] | None = None
    stirs: bool = True
    shape: float | None = None

    @property
    def sure(self) -> bool:
        """True where it may begin a track: what moves, and looks like a person, is less often a coat."""
        return self.score >= (SURE_MOVING if self.stirs else SURE)


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
    elder: Track | None = None  # beside whom it began
    began: tuple[Box, Box] | None = None  # where the two were then
    apart: int = 0  # looks in which both were seen, and not at one place
    parted: bool = False  # the two were seen further apart than boxes on one person are
    stirred_at: float | None = None  # when something in its box last moved
    shape: float | None = None  # width over height, the mean of the looks that told it
    shapes: int = 0  # those looks
    along: int = 0  # looks at it beside somebody higher and more slender
    seen_box: Box = field(init=False)  # the box that was seen last
    _place: float = MEASURED**2  # variances and covariance, in heights
    _both: float = 0.0
    _pace: float = FIRST_SPEED**2

    def __post_init__(self) -> None:
        self.seen_box = self.box

    @property
    def believed(self) -> bool:
        """True once it has been seen often enough to be a person and no flicker."""
        return self.sightings >= BELIEVED

    @property
    def thing(self) -> bool:
        """True where it is no person by its shape: a dog that somebody leads, or a pram that they push.

        A child is low but slender, a group broad but as high as anyone; so neither is a thing. Shapes are compared
        with theirs whom it goes along with, since a camera that looks down steeply makes everyone broad.
        """
        return self.shapes >= BELIEVED and 2 * self.along > self.sightings

    @property
    def height(self) -> float:
        """Pixels."""
        return max(float(self.box[3]), 1.0)

    @property
    def proved(self) -> bool:
        """True once it and the one beside whom it began are known to be two who go the same way."""
        if self.elder is None or self.began is None:
            return False
        mine, theirs = (
            (one.box - box)[:2] for one, box in zip((self, self.elder), self.began, strict=True)
        )
        return self.apart >= PROOF and float(mine @ theirs) > 0

    def away(self, other: Track) -> float:
        """From the middle of its box to that of the other's: heights."""
        return float(_away(self.box, other.box)) / max(self.height, other.height)

    def compare(self, at: float) -> None:
        """Notes whether it and its elder were both seen at `at` (seconds), apart."""
        if self.elder is None or self.seen_at < at or self.elder.seen_at < at:
            return
        away = self.away(self.elder)
        self.parted |= away > PARTED
        self.apart += self.sightings <= PROVING and away >= APART

    def in_view(self, at: float) -> bool:
        """True where it is a person, as far as can be told at `at` (seconds): statues never stir."""
        if self.thing:
            return False
        return self.believed and self.stirred_at is not None and at - self.stirred_at <= STATUE

    def moves(self) -> bool:
        """True where it had moved a moment before it was last seen."""
        return self.stirred_at is not None and self.seen_at - self.stirred_at <= STOPPED_AFTER

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

    def correct(self, sighting: Sighting) -> None:
        """Takes in a sighting, of the time that was predicted for."""
        box = sighting.box
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
        self.seen_at, self.seen_box = self.at, box
        self.sightings += 1
        self.missed = 0
        if sighting.stirs:
            self.stirred_at = self.at
        self.form(sighting)
        if sighting.look is not None:
            self.look = (
                sighting.look if self.look is None else 0.9 * self.look + 0.1 * sighting.look
            )

    def form(self, sighting: Sighting) -> None:
        """Takes in the shape of a sighting, where that tells one."""
        if sighting.shape is not None:
            self.shapes += 1
            before = 0.0 if self.shape is None else self.shape
            self.shape = before + (sighting.shape - before) / self.shapes

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

    def see(self, sightings: Sequence[Sighting], at: float) -> list[Track]:
        """Takes in what the detector found at `at` (seconds). The tracks that have ended with it."""
        for track in self.tracks:
            track.predict(at)
        sure = [one for one in sightings if one.sure]
        doubtful = [one for one in sightings if not one.sure and one.score >= DOUBTFUL]
        strangers = self._pair(list(self.tracks), sure)
        seen = [track for track in self.tracks if track.seen_at == at]
        unseen = [track for track in self.tracks if track.seen_at < at and track.believed]
        left = self._pair([track for track in unseen if track.missed == 0], doubtful)
        # A doubtful box on somebody just seen is mostly a second box on them: no one who was lost comes back as it.
        alone = [one for one, second in zip(left, _doubles(seen, left), strict=True) if not second]
        self._pair([track for track in unseen if track.missed > 0], alone)
        seen = [track for track in self.tracks if track.seen_at == at]
        for one, second in zip(strangers, _doubles(seen, strangers), strict=True):
            if not second:
                self.tracks.append(self._begun(one, at))
        for track in self.tracks:
            track.compare(at)
            track.along += track.seen_at == at and self._goes_along(track, at)
        return self._drop(at)

    def _begun(self, one: Sighting, at: float) -> Track:
        track = Track(one.box, at, at, look=one.look, stirred_at=at if one.stirs else None)
        beside = [
            (off, number)
            for number, other in enumerate(self.tracks)
            if other.believed
            and not other.thing
            and other.moves()
            and at - other.seen_at <= YOUNG_SECONDS
            and (off := track.away(other)) <= TOUCHING
            and abs(math.log(track.height / other.height)) <= OTHER_SIZE
        ]
        track.form(one)
        if one.stirs and beside:
            track.elder = self.tracks[min(beside)[1]]
            track.began = track.box, track.elder.box
        return track

    def rest(self, at: float) -> None:
        """Nothing has moved up to `at` (seconds), so that nobody looked: everyone is where they were."""
        for track in self.tracks:
            track.rest(at)

    def _goes_along(self, track: Track, at: float) -> bool:
        """True where somebody higher and more slender is beside it, at `at` (seconds)."""
        if track.shape is None:
            return False
        return any(
            track.height <= LOWER * other.height
            and track.shape >= BROADER * other.shape
            and track.away(other) <= TOUCHING
            for other in self.tracks
            if other.seen_at == at and other.shape is not None
        )

    def _pair(self, tracks: list[Track], chosen: list[Sighting]) -> list[Sighting]:
        """Pairs and corrects; the chosen that found no track."""
        if not tracks or not chosen:
            return chosen
        taken: set[int] = set()
        for row, column in pair(costs(tracks, chosen), FAR):
            tracks[row].correct(chosen[column])
            taken.add(column)
        return [one for i, one in enumerate(chosen) if i not in taken]

    def _drop(self, at: float) -> list[Track]:
        def lives(track: Track) -> bool:
            patience = BLIND_SECONDS if track.believed else YOUNG_SECONDS
            return track.missed < LOOKS or at - track.seen_at <= patience

        for track in self.tracks:
            track.missed += track.seen_at < at
        ended = [track for track in self.tracks if not lives(track)]
        for track in ended:
            track.elder = None  # else a busy day is one chain of those who are long gone
        self.tracks = [track for track in self.tracks if lives(track)]
        return ended


def costs(tracks: Sequence[Track], sightings: Sequence[Sighting]) -> NDArray[np.float64]:
    """How unlike each track and each sighting are, rows × columns: 0 the same, 1 and more surely not."""
    was, now = (
        np.array([track.box for track in tracks])[:, None],
        np.array([one.box for one in sightings]),
    )
    seen = np.array([track.seen_box for track in tracks])[:, None]
    scale = np.sqrt(np.maximum(was[..., 3], 1) * np.maximum(now[:, 3], 1))
    off = _away(was, now) / scale
    gate = np.array([0.25 + 2.0 * track.spread() for track in tracks])[:, None]
    size = np.abs(np.log(np.maximum(now[:, 3], 1) / np.maximum(was[..., 3], 1)))
    cost = 0.55 * off / gate + 0.35 * np.minimum(size, 1.0) + 0.25 * (1 - _overlaps(was, now))
    old = [track.look for track in tracks if track.look is not None]
    new = [one.look for one in sightings if one.look is not None]
    if len(old) == len(tracks) and len(new) == len(sightings):
        alike = np.minimum(np.array(old)[:, None], np.array(new)).sum(axis=-1)
        cost += 0.5 * (1 - alike)
    moves = np.array([track.moves() for track in tracks])[:, None]
    stirs = np.array([one.stirs for one in sightings])
    jumps = ~(moves & stirs) & (_away(seen, now) / scale > NEAR)
    return np.where((off > np.minimum(gate, 1.2)) | (size > OTHER_SIZE) | jumps, 1e3, cost)


def _away(one: Box, other: Box) -> Box:
    """Pixels between the middles of boxes."""
    down = (other[..., 1] - other[..., 3] / 2) - (one[..., 1] - one[..., 3] / 2)
    return np.asarray(np.hypot(other[..., 0] - one[..., 0], down), np.float64)


def _overlaps(one: Box, other: Box) -> Box:
    """Intersections over unions."""
    width = np.minimum(
        one[..., 0] + one[..., 2] / 2, other[..., 0] + other[..., 2] / 2
    ) - np.maximum(one[..., 0] - one[..., 2] / 2, other[..., 0] - other[..., 2] / 2)
    height = np.minimum(one[..., 1], other[..., 1]) - np.maximum(
        one[..., 1] - one[..., 3], other[..., 1] - other[..., 3]
    )
    both = np.maximum(width, 0) * np.maximum(height, 0)
    either = one[..., 2] * one[..., 3] + other[..., 2] * other[..., 3] - both
    return np.asarray(both / either, np.float64)


def _doubles(tracks: Sequence[Track], sightings: Sequence[Sighting]) -> list[bool]:
    """For each sighting, whether it is mostly at the place of one of these: a second box on one person."""
    if not tracks or not sightings:
        return [False] * len(sightings)
    there = np.array([track.box for track in tracks])[:, None]
    overlaps = _overlaps(there, np.array([one.box for one in sightings]))
    return [bool(most > BESIDE) for most in overlaps.max(axis=0)]
