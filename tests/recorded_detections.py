"""Records the detections of the noted clips and their changed versions, so that the detector runs once.

A recording holds everything that happens before tracking: at which frames the detector ran, the thumbnails, the boxes
down to a low score and their colours. It depends on the constants of motion_gate.py and appearance.py and on those of
counter.py; after a change of one of them the recordings are made anew (their name carries a hash of these).

The recordings hold no pictures of people beyond thumbnails of the public clips, and stand in the temporary folder.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from device.camera.camera import Image
from device.footfall import appearance, counter, motion_gate
from device.footfall.appearance import ColourHistogram, colour_histogram
from device.footfall.boxes import Box
from device.footfall.detection import Detection, aspect_of, detection_of
from device.footfall.foreground import ForegroundDetector
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.line_counter import LineCounter
from device.footfall.motion_mask import MotionMask
from device.footfall.suppression import cut_at_edges, suppress_duplicates
from device.footfall.tracker import Tracker
from models import model_file
from models.people import PersonDetection, PersonDetector
from tests.bench_counting import frames_of

FOLDER = Path(tempfile.gettempdir()) / "zaalgids-footfall-recordings"
RECORDED_FROM = 0.10  # score, lower than any threshold that is tried


@dataclass(frozen=True)
class RecordedFrame:
    """One frame of time `at` (seconds). The thumbnail is None where nothing moved and the detector did not run."""

    at: float
    thumbnail: np.ndarray | None = None
    people: tuple[tuple[PersonDetection, ColourHistogram], ...] = ()


@dataclass(frozen=True)
class ClipRecording:
    """One playing of a clip of `width` × `height` pixels."""

    width: int
    height: int
    fps: float
    frames: list[RecordedFrame]


@dataclass(frozen=True)
class TrackerInput:
    """The tracker's input of one frame; `detections` is None where the detector did not run."""

    at: float
    detections: list[Detection] | None
    blobs: list[Box]


def recording(clip: Path, playing: str, change: Callable[[Image], Image]) -> ClipRecording:
    """Return the recording of `clip` with each frame changed by `change`, made if there is none yet."""
    words = "".join(letter if letter.isalnum() else "-" for letter in playing)
    file = FOLDER / f"{clip.stem}.{words}.{_settings_hash()}.npz"
    if not file.exists():
        FOLDER.mkdir(exist_ok=True)
        _record(clip, change, file)
    with np.load(file) as stored:
        return _read(dict(stored))


def observe(recorded: ClipRecording, weak_score: float) -> list[TrackerInput]:
    """Return what the tracker gets: detections from `weak_score` on, motion, foreground blobs."""
    motion, foreground = MotionMask(), ForegroundDetector()
    width, height = recorded.width, recorded.height
    observed: list[TrackerInput] = []
    for frame in recorded.frames:
        if frame.thumbnail is None:
            observed.append(TrackerInput(frame.at, None, []))
            continue
        motion.update(frame.thumbnail, frame.at)
        blobs = foreground.blobs(frame.thumbnail, motion, width, height, frame.at)
        colours = {person: colour for person, colour in frame.people if person.score > weak_score}
        detections = [
            detection_of(
                person,
                colours[person],
                counter.is_moving(person, motion, width, height),
                aspect_of(person, width, height),
            )
            for person in suppress_duplicates(list(colours), width, height)
        ]
        observed.append(TrackerInput(frame.at, detections, blobs))
    return observed


def count(
    observed: list[TrackerInput], lines: list[CountingLine], point: ReferencePoint, fps: float
) -> list[list[tuple[int, str]]]:
    """Return the crossings (frame, direction) of each line, with one tracker for all."""
    tracker = Tracker(point is ReferencePoint.FOOT)
    counters = [LineCounter(line, point) for line in lines]
    crossings: list[list[tuple[int, str]]] = [[] for _ in lines]
    for one in observed:
        if one.detections is None:
            tracker.rest(one.at)
            continue
        ended = tracker.update(one.detections, one.at, one.blobs)
        for found, line in zip(crossings, counters, strict=True):
            counted = line.update(tracker.tracks, ended, one.at)
            found += [(round(each.at * fps), each.direction.value) for each in counted]
    for found, line in zip(crossings, counters, strict=True):
        counted = line.finish(tracker.tracks)
        found += [(round(each.at * fps), each.direction.value) for each in counted]
    return crossings


def _settings_hash() -> str:
    """Return a hash of what decides which frames the detector sees, and how."""
    settings = [
        motion_gate.THUMBNAIL_PX,
        motion_gate.NOISE_GREY,
        motion_gate.BLOB_PX,
        motion_gate.MAX_SKIP_SECONDS,
        counter.DETECTION_SECONDS,
        counter.GRID_OFFSETS_PX,
        appearance.LEVELS,
        appearance.SAMPLE_PX,
        appearance.SIDE_MARGIN,
        appearance.TOP_MARGIN,
        appearance.BOTTOM_MARGIN,
        RECORDED_FROM,
    ]
    return hashlib.sha256(repr(settings).encode()).hexdigest()[:8]


def _record(clip: Path, change: Callable[[Image], Image], file: Path) -> None:
    """Run the motion gate and the detector as Counter does, and keep what they say."""
    video = cv2.VideoCapture(str(clip))
    fps = video.get(cv2.CAP_PROP_FPS)
    video.release()
    detector = PersonDetector(
        model_file.path(model_file.PERSON_DETECTOR), threads=1, threshold=RECORDED_FROM
    )
    gate, detected_at, runs = motion_gate.MotionGate(), float("-inf"), 0
    times: list[float] = []
    ran: list[bool] = []
    thumbnails: list[np.ndarray] = []
    numbers: list[int] = []
    boxes: list[tuple[float, ...]] = []
    colours: list[ColourHistogram] = []
    width = height = 0
    for number, frame in enumerate(frames_of(clip)):
        image = change(frame)
        height, width = image.shape[:2]
        at = number / fps
        if at - detected_at < counter.DETECTION_SECONDS:
            continue
        times.append(at)
        ran.append(gate.is_due(image, at))
        if not ran[-1]:
            continue
        detected_at = at
        offset = counter.GRID_OFFSETS_PX[runs % len(counter.GRID_OFFSETS_PX)]
        runs += 1
        found = [cut_at_edges(one, width, height) for one in detector.detect(image, offset)]
        thumbnails.append(gate.thumbnail)
        numbers.append(len(found))
        boxes += [(one.x, one.y, one.w, one.h, one.score) for one in found]
        colours += [colour_histogram(image, one) for one in found]
    unfinished = file.with_suffix(".part.npz")
    np.savez_compressed(
        unfinished,
        fps=fps,
        size=(width, height),
        at=np.array(times),
        looked=np.array(ran),
        small=np.array(thumbnails, np.uint8),
        counts=np.array(numbers),
        people=np.array(boxes, np.float64).reshape(-1, 5),
        colours=np.array(colours, np.float32).reshape(-1, 128),
    )
    unfinished.rename(file)


def _read(stored: dict[str, np.ndarray]) -> ClipRecording:
    def frames() -> Iterator[RecordedFrame]:
        run = first = 0
        for at, ran in zip(stored["at"], stored["looked"], strict=True):
            if not ran:
                yield RecordedFrame(float(at))
                continue
            last = first + int(stored["counts"][run])
            people = tuple(
                (PersonDetection(*map(float, box)), colours)
                for box, colours in zip(
                    stored["people"][first:last], stored["colours"][first:last], strict=True
                )
            )
            yield RecordedFrame(float(at), stored["small"][run], people)
            run, first = run + 1, last

    width, height = (int(length) for length in stored["size"])
    return ClipRecording(width, height, float(stored["fps"]), list(frames()))
