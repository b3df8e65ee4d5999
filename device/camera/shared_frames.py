"""One camera, several readers: each gets the newest frame when it is ready for one, and no reader waits for another.

There is no queue, only the latest frame. With a queue, recognition that takes 80 ms would see the past, and footfall
would wait behind it. A slow reader misses frames.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from device.camera.camera import Camera, CameraLostError, Frame, VideoEndedError
from runtime.worker import Worker

log = logging.getLogger(__name__)
LOST_PAUSE_SECONDS = 0.5  # between two reads of a camera that gives no frames


class SharedFrames:
    """Reads `camera` on a thread of its own, between `start` and `stop`."""

    def __init__(self, camera: Camera, sleep: Callable[[float], None] = time.sleep) -> None:
        self._camera = camera
        self._sleep = sleep
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._number = 0  # of the latest frame, from 1
        self._problem: str | None = None
        self._worker = Worker(
            f"frames {camera.name}", self._grab, wake=self._wake_readers, daemon=False
        )

    @property
    def problem(self) -> str | None:
        """Why there are no frames now, in a plain sentence; None while there are."""
        with self._changed:
            return self._problem

    def start(self) -> None:
        """Start reading."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread and close the camera; every waiting reader returns."""
        self._worker.stop()
        self._camera.close()

    def after(self, number: int, timeout: float = 1.0) -> tuple[int, Frame] | None:
        """Wait for a frame with a number greater than `number` (0: any frame).

        Returns its number and the frame; None when there was none within `timeout` seconds, because the camera is
        lost or the sharing has stopped.
        """
        stopping = self._worker.stopping
        with self._changed:
            self._changed.wait_for(lambda: self._number > number or stopping.is_set(), timeout)
            if stopping.is_set() or self._frame is None or self._number <= number:
                return None
            return self._number, self._frame

    def _wake_readers(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _grab(self) -> None:
        while not self._worker.stopping.is_set():
            try:
                frame = self._camera.read()
            except CameraLostError as error:
                self._report(str(error))
                if isinstance(error, VideoEndedError):
                    return
                self._sleep(LOST_PAUSE_SECONDS)
                continue
            except Exception:
                log.exception("camera %s failed", self._camera.name)
                self._report(f"The camera {self._camera.name} has failed; it is tried again.")
                self._sleep(LOST_PAUSE_SECONDS)
                continue
            if frame is None:
                continue
            with self._changed:
                self._frame, self._number, self._problem = frame, self._number + 1, None
                self._changed.notify_all()

    def _report(self, problem: str) -> None:
        with self._changed:
            if problem != self._problem:
                log.warning("%s", problem)
            self._problem = problem
