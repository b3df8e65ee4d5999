"""Tries a camera: frames a second, light, sharpness. No picture is kept; numbers alone leave this module."""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
from msgspec import Struct

from contract.selftest import SelftestCheck
from device.camera.camera import CameraLostError, Frame
from device.camera.settings import CameraSource, open_camera
from device.camera.shared_frames import SharedFrames
from device.camera_setup.picture_advice import DIM_GREY, SHARP, SOFT
from device.selftest.finding import attention, failed, well
from models.quality_gate import Fault, quality

MEASURE_SECONDS = 3.0
FIRST_FRAME_SECONDS = 8.0  # a camera on USB may take some to begin
MIN_FPS = 5.0  # below, people who walk are lost between two frames


class CameraMeasures(Struct, frozen=True):
    """What some seconds of a camera's pictures are like. `fps` 0: no picture came.

    `grey`: mean, 0 to 255. `sharpness`: as models.quality_gate measures it. `fault`: of the last picture.
    """

    fps: float = 0.0
    width: int = 0
    height: int = 0
    grey: float = 0.0
    sharpness: float = 0.0
    fault: Fault | None = None


def measure_frames(
    frames: SharedFrames,
    seconds: float = MEASURE_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> CameraMeasures:
    """Measure the pictures that come within some seconds."""
    first = frames.after(0, FIRST_FRAME_SECONDS)
    if first is None:
        return CameraMeasures()
    began, begun, latest = clock(), first[0], first
    while (left := began + seconds - clock()) > 0:
        found = frames.after(latest[0], left)
        if found is None:
            break
        latest = found
    passed = clock() - began
    fps = (latest[0] - begun) / passed if passed > 0 else 0.0
    return _measured(latest[1], fps)


def measure_camera(source: CameraSource) -> CameraMeasures:
    """Open a camera, measure it, and close it. Raises CameraLostError, OSError, ValueError."""
    frames = SharedFrames(open_camera(source))
    frames.start()
    try:
        return measure_frames(frames)
    finally:
        frames.stop()


def check_camera(name: str, measure: Callable[[], CameraMeasures]) -> SelftestCheck:
    """Try one camera. `name`: of the check."""
    try:
        found = measure()
    except (CameraLostError, OSError, ValueError):
        return failed(
            name,
            "The camera can't be opened.",
            "Check its cable, and which camera the settings name.",
        )
    if not found.fps:
        return failed(
            name,
            "No picture comes from the camera.",
            "Check its cable. If the kiosk runs, stop it first, or ask the kiosk itself by its desk.",
        )
    values = {
        "fps": round(found.fps, 1),
        "width_px": found.width,
        "height_px": found.height,
        "grey": round(found.grey, 1),
        "sharpness": round(found.sharpness, 1),
    }
    if found.fault in (Fault.TOO_DARK, Fault.NOTHING_IN_VIEW):
        return failed(
            name, "The picture is dark, or one flat tone.", "Take the cover off the lens.", values
        )
    if found.fps < MIN_FPS:
        return attention(
            name,
            f"It gives {found.fps:.1f} pictures a second.",
            "Set a smaller picture, or give it light: in the dark a camera is slow.",
            values,
        )
    if found.grey < DIM_GREY:
        return attention(name, "The picture is dark.", "Give the place more light.", values)
    if found.sharpness < SOFT:
        return attention(
            name,
            "The picture is not sharp.",
            "Clean the lens, and turn its ring on the page of camera set-up until the bar no longer grows.",
            values,
        )
    soft = "" if found.sharpness >= SHARP else " It is a little soft."
    return well(name, f"{found.fps:.0f} pictures a second, lit.{soft}", values)


def _measured(frame: Frame, fps: float) -> CameraMeasures:
    height, width = frame.image.shape[:2]
    judged = quality(frame.image)
    grey = float(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY).mean())
    return CameraMeasures(fps, width, height, grey, judged.sharpness, judged.fault)
