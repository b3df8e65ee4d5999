"""One camera, several lookers: each gets the newest frame when it is ready for one, and none waits for another.

The one thing a newcomer would get wrong: a queue. Recognition that takes 80 ms would then look at the past, and
footfall would stand behind it. There is only the latest frame; who is slow misses some.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from device.camera.camera import Camera, CameraLostError, Frame, VideoEndedError

log = logging.getLogger(__name__)
PAUSE_WHEN_LOST = 0.5  # seconds between two tries at a lost camera


class SharedFrames:
    """A thread that reads `camera`, between `start` and `stop`."""

    def __init__(self, camera: Camera, sleep: Callable[[float], None] = time.sleep) -> None:
        self._camera = camera
        self._sleep = sleep
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._number = 0  # of the latest frame, from 1
        self._trouble: str | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._grab, name=f"frames {camera.name}")

    @property
    def trouble(self) -> str | None:
        """Why there are no frames now, in a plain sentence; None while there are."""
        with self._changed:
            return self._trouble

    def start(self) -> None:
        """Starts reading."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and gives the camera back; every waiting looker returns."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()
        self._camera.close()

    def after(self, number: int, timeout: float = 1.0) -> tuple[int, Frame] | None:
        """The latest frame and its number, once that is greater than `number` (0: any).

        None when there was none within `timeout` seconds: the camera is lost, or the sharing has stopped.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._number > number or self._stopping, timeout)
            if self._stopping or self._frame is None or self._number <= number:
                return None
            return self._number, self._frame

    def _grab(self) -> None:
        while not self._stopping:
            try:
                frame = self._camera.read()
            except CameraLostError as error:
                self._say(str(error))
                if isinstance(error, VideoEndedError):
                    return
                self._sleep(PAUSE_WHEN_LOST)
                continue
            except Exception:
                log.exception("camera %s failed", self._camera.name)
                self._say(f"The camera {self._camera.name} has failed; it is tried again.")
                self._sleep(PAUSE_WHEN_LOST)
                continue
            if frame is None:
                continue
            with self._changed:
                self._frame, self._number, self._trouble = frame, self._number + 1, None
                self._changed.notify_all()

    def _say(self, trouble: str) -> None:
        with self._changed:
            if trouble != self._trouble:
                log.warning("%s", trouble)
            self._trouble = trouble
