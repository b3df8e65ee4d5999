"""The interface of every camera: it gives frames until it can't.

Note: a camera without frames is not an empty room. `read` returns None while there is no new frame, and raises
CameraLostError, with a sentence for the kiosk's page, when there will be none. A reader of the frames must then report
"not known", not zero.
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
    """A video has ended. Nothing is broken."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, and when it was taken: monotonic seconds."""

    image: Image
    at: float


class Camera(Protocol):
    """A source of frames, read by one thread."""

    @property
    def name(self) -> str:
        """Its name on the kiosk's page: `virtual gallery`, `/dev/video0`."""

    @property
    def fps(self) -> float:
        """Its nominal frames a second."""

    def read(self) -> Frame | None:
        """Wait for the next frame, for about the time of one. Returns None where there is none yet.

        Raises CameraLostError while the camera gives no frames; a later call may succeed.
        """

    def close(self) -> None:
        """Close the hardware. May be called twice."""
