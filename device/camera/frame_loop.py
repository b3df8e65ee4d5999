"""The loop of everything that reads a camera's frames: recognition, counting, the camera preview.

It gives the newest frame, not every frame. A frame whose handling fails costs that frame, not the thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from device.camera.camera import Frame
from device.camera.shared_frames import SharedFrames

WAIT_SECONDS = 0.5  # for a frame before `without` is called, and after a failure
SHARING_STOPPED_SECONDS = 0.05  # pause when `SharedFrames.after` returns at once


def watch(
    frames: SharedFrames,
    stopping: threading.Event,
    take: Callable[[Frame], object],
    without: Callable[[], object],
    failed: Callable[[Exception], object],
) -> None:
    """Call `take` with the newest frame until `stopping`.

    `without` is called when there is no frame for a while, `failed` with an error that `take` or `without` raised.
    """
    number = 0
    while not stopping.is_set():
        latest = frames.after(number, WAIT_SECONDS)
        try:
            if latest is None:
                without()
                stopping.wait(SHARING_STOPPED_SECONDS)
            else:
                number, frame = latest
                take(frame)
        except Exception as error:
            failed(error)
            stopping.wait(WAIT_SECONDS)
