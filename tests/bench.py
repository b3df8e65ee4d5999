"""`make bench`: speeds as ratios against something real in the same run, on one thread.

- recognition beside plain SIFT + ratio test + homography against every reference;
- footfall beside the same detector on every frame, and its crossings beside LineZone of `supervision`;
- routes: the best tours of drawn instances beside PyVRP, and plans a second over all processors;
- the first word of a stop on a slow phone beside that of a page with nothing else;
- an answer to a visitor's question beside a search of SQLite's FTS5 for its words;
- speech of a short block beside the voice and both encoders alone;
- a night's forecast of 101 series beside AutoETS by the day;
- rosters of published instances beside the best value known, with the bound of the same run;
- ingest beside a bare subscriber with an empty handler on the same broker.

The first two run on ../shared/data where it exists, else on the Museum of Pattern and the virtual doorway. Only the
ratio of the two figures in a line is comparable between runs: both were measured on this machine, in this run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from statistics import mean, median
from typing import Any

import cv2
import numpy as np

from device.camera.settings import VirtualDoorway, open_camera
from device.footfall.counter import Counter
from device.footfall.line import CountingLine
from models import model_file
from models.features import enrol
from models.people import PersonDetector
from models.picture import read_picture
from models.recogniser import Recogniser
from museum_of_pattern import build
from runtime.kept_memory import keep_freed_memory
from tests.bench_ask import answers
from tests.bench_counting import counting, frames_of
from tests.bench_forecast import nights
from tests.bench_publish import speech
from tests.bench_rosters import rosters
from tests.bench_routes import routes
from tests.conftest import SHARED
from tests.phone_weight import first_word
from zaalgids.evaluation.picture_list import read_list
from zaalgids.simulation.drawn_pictures import drawn_pictures

MESSAGES = 20_000
FRAMES = 400
SIFT_SIDE_PX = 800  # longest side of a picture for SIFT: 480 and 640 name fewer works
SIFT_KEYPOINTS = 500  # a picture: with 1,000 it takes three times as long and names no more
PICTURES_A_TURN = 10
REFERENCES = 277  # as in a small museum; drawn pictures fill the number up
Picture = Any


def main() -> None:
    """Print one line for each measurement."""
    cv2.setNumThreads(1)
    keep_freed_memory()  # as every process of the product that computes on pictures; plain SIFT gains by it too
    print("recognition:", _recognition())
    print("footfall:   ", _footfall())
    print("crossings:  ", counting())
    print("phone:      ", first_word())
    print("questions:  ", answers())
    print("speech:     ", speech())
    print("ingest:     ", _ingest())
    print("routes:     ", routes())
    print("forecast:   ", nights())
    for line in rosters():
        print("rosters:    ", line)


def _recognition() -> str:
    references, queries, source = _photographs()
    drawn = drawn_pictures(REFERENCES - len(references), seed=3)
    references += [(f"drawn {number}", picture) for number, picture in enumerate(drawn)]
    ours = Recogniser(enrol(references), threads=1)
    known = [_sift(picture) for _, picture in references]
    one, other = map(
        median, _times_ms((ours.recognise, lambda picture: _plain_sift(picture, known)), queries)
    )
    return (
        f"{one:.0f} ms of one processor a photograph, plain SIFT {other:.0f} ms: {other / one:.1f} times faster "
        f"({len(references)} references, {len(queries)} photographs, {source})"
    )


def _photographs() -> tuple[list[tuple[str, Picture]], list[Picture], str]:
    artwork = SHARED / "artwork"
    if artwork.is_dir():
        references = [
            (row.works[0], read_picture(row.file)) for row in read_list(artwork / "references.csv")
        ]
        rows = read_list(artwork / "queries.csv", query=True)
        return references, [read_picture(row.file) for row in rows], "gallery photographs"
    references = [(key, read_picture(build.draw(key).png(900))) for key in build.WORKS[:8]]
    smaller = [cv2.resize(picture, None, fx=0.6, fy=0.6) for _, picture in references]
    return references, smaller, "the Museum of Pattern"


def _sift(picture: Picture) -> tuple[Any, Any]:
    scale = min(1.0, SIFT_SIDE_PX / max(picture.shape[:2]))
    grey = cv2.cvtColor(cv2.resize(picture, None, fx=scale, fy=scale), cv2.COLOR_BGR2GRAY)
    points, described = cv2.SIFT.create(SIFT_KEYPOINTS).detectAndCompute(grey, None)
    return np.float32([point.pt for point in points]), described


def _plain_sift(picture: Picture, known: list[tuple[Any, Any]]) -> int:
    """Returns the reference whose homography has the most inliers: the textbook method."""
    points, described = _sift(picture)
    matcher = cv2.BFMatcher(cv2.NORM_L2)
    best, place = 0, -1
    for number, (reference, features) in enumerate(known):
        pairs = matcher.knnMatch(described, features, k=2)
        good = [
            pair[0]
            for pair in pairs
            if len(pair) == 2 and pair[0].distance < 0.75 * pair[1].distance
        ]
        if len(good) < 8:
            continue
        here = points[[match.queryIdx for match in good]]
        there = reference[[match.trainIdx for match in good]]
        _, inliers = cv2.findHomography(here, there, cv2.RANSAC, 5.0)
        if inliers is not None and int(inliers.sum()) > best:
            best, place = int(inliers.sum()), number
    return place


def _footfall() -> str:
    source, frames = _frames()
    detector = PersonDetector(model_file.path(model_file.PERSON_DETECTOR), threads=1)
    height, width = frames[0].shape[:2]
    counter = Counter(detector.detect, CountingLine(width / 2, 0, width / 2, height))
    at = iter(range(len(frames)))
    ours, alone = _times_ms(
        (lambda frame: counter.feed(frame, next(at) / 10), detector.detect), frames
    )
    # Not the median: where the detector runs on fewer than half of the frames, that of ours is nearly 0.
    all_in, detected = mean(ours), mean(alone)
    return (
        f"{all_in:.1f} ms a frame all in (mean), the detector alone on every frame {detected:.1f} ms: "
        f"{detected / all_in:.2f} times ({len(frames)} frames of {width}×{height}, {source})"
    )


def _frames() -> tuple[str, list[Picture]]:
    clip = SHARED / "video" / "intel_one-by-one-person-detection.mp4"
    if clip.is_file():
        return clip.name, list(islice(frames_of(clip), FRAMES))
    camera = open_camera(VirtualDoorway(), sleep=lambda _seconds: None)
    found = [frame.image for _ in range(FRAMES) if (frame := camera.read()) is not None]
    camera.close()
    return "virtual doorway", found


def _ingest() -> str:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "zaalgids", "evaluate", "ingest", "--json"),
                *("--messages", str(MESSAGES), "--database", f"sqlite:///{folder}/bench.db"),
            ],
            capture_output=True,
            text=True,
        )
    if done.returncode and not done.stdout.strip():
        return f"failed: {done.stderr.strip().splitlines()[-1]}"
    found = json.loads(done.stdout)
    return (
        f"{found['rate']:.0f} messages a second into SQLite, bare {found['bare_rate']:.0f}: "
        f"ratio {found['ratio']:.2f}, lost {found['lost']}, duplicated {found['duplicated']} "
        f"(publishers {found['publisher_rate']:.0f} a second)"
    )


def _times_ms(
    functions: Sequence[Callable[[Picture], object]], pictures: list[Picture]
) -> list[list[float]]:
    """Returns the processor time of each function on each picture, in milliseconds.

    They alternate, because the machine's speed changes by a third from minute to minute. Each takes several pictures a
    turn, because otherwise each would find the other's memory in the processor's cache, as it never does on a kiosk.
    """
    taken: list[list[float]] = [[] for _ in functions]
    for first in range(0, len(pictures), PICTURES_A_TURN):
        for function, times in zip(functions, taken, strict=True):
            for picture in pictures[first : first + PICTURES_A_TURN]:
                began = time.process_time()  # not wall time: other processes run on this machine
                function(picture)
                times.append((time.process_time() - began) * 1000)
    return taken


if __name__ == "__main__":
    main()
