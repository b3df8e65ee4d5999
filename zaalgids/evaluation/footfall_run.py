"""Runs `evaluate footfall`: feeds a video to the kiosk's counter and collects crossings, stays and times.

Note: frames are numbered from 0 by reading them one after the other. A container's own frame count and timestamps are
not reliable, so nothing seeks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import cv2
import numpy as np

from device.camera.camera import CameraLostError, Frame, VideoEndedError
from device.camera.file import FileCamera
from device.footfall.counter import DETECT_FROM
from device.footfall.crossing import Crossing
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.overhead_counter import OverheadCounter
from device.footfall.view import CameraView
from device.footfall.view_counter import FrameCounter, counter_for
from device.footfall.zone import CountingZone, Stay
from models import model_file
from models.people import PersonDetector
from zaalgids.evaluation.first_look import first_look
from zaalgids.evaluation.footfall_report import DrawnCrossing

PROGRESS_FRAMES = 500  # between two sentences on the progress

Box = tuple[float, float, float, float]  # left, top, width, height, pixels


class VideoError(ValueError):
    """A video, or the part asked for, cannot be counted in; the message is a plain sentence."""


@dataclass(frozen=True)
class FootfallRun:
    """The result of one evaluation.

    `counts`: the command's JSON. `size`: of the video (w, h), pixels. `first`: the first frame that was counted in.
    `times_ms`: all work on each frame.
    """

    counts: dict[str, Any]
    size: tuple[int, int]
    first: int
    fps: float
    crossings: list[DrawnCrossing]
    times_ms: list[float]


@dataclass
class _Observed:
    """What is collected while frames are fed: times in milliseconds, stays, crossings, and the boxes of each frame."""

    first: int
    fps: float
    line: CountingLine
    last: int = -1
    size: tuple[int, int] = (0, 0)
    times_ms: list[float] = field(default_factory=list)
    in_zone: list[int] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    crossings: list[DrawnCrossing] = field(default_factory=list)
    boxes: dict[int, list[Box]] = field(default_factory=dict)

    def add(self, crossings: list[Crossing]) -> None:
        """Add crossings, each with the frame and the box where it happened."""
        for crossing in crossings:
            frame = min(max(round(crossing.at * self.fps), self.first), self.last)
            box = _nearest(self.boxes.get(frame, []), self.line)
            self.crossings.append(DrawnCrossing(frame, crossing.direction, box))


def evaluate(
    video: Path,
    line: CountingLine,
    point: ReferencePoint = ReferencePoint.FOOT,
    first: int | None = None,
    last: int | None = None,
    threads: int = 1,
    zone: CountingZone | None = None,
    view: CameraView = CameraView.AUTO,
    person: tuple[float, float] | None = None,
) -> FootfallRun:
    """Count over `line`, and in `zone`, in the frames from `first` to `last`, both included, numbered from 0.

    `view`: AUTO, and the size of a person from above without `person`, are found in a first look at the video.

    `ms_median` and `ms_p95` cover all work on a frame except reading the file; frames without detection count too.
    Raises VideoError, MissingModelError, NoInferenceError.
    """
    detector = PersonDetector(
        model_file.path(model_file.PERSON_DETECTOR), threads, threshold=DETECT_FROM
    )
    zones = [] if zone is None else [zone]
    with _opened(video, threads) as camera:
        seen, size = first_look(
            _frames(camera, _Observed(first or 0, camera.fps, line), last),
            camera.fps,
            detector.detect,
            view,
            person,
        )
    counter: FrameCounter = (
        OverheadCounter(line, point, zones, person, size)
        if seen is CameraView.ABOVE
        else counter_for(seen, detector.detect, line, point, zones)
    )
    with _opened(video, threads) as camera:
        observed = _Observed(first or 0, camera.fps, line)
        for frame in _frames(camera, observed, last):
            _feed(counter, frame, observed)
        observed.add(counter.finish())
    if not observed.times_ms:
        raise VideoError(
            f"{video.name} has {observed.last + 1} frames; there is none from {observed.first} on."
        )
    observed.crossings.sort(key=lambda one: one.frame)
    counts = _counts(observed, zone)
    return FootfallRun(
        counts,
        observed.size,
        observed.first,
        observed.fps,
        observed.crossings,
        observed.times_ms,
    )


@contextmanager
def _opened(video: Path, threads: int) -> Iterator[FileCamera]:
    """Open the video, and limit OpenCV to `threads`: it would take every core. Raises VideoError."""
    try:
        camera = FileCamera(video, time.monotonic, time.sleep, real_time=False)
    except CameraLostError as error:
        raise VideoError(str(error)) from error
    before = cv2.getNumThreads()
    cv2.setNumThreads(threads)
    try:
        yield camera
    finally:
        camera.close()
        cv2.setNumThreads(before)


def _frames(camera: FileCamera, observed: _Observed, last: int | None) -> Iterator[Frame]:
    """Yields the frames to count in, and keeps `observed.last` up to date. Raises VideoError."""
    while last is None or observed.last < last:
        try:
            frame = camera.read()
        except VideoEndedError:
            return
        except CameraLostError as error:
            raise VideoError(str(error)) from error
        if frame is None:
            continue
        observed.last += 1
        if observed.last >= observed.first:
            yield frame


def _feed(counter: FrameCounter, frame: Frame, observed: _Observed) -> None:
    """Feed one frame to the counter and collect what it saw."""
    observed.size = frame.image.shape[1], frame.image.shape[0]
    started = time.perf_counter()
    seen = counter.feed(frame.image, frame.at)
    observed.times_ms.append(1000 * (time.perf_counter() - started))
    observed.boxes[observed.last] = [_box(track.box) for track in counter.tracks]
    observed.add(seen.crossings)
    observed.in_zone += seen.in_zones.values()
    observed.stays += seen.stays
    if len(observed.times_ms) % PROGRESS_FRAMES == 0:
        click.echo(f"{len(observed.times_ms)} frames", err=True)


def _counts(observed: _Observed, zone: CountingZone | None) -> dict[str, Any]:
    """Returns the command's JSON."""
    directions = [one.direction.value for one in observed.crossings]
    counts: dict[str, Any] = {
        "in": directions.count("in"),
        "out": directions.count("out"),
        "crossings": [
            {"frame": one.frame, "direction": one.direction.value} for one in observed.crossings
        ],
        "frames": len(observed.times_ms),
        "ms_median": round(float(np.median(observed.times_ms)), 2),
        "ms_p95": round(float(np.percentile(observed.times_ms, 95)), 2),
    }
    if zone is not None:
        counts["zone"] = {
            "in_view_mean": round(float(np.mean(observed.in_zone)), 2),
            "in_view_max": max(observed.in_zone),
            "stays": [round(stay.seconds, 1) for stay in observed.stays],
        }
    return counts


def _box(box: Any) -> Box:
    """Convert a track's box (middle, lower edge, width, height) to left, top, width, height."""
    x, foot, width, height = (float(length) for length in box)
    return x - width / 2, foot - height, width, height


def _nearest(boxes: list[Box], line: CountingLine) -> Box | None:
    """Returns the box whose lower edge is nearest to the line, None without boxes."""

    def distance(box: Box) -> float:
        x, y = box[0] + box[2] / 2, box[1] + box[3]
        beyond = max(0.0, -line.along(x, y), line.along(x, y) - 1) * line.length
        return abs(line.distance(x, y)) + beyond

    return min(boxes, key=distance, default=None)
