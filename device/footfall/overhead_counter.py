"""Counts people whom a camera sees from straight above, without the person detector.

The detector was never shown people from there. What differs from the empty floor (floor_model.py) is divided into
people (body_blobs.py) by the size that one has in this picture (body_size.py), and they are followed over the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from device.camera.camera import Image
from device.footfall.assignment import assign
from device.footfall.body_blobs import BodyBlob, body_blobs, places_of
from device.footfall.body_size import BodySize
from device.footfall.cart import goes_with
from device.footfall.counter import FrameCounts
from device.footfall.crossing import Crossing
from device.footfall.floor_model import FloorModel, Mask
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.overhead_track import (
    KEPT_WIDTHS,
    MISSED_SECONDS,
    OverheadPerson,
    OverheadTrack,
)
from device.footfall.zone import CountingZone, ZoneCounter

MIN_STEP_SECONDS = 0.03  # between two frames that are looked at
GATE_WIDTHS = 0.9  # of a person between where someone should be and is
# Two crossings one way, nearer than this in time and along the line, are two parts of one body.
TWICE_SECONDS, TWICE_WIDTHS = 0.45, 0.8
# In strong noise a body falls into parts that lie farther apart: by this many widths for each grey level of noise
# beyond QUIET_GREY.
QUIET_GREY, APART_BY_NOISE = 3.0, 0.25
CART_SECONDS = 1.3  # between a person and what they push, or pull
MIN_LEARNT_SHARE = 0.25  # of the assumed area from which a size is learnt


class OverheadCounter:
    """Counts over one line and in zones, like `Counter`. Without them it counts only the people in view."""

    def __init__(
        self,
        line: CountingLine | Callable[[int, int], CountingLine] | None,
        point: ReferencePoint = ReferencePoint.CENTRE,
        zones: Sequence[CountingZone] = (),
        person: tuple[float, float] | None = None,
        size: BodySize | None = None,
    ) -> None:
        """`person`: width and height of a person in the picture's pixels; learnt where it is None.

        `line`: see Counter. `size`: what another counter has learnt of the same camera.
        """
        self._line_or_maker, self._point, self._person = line, point, person
        self._zones = {zone.name: ZoneCounter(zone) for zone in zones}
        if len(self._zones) < len(zones):
            raise ValueError("Two zones have the same name.")
        self._known_size = size
        self.size: BodySize | None = None
        self._line: CountingLine | None = None  # in reduced pixels
        self._scale = 1.0  # pixels of the picture in one reduced pixel
        self._picture: tuple[int, ...] = ()
        self._fed_at = float("-inf")
        self._reset()

    def _reset(self) -> None:
        self._floor = FloorModel()
        self._tracks: list[OverheadTrack] = []
        # With the place along the line.
        self._counted: list[tuple[Crossing, float, OverheadTrack]] = []
        self._kept: Mask | None = None

    @property
    def zones(self) -> list[str]:
        """The names of the zones."""
        return list(self._zones)

    @property
    def tracks(self) -> list[OverheadPerson]:
        """The people in view now."""
        return [OverheadPerson(track, self._scale) for track in self._walkers()]

    @property
    def person_px(self) -> float | None:
        """The width in the picture's pixels of the square about one person in its middle; None while not known."""
        if self.size is None or not self.size.is_known:
            return None
        return self.size.box_width * self._scale

    def feed(self, image: Image, at: float) -> FrameCounts:
        """Count in one frame (uint8 BGR) of time `at` (seconds). Times must not decrease from call to call."""
        crossings: list[Crossing] = []
        if at - self._fed_at >= MIN_STEP_SECONDS or image.shape != self._picture:
            self._fed_at = at
            mask = self._floor.bodies(image, self._kept, at)
            if image.shape != self._picture or self.size is None:
                self._fit(image, mask)
            crossings = self._follow(mask, at)
        positions = {
            track: OverheadPerson(track, self._scale).position(self._point)
            for track in self._walkers()
        }
        in_zones = {name: zone.count(positions) for name, zone in self._zones.items()}
        stays = [stay for zone in self._zones.values() for stay in zone.update(positions, at)]
        return FrameCounts(crossings, len(positions), in_zones, stays)

    def finish(self) -> list[Crossing]:
        """End all tracks, because no frame that continues these follows. Returns the crossings of those over the line.

        Stays in zones that have not ended are dropped, because their length is not known.
        """
        width = self.size.width if self.size else 1.0
        crossings = [
            one for track in self._tracks for one in self._once(track, track.finish(width))
        ]
        for zone in self._zones.values():
            zone.finish()
        self._reset()
        return crossings

    def _walkers(self) -> list[OverheadTrack]:
        """Return the tracks of people."""
        if self.size is None:
            return []
        width = self.size.width
        return [one for one in self._tracks if one.misses == 0 and one.has_walked(width)]

    def _fit(self, image: Image, mask: Mask) -> None:
        """Prepare for pictures of this shape."""
        height, width = image.shape[:2]
        self._picture = image.shape
        self._scale = width / mask.shape[1]
        made = self._line_or_maker
        line = made if made is None or isinstance(made, CountingLine) else made(width, height)
        ends = None if line is None else (line.x1, line.y1, line.x2, line.y2)
        self._line = None if ends is None else CountingLine(*(one / self._scale for one in ends))
        person = self._person
        box = None if person is None else (person[0] / self._scale, person[1] / self._scale)
        self.size = BodySize(mask.shape[1], mask.shape[0], box)
        if self._known_size is not None and box is None:
            self.size.take_over(self._known_size)

    def _follow(self, mask: Mask, at: float) -> list[Crossing]:
        """Take in the foreground of time `at`. Returns the crossings that are certain now."""
        assert self.size is not None  # noqa: S101 - `_fit` has set it
        size = self.size
        predicted = np.array([one.predicted(at) for one in self._tracks], np.float64).reshape(-1, 2)
        sure = [number for number, one in enumerate(self._tracks) if one.is_confirmed]
        blobs, bodies = body_blobs(mask, size, predicted[sure])
        pairs = self._pairs(predicted, blobs)
        parents = {blobs[column].part: self._tracks[row] for row, column in pairs}
        for row, column in pairs:
            blob = blobs[column]
            self._tracks[row].see(blob, at, blob.area / size.area(blob.x, blob.y))
            self._learn_size(self._tracks[row], blob)
        seen = {row for row, _ in pairs}
        for number, track in enumerate(self._tracks):
            if number not in seen:
                track.miss(at)
        self._start(blobs, {column for _, column in pairs}, parents, at)
        crossings = [
            one
            for track in self._tracks
            for one in self._once(track, track.cross(self._point, size.width))
        ]
        crossings += self._end(at)
        self._keep(bodies)
        return crossings

    def _pairs(self, predicted: np.ndarray, blobs: list[BodyBlob]) -> list[tuple[int, int]]:
        """Return which track is which blob. A track seen lately comes before one that was missed."""
        if not len(predicted) or not blobs or self.size is None:
            return []
        apart = predicted[:, None] - places_of(blobs)[None]
        costs = np.hypot(apart[..., 0], apart[..., 1]) / self.size.width
        costs += np.array([0.1 * min(one.misses, 3) for one in self._tracks])[:, None]
        return assign(costs, GATE_WIDTHS)

    def _start(
        self,
        blobs: list[BodyBlob],
        taken: set[int],
        parents: dict[int, OverheadTrack],
        at: float,
    ) -> None:
        for number, blob in enumerate(blobs):
            if number in taken:
                continue
            track = OverheadTrack(blob, at, self._line)
            if blob.part in parents:
                track.begin_as(parents[blob.part])
            self._tracks.append(track)

    def _end(self, at: float) -> list[Crossing]:
        """Remove the tracks that are over. Returns the crossings of those over the line."""
        assert self.size is not None  # noqa: S101
        over = [one for one in self._tracks if at - one.seen_at > MISSED_SECONDS]
        self._tracks = [one for one in self._tracks if at - one.seen_at <= MISSED_SECONDS]
        return [
            crossing for one in over for crossing in self._once(one, one.finish(self.size.width))
        ]

    def _once(self, track: OverheadTrack, crossings: list[Crossing]) -> list[Crossing]:
        """Return those of the track's `crossings` that are no second ones of a body counted already."""
        if not crossings or self._line is None or self.size is None:
            return []
        place = self._line.along(track.x, track.y) * self._line.length
        noise = max(0.0, self._floor.noise_grey - QUIET_GREY)
        near = (TWICE_WIDTHS + APART_BY_NOISE * noise) * self.size.width
        counted = []
        for one in crossings:
            is_second = any(
                one.direction is other.direction
                and abs(place - along) <= near
                and (
                    abs(one.at - other.at) <= TWICE_SECONDS
                    or (
                        abs(one.at - other.at) <= CART_SECONDS
                        and goes_with(track, before, self.size.width)
                    )
                )
                for other, along, before in self._counted
            )
            if not is_second:
                counted.append(one)
                self._counted = [*self._counted[-7:], (one, place, track)]
        return counted

    def _learn_size(self, track: OverheadTrack, blob: BodyBlob) -> None:
        """Take in the size of a part that is wholly in the picture and walks."""
        assert self.size is not None  # noqa: S101
        large = blob.part_area >= MIN_LEARNT_SHARE * self.size.area(*blob.part_middle)
        if not blob.cut and large and track.has_walked(self.size.width):
            length = blob.part_length(track.vx, track.vy)
            self.size.add(*blob.part_middle, blob.part_area, length)

    def _keep(self, bodies: Mask) -> None:
        """Remember where those who walked in are, so that they don't become floor."""
        assert self.size is not None  # noqa: S101
        kept = np.zeros_like(bodies)
        for track in self._tracks:
            if track.is_confirmed and track.walked >= KEPT_WIDTHS * self.size.width:
                x, y, width, height = (round(length) for length in track.blob.box)
                kept[max(0, y - 2) : y + height + 2, max(0, x - 2) : x + width + 2] = 1
        self._kept = kept
