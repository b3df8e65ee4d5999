"""One person seen from straight above: where they are, how they move, and whether they have walked."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from device.footfall.body_blobs import BodyBlob
from device.footfall.boxes import Box
from device.footfall.crossing import Crossing, CrossingDetector
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.zone import Position

PLACE_SHARE, SPEED_SHARE = 0.7, 0.3  # of what was seen that corrects place and speed
MIN_UPDATES = 4  # seen so often before it may count
WALKED_WIDTHS = 0.5  # of a person's width from where it began, before it may count
MIN_BODY_SHARE = 0.3  # of a person's area that it must have had: a foot at the edge is less
# Of a person's area that must be seen for its place to be judged at the line: where the picture's edge cuts it, and
# elsewhere, where half of what it was (a child) will do as well.
MIN_CUT_SHARE, MIN_WHOLE_SHARE, OWN_SHARE = 0.35, 0.35, 0.5
MISSED_SECONDS = 0.8  # after which it ends
# Walked so far, it is no part of the floor however long it stands. At 0.7 a piece of someone that the codec left
# behind was kept, and counted 11 times in the shared clip as JPEG of quality 25; at 1.2 never.
KEPT_WIDTHS = 1.2
MAX_SHAPES = 40  # kept of a track
SLOWED_SECONDS = 0.4  # in which the speed of someone not seen halves


Shape = tuple[float, float, float, float, float]  # time, area, length along the way, x and y


class OverheadTrack:
    """One track. Lengths are reduced pixels, times seconds of the frames' clock."""

    def __init__(self, blob: BodyBlob, at: float, line: CountingLine | None) -> None:
        """`line`: in reduced pixels."""
        self.x, self.y = self._start = blob.x, blob.y
        self.vx = self.vy = 0.0
        self.at = self.seen_at = at
        self.blob = blob
        self.updates = 1
        self.misses = 0
        self.walked = 0.0  # farthest from its start
        self.share = 0.0  # of a person's area, now
        self.body_share = 0.0  # the largest share of a person's area
        self.shapes: deque[Shape] = deque(maxlen=MAX_SHAPES)
        self._crossing = CrossingDetector(line) if line is not None else None
        self._waiting: list[Crossing] = []  # until it is certain that this is a person

    def begin_as(self, parent: OverheadTrack) -> None:
        """Take over on which side of the line `parent` was: both were one body so far."""
        if parent._crossing is not None:
            self._crossing = parent._crossing.copy()

    @property
    def is_confirmed(self) -> bool:
        """True once it was seen often enough, and large enough, for a person."""
        return self.updates >= MIN_UPDATES and self.body_share >= MIN_BODY_SHARE

    def has_walked(self, width: float) -> bool:
        """Return True where it left its place by WALKED_WIDTHS of a person's `width`."""
        return self.is_confirmed and self.walked >= WALKED_WIDTHS * width

    def predicted(self, at: float) -> tuple[float, float]:
        """Return where it should be at `at`."""
        seconds = at - self.at
        return self.x + self.vx * seconds, self.y + self.vy * seconds

    def see(self, blob: BodyBlob, at: float, share: float) -> None:
        """Take in its blob of time `at`; `share`: of a person's area."""
        x, y = self.predicted(at)
        seconds = max(at - self.at, 1e-3)
        # Two updates tell the speed; from then on it is corrected.
        speed = 1.0 if self.updates == 1 else SPEED_SHARE
        self.x, self.y = x + PLACE_SHARE * (blob.x - x), y + PLACE_SHARE * (blob.y - y)
        self.vx += speed * (blob.x - x) / seconds
        self.vy += speed * (blob.y - y) / seconds
        self.at = self.seen_at = at
        self.blob, self.misses = blob, 0
        self.updates += 1
        self.walked = max(self.walked, math.hypot(self.x - self._start[0], self.y - self._start[1]))
        if not blob.cut:
            self.shapes.append((at, blob.area, blob.length(self.vx, self.vy), self.x, self.y))
        self.share = share
        self.body_share = max(self.body_share, share)

    def miss(self, at: float) -> None:
        """Note that it was not seen at `at`."""
        seconds = at - self.at
        self.x, self.y = self.predicted(at)
        slowed = 0.5 ** (seconds / SLOWED_SECONDS)
        self.vx, self.vy, self.at = slowed * self.vx, slowed * self.vy, at
        self.misses += 1

    def cross(self, point: ReferencePoint, width: float) -> list[Crossing]:
        """Return the crossings that are certain now. `width`: of a person."""
        if self._crossing is not None and self.misses == 0 and self._is_whole():
            x, y = self._judged(point)
            crossing = self._crossing.update(x, y, _band(width), self.at)
            self._waiting += [crossing] if crossing else []
        return self._certain(width)

    def _is_whole(self) -> bool:
        """Return False where a fragment of the body is seen: its middle is not the person's."""
        least = (
            MIN_CUT_SHARE if self.blob.cut else min(MIN_WHOLE_SHARE, OWN_SHARE * self.body_share)
        )
        return self.share >= least

    def finish(self, width: float) -> list[Crossing]:
        """Return the crossings of a track that ends."""
        crossing = None if self._crossing is None else self._crossing.finish(_band(width))
        self._waiting += [crossing] if crossing else []
        return self._certain(width)

    def _certain(self, width: float) -> list[Crossing]:
        if not self._waiting or not self.has_walked(width):
            return []
        certain, self._waiting = self._waiting, []
        return certain

    def _judged(self, point: ReferencePoint) -> tuple[float, float]:
        """Return the point that is judged at the line."""
        if point is ReferencePoint.FOOT:
            return self.x, self.blob.box[1] + self.blob.box[3]
        return self.x, self.y


class OverheadPerson:
    """A person in view, as the drawings and zones use them: pixels of the camera's picture."""

    def __init__(self, track: OverheadTrack, scale: float) -> None:
        """`scale`: pixels of the picture in one reduced pixel."""
        self.track = track
        x, y, width, height = (scale * length for length in track.blob.box)
        self.box: Box = np.array([x + width / 2, y + height, width, height])
        self._centre = scale * track.x, scale * track.y

    def position(self, point: ReferencePoint) -> Position:
        """Return where the reference point is."""
        height = float(self.box[3])
        if point is ReferencePoint.FOOT:
            return Position(self._centre[0], float(self.box[1]), height)
        return Position(*self._centre, height)


BAND_WIDTHS = 0.12  # half the dead band about the line, in widths of a person


def _band(width: float) -> float:
    return BAND_WIDTHS * width
