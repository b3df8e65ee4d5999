"""Frames in, crossings and people in view out.

The detector runs only when something has moved; between its looks the tracks carry on. The one thing a newcomer
would get wrong: `finish` belongs to counting. Who is over the line when the camera goes dark, or the video ends,
has crossed it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from device.camera.camera import Image
from device.footfall.appearance import Colours, look
from device.footfall.line import Line, LineWatch, Passage, Point
from device.footfall.motion import MotionGate
from device.footfall.people_in_view import tidy
from device.footfall.tracker import DOUBTFUL, Track, Tracker
from models.people import Person

BAND = 0.18  # half the dead band about the line, in heights of the person who crosses
DETECT_FROM = DOUBTFUL  # what the detector must be asked for: doubtful people carry a track on

Detect = Callable[[Image], Sequence[Person]]
"""models.people.PersonDetector.detect, of a detector with `threshold=DETECT_FROM`."""


class Seen(Struct, frozen=True):
    """What one frame said. `passages` may be of a moment before: certainty comes after the line."""

    passages: list[Passage]
    in_view: int


class Counter:
    """Counts over one line; without a line, it only knows how many are in view."""

    def __init__(self, detect: Detect, line: Line | None, point: Point = Point.FOOT) -> None:
        """`detect`: see Detect; it runs on the thread that feeds."""
        self._detect = detect
        self._line, self._point = line, point
        self._gate = MotionGate()
        self._tracker = Tracker()
        self._watches: dict[Track, LineWatch] = {}

    @property
    def tracks(self) -> list[Track]:
        """Who is in view now. Stays in memory: for a drawing on the technician's screen, and for tests."""
        return [track for track in self._tracker.tracks if track.believed]

    def feed(self, image: Image, at: float) -> Seen:
        """Looks at one frame (uint8 BGR) of time `at` (seconds); never earlier than the one before."""
        passages: list[Passage] = []
        if self._gate.moved(image, at):
            people = tidy(self._detect(image), image.shape[1], image.shape[0])
            passages = self.take(people, [look(image, person) for person in people], at)
        else:
            self._tracker.rest(at)
        return Seen(passages, len(self.tracks))

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
                x, y = _point(track, self._point)
                passages.append(watch.see(x, y, BAND * track.height, at))
        passages += [self._end(track) for track in ended]
        return [passage for passage in passages if passage is not None]

    def finish(self) -> list[Passage]:
        """There will be no more frames, or none that connect with these: forgets everyone, counts who is over."""
        passages = [self._end(track) for track in self._tracker.tracks]
        self._tracker = Tracker()
        self._watches.clear()
        self._gate = MotionGate()
        return [passage for passage in passages if passage is not None]

    def _end(self, track: Track) -> Passage | None:
        watch = self._watches.pop(track, None)
        if watch is None or not track.believed:
            return None
        return watch.end(BAND * track.height)


def _point(track: Track, point: Point) -> tuple[float, float]:
    x, foot, _, height = track.box
    return float(x), float(foot - height / 2 if point is Point.CENTRE else foot)
