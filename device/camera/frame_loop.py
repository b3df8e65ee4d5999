"""The loop in which recognition, counting and the camera preview each read a camera's frames.

It hands over the newest frame, not every frame. When handling one frame fails, the loop goes on with the next.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from device.camera.camera import Frame
from device.camera.shared_frames import SharedFrames

WAIT_SECONDS = 0.5  # for a frame before `on_no_frame` is called, and after a failure
SHARING_STOPPED_SECONDS = 0.05  # pause when `SharedFrames.after` returns at once


def watch(
    frames: SharedFrames,
    stopping: threading.Event,
    on_frame: Callable[[Frame], object],
    on_no_frame: Callable[[], object],
    on_error: Callable[[Exception], object],
) -> None:
    """Call `on_frame` with each newest frame until `stopping` is set.

    `on_no_frame` is called after WAIT_SECONDS without a frame, `on_error` with an error that either of them raised.
    """
    number = 0
    while not stopping.is_set():
        latest = frames.after(number, WAIT_SECONDS)
        try:
            if latest is None:
                on_no_frame()
                stopping.wait(SHARING_STOPPED_SECONDS)
            else:
                number, frame = latest
                on_frame(frame)
        except Exception as error:
            on_error(error)
            stopping.wait(WAIT_SECONDS)
