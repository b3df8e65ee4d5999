"""Turns one camera's frames into events: by recogniser, smoothing, presence and placement.

It takes the newest frame and blocks no other reader; footfall reads the same frames at its own pace.

Note: callbacks run on this thread. While one runs, no frame is recognised.
"""

from __future__ import annotations

import logging
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from device.camera import frame_loop
from device.camera.camera import Frame, Image
from device.camera.shared_frames import SharedFrames
from device.recognition.events import Event
from device.recognition.placement import Placement, Placing, View
from device.recognition.presence import ABSENT, PresenceByMotion, PresenceByPeople, VisitorPresence
from device.recognition.smoothing import FrameAnswer, Smoothing
from models.people import PersonDetection
from models.recogniser import RecognitionResult
from runtime.worker import Worker

log = logging.getLogger(__name__)
BUSY_SECONDS = 0.1  # between two frames that are recognised, so that several fit into 0.7 s
IDLE_SECONDS = 1.0  # the same before a wall without visitors, which does not change
PEOPLE_SECONDS = 0.25  # between two runs of the person detector
SAID_AT_MOST = 32  # different errors in the log; some name a number that changes with each frame
TIMED_FRAMES = 32  # of which the median is the time of recognition
LOST_AFTER_SECONDS = 2.0  # without a frame: then nothing is in view
# Without a frame, after which the camera counts as broken: the slowest frame in bench takes less than one to recognise.
BROKEN_AFTER_SECONDS = 3.0


class Recognises(Protocol):
    """What the loop needs of models.recogniser.Recogniser."""

    def recognise(self, frame: Image) -> RecognitionResult:
        """Answer for one frame."""


class RecognitionWatch:
    """Watches one camera's frames, between `start` and `stop`, and calls `on_event` with each event."""

    def __init__(
        self,
        frames: SharedFrames,
        recogniser: Recognises | None,
        placement: Placement,
        on_event: Callable[[Event], None],
        find_people: Callable[[Image], Sequence[PersonDetection]] | None = None,
        clock: Callable[[], float] = time.monotonic,
        on_unreadable: Callable[[], None] = lambda: None,
    ) -> None:
        """`find_people`: a detector for this thread alone; None judges presence by motion.

        `clock`: monotonic seconds, the clock of the frames' times. `recogniser`: None names no work yet.
        `on_unreadable` is called with each frame that could not be recognised: the features may be damaged.
        """
        self._frames = frames
        self._recogniser = recogniser
        self._wall = placement is Placement.FACING_A_WALL
        self._on_event = on_event
        self._find_people = find_people
        self._clock = clock
        self._on_unreadable = on_unreadable
        self._placing = Placing(placement)
        self._smoothing = Smoothing()
        self._motion, self._people = PresenceByMotion(), PresenceByPeople()
        self._presence = ABSENT
        self._usable = False  # the last frame that was recognised could have shown a work
        # When people were last detected, a frame was last recognised, and a frame was last seen.
        self._detected_at = self._recognised_at = self._seen_at = float("-inf")
        self._took_ms: deque[float] = deque(maxlen=TIMED_FRAMES)
        self._said = set[str]()  # errors that are in the log since the release came into use
        self._lock = threading.Lock()  # a touch comes from the screen's thread
        self._worker = Worker("recognition", self._run, daemon=False)

    def start(self) -> None:
        """Start watching."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread."""
        self._worker.stop()

    @property
    def seeing(self) -> bool:
        """Whether works can be shown to it: it has the works of a release, and frames come."""
        with_frames = self._clock() - self._seen_at < BROKEN_AFTER_SECONDS
        return with_frames and self._recogniser is not None

    @property
    def recognition_ms(self) -> float | None:
        """The time of recognising a frame, the median of the last ones; None before the first."""
        took = list(self._took_ms)
        return statistics.median(took) if took else None

    def use(self, recogniser: Recognises | None) -> None:
        """Recognise the works of another release from the next frame on."""
        with self._lock:
            self._recogniser = recogniser
            self._said.clear()
            self._smoothing.forget()

    def touched(self) -> None:
        """Take in a touch on the screen."""
        with self._lock:
            events = self._placing.touched(self._clock())
        self._send(events)

    def take(self, frame: Frame) -> list[Event]:
        """Take in one frame. Returns the events. The loop calls it; a test may, with frames of its own."""
        with self._lock:
            self._seen_at = frame.at
            self._presence = self._presence_in(frame)
            idle = self._wall and not self._presence.someone
            if frame.at - self._recognised_at >= (IDLE_SECONDS if idle else BUSY_SECONDS):
                self._recognised_at = frame.at
                self._smoothing.see(self._answer(frame))
            return self._placing.see(self._view(frame.at))

    def _run(self) -> None:
        frame_loop.watch(
            self._frames,
            self._worker.stopping,
            lambda frame: self._send(self.take(frame)),
            lambda: self._send(self._without_frames(self._clock())),
            self._failed,
        )

    def _failed(self, error: Exception) -> None:
        """Log an error that a frame raised, each once.

        An altered byte in the file of features can raise anything, so that the file is checked after any error.
        """
        if repr(error) not in self._said and len(self._said) < SAID_AT_MOST:
            self._said.add(repr(error))
            log.error("a frame could not be recognised; the next one is tried", exc_info=error)
        self._on_unreadable()

    def _without_frames(self, now: float) -> list[Event]:
        """Returns the events when there are no frames: after a while nothing is in view and the visitor has left."""
        with self._lock:
            if now - self._seen_at < LOST_AFTER_SECONDS:
                return []
            self._smoothing.forget()
            self._presence = ABSENT
            return self._placing.see(self._view(now))

    def _answer(self, frame: Frame) -> FrameAnswer:
        if self._recogniser is None:
            return FrameAnswer(frame.at, None)
        began = time.perf_counter()
        answer = self._recogniser.recognise(frame.image)
        self._took_ms.append((time.perf_counter() - began) * 1000)
        self._usable = answer.quality.usable
        candidates = tuple(one.work for one in answer.candidates)
        return FrameAnswer(frame.at, answer.work, candidates, answer.offered)

    def _presence_in(self, frame: Frame) -> VisitorPresence:
        by_motion = self._motion.see(frame.image, frame.at)
        if self._find_people is None:
            return by_motion
        if frame.at - self._detected_at < PEOPLE_SECONDS:
            return self._presence
        self._detected_at = frame.at
        people = self._find_people(frame.image)
        by_people = self._people.see(people, frame.image.shape[0], frame.at)
        # A hand that holds up a card is a visitor, too; before a wall only a whole person is.
        return by_people if self._wall or by_people.someone else by_motion

    def _view(self, at: float) -> View:
        smooth = self._smoothing
        return View(
            at, smooth.work, smooth.candidates, self._presence, self._usable, smooth.offered
        )

    def _send(self, events: list[Event]) -> None:
        for event in events:
            self._on_event(event)
