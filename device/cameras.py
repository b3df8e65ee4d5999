"""The kiosk's cameras and what looks through each: recognition, counting, a technician, the screen's viewfinder.

What a newcomer would get wrong: nothing here keeps the kiosk from starting. A camera that can't be had, a detector
or features that can't be read are troubles, told with the kiosk's health, and the other cameras go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import cv2

from contract.messages import Blindness
from device.camera.camera import CameraLostError
from device.camera.settings import open_camera
from device.camera.shared_frames import SharedFrames
from device.footfall.counter import DETECT_FROM, Detect
from device.footfall.counting import Counting
from device.footfall.minute import Count
from device.recognition.events import Event
from device.recognition.placement import Placement
from device.recognition.watch import Watch
from device.settings import Eye
from models import model_file
from models.decision import threshold
from models.features import Features
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.people import PersonDetector
from models.recogniser import Recogniser

log = logging.getLogger(__name__)

VIEWFINDER = 480  # pixels wide; for the kiosk's own screen while it recognises, never stored
SOMEBODY = 0.4  # how sure the detector is of a person before a wall, where a portrait may hang


class Eyes:
    """All cameras of a kiosk, between `start` and `stop`. They are numbered from 0, as in the settings."""

    def __init__(
        self,
        eyes: tuple[Eye, ...],
        placement: Placement,
        on_event: Callable[[Event], None],
        on_count: Callable[[Count], None],
        on_minute: Callable[[Count], None],
    ) -> None:
        """`on_event` hears what recognition sees; `on_count` and `on_minute` are Counting's `on_change` and `on_end`.

        All three are called on threads of the cameras'.
        """
        self._eyes, self._placement, self._on_event = list(eyes), placement, on_event
        self._frames: dict[str, SharedFrames] = {}
        self._watches: list[Watch] = []
        self._counting = Counting(self._people_finder, on_count, on_minute)
        self._learnt: Path | None = None  # the features that the watches know works by
        self._trouble: dict[str, str] = {}
        self._running = ExitStack()  # one that does not stop as it should does not keep the others

    def start(self) -> None:
        """Opens the cameras and begins to look."""
        for number, eye in enumerate(self._eyes):
            self._open(number, eye)

    def stop(self) -> None:
        """Ends counting, then the rest, the last started first; the open minutes as they stand."""
        with self._running:
            self._counting.stop()

    # What is done with them.

    def learn(self, features: Path, threads: int, false_accepts: float | None) -> None:
        """Recognition knows the works of this file from the next frame on. The file is named by its content.

        `false_accepts`: the share of strangers that may be named, see models.decision.threshold.
        """
        if features == self._learnt:
            return
        try:
            learnt = Features.load(features)
            accept = threshold(false_accepts)
            for watch in self._watches:
                watch.use(Recogniser(learnt, threads, accept=accept))
            self._learnt = features
            self._trouble.pop("recognition", None)
        except (OSError, ValueError, KeyError, MissingModelError, NoInferenceError) as error:
            log.warning("works can't be recognised: %s", error)
            self._trouble["recognition"] = f"Works can't be recognised: {error}"

    def touched(self) -> None:
        """Somebody touched the screen: a watch before a wall hears of it."""
        for watch in self._watches:
            watch.touched()

    def viewfinder(self) -> bytes | None:
        """What the first camera that recognises sees now, small, as JPEG; None where there is nothing to see."""
        for number, eye in enumerate(self._eyes):
            frames = self.frames(number)
            if not eye.recognise or frames is None:
                continue
            latest = frames.after(0, 0.0)
            if latest is None:
                return None
            image = latest[1].image
            height = round(image.shape[0] * VIEWFINDER / image.shape[1])
            done, body = cv2.imencode(".jpg", cv2.resize(image, (VIEWFINDER, height)))
            return bytes(body) if done else None
        return None

    # What a technician's look asks for (device.camera_setup.setup_session.Cameras).

    def eyes(self) -> tuple[Eye, ...]:
        """The cameras, with the lines and zones that are counted with now."""
        return tuple(self._eyes)

    def frames(self, number: int) -> SharedFrames | None:
        """What camera `number` sees; None where it can't be had."""
        return self._frames.get(_name(number))

    def detector(self) -> Detect | None:
        """A person detector for one more thread; None where there is none."""
        return self._people_finder("aim")

    def aimed(self, number: int, eye: Eye) -> None:
        """Counts with `eye` from now on. The minute so far is sealed as it stands, and a new one begins."""
        self._eyes[number] = eye
        self._counting.use(_name(number), eye, self.frames(number))

    # What the kiosk's health says of them.

    @property
    def states(self) -> dict[str, str]:
        """`ok` or `trouble`, by the camera's name."""
        # Health is asked for while cameras are still being opened: a copy does not change under way.
        seen = list(self._frames.items())
        states = {name: "trouble" if frames.trouble else "ok" for name, frames in seen}
        names = [_name(number) for number in range(len(self._eyes))]
        return states | {name: "trouble" for name in names if name in self._trouble}

    @property
    def blind(self) -> dict[str, Blindness]:
        """The cameras that should count and can't, and why."""
        found: dict[str, Blindness] = {}
        for number, eye in enumerate(self._eyes):
            name = _name(number)
            if not eye.count:
                continue
            blindness = self._counting.blindness(name, there=name in self._frames)
            if blindness is not None:
                found[name] = blindness
        return found

    @property
    def trouble(self) -> list[str]:
        """In plain sentences."""
        lost = [frames.trouble for frames in list(self._frames.values()) if frames.trouble]
        return [*self._trouble.values(), *lost, *self._counting.trouble]

    def _open(self, number: int, eye: Eye) -> None:
        name = _name(number)
        try:
            camera = open_camera(eye.camera)
        except (CameraLostError, OSError, ValueError) as error:
            log.warning("%s", error)
            self._trouble[name] = str(error)
            return
        frames = SharedFrames(camera)
        self._frames[name] = frames
        self._running.callback(frames.stop)
        frames.start()
        if eye.recognise:
            wall = self._placement is Placement.FACING_A_WALL
            somebody = self._detector(name, SOMEBODY) if wall else None
            find_people = somebody.detect if somebody else None
            watch = Watch(frames, None, self._placement, self._on_event, find_people)
            self._watches.append(watch)
            self._running.callback(watch.stop)
            watch.start()
        self._counting.use(name, eye, frames)

    def _detector(self, name: str, sure: float) -> PersonDetector | None:
        try:
            found = model_file.path(model_file.PERSON_DETECTOR)
            return PersonDetector(found, threads=1, threshold=sure)
        except (MissingModelError, NoInferenceError) as error:
            log.warning("%s", error)
            self._trouble[name] = str(error)
            return None

    def _people_finder(self, name: str) -> Detect | None:
        found = self._detector(name, DETECT_FROM)
        return found.detect if found else None


def _name(number: int) -> str:
    """As the kiosk's health and its counts' troubles call it."""
    return f"camera-{number + 1}"
