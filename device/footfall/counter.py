"""Frames in, crossings and people in view out.

The detector runs only when something has moved; between its looks the tracks carry on. The one thing a newcomer
would get wrong: `finish` belongs to counting. Who is over the line when the camera goes dark, or the video ends,
has crossed it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from device.camera.camera import Image
from device.footfall.appearance import Colours, look
from device.footfall.boxes import Box
from device.footfall.duplicate_tracks import Kin
from device.footfall.line import Line, LineWatch, Passage, Point
from device.footfall.motion import MotionGate
from device.footfall.motion_mask import SHARE, Stir
from device.footfall.people_in_view import tidy
from device.footfall.silhouettes import Silhouettes
from device.footfall.track import Sighting, Track
from device.footfall.tracker import DOUBTFUL, Tracker
from device.footfall.zone import Spot, Stay, Zone, ZoneWatch
from models.people import PersonDetection

LOOK_EVERY = 0.09  # seconds between two looks of the detector at least: nobody gets far in them
BAND = 0.18  # half the dead band about the line, in heights of the person who crosses
EDGE = 2.0  # pixels from the picture's edge within which a box may be cut
STILL = 0.7  # seconds without stirring before it is over the line in which nobody goes over it
DETECT_FROM = DOUBTFUL  # what the detector must be asked for: doubtful people carry a track on
# Where the picture is laid on the detector's grid, look by look, in its own pixels: half a cell of 16 to and fro.
# Whom it does not see in one place of the grid it sees in the next.
ASIDE = ((-4, -4), (4, 4))

Detect = Callable[[Image, tuple[int, int]], Sequence[PersonDetection]]
"""models.people.PersonDetector.detect, of a detector with `threshold=DETECT_FROM`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame said. `passages` and `stays` may have ended a moment before: certainty comes after."""

    passages: list[Passage]
    in_view: int
    in_zones: dict[str, int] = field(default_factory=dict)  # name -> how many of those in view
    stays: list[Stay] = field(default_factory=list)


class Counter:
    """Counts over one line and in zones; without them, it only knows how many are in view."""

    def __init__(
        self,
        detect: Detect,
        line: Line | Callable[[int, int], Line] | None,
        point: Point = Point.FOOT,
        zones: Sequence[Zone] = (),
    ) -> None:
        """`detect`: see Detect; it runs on the thread that feeds. `zones`: each of a name of its own.

        `line` may be made when the first frame tells its width and height (see line.in_the_middle). Raises
        ValueError where two zones have the same name.
        """
        self._detect = detect
        self._line = line if isinstance(line, Line) else None
        self._make_line = None if isinstance(line, Line) else line
        self._point = point
        self._zones = {zone.name: ZoneWatch(zone) for zone in zones}
        if len(self._zones) < len(zones):
            raise ValueError("Two zones have the same name.")
        self._gate = MotionGate()
        self._stir = Stir()
        self._silhouettes = Silhouettes()
        self._upright = point is Point.FOOT  # judged by its middle, people are seen from above
        self._tracker = Tracker(self._upright)
        self._looks = 0
        self._detected_at = float("-inf")
        self._watches: dict[Track, LineWatch] = {}
        self._kin = Kin()

    @property
    def zones(self) -> list[str]:
        """The names of the zones."""
        return list(self._zones)

    @property
    def tracks(self) -> list[Track]:
        """Who is in view now. Stays in memory: for a drawing on the technician's screen, and for tests."""
        return [track for track in self._tracker.tracks if track.in_view(track.at)]

    def feed(self, image: Image, at: float) -> Seen:
        """Looks at one frame (uint8 BGR) of time `at` (seconds); never earlier than the one before."""
        if self._line is None and self._make_line is not None:
            self._line = self._make_line(image.shape[1], image.shape[0])
        passages: list[Passage] = []
        if at - self._detected_at >= LOOK_EVERY:
            if self._gate.moved(image, at):
                self._detected_at = at
                self._stir.see(self._gate.small, at)
                height, width = image.shape[:2]
                outlines = self._silhouettes.see(self._gate.small, self._stir, width, height, at)
                passages = self.take(self._sightings(image), at, outlines)
            else:
                self._tracker.rest(at)
        spots = {track: self._spot(track) for track in self.tracks if track.missed == 0}
        in_zones = {name: watch.count(spots) for name, watch in self._zones.items()}
        stays = [stay for watch in self._zones.values() for stay in watch.see(spots, at)]
        return Seen(passages, len(self.tracks), in_zones, stays)

    def take(
        self, sightings: Sequence[Sighting], at: float, silhouettes: Sequence[Box] = ()
    ) -> list[Passage]:
        """Counts with what was found at `at` (seconds), and with what stood out then."""
        ended = self._tracker.see(sightings, at, silhouettes)
        if self._line is None:
            return []
        passages: list[Passage] = []
        for track in self._tracker.tracks:
            if track.shown(at):
                spot = self._spot(track)
                passage = self._watch(track, at).see(spot.x, spot.y, BAND * track.height, at)
                passages += self._passes(track, passage, at)
        passages += self._kin.known(at)
        for track in ended:
            passages += self._end(track, at)
        return passages

    def finish(self) -> list[Passage]:
        """There will be no more frames, or none that connect with these: forgets everyone, counts who is over.

        Stays in zones that have not ended are dropped: nobody knows how long they are.
        """
        passages = [
            passage for track in self._tracker.tracks for passage in self._end(track, track.at)
        ]
        self._tracker = Tracker(self._upright)
        self._watches.clear()
        self._kin = Kin()
        for zone in self._zones.values():
            zone.finish()
        self._gate, self._stir, self._silhouettes = MotionGate(), Stir(), Silhouettes()
        self._detected_at = float("-inf")
        return passages

    def _sightings(self, image: Image) -> list[Sighting]:
        height, width = image.shape[:2]
        aside = ASIDE[self._looks % len(ASIDE)]
        self._looks += 1
        people = tidy(self._detect(image, aside), width, height)
        found: list[Sighting] = []
        for person in people:
            share = self._stir.share(
                person.x / width, person.y / height, person.w / width, person.h / height
            )
            stirs = share >= SHARE
            shape = self._shape(person, width, height)
            found.append(sighting(person, look(image, person), stirs, shape))
        return found

    @staticmethod
    def _shape(person: PersonDetection, width: int, height: int) -> float | None:
        """See Sighting."""
        whole = person.x > EDGE and person.x + person.w < width - EDGE
        whole &= person.y > EDGE and person.y + person.h < height - EDGE
        return person.w / person.h if whole else None

    def _watch(self, track: Track, at: float) -> LineWatch:
        assert self._line is not None  # noqa: S101 - who calls has asked
        watch = self._watches.get(track)
        if watch is None:
            elders = self._watches.get(track.elder) if track.elder else None
            watch = elders.same_past() if elders else LineWatch(self._line)
            self._watches[track] = watch
            if elders:
                self._kin.born(track, at)
        return watch

    def _end(self, track: Track, at: float) -> list[Passage]:
        watch = self._watches.pop(track, None)
        passage = None if watch is None else watch.end(BAND * track.height)
        counted = self._passes(track, passage, at)
        self._kin.ended(track)
        return counted

    def _passes(self, track: Track, passage: Passage | None, at: float) -> list[Passage]:
        """What counts of it now. A box that drifts over the line while nothing stirs in it is nobody's."""
        if passage is None or not track.stirred(passage.at - STILL):
            return []
        return self._kin.passes(track, passage, at)

    def _spot(self, track: Track) -> Spot:
        x, foot, _, height = (float(length) for length in track.box)
        return Spot(x, foot - height / 2 if self._point is Point.CENTRE else foot, track.height)


def sighting(
    person: PersonDetection,
    look: Colours | None = None,
    stirs: bool = True,
    shape: float | None = None,
) -> Sighting:
    """A person as `tidy` leaves them, for the tracker."""
    box = np.array([person.x + person.w / 2, person.y + person.h, person.w, person.h])
    return Sighting(box, person.score, look, stirs, shape)
