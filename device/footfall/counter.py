"""Frames in, crossings and people in view out.

The detector runs only when something has moved; between its looks the tracks carry on. The one thing a newcomer
would get wrong: `finish` belongs to counting. Who is over the line when the camera goes dark, or the video ends,
has crossed it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from device.camera.camera import Image
from device.footfall.appearance import Colours, look
from device.footfall.line import Line, LineWatch, Passage, Point
from device.footfall.motion import MotionGate
from device.footfall.people_in_view import tidy
from device.footfall.tracker import DOUBTFUL, Track, Tracker
from device.footfall.zone import Spot, Stay, Zone, ZoneWatch
from models.people import Person

BAND = 0.18  # half the dead band about the line, in heights of the person who crosses
DETECT_FROM = DOUBTFUL  # what the detector must be asked for: doubtful people carry a track on

Detect = Callable[[Image], Sequence[Person]]
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
        self._tracker = Tracker()
        self._watches: dict[Track, LineWatch] = {}

    @property
    def zones(self) -> list[str]:
        """The names of the zones."""
        return list(self._zones)

    @property
    def tracks(self) -> list[Track]:
        """Who is in view now. Stays in memory: for a drawing on the technician's screen, and for tests."""
        return [track for track in self._tracker.tracks if track.believed]

    def feed(self, image: Image, at: float) -> Seen:
        """Looks at one frame (uint8 BGR) of time `at` (seconds); never earlier than the one before."""
        if self._line is None and self._make_line is not None:
            self._line = self._make_line(image.shape[1], image.shape[0])
        passages: list[Passage] = []
        if self._gate.moved(image, at):
            people = tidy(self._detect(image), image.shape[1], image.shape[0])
            passages = self.take(people, [look(image, person) for person in people], at)
        else:
            self._tracker.rest(at)
        spots = {track: self._spot(track) for track in self.tracks if track.missed == 0}
        in_zones = {name: watch.count(spots) for name, watch in self._zones.items()}
        stays = [stay for watch in self._zones.values() for stay in watch.see(spots, at)]
        return Seen(passages, len(self.tracks), in_zones, stays)

    def take(
        self, people: Sequence[Person], looks: Sequence[Colours] | None, at: float
    ) -> list[Passage]:
        """Counts with what a detector found at `at`: `people` as `tidy` leaves them, and how they look."""
        ended = self._tracker.see(people, at, looks)
        if self._line is None:
            return []
        passages: list[Passage | None] = []
        for track in self._tracker.tracks:
            if track.seen_at == at:
                watch = self._watches.setdefault(track, LineWatch(self._line))
                spot = self._spot(track)
                passages.append(watch.see(spot.x, spot.y, BAND * track.height, at))
        passages += [self._end(track) for track in ended]
        return [passage for passage in passages if passage is not None]

    def finish(self) -> list[Passage]:
        """There will be no more frames, or none that connect with these: forgets everyone, counts who is over.

        Stays in zones that have not ended are dropped: nobody knows how long they are.
        """
        passages = [self._end(track) for track in self._tracker.tracks]
        self._tracker = Tracker()
        self._watches.clear()
        for zone in self._zones.values():
            zone.finish()
        self._gate = MotionGate()
        return [passage for passage in passages if passage is not None]

    def _end(self, track: Track) -> Passage | None:
        watch = self._watches.pop(track, None)
        if watch is None or not track.believed:
            return None
        return watch.end(BAND * track.height)

    def _spot(self, track: Track) -> Spot:
        x, foot, _, height = (float(length) for length in track.box)
        return Spot(x, foot - height / 2 if self._point is Point.CENTRE else foot, track.height)
