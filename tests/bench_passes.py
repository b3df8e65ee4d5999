"""`python -m tests.bench_passes`: people counted over many lines, in each clip as filmed and in eleven other playings.

The lines of the shared clips are few, and each person crosses one or two. Here are thirty-nine lines across the shop
fronts and the corridor, up to the picture's edge, with 44 crossings noted by eye (crossings_noted.csv, to 4 frames).
Each clip is played mirrored, darker, noisier, smaller and so on: a rule that gains in one playing only gains by luck. A
line within 70 pixels of the edge is counted apart, because people there are cut off, or dark before the dark.

Note: do not choose a threshold by one row of this.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from device.camera.camera import Image
from device.footfall.counter import DETECT_FROM, Counter
from device.footfall.crossing import Crossing
from device.footfall.line import CountingLine, ReferencePoint
from models import model_file
from models.people import PersonDetection, PersonDetector
from tests.bench_counting import Noted, Score, frames_of
from tests.conftest import SHARED

NOTED = Path(__file__).with_name("crossings_noted.csv")
NEAR = 12  # frames from the noted one, within which a crossing is found
EDGE_PX = 70  # from the picture's edge, within which a line is counted apart
WIDTH, FPS = 384, 25.0  # of these clips
HEAD = f"{'noted':>7}{'missed':>8}{'extra':>7}"


def _gamma(power: float, image: Image) -> Image:
    table = np.round(np.linspace(0, 1, 256) ** power * 255).astype(np.uint8)
    return np.asarray(cv2.LUT(image, table), np.uint8)


def _moved(move: list[list[float]], image: Image) -> Image:
    height, width = image.shape[:2]
    how = np.array(move, np.float32)
    moved = cv2.warpAffine(image, how, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _noisy(image: Image) -> Image:
    noise = np.random.default_rng(int(image.sum()) % 2**32).normal(0, 8, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def _blurred(image: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.2), np.uint8)


def _grey(image: Image) -> Image:
    return np.repeat(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[..., None], 3, axis=2)


def _squeezed(image: Image) -> Image:
    packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 25])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _scaled(share: float) -> list[list[float]]:
    """Scale a point about the middle of a picture of 384 × 288 pixels."""
    return [[share, 0, 192 * (1 - share)], [0, share, 144 * (1 - share)]]


AS_IT_IS = _scaled(1.0)
MOVES = {
    "mirrored": [[-1.0, 0, 383], [0, 1.0, 0]],
    "an eighth smaller": _scaled(0.875),
    "a tenth larger": _scaled(1.1),
    "moved by 5, 3": [[1.0, 0, 5], [0, 1.0, 3]],
    "moved by -4, -5": [[1.0, 0, -4], [0, 1.0, -5]],
}
# The change of each frame, and the place to which it moves a point.
PASSES: dict[str, tuple[Callable[[Image], Image], list[list[float]]]] = {
    "as filmed": (lambda image: image, AS_IT_IS),
    **{name: (partial(_moved, move), move) for name, move in MOVES.items()},
    "darker": (partial(_gamma, 1.6), AS_IT_IS),
    "brighter": (partial(_gamma, 0.65), AS_IT_IS),
    "noise of 8": (_noisy, AS_IT_IS),
    "blurred": (_blurred, AS_IT_IS),
    "JPEG of 25": (_squeezed, AS_IT_IS),
    "grey": (_grey, AS_IT_IS),
}


class _SharedDetector:
    """Runs the detector once for all counters that get the same picture."""

    def __init__(self) -> None:
        self._detector = PersonDetector(
            model_file.path(model_file.PERSON_DETECTOR), threads=1, threshold=DETECT_FROM
        )
        self._image: Image | None = None
        self._said: list[PersonDetection] = []

    def detect(self, image: Image, offset: tuple[int, int]) -> list[PersonDetection]:
        if image is not self._image:
            self._image, self._said = image, self._detector.detect(image, offset)
        return self._said


def main() -> int:
    folder = SHARED / "video"
    if not folder.is_dir():
        print("left out: there is no folder of noted clips here")
        return 0
    cv2.setNumThreads(1)
    noted = noted_lines(folder)
    inside, edge = Score(near=NEAR), Score(near=NEAR)
    print(f"{'':20}{HEAD}   by the edge{HEAD}")
    for name in PASSES:
        row, row_edge = Score(near=NEAR), Score(near=NEAR)
        for clip in dict.fromkeys(one.clip for one in noted):
            lines = [one for one in noted if one.clip == clip]
            for one, counted in zip(lines, _counted(clip, name, lines), strict=True):
                for score in (row_edge, edge) if is_at_edge(one.line) else (row, inside):
                    score.add(one, counted)
        print(_words(name, row, row_edge), flush=True)
    print(_words("all", inside, edge))
    return 0


def _words(name: str, inside: Score, edge: Score) -> str:
    columns = [f"{one.noted:7}{one.noted - one.found:8}{one.extra:7}" for one in (inside, edge)]
    return f"{name:20}{columns[0]}{'':14}{columns[1]}"


def noted_lines(folder: Path) -> list[Noted]:
    """Return each line with the crossings noted there; `in` is to the left."""
    lines: dict[tuple[str, str, str, str], list[tuple[int, str]]] = defaultdict(list)
    with NOTED.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            way = "in" if row["towards"] == "left" else "out"
            place = row["clip"], row["x"], row["y1"], row["y2"]
            lines[place].append((int(row["frame"]), way))
    return [
        Noted(
            folder / clip,
            CountingLine(float(x), float(y1), float(x), float(y2)),
            ReferencePoint.FOOT,
            frozenset({"in", "out"}),
            tuple(crossings),
        )
        for (clip, x, y1, y2), crossings in lines.items()
    ]


def _counted(clip: Path, name: str, lines: list[Noted]) -> list[list[tuple[int, str]]]:
    """Return the crossings counted over each line in this version of the clip."""
    change, move = PASSES[name]
    detector = _SharedDetector()
    counters = [
        Counter(detector.detect, moved_line(one.line, np.array(move)), one.point) for one in lines
    ]
    found: list[list[Crossing]] = [[] for _ in counters]
    for number, image in enumerate(frames_of(clip)):
        changed = change(image)
        for counter, crossings in zip(counters, found, strict=True):
            crossings += counter.feed(changed, number / FPS).crossings
    for counter, crossings in zip(counters, found, strict=True):
        crossings += counter.finish()
    return [
        [(round(one.at * FPS), one.direction.value) for one in crossings] for crossings in found
    ]


def is_at_edge(line: CountingLine) -> bool:
    """Return True where the line is counted apart, because people there are cut off."""
    return min(line.x1, WIDTH - line.x1) <= EDGE_PX


def moved_line(line: CountingLine, move: np.ndarray) -> CountingLine:
    """Return the line after the change of the frame; `in` stays towards the former left."""
    ends = ((line.x1, line.y1), (line.x2, line.y2))
    upper, lower = ((move @ [x, y, 1]).tolist() for x, y in ends)
    return CountingLine(*lower, *upper) if move[0, 0] < 0 else CountingLine(*upper, *lower)


if __name__ == "__main__":
    sys.exit(main())
