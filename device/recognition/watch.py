"""The loop from frames to events: recogniser, smoothing, presence, placement.

It looks at the newest frame and never makes anyone wait; footfall reads the same frames at its own pace. The one
thing a newcomer would get wrong: callbacks run on this thread. One that takes long makes the kiosk blind so long.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from device.camera import frame_loop
from device.camera.camera import Frame, Image
from device.camera.shared_frames import SharedFrames
from device.recognition.events import Event
from device.recognition.placement import Placement, Placing, View
from device.recognition.presence import NOBODY, Presence, PresenceByMotion, PresenceByPeople
from device.recognition.smoothing import Sight, Smoothing
from models.people import PersonDetection
from models.recogniser import RecognitionResult

log = logging.getLogger(__name__)
BUSY_EVERY = 0.1  # seconds between two frames that are recognised: 0.7 s must hold several
IDLE_EVERY = 1.0  # the same before a wall where nobody is: it does not change
PEOPLE_EVERY = 0.25  # seconds between two looks for people
LOST_AFTER = 2.0  # seconds without a frame from which nothing is in view


class Recognises(Protocol):
    """What the loop needs of models.recogniser.Recogniser."""

    def recognise(self, frame: Image) -> RecognitionResult:
        """Looks at one frame."""


class Watch:
    """Watches one camera's frames, between `start` and `stop`, and calls `on_event` with what follows."""

    def __init__(
        self,
        frames: SharedFrames,
        recogniser: Recognises | None,
        placement: Placement,
        on_event: Callable[[Event], None],
        find_people: Callable[[Image], Sequence[PersonDetection]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`find_people`: a detector of this thread's own; None judges presence by motion.

        `clock`: monotonic seconds, the one the frames' times are of. `recogniser` None knows no work yet.
        """
        self._frames = frames
        self._recogniser = recogniser
        self._wall = placement is Placement.FACING_A_WALL
        self._on_event = on_event
        self._find_people = find_people
        self._clock = clock
        self._placing = Placing(placement)
        self._smoothing = Smoothing()
        self._motion, self._people = PresenceByMotion(), PresenceByPeople()
        self._presence = NOBODY
        self._usable = False  # the last frame that was recognised could have shown a work
        self._looked_for_people = self._recognised = self._seen = float("-inf")
        self._lock = threading.Lock()  # a touch comes from the screen's thread
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recognition")

    def start(self) -> None:
        """Starts watching."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def use(self, recogniser: Recognises | None) -> None:
        """From the next frame on, knows the works of another release."""
        with self._lock:
            self._recogniser = recogniser
            self._smoothing.forget()

    def touched(self) -> None:
        """Someone touched the screen."""
        with self._lock:
            events = self._placing.touched(self._clock())
        self._tell(events)

    def look(self, frame: Frame) -> list[Event]:
        """What follows from one frame. The loop calls it; a test may, with frames of its own."""
        with self._lock:
            self._seen = frame.at
            self._presence = self._who_is_there(frame)
            idle = self._wall and not self._presence.someone
            if frame.at - self._recognised >= (IDLE_EVERY if idle else BUSY_EVERY):
                self._recognised = frame.at
                self._smoothing.see(self._sight(frame))
            return self._placing.see(self._view(frame.at))

    def _run(self) -> None:
        frame_loop.watch(
            self._frames,
            self._stopping,
            lambda frame: self._tell(self.look(frame)),
            lambda: self._tell(self._blind(self._clock())),
            lambda error: log.error(
                "a frame could not be looked at; the next one is", exc_info=error
            ),
        )

    def _blind(self, now: float) -> list[Event]:
        """No frames: after a while nothing is in view, and whoever was there has left."""
        with self._lock:
            if now - self._seen < LOST_AFTER:
                return []
            self._smoothing.forget()
            self._presence = NOBODY
            return self._placing.see(self._view(now))

    def _sight(self, frame: Frame) -> Sight:
        if self._recogniser is None:
            return Sight(frame.at, None)
        answer = self._recogniser.recognise(frame.image)
        self._usable = answer.quality.usable
        return Sight(frame.at, answer.work, tuple(one.work for one in answer.candidates))

    def _who_is_there(self, frame: Frame) -> Presence:
        by_motion = self._motion.see(frame.image, frame.at)
        if self._find_people is None:
            return by_motion
        if frame.at - self._looked_for_people < PEOPLE_EVERY:
            return self._presence
        self._looked_for_people = frame.at
        people = self._find_people(frame.image)
        by_people = self._people.see(people, frame.image.shape[0], frame.at)
        # A hand that holds up a card is somebody too; before a wall only a whole person is.
        return by_people if self._wall or by_people.someone else by_motion

    def _view(self, at: float) -> View:
        smooth = self._smoothing
        return View(at, smooth.work, smooth.candidates, self._presence, self._usable)

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            self._on_event(event)
