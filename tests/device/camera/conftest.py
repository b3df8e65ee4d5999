"""A clock that only sleeping advances, so that the tests do not wait, and a short video."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest


class StillClock:
    """Monotonic seconds that only `sleep` advances."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """The path of a video of twelve frames at 10 fps, each of a different grey."""
    file = tmp_path / "twelve.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for number in range(12):
        writer.write(np.full((48, 64, 3), 20 * number, np.uint8))
    writer.release()
    return file
