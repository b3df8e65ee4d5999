"""`python -m tests.bench_sensitivity [NAME …]`: how many crossings go wrong when one constant of counting is varied.

Each constant is multiplied by 0.5 and by 2 (`--factors`), whole numbers by one step at least, while all others stay.
A row tells how many more or fewer crossings are wrong (missed, or one too many) than with the constants as they are:

- of 528: the lines of bench_passes, as filmed and in eleven other playings (`--playings 4`: only the first four),
- of 50: the shared crossings of bench_counting, as filmed,
- of 176: the plaza and the Intel clip of these in four playings that change the light only.

The detector's answers are recorded once (see recorded_detections.py; some minutes), so that a row takes half a minute.
Constants that decide what the detector sees (motion_gate.py, appearance.py, the pace and the grid of counter.py) are
not varied here: bench_passes measures them.

Note: rows that differ by two crossings or fewer do not differ. That is what moving the picture by five pixels does.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np

from device.footfall import tracker
from device.footfall.line import CountingLine, ReferencePoint
from tests import bench_counting, bench_passes, recorded_detections
from tests.bench_counting import Noted, Score
from tests.conftest import SHARED

BEFORE_TRACKING = ("suppression", "motion_mask", "foreground", "detection")
TRACKING = ("tracker", "track", "box_filter", "matching_cost", "static_objects", "line_counter")
LIGHT_ONLY = ("darker", "brighter", "noise of 8", "JPEG of 25")  # they suit a picture of any size
FIRST_PLAYINGS = ("as filmed", "mirrored", "darker", "moved by 5, 3")
DEFINED = re.compile(r"^([A-Z][A-Z0-9_]*(?:, [A-Z][A-Z0-9_]*)*) = (?!.* \* [A-Z])", re.MULTILINE)


@dataclass
class Task:
    """One playing of a clip, with the lines noted there; `score` names where it is added up."""

    recorded: recorded_detections.Recording
    noted: list[Noted]
    lines: list[CountingLine]
    scores: list[str]
    observed: list[recorded_detections.TrackerInput] = field(default_factory=list)


def main() -> int:
    """Print one row for each constant and factor."""
    parser = argparse.ArgumentParser(description="Vary one constant of counting at a time.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of constants; all by default")
    parser.add_argument("--factors", type=float, nargs="+", default=[0.5, 2.0])
    parser.add_argument("--playings", type=int, default=len(bench_passes.PASSES))
    parser.add_argument("--long-only", action="store_true", help="leave the plaza and Intel out")
    asked = parser.parse_args()
    folder = SHARED / "video"
    if not folder.is_dir():
        print("left out: there is no folder of noted clips here")
        return 0
    cv2.setNumThreads(1)
    names = [*FIRST_PLAYINGS, *(one for one in bench_passes.PASSES if one not in FIRST_PLAYINGS)]
    tasks = list(_tasks(folder, names[: asked.playings], long_only=asked.long_only))
    for task in tasks:
        task.observed = recorded_detections.observe(task.recorded, tracker.WEAK_SCORE)
    base = _wrong(tasks)
    print("as it is:", _totals(base), flush=True)
    for module, name in _constants():
        if asked.names and name not in asked.names:
            continue
        value = getattr(module, name)
        for factor in asked.factors:
            changed = _times(value, factor)
            _set(module, name, changed)
            wrong = _wrong(tasks, again=_is_before_tracking(module, name))
            more = {key: sum(wrong[key]) - sum(base[key]) for key in base}
            words = "  ".join(f"{key} {count:+d}" for key, count in more.items())
            print(f"{name} ×{factor:g} = {_plain(changed)}: {words}", flush=True)
        _set(module, name, value)
    return 0


def _tasks(folder: Path, playings: list[str], *, long_only: bool = False) -> Iterator[Task]:
    long = bench_passes.noted_lines(folder)
    shared = list(bench_counting.noted_lines(folder))
    for clip in dict.fromkeys(one.clip for one in long):
        for playing in playings:
            change, move = bench_passes.PASSES[playing]
            recorded = recorded_detections.recording(clip, playing, change)
            noted = [one for one in long if one.clip == clip]
            lines = [bench_passes.moved_line(one.line, np.array(move)) for one in noted]
            scores = ["edge" if bench_passes.is_at_edge(one.line) else "inside" for one in noted]
            if playing == "as filmed":
                more = [one for one in shared if one.clip == clip]
                noted, lines = noted + more, lines + [one.line for one in more]
                scores += ["shared"] * len(more)
            yield Task(recorded, noted, lines, scores)
    if long_only:
        return
    for clip in dict.fromkeys(one.clip for one in shared if one.clip not in {n.clip for n in long}):
        noted = [one for one in shared if one.clip == clip]
        for playing in ("as filmed", *LIGHT_ONLY):
            recorded = recorded_detections.recording(clip, playing, bench_passes.PASSES[playing][0])
            key = "shared" if playing == "as filmed" else "light"
            yield Task(recorded, noted, [one.line for one in noted], [key] * len(noted))


def _wrong(tasks: list[Task], again: bool = False) -> dict[str, tuple[int, int]]:
    """Return the crossings missed and those too many, by score; `again`: observe anew, too."""
    near = {"shared": bench_counting.NEAR, "light": bench_counting.NEAR}
    scores = {
        key: Score(near=near.get(key, bench_passes.NEAR))
        for key in ("inside", "edge", "shared", "light")
    }
    for task in tasks:
        observed = task.observed
        if again:
            observed = recorded_detections.observe(task.recorded, tracker.WEAK_SCORE)
        for point in ReferencePoint:
            chosen = [number for number, one in enumerate(task.noted) if one.point is point]
            if not chosen:
                continue
            lines = [task.lines[number] for number in chosen]
            found = recorded_detections.count(observed, lines, point, task.recorded.fps)
            for number, crossings in zip(chosen, found, strict=True):
                scores[task.scores[number]].add(task.noted[number], crossings)
    return {key: (one.noted - one.found, one.extra) for key, one in scores.items()}


def _totals(wrong: dict[str, tuple[int, int]]) -> str:
    return "  ".join(f"{key} {missed}+{extra}" for key, (missed, extra) in wrong.items())


def _constants() -> Iterator[tuple[ModuleType, str]]:
    """Return the constants that counting defines, module by module, without those derived from others."""
    for name in (*TRACKING, *BEFORE_TRACKING):
        module = importlib.import_module(f"device.footfall.{name}")
        for names in DEFINED.findall(_source(module)):
            for constant in names.split(", "):
                if constant != "IMPOSSIBLE":  # a mark and no threshold
                    yield module, constant


def _set(definer: ModuleType, name: str, value: object) -> None:
    """Set a constant where it is defined, and where it is imported from there."""
    setattr(definer, name, value)
    imports = re.compile(rf"from {re.escape(definer.__name__)} import (?:\([^)]*|[^\n]*)\b{name}\b")
    for module in [one for key, one in sys.modules.items() if key.startswith("device.footfall.")]:
        if imports.search(_source(module)):
            setattr(module, name, value)


def _is_before_tracking(module: ModuleType, name: str) -> bool:
    return name == "WEAK_SCORE" or module.__name__.rpartition(".")[2] in BEFORE_TRACKING


def _source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def _times(value: float | tuple[int, ...], factor: float) -> float | tuple[int, ...]:
    """Return the value times `factor`; a whole number is changed by one step at least."""
    if isinstance(value, tuple):
        return tuple(max(1, round(factor * one)) for one in value)
    if not isinstance(value, int):
        return factor * value
    rounded = round(factor * value)
    if rounded == value:
        rounded += 1 if factor > 1 else -1
    return max(rounded, 0)


def _plain(value: float | tuple[int, ...]) -> str:
    return str(value) if isinstance(value, tuple) else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
