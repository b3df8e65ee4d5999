"""The loop of everyone who watches a camera: recognition, counting, a technician's look.

What a newcomer would get wrong: it is given the newest frame, not each of them, and a look that fails costs one frame,
never the thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from device.camera.camera import Frame
from device.camera.shared_frames import SharedFrames

WAIT = 0.5  # seconds for a frame before `without` is called, and after a look that failed
SHARING_STOPPED = 0.05  # seconds: then `SharedFrames.after` returns at once


def watch(
    frames: SharedFrames,
    stopping: threading.Event,
    look: Callable[[Frame], object],
    without: Callable[[], object],
    failed: Callable[[Exception], object],
) -> None:
    """Until `stopping`: `look` at the newest frame; `without` one for a while; `failed` hears why a look did."""
    number = 0
    while not stopping.is_set():
        latest = frames.after(number, WAIT)
        try:
            if latest is None:
                without()
                stopping.wait(SHARING_STOPPED)
            else:
                number, frame = latest
                look(frame)
        except Exception as error:
            failed(error)
            stopping.wait(WAIT)
