"""The twin of a camera sees a bare wall, and the picture in its file while that is there."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from device.camera.camera import Image
from device.camera.folder import BARE_GREY
from device.camera.held_picture import FILLED, HEIGHT_PX, WIDTH_PX
from device.camera.settings import HeldPicture, open_camera
from runtime.durable_files import write_durably


def picture(height: int, width: int, grey: int) -> bytes:
    done, body = cv2.imencode(".png", np.full((height, width, 3), grey, np.uint8))
    assert done
    return bytes(body)


def seen(camera: Any) -> Image:
    frame = camera.read()
    assert frame is not None
    image: Image = frame.image
    return image


@pytest.mark.parametrize("size", [(400, 300), (3000, 200), (50, 2000), (4, 4)])
def test_it_is_shown_whole_and_taken_away_again(
    tmp_path: Path, clock: Any, size: tuple[int, int]
) -> None:
    file = tmp_path / "held.jpg"
    camera = open_camera(HeldPicture(path=str(file)), clock, clock.sleep)
    assert (seen(camera) == BARE_GREY).all()
    write_durably(file, picture(*size, 10))
    shown = seen(camera)
    assert shown.shape == (HEIGHT_PX, WIDTH_PX, 3)
    rows, columns = np.where(shown[..., 0] == 10)
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert max(height / HEIGHT_PX, width / WIDTH_PX) == pytest.approx(FILLED, abs=0.01)
    assert width / height == pytest.approx(size[1] / size[0], rel=0.15)
    write_durably(file, picture(*size, 90))
    assert (seen(camera) == 90).any()
    file.unlink()
    assert (seen(camera) == BARE_GREY).all()


def test_what_is_no_picture_is_a_bare_wall_and_is_said_once(
    tmp_path: Path, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "held.jpg"
    file.write_text("no picture")
    camera = open_camera(HeldPicture(path=str(file)), clock, clock.sleep)
    with caplog.at_level(logging.WARNING):
        assert all((seen(camera) == BARE_GREY).all() for _ in range(3))
    assert len(caplog.messages) == 1
