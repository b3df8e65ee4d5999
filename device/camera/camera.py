"""What every camera is to the rest of the kiosk: something that gives frames until it can't.

The one thing a newcomer would get wrong: a camera that gives nothing is not an empty room. `read` returns None
while there is no new frame, and raises CameraLostError, with a sentence for the kiosk's page, when there will be
none. What looks at the frames must then say "not known", not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""height × width × 3, BGR."""


class CameraLostError(Exception):
    """There are no frames from this camera now. The message is a plain sentence."""


class VideoEndedError(CameraLostError):
    """A video is at its end: nothing is broken, there is just no more of it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, and when it was taken: monotonic seconds."""

    image: Image
    at: float


class Camera(Protocol):
    """A source of frames, read by one thread."""

    @property
    def name(self) -> str:
        """What it is, for the kiosk's page: `virtual gallery`, `/dev/video0`."""

    @property
    def fps(self) -> float:
        """Frames a second it means to give."""

    def read(self) -> Frame | None:
        """The next frame; waits at most about as long as one takes. None where there is none yet.

        Raises CameraLostError while there are none to be had; a later call may succeed.
        """

    def close(self) -> None:
        """Gives the hardware back. May be called twice."""
