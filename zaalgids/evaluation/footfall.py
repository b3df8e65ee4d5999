"""`zaalgids evaluate footfall`: what the kiosk would count in a video of a museum's own doorway.

The same counter as in the kiosk, fed every frame. The one thing a newcomer would get wrong: seeking. Frames are
counted from 0 by reading them one after the other; a container's own frame count and places are claims.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import cv2
import numpy as np

from device.camera.camera import CameraLostError, VideoEndedError
from device.camera.file import FileCamera
from device.footfall.counter import DETECT_FROM, Counter
from device.footfall.line import Line, LineError, Passage, Point, parse_line
from device.footfall.zone import Stay, Zone, ZoneError
from models import model_file
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.people import PersonDetector
from zaalgids.evaluation.footfall_report import Drawn, page

BATCH = 500  # frames between two words on progress


class VideoError(ValueError):
    """A video, or a part of it, that can't be counted in; a plain sentence."""


@dataclass(frozen=True)
class Run:
    """One evaluation: `counts` is the JSON of the command; the rest is for the report."""

    counts: dict[str, Any]
    size: tuple[int, int]  # width and height of the video, pixels
    first: int  # the first frame that was counted in
    fps: float
    drawn: list[Drawn]


def evaluate(
    video: Path,
    line: Line,
    point: Point = Point.FOOT,
    first: int | None = None,
    last: int | None = None,
    threads: int = 1,
    zone: Zone | None = None,
) -> Run:
    """Counts over `line`, and in `zone`, in the frames from `first` to `last`, both included, counted from 0.

    `ms_median` and `ms_p95` are all the work of a frame but reading the file, frames without detection counted.
    Raises VideoError, MissingModelError, NoInferenceError.
    """
    detector = PersonDetector(
        model_file.path(model_file.PERSON_DETECTOR), threads, threshold=DETECT_FROM
    )
    counter = Counter(detector.detect, line, point, [] if zone is None else [zone])
    try:
        camera = FileCamera(video, time.monotonic, time.sleep, real_time=False)
    except CameraLostError as error:
        raise VideoError(str(error)) from error
    before = cv2.getNumThreads()
    cv2.setNumThreads(threads)  # else OpenCV takes every core, and the times are not of `threads`
    begin = first or 0
    took: list[float] = []
    inside: list[int] = []
    stays: list[Stay] = []
    crossings: list[dict[str, Any]] = []
    drawn: list[Drawn] = []
    boxes: dict[int, list[tuple[float, float, float, float]]] = {}
    size = (0, 0)
    number = -1

    def note(passages: list[Passage]) -> None:
        for passage in passages:
            frame = min(max(round(passage.at * camera.fps), begin), number)
            crossings.append({"frame": frame, "direction": passage.direction.value})
            drawn.append(Drawn(frame, passage.direction, _nearest(boxes.get(frame, []), line)))

    try:
        while last is None or number < last:
            try:
                frame = camera.read()
            except VideoEndedError:
                break
            except CameraLostError as error:
                raise VideoError(str(error)) from error
            if frame is None:
                continue
            number += 1
            if number < begin:
                continue
            size = frame.image.shape[1], frame.image.shape[0]
            started = time.perf_counter()
            seen = counter.feed(frame.image, frame.at)
            took.append(1000 * (time.perf_counter() - started))
            boxes[number] = [_box(track.box) for track in counter.tracks]
            note(seen.passages)
            inside += seen.in_zones.values()
            stays += seen.stays
            if len(took) % BATCH == 0:
                click.echo(f"{len(took)} frames", err=True)
        note(counter.finish())
    finally:
        camera.close()
        cv2.setNumThreads(before)
    if not took:
        raise VideoError(f"{video.name} has {number + 1} frames; there is none from {begin} on.")
    crossings.sort(key=lambda one: one["frame"])
    counts = {
        "in": sum(one["direction"] == "in" for one in crossings),
        "out": sum(one["direction"] == "out" for one in crossings),
        "crossings": crossings,
        "frames": len(took),
        "ms_median": round(float(np.median(took)), 2),
        "ms_p95": round(float(np.percentile(took, 95)), 2),
    }
    if zone is not None:
        counts["zone"] = {
            "in_view_mean": round(float(np.mean(inside)), 2),
            "in_view_max": max(inside),
            "stays": [round(stay.seconds, 1) for stay in stays],
        }
    return Run(counts, size, begin, camera.fps, sorted(drawn, key=lambda one: one.frame))


def _box(box: Any) -> tuple[float, float, float, float]:
    """Left, top, width, height of a track's box (middle, lower edge, width, height)."""
    x, foot, width, height = (float(length) for length in box)
    return x - width / 2, foot - height, width, height


def _nearest(
    boxes: list[tuple[float, float, float, float]], line: Line
) -> tuple[float, float, float, float] | None:
    """The box at the line."""

    def off(box: tuple[float, float, float, float]) -> float:
        x, y = box[0] + box[2] / 2, box[1] + box[3]
        beyond = max(0.0, -line.along(x, y), line.along(x, y) - 1) * line.length
        return abs(line.distance(x, y)) + beyond

    return min(boxes, key=off, default=None)


def _line(_context: click.Context, _parameter: click.Parameter, text: str) -> Line:
    try:
        return parse_line(text)
    except LineError as error:
        raise click.BadParameter(str(error)) from error


def _zone(_context: click.Context, _parameter: click.Parameter, text: str | None) -> Zone | None:
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
        if len(numbers) % 2:
            raise click.BadParameter(f"{text!r} is not a zone: an x has no y.")
        return Zone("zone", tuple(zip(numbers[::2], numbers[1::2], strict=True)))
    except ZoneError as error:
        raise click.BadParameter(str(error)) from error
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not a zone. Write x,y for each corner.") from error


@click.command("footfall")
@click.argument("video", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--line",
    required=True,
    callback=_line,
    metavar="x1,y1,x2,y2",
    help="Two ends in pixels, y down; it may reach past the picture. `in` is from the left hand to the right "
    "of someone who looks from the first end to the second.",
)
@click.option(
    "--point",
    type=click.Choice([point.value for point in Point]),
    default=Point.FOOT.value,
    show_default=True,
    help="What of a person must cross: the middle of the box's lower edge, or its centre.",
)
@click.option(
    "--zone",
    callback=_zone,
    metavar="x,y,x,y,x,y",
    help="Also count who is in view in this area: its corners, in pixels. Of stays, those that have ended are told.",
)
@click.option("--from", "first", type=click.IntRange(min=0), help="First frame, counted from 0.")
@click.option("--to", "last", type=click.IntRange(min=0), help="Last frame, itself included.")
@click.option("--threads", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Also write a page that shows every crossing, drawn; no picture of anyone is in it.",
)
def footfall(
    video: Path,
    line: Line,
    point: str,
    zone: Zone | None,
    first: int | None,
    last: int | None,
    threads: int,
    as_json: bool,
    report: Path | None,
) -> None:
    """Count crossings in a video."""
    if first is not None and last is not None and last < first:
        raise click.BadParameter(f"--to {last} is before --from {first}.")
    try:
        run = evaluate(video, line, Point(point), first, last, threads, zone)
    except (VideoError, MissingModelError, NoInferenceError) as error:
        raise click.ClickException(str(error)) from error
    if report is not None:
        words = page(video.name, line, run.counts, run.size, run.first, run.fps, run.drawn)
        report.write_text(words, encoding="utf-8")
    if as_json:
        click.echo(json.dumps(run.counts))
        return
    counts = run.counts
    for one in counts["crossings"]:
        click.echo(f"{one['frame']:>8}  {one['direction']}")
    click.echo(
        f"In {counts['in']}, out {counts['out']}, in {counts['frames']} frames of "
        f"{counts['ms_median']} ms (median), {counts['ms_p95']} ms (95 %)."
    )
    if zone is not None:
        told = counts["zone"]
        stays = ", ".join(f"{seconds} s" for seconds in told["stays"]) or "none"
        click.echo(
            f"In the zone {told['in_view_mean']} on average, {told['in_view_max']} at most; stays: {stays}."
        )
