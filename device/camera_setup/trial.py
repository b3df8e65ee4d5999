"""One camera during one look: what it sees, how many cross the line as it is drawn, and a word on the picture.

What a newcomer would get wrong: these counts are nobody's. They begin at nought with every line that is drawn, live
in memory and end with the look; the kiosk's own counting goes on beside them, over the line that is saved.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from msgspec import Struct

from contract.messages import Blindness
from device.camera import frame_loop
from device.camera.camera import Frame, Image
from device.camera.shared_frames import SharedFrames
from device.camera_setup.line_words import about_line
from device.camera_setup.picture_words import PictureWords, Tone, Word
from device.footfall.counter import Counter, Detect
from device.footfall.evidence import LONGEST_GAP, WORDS
from device.footfall.line import Direction, Line, in_the_middle
from device.footfall.people_in_view import tidy
from device.footfall.track import SURE
from device.footfall.zone import Zone
from device.settings import Eye
from models.people import PersonDetection

log = logging.getLogger(__name__)
WAIT = 0.5  # seconds for a picture that has not been sent yet
WORDS_EVERY = 0.4  # seconds between two words on the picture
WIDEST = 960  # pixels of the picture as it is sent
JPEG_QUALITY = 75


class Seen(Struct, frozen=True):
    """What the page shows beside the picture. Lengths in pixels of the camera's own picture."""

    width: int = 0
    height: int = 0
    entered: int | None = None
    left: int | None = None
    in_view: int | None = None
    in_zones: dict[str, int] = {}
    sharpness: float = 0.0
    sharpest: float = 0.0
    words: tuple[Word, ...] = ()
    trouble: str | None = None


class Picture(Struct, frozen=True):
    """One picture to send, and the boxes about the people in just this one: x, y, width, height."""

    number: int
    jpeg: bytes
    people: tuple[tuple[float, float, float, float], ...]


class Trial:
    """Watches `frames` between `start` and `stop`, on a thread of its own."""

    def __init__(
        self,
        frames: SharedFrames,
        detect: Detect | None,
        eye: Eye,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`detect`: a detector of its own, which runs on this thread; None where there is none.

        `clock`: monotonic seconds, the one the frames' times are of.
        """
        self._clock = clock
        self._frames, self._find = frames, detect
        self._said = PictureWords()
        self._lock = threading.Condition()
        self._number = 0  # of the frame looked at last, from 1
        self._frame: Frame | None = None
        self._people: tuple[tuple[float, float, float, float], ...] = ()
        self._seen = Seen()
        self._words: tuple[float, list[Word]] = (0.0, [])
        self._worded_at: float | None = None
        self._at = clock()  # of the last frame
        self._eye, self._counter = eye, self._new_counter(eye)
        self._entered = self._left = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="aim trial")

    def start(self) -> None:
        """Begins to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; what it saw is gone with it."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def use(self, eye: Eye) -> None:
        """Counts over what `eye` has drawn, from nought."""
        counter = self._new_counter(eye)
        with self._lock:
            self._eye, self._counter = eye, counter
            self._worded_at = None  # a word on the new line at once
            self._entered = self._left = 0

    def seen(self) -> Seen:
        """As of the last frame."""
        with self._lock:
            return self._seen

    def picture(self, after: int) -> Picture | None:
        """The picture looked at last, once it is past number `after`; in memory only. None where none comes."""
        with self._lock:
            self._lock.wait_for(lambda: self._number > after, WAIT)
            if self._frame is None or self._number <= after:
                return None
            number, image, people = self._number, self._frame.image, self._people
        if image.shape[1] > WIDEST:
            height = round(image.shape[0] * WIDEST / image.shape[1])
            size = (WIDEST, height)
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(
                np.uint8, copy=False
            )
        done, body = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
        return Picture(number, body.tobytes(), people) if done else None

    def look(self, frame: Frame) -> None:
        """Takes in one frame. The loop calls it; a test may, with frames of its own."""
        height, width = frame.image.shape[:2]
        self._at = frame.at
        with self._lock:
            counter = self._counter
        in_zones = {} if counter is None else self._count(counter, frame)
        if self._worded_at is None or frame.at - self._worded_at >= WORDS_EVERY:
            self._worded_at = frame.at
            self._words = self._word(frame.image)
        sharpness, words = self._words
        tracks = counter.tracks if counter else []
        boxes = [tuple(map(float, track.box)) for track in tracks]
        with self._lock:
            self._number += 1
            self._frame = frame
            self._people = tuple((x - w / 2, foot - h, w, h) for x, foot, w, h in boxes)
            self._lock.notify_all()
            counted = counter is not None
            self._seen = Seen(
                width=width,
                height=height,
                entered=self._entered if counted else None,
                left=self._left if counted else None,
                in_view=len(tracks) if counted else None,
                in_zones=in_zones,
                sharpness=sharpness,
                sharpest=self._said.best,
                words=tuple(words if counted else [*words, _NO_DETECTOR]),
            )

    def _word(self, image: Image) -> tuple[float, list[Word]]:
        """Sharpness, and what there is to say."""
        sharpness, words = self._said.words(image)
        eye = self._eye
        if eye.line is not None:
            height, width = image.shape[:2]
            word = about_line(Line(*eye.line), eye.point, self._said.boxes, width, height)
            words += [word] if word else []
        return sharpness, words

    def _count(self, counter: Counter, frame: Frame) -> dict[str, int]:
        """Adds up the crossings; how many are in each zone."""
        seen = counter.feed(frame.image, frame.at)
        with self._lock:
            if counter is self._counter:  # else a new line was drawn meanwhile
                self._entered += sum(one.direction is Direction.IN for one in seen.passages)
                self._left += sum(one.direction is Direction.OUT for one in seen.passages)
        return seen.in_zones

    def _new_counter(self, eye: Eye) -> Counter | None:
        if self._find is None:
            return None
        line = Line(*eye.line) if eye.line else in_the_middle
        zones = [Zone(zone.name, zone.corners) for zone in eye.zones]
        return Counter(self._detect, line, eye.point, zones)

    def _detect(self, image: Image, aside: tuple[int, int]) -> Sequence[PersonDetection]:
        assert self._find is not None  # noqa: S101 - else there is no counter to ask
        found = self._find(image, aside)
        sure = [person for person in found if person.score >= SURE]
        self._said.people(tidy(sure, image.shape[1], image.shape[0]), self._at)
        return found

    def _run(self) -> None:
        frame_loop.watch(
            self._frames, self._stopping, self.look, self._without_a_frame, self._failed
        )

    def _failed(self, error: Exception) -> None:
        log.error("the technician's look could not take in a frame", exc_info=error)
        self._say("Looking at this picture has failed; it is tried again.")

    def _without_a_frame(self) -> None:
        if self._frames.trouble or self._clock() - self._at > LONGEST_GAP:
            self._say(self._frames.trouble or WORDS[Blindness.NO_PICTURES])

    def _say(self, trouble: str) -> None:
        with self._lock:
            self._seen = Seen(trouble=trouble, width=self._seen.width, height=self._seen.height)


_NO_DETECTOR = Word(
    "size",
    Tone.CHANGE,
    "This kiosk has no person detector, so it can't count. See its page of health.",
)
