"""Opens the kiosk's cameras and starts what reads them: recognition, counting, camera set-up, the viewfinder.

No failure here prevents the kiosk from starting. A camera that can't be opened, and a detector or features that can't
be read, are problems in the kiosk's health, and the other cameras go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import cv2
import msgspec

from contract.kiosk_alerts import KioskAlert
from contract.messages import Blindness
from device.camera.camera import CameraLostError
from device.camera.settings import open_camera
from device.camera.shared_frames import SharedFrames
from device.footfall.counter import DETECT_FROM, Detect
from device.footfall.counting import Counting
from device.footfall.minute import MinuteCounts
from device.footfall.settings import CountingSettings
from device.recognition.events import Event
from device.recognition.placement import Placement
from device.recognition.watch import RecognitionWatch
from device.settings import CameraSettings
from models import model_file
from models.decision import threshold
from models.features import FeatureFileError, Features
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.people import PersonDetector
from models.recogniser import Recogniser

log = logging.getLogger(__name__)

VIEWFINDER_PX = 480  # width of the picture for the kiosk's own screen; never stored
# Detector's score from which a person is present where the kiosk faces a wall: a portrait may hang there.
WALL_PERSON_SCORE = 0.4


class Cameras:
    """All cameras of a kiosk, between `start` and `stop`. They are numbered from 0, as in the settings."""

    def __init__(
        self,
        settings: tuple[CameraSettings, ...],
        placement: Placement,
        on_event: Callable[[Event], None],
        on_count: Callable[[MinuteCounts], None],
        on_minute: Callable[[MinuteCounts], None],
        on_unreadable: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_event` gets what recognition sees; `on_count` and `on_minute` are Counting's `on_change` and `on_end`.

        `on_unreadable` is called when the features that `learn` was given can't be read, or no longer. The other three
        are called on the cameras' threads, `on_unreadable` also on that of `learn`.
        """
        self._settings, self._placement, self._on_event = list(settings), placement, on_event
        self._on_unreadable = on_unreadable
        self._frames: dict[str, SharedFrames] = {}
        self._watches: list[RecognitionWatch] = []
        self._counting = Counting(self._people_finder, on_count, on_minute)
        # The file by which works are recognised now: its name, and which one of that name.
        self._features: tuple[Path, int, int] | None = None
        self._unreadable_said = False  # in the log, since these features are in use
        self._problems: dict[str, str] = {}
        self._running = ExitStack()  # it stops every part, even when stopping one of them fails

    def start(self) -> None:
        """Open the cameras and begin to watch them."""
        for number, settings in enumerate(self._settings):
            self._open(number, settings)

    def stop(self) -> None:
        """End counting and seal the open minutes as they stand, then end the rest, the last started first."""
        with self._running:
            self._counting.stop()

    def learn(self, features: Path, threads: int, false_accepts: float | None) -> None:
        """Recognise the works of this file from the next frame on.

        The file is named by its content; it is read again where a damaged one was replaced under the same name.
        `false_accepts`: the share of unknown things that may be named, see models.decision.threshold.
        """
        try:
            found = features.stat()
            identity = (features, found.st_ino, found.st_mtime_ns)
            if identity == self._features:
                return
            learnt = Features.load(features)
            accept = threshold(false_accepts)
            for watch in self._watches:
                watch.use(
                    Recogniser(
                        learnt, threads, accept=accept, on_unreadable=self._report_unreadable
                    )
                )
            self._unreadable_said = False
            self._features = identity
            self._problems.pop("recognition", None)
        except (OSError, ValueError, KeyError, MissingModelError, NoInferenceError) as error:
            log.warning("works can't be recognised: %s", error)
            self._problems["recognition"] = f"Works can't be recognised: {error}"
            if isinstance(error, OSError | FeatureFileError):
                self._on_unreadable()

    def _report_unreadable(self, error: OSError) -> None:
        """Have the file of features checked, and fetched again where it is damaged. The log says it once."""
        if not self._unreadable_said:
            self._unreadable_said = True
            log.warning("a reference can't be read and is passed over: %s", error)
        self._on_unreadable()

    def touched(self) -> None:
        """Pass on a touch of the screen: before a wall it starts the work in view."""
        for watch in self._watches:
            watch.touched()

    def viewfinder(self) -> bytes | None:
        """Returns what the first camera that recognises sees now, small, as JPEG; None without a picture."""
        for number, settings in enumerate(self._settings):
            frames = self.frames(number)
            if not settings.recognise or frames is None:
                continue
            latest = frames.after(0, 0.0)
            if latest is None:
                return None
            image = latest[1].image
            height = round(image.shape[0] * VIEWFINDER_PX / image.shape[1])
            done, body = cv2.imencode(".jpg", cv2.resize(image, (VIEWFINDER_PX, height)))
            return bytes(body) if done else None
        return None

    @property
    def seeing(self) -> bool:
        """Whether works can be shown to at least one camera now."""
        return any(watch.seeing for watch in list(self._watches))

    @property
    def recognition_ms(self) -> float | None:
        """The time of recognising a frame at the slowest camera; None while nothing is recognised."""
        times = [watch.recognition_ms for watch in list(self._watches)]
        return max((one for one in times if one is not None), default=None)

    # What camera set-up asks for (device.camera_setup.setup_sessions.SetupCameras).

    def counting(self) -> tuple[CountingSettings, ...]:
        """Returns what each camera counts now."""
        return tuple(self._settings)

    def frames(self, number: int) -> SharedFrames | None:
        """Returns the frames of camera `number`; None where it can't be opened."""
        return self._frames.get(_name(number))

    def detector(self) -> Detect | None:
        """Make a person detector for one more thread. Returns None where there is none."""
        return self._people_finder("camera set-up")

    def count_with(self, number: int, counting: CountingSettings) -> None:
        """Count with `counting` from now on. The minute so far is sealed as it stands, and a new one begins."""
        self._settings[number] = msgspec.structs.replace(
            self._settings[number],
            count=counting.count,
            line=counting.line,
            point=counting.point,
            zones=counting.zones,
        )
        self._counting.use(_name(number), counting, self.frames(number))

    # The cameras' part of the kiosk's health.

    @property
    def states(self) -> dict[str, str]:
        """`ok` or `trouble`, by the camera's name."""
        # Health is asked for while cameras are still being opened, so iterate over a copy.
        opened = list(self._frames.items())
        states = {name: "trouble" if frames.problem else "ok" for name, frames in opened}
        names = [_name(number) for number in range(len(self._settings))]
        return states | {name: "trouble" for name in names if name in self._problems}

    @property
    def blind(self) -> dict[str, Blindness]:
        """The cameras that should count and can't, with the reason."""
        found: dict[str, Blindness] = {}
        for number, settings in enumerate(self._settings):
            name = _name(number)
            if not settings.count:
                continue
            blindness = self._counting.blindness(name, there=name in self._frames)
            if blindness is not None:
                found[name] = blindness
        return found

    @property
    def problems(self) -> list[str]:
        """What is wrong, in plain sentences."""
        lost = [frames.problem for frames in list(self._frames.values()) if frames.problem]
        return [*self._problems.values(), *lost, *self._counting.problems]

    @property
    def alerts(self) -> list[KioskAlert]:
        """Returns NOT_RECOGNISING where no work can be recognised. A camera that is lost stands in `states`."""
        recognises = any(one.recognise for one in self._settings)
        failed = recognises and "recognition" in self._problems
        return [KioskAlert.NOT_RECOGNISING] if failed else []

    def _open(self, number: int, settings: CameraSettings) -> None:
        name = _name(number)
        try:
            camera = open_camera(settings.source)
        except (CameraLostError, OSError, ValueError) as error:
            log.warning("%s", error)
            self._problems[name] = str(error)
            return
        frames = SharedFrames(camera)
        self._frames[name] = frames
        self._running.callback(frames.stop)
        frames.start()
        if settings.recognise:
            wall = self._placement is Placement.FACING_A_WALL
            detector = self._detector(name, WALL_PERSON_SCORE) if wall else None
            find_people = detector.detect if detector else None
            watch = RecognitionWatch(
                frames,
                None,
                self._placement,
                self._on_event,
                find_people,
                on_unreadable=self._on_unreadable,
            )
            self._watches.append(watch)
            self._running.callback(watch.stop)
            watch.start()
        self._counting.use(name, settings, frames)

    def _detector(self, name: str, score: float) -> PersonDetector | None:
        try:
            found = model_file.path(model_file.PERSON_DETECTOR)
            return PersonDetector(found, threads=1, threshold=score)
        except (MissingModelError, NoInferenceError) as error:
            log.warning("%s", error)
            self._problems[name] = str(error)
            return None

    def _people_finder(self, name: str) -> Detect | None:
        found = self._detector(name, DETECT_FROM)
        return found.detect if found else None


def _name(number: int) -> str:
    """Returns the name of a camera in the kiosk's health."""
    return f"camera-{number + 1}"
