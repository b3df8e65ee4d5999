"""The counting part of `make bench`: every crossing noted by eye on the shared clips, ours beside a plain peer.

The peer is what anyone would write first: the same detector on every frame, ByteTrack and LineZone of the package
`supervision`, in an environment of its own (.venv-bench, made on demand; it takes half a gigabyte and is no part of the
product). The two are timed one after the other, never at once.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import cv2
import numpy as np

from device.camera.camera import Image
from device.footfall.line import CountingLine, ReferencePoint
from models import model_file
from models.people import PersonDetector
from tests.conftest import SHARED
from zaalgids.evaluation.footfall_run import evaluate

HOME = Path(__file__).resolve().parents[1] / ".venv-bench"
PEER = "supervision==0.26.1"
PEER_SCRIPT = Path(__file__).with_name("bench_line_zone.py")
# Score; the peer's detector separates people from objects best here, without a track
THRESHOLD = 0.4
NEAR = 10  # frames from the noted one within which a crossing is found
TOWARDS = {"R": ("in", 0), "L": ("out", 0), "D": ("in", 1), "U": ("out", 1)}


@dataclass(frozen=True)
class Noted:
    """One line on one clip, and the crossings noted there: (frame, direction)."""

    clip: Path
    line: CountingLine
    point: ReferencePoint
    directions: frozenset[str]
    crossings: tuple[tuple[int, str], ...]


@dataclass
class Score:
    """The result of a counter over all lines."""

    noted: int = 0
    found: int = 0
    extra: int = 0
    took: list[float] | None = None  # ms a frame
    near: int = NEAR

    def add(self, noted: Noted, crossings: list[tuple[int, str]]) -> None:
        """Match counted crossings with noted ones, the nearest first; directions not noted are left out."""
        left = [one for one in crossings if one[1] in noted.directions]
        self.noted += len(noted.crossings)
        for frame, direction in noted.crossings:
            near = [one for one in left if one[1] == direction and abs(one[0] - frame) <= self.near]
            if near:
                left.remove(min(near, key=lambda one: abs(one[0] - frame)))
                self.found += 1
        self.extra += len(left)

    def words(self) -> str:
        """Return the score for one line of the bench."""
        return (
            f"{self.found} of {self.noted} found, {self.extra} too many, "
            f"{mean(self.took or [0.0]):.1f} ms a frame (mean)"
        )


def counting() -> str:
    """Return one line of words: our score, and the peer's or why it is left out."""
    folder = SHARED / "video"
    if not folder.is_dir():
        return "left out: there is no folder of noted clips here"
    lines = list(noted_lines(folder))
    ours = Score(took=[])
    for noted in lines:
        run = evaluate(noted.clip, noted.line, noted.point)
        ours.add(noted, [(one["frame"], one["direction"]) for one in run.counts["crossings"]])
        assert ours.took is not None
        ours.took += run.times_ms
    python = _environment()
    if isinstance(python, str):
        return f"{ours.words()}; the peer {PEER} is left out: {python}"
    peer = Score(took=[])
    for clip in sorted({noted.clip for noted in lines}):
        _peer(python, clip, [noted for noted in lines if noted.clip == clip], peer)
    return f"{ours.words()}; {PEER} with the detector on every frame: {peer.words()}"


def noted_lines(folder: Path) -> Iterator[Noted]:
    rows = list(csv.DictReader((folder / "crossings.csv").open(encoding="utf-8")))
    for clip, words in dict.fromkeys((row["clip"], row["line"]) for row in rows):
        video = cv2.VideoCapture(str(folder / clip))
        width, height = video.get(cv2.CAP_PROP_FRAME_WIDTH), video.get(cv2.CAP_PROP_FRAME_HEIGHT)
        video.release()
        crossings = tuple(
            (int(row["frame"]), TOWARDS[row["direction"]][0])
            for row in rows
            if (row["clip"], row["line"]) == (clip, words)
        )
        place = re.match(r"([xy])=(\d+)(?:, y (\d+)\.\.(\d+))?", words)
        assert place is not None, words
        at = float(place[2])
        if place[1] == "x":
            line = CountingLine(at, float(place[4] or height), at, float(place[3] or 0))
        else:
            line = CountingLine(0, at, width, at)
        one_way = "entry" in words or "exit" in words  # of these lines only one direction was noted
        directions = {way for _, way in crossings} if one_way else {"in", "out"}
        point = ReferencePoint.CENTRE if "centre" in words else ReferencePoint.FOOT
        yield Noted(folder / clip, line, point, frozenset(directions), crossings)


def frames_of(clip: Path) -> Iterator[Image]:
    """Yield a clip's frames (uint8 BGR)."""
    video = cv2.VideoCapture(str(clip))
    while True:
        there, image = video.read()
        if not there:
            break
        yield np.asarray(image, np.uint8)
    video.release()


def _environment() -> Path | str:
    """Return the peer's Python; or, in words, why there is none."""
    python = HOME / "bin" / "python"
    if not (HOME / "installed").is_file():
        try:
            subprocess.run([sys.executable, "-m", "venv", HOME], check=True, capture_output=True)
            install = [python, "-m", "pip", "install", "--disable-pip-version-check", "-q", PEER]
            subprocess.run(install, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or str(error)
            return str(said).strip().splitlines()[-1][:200]
        (HOME / "installed").touch()
    return python


def _peer(python: Path, clip: Path, lines: list[Noted], score: Score) -> None:
    """Run the detector here on every frame; the rest in the peer's own process, which times itself."""
    detector = PersonDetector(
        model_file.path(model_file.PERSON_DETECTOR), threads=1, threshold=THRESHOLD
    )
    video = cv2.VideoCapture(str(clip))
    fps = video.get(cv2.CAP_PROP_FPS)
    video.release()
    found: list[Any] = []
    took: list[float] = []
    for image in frames_of(clip):
        began = time.perf_counter()
        people = detector.detect(image)
        took.append((time.perf_counter() - began) * 1000)
        found.append([[p.x, p.y, p.x + p.w, p.y + p.h, p.score] for p in people])
    for noted in lines:
        ends = [noted.line.x1, noted.line.y1, noted.line.x2, noted.line.y2]
        task = {"frames": found, "fps": fps, "line": ends, "point": noted.point.value}
        done = subprocess.run(
            [python, PEER_SCRIPT],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            check=True,
        )
        answer = json.loads(done.stdout)
        score.add(noted, [(frame, way) for frame, way in answer["crossings"]])
        assert score.took is not None
        score.took += [one + two for one, two in zip(took, answer["took"], strict=True)]
