"""Previews one camera during one set-up session: its picture, the crossings of the line as drawn, and advice.

The counts here are a preview. They start at zero with every line that is drawn, are kept in memory and end with the
session. The kiosk's own counting goes on meanwhile, over the line that is saved.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from msgspec import Struct, field

from contract.messages import Blindness
from device.camera import frame_loop
from device.camera.camera import Frame, Image
from device.camera.shared_frames import SharedFrames
from device.camera_setup.lens_bend import bend_of
from device.camera_setup.line_advice import advise_on_line
from device.camera_setup.picture_advice import Advice, AdviceTone, PictureAdvice
from device.camera_setup.view_finder import ViewFinder
from device.footfall.counter import Detect
from device.footfall.crossing import Direction
from device.footfall.detection import CONFIDENT_SCORE
from device.footfall.line import CountingLine, in_the_middle
from device.footfall.settings import CountingSettings
from device.footfall.suppression import suppress_duplicates
from device.footfall.view import CameraView
from device.footfall.view_counter import FrameCounter, ViewCounter, counter_for
from device.footfall.visibility import BLINDNESS_SENTENCES, MAX_GAP_SECONDS
from device.footfall.zone import CountingZone
from models.people import PersonDetection
from runtime.worker import Worker

log = logging.getLogger(__name__)
PICTURE_WAIT_SECONDS = 0.5  # longest wait for a picture that has not been sent yet
ADVICE_SECONDS = 0.4  # between two judgements of the picture
BEND_SECONDS = 4.0  # between two judgements of the lens
MAX_WIDTH_PX = 960  # of the picture as it is sent
JPEG_QUALITY = 75


class PreviewState(Struct, frozen=True):
    """The values that the page shows beside the picture. Lengths are in pixels of the camera's picture."""

    width: int = 0
    height: int = 0
    entered: int | None = None
    left: int | None = None
    in_view: int | None = None
    in_zones: dict[str, int] = {}
    view: CameraView = CameraView.AUTO  # as found in the pictures; AUTO while it is not found
    person: float | None = None  # width of a person seen from straight above, as found
    sharpness: float = 0.0
    sharpest: float = 0.0
    advice: tuple[Advice, ...] = field(name="words", default=())
    problem: str | None = field(name="trouble", default=None)


class PreviewPicture(Struct, frozen=True):
    """One picture to send, and the boxes of the people in this same picture: x, y, width, height in pixels."""

    number: int
    jpeg: bytes
    people: tuple[tuple[float, float, float, float], ...]


class CameraPreview:
    """Watches `frames` between `start` and `stop`, on a thread of its own."""

    def __init__(
        self,
        frames: SharedFrames,
        detect: Detect | None,
        counting: CountingSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`detect`: a detector that no other thread uses; None where there is none.

        `clock`: monotonic seconds, the clock of the frames' times.
        """
        self._clock = clock
        self._frames, self._find_people = frames, detect
        self._advisor = PictureAdvice()
        self._finder = ViewFinder()
        self._bend_judged_at: float | None = None
        self._changed = threading.Condition()
        self._number = 0  # of the last frame, from 1
        self._frame: Frame | None = None
        self._people: tuple[tuple[float, float, float, float], ...] = ()
        self._state = PreviewState()
        self._judged: tuple[float, list[Advice]] = (0.0, [])  # sharpness, advice
        self._judged_at: float | None = None
        self._at = clock()  # of the last frame
        self._counting, self._counter = counting, self._new_counter(counting)
        self._entered = self._left = 0
        self._worker = Worker("camera preview", self._run, daemon=False)

    def start(self) -> None:
        """Begin to watch."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread."""
        self._worker.stop()

    def use(self, counting: CountingSettings) -> None:
        """Count over the line and zones of `counting` from now on, from zero."""
        counter = self._new_counter(counting)
        with self._changed:
            self._counting, self._counter = counting, counter
            self._judged_at = None  # so that advice on the new line comes with the next frame
            self._entered = self._left = 0

    def state(self) -> PreviewState:
        """Returns the state as of the last frame."""
        with self._changed:
            return self._state

    def picture(self, after: int) -> PreviewPicture | None:
        """Wait for a picture with a number above `after`. Returns None when there is none in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > after, PICTURE_WAIT_SECONDS)
            if self._frame is None or self._number <= after:
                return None
            number, image, people = self._number, self._frame.image, self._people
        if image.shape[1] > MAX_WIDTH_PX:
            height = round(image.shape[0] * MAX_WIDTH_PX / image.shape[1])
            size = (MAX_WIDTH_PX, height)
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(
                np.uint8, copy=False
            )
        done, jpeg = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
        return PreviewPicture(number, jpeg.tobytes(), people) if done else None

    def take(self, frame: Frame) -> None:
        """Take in one frame. The loop calls it; a test may, with frames of its own."""
        height, width = frame.image.shape[:2]
        self._at = frame.at
        with self._changed:
            counter = self._counter
        in_zones = {} if counter is None else self._count(counter, frame)
        self._finder.take(frame.image, frame.at)
        if self._judged_at is None or frame.at - self._judged_at >= ADVICE_SECONDS:
            self._judged_at = frame.at
            self._judged = self._judge(frame.image)
        sharpness, advice = self._judged
        tracks = counter.tracks if counter else []
        boxes = [tuple(map(float, track.box)) for track in tracks]
        with self._changed:
            self._number += 1
            self._frame = frame
            self._people = tuple((x - w / 2, foot - h, w, h) for x, foot, w, h in boxes)
            self._changed.notify_all()
            counted = counter is not None
            self._state = PreviewState(
                width=width,
                height=height,
                entered=self._entered if counted else None,
                left=self._left if counted else None,
                in_view=len(tracks) if counted else None,
                in_zones=in_zones,
                view=self._finder.view,
                person=self._finder.person_px,
                sharpness=sharpness,
                sharpest=self._advisor.best,
                advice=tuple(advice if counted else [*advice, _NO_DETECTOR]),
            )

    def _judge(self, image: Image) -> tuple[float, list[Advice]]:
        """Returns the picture's sharpness, and advice on the picture and on the line."""
        counting = self._counting
        counter = self._counter
        view = counter.view if isinstance(counter, ViewCounter) else counting.view
        if self._bend_judged_at is None or self._at - self._bend_judged_at >= BEND_SECONDS:
            self._bend_judged_at = self._at
            self._advisor.bend(bend_of(image))
        sharpness, advice = self._advisor.judge(image, view)
        if counting.line is not None and view is not CameraView.ABOVE:
            height, width = image.shape[:2]
            line_advice = advise_on_line(
                CountingLine(*counting.line), counting.point, self._advisor.boxes, width, height
            )
            advice += [line_advice] if line_advice else []
        return sharpness, advice

    def _count(self, counter: FrameCounter, frame: Frame) -> dict[str, int]:
        """Add up the crossings. Returns how many people are in each zone."""
        counts = counter.feed(frame.image, frame.at)
        with self._changed:
            if counter is self._counter:  # otherwise a new line was drawn meanwhile
                self._entered += sum(one.direction is Direction.IN for one in counts.crossings)
                self._left += sum(one.direction is Direction.OUT for one in counts.crossings)
        return counts.in_zones

    def _new_counter(self, counting: CountingSettings) -> FrameCounter | None:
        if self._find_people is None:
            return None
        line = CountingLine(*counting.line) if counting.line else in_the_middle
        zones = [CountingZone(zone.name, zone.corners) for zone in counting.zones]
        return counter_for(
            counting.view, self._detect, line, counting.point, zones, counting.person
        )

    def _detect(self, image: Image, offset_px: tuple[int, int]) -> Sequence[PersonDetection]:
        """Detect people for the counter, and let the advisor see those who were detected with confidence."""
        assert self._find_people is not None  # noqa: S101 - without it there is no counter
        found = self._find_people(image, offset_px)
        self._finder.people(found)
        confident = [person for person in found if person.score >= CONFIDENT_SCORE]
        self._advisor.people(
            suppress_duplicates(confident, image.shape[1], image.shape[0]), self._at
        )
        return found

    def _run(self) -> None:
        frame_loop.watch(
            self._frames, self._worker.stopping, self.take, self._without_a_frame, self._failed
        )

    def _failed(self, error: Exception) -> None:
        log.error("the camera preview could not take in a frame", exc_info=error)
        self._report("Looking at this picture has failed; it is tried again.")

    def _without_a_frame(self) -> None:
        if self._frames.problem or self._clock() - self._at > MAX_GAP_SECONDS:
            self._report(self._frames.problem or BLINDNESS_SENTENCES[Blindness.NO_PICTURES])

    def _report(self, problem: str) -> None:
        with self._changed:
            self._state = PreviewState(
                problem=problem, width=self._state.width, height=self._state.height
            )


_NO_DETECTOR = Advice(
    "size",
    AdviceTone.CHANGE,
    "This kiosk has no person detector, so it can't count. See its page of health.",
)
