"""One person in view, as far as can be told: a box with a speed, and what speaks for its being a person.

What a newcomer would get wrong: frames do not come evenly. All motion is by the frames' own times, in seconds, and
lengths are measured in the person's own height, so that the same numbers serve a corridor and a hall. Motion is a
Kalman filter with constant speed in each of x, y, width and height.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from device.footfall.boxes import Box, away, overlaps

SURE = 0.36  # score from which a detection may begin a track; the detector's people peak near 0.6
SURE_MOVING = 0.30  # the same where something moves in it
STOPPED_AFTER = 1.0  # seconds without stirring from which it stands
STATUE = 60.0  # seconds without stirring from which it is no person: a statue, a portrait, a coat on a rack
WALKED = 0.6  # heights from where it began from which it has walked
ELSEWHERE = (
    0.4  # overlap with where it began under which it has: who comes nearer hardly moves, but grows
)
APART = 0.3  # heights between two that are not two boxes on one: shoulders are 0.25 wide
PARTED = 0.9  # heights between two that nobody takes for one
PROOF = 6  # looks at both, apart, that make them two
PROVING = 13  # looks at the younger, its first, in which that must be seen
BELIEVED = 3  # sightings from which a track counts as a person
MEASURED = 0.05  # standard deviation of a detected box's position, in heights
FELT = 0.10  # the same of a silhouette's
PUSH = 0.7  # standard deviation of a person's acceleration, heights per second squared
SLOWED_IN = 0.8  # seconds in which the speed of somebody who is hidden fades
FIRST_SPEED = 0.8  # standard deviation of the speed of somebody just seen, heights per second


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """One detection, as the tracker needs it.

    `look`: its colours (see appearance.py), to tell apart those who pass each other; None where not known.
    `stirs`: something has just moved in its box (see stir.py). `shape`: its width over its height; None where that
    tells nothing, since the picture's edge cuts it.
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
    sightings: int = 1  # by the detector; none for what is only a silhouette
    missed: int = 0  # looks in a row in which it was not seen
    speed: Box = field(default_factory=lambda: np.zeros(4))
    look: NDArray[np.float32] | None = None
    elder: Track | None = None  # beside whom it began
    began: tuple[Box, Box] | None = None  # where the two were then
    apart: int = 0  # looks in which both were seen, and not at one place
    parted: bool = False  # the two were seen further apart than boxes on one person are
    stirred_at: float | None = None  # when something in its box last moved
    stirs: int = 0  # looks in which it did
    shape: float | None = None  # width over height, the mean of the looks that told it
    shapes: int = 0  # those looks
    along: int = 0  # looks at it beside somebody higher and more slender
    felt_at: float = -math.inf  # when a silhouette last showed it
    walked: bool = False  # it has left the place where it began
    seen_box: Box = field(init=False)  # the box that was seen last
    _first: Box = field(init=False)
    _place: float = MEASURED**2  # variances and covariance, in heights
    _both: float = 0.0
    _pace: float = FIRST_SPEED**2

    def __post_init__(self) -> None:
        self.seen_box = self._first = self.box

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
        return float(away(self.box, other.box)) / max(self.height, other.height)

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

    def shown(self, at: float) -> bool:
        """True where it was seen or felt at `at` (seconds), so that its place is known and not guessed."""
        return at in (self.seen_at, self.felt_at)

    def stirred(self, at: float) -> bool:
        """True where something stirred in it at `at` (seconds) or later: what has not stirred has not moved."""
        return self.felt_at >= at or (self.stirred_at is not None and self.stirred_at >= at)

    def alive(self, at: float) -> bool:
        """True where it has walked, or something has stirred in it again and again and not long before `at`."""
        return self.walked or (self.stirs >= BELIEVED and self.stirred(at - STATUE))

    def moves(self) -> bool:
        """True where it had moved a moment before it was last seen."""
        return self.stirred_at is not None and self.seen_at - self.stirred_at <= STOPPED_AFTER

    def predict(self, at: float) -> None:
        """Carries the estimate on to time `at` (seconds)."""
        step = at - self.at
        if step <= 0:
            return
        blind = self.at - max(self.seen_at, self.felt_at)
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
        self._measured(sighting.box - self.box, MEASURED)
        self._seen(sighting)

    def reveal(self, sighting: Sighting) -> None:
        """Takes in a sighting of who was a silhouette, of the time that was predicted for."""
        self.box = (self.box + sighting.box) / 2
        self.felt_at = self.at
        self._seen(sighting)

    def feel(self, box: Box) -> None:
        """Takes in the box of a silhouette, of the time that was predicted for.

        It tells where somebody is. How large they are it tells only while the detector has not: a silhouette has
        its shadow, and lacks what is as dark as the wall.
        """
        miss = box - self.box
        if self.believed:
            miss[2:] = 0.0
        self._measured(miss, FELT)
        if not self.sightings:
            self.seen_at = self.stirred_at = self.at
        self.felt_at = self.at
        self._walk()

    def _seen(self, sighting: Sighting) -> None:
        self.seen_at, self.seen_box = self.at, sighting.box
        self.sightings += 1
        self.missed = 0
        if sighting.stirs:
            self.stirred_at = self.at
            self.stirs += 1
        self.form(sighting)
        if sighting.look is not None:
            self.look = (
                sighting.look if self.look is None else 0.9 * self.look + 0.1 * sighting.look
            )
        self._walk()

    def _walk(self) -> None:
        if not self.walked:
            gone = math.hypot(*(self.box - self._first)[:2]) > WALKED * self.height
            self.walked = gone or float(overlaps(self.box, self._first)) < ELSEWHERE

    def _measured(self, miss: Box, deviation: float) -> None:
        """`miss`: what was measured less what was predicted; `deviation`: the measurement's, in heights."""
        noise = deviation**2
        gain = self._place / (self._place + noise)
        gain_speed = self._both / (self._place + noise)
        self.box = self.box + gain * miss
        self.speed = self.speed + gain_speed * miss
        self.speed[2:] *= 0.8  # people do not grow; what looks like it is mostly noise
        self._pace -= gain_speed * self._both
        self._both *= 1 - gain
        self._place *= 1 - gain

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
