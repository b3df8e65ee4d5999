"""Looks at a video before it is counted in: from where it sees people, and how large they are from above."""

from __future__ import annotations

from collections.abc import Iterable

from device.camera.camera import Frame
from device.footfall.body_size import BodySize
from device.footfall.counter import GRID_OFFSETS_PX, Detect
from device.footfall.motion_gate import MotionGate
from device.footfall.overhead_counter import OverheadCounter
from device.footfall.view import CameraView, ViewJudge

LOOK_SECONDS = 180.0  # of the video, at most
DETECT_SECONDS = 0.4  # between two frames that the detector looks at
MAX_DETECTIONS = 120  # frames that the detector looks at
MIN_BOXES_OF_A_PART = 3  # a part of a video may hold one passage only
SIZE_FPS = 12.5  # frames a second from which the size is learnt


def first_look(
    frames: Iterable[Frame],
    fps: float,
    detect: Detect,
    view: CameraView,
    person: tuple[float, float] | None,
) -> tuple[CameraView, BodySize | None]:
    """Return the view of `frames`, and from above the size of a person where `person` is not given.

    A video in which something walks but the detector sees next to no people is taken for one from above.
    """
    if view is CameraView.OBLIQUE or (view is CameraView.ABOVE and person is not None):
        return view, None
    above, judge, gate = OverheadCounter(None), ViewJudge(), MotionGate()
    walked = detections = 0
    detected_at = fed_at = float("-inf")
    for number, frame in enumerate(frames):
        at = number / fps
        if at > LOOK_SECONDS:
            break
        if at - fed_at >= 1 / SIZE_FPS - 1e-6:
            fed_at = at
            walked += above.feed(frame.image, at).in_view > 0
        due = view is CameraView.AUTO and detections < MAX_DETECTIONS
        if due and at - detected_at >= DETECT_SECONDS and gate.is_due(frame.image, at):
            judge.add(detect(frame.image, GRID_OFFSETS_PX[detections % len(GRID_OFFSETS_PX)]))
            detected_at = at
            detections += 1
    if view is CameraView.AUTO:
        view = judge.view_of(MIN_BOXES_OF_A_PART)
    if view is CameraView.AUTO:
        view = CameraView.ABOVE if walked and person is None else CameraView.OBLIQUE
    return view, above.size if view is CameraView.ABOVE else None
