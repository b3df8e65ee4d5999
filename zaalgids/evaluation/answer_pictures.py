"""Recognises pictures with one file of features in a process of its own, for `evaluate recognition`.

A process of its own, because the reported memory must be that of recognition without enrolment, and because the
numerical libraries fix their number of threads when they are loaded. It reads one task (JSON) from standard input and
writes one line of JSON for each answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from runtime.arithmetic_threads import limited
from runtime.kept_memory import keep_freed_memory


class AnsweringError(RuntimeError):
    """The answering process ended early; the message is the last line of its standard error."""


def answers(
    features: Path,
    pictures: Sequence[Path],
    threads: int,
    accept: float,
    without: Sequence[Sequence[str]] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yields one dict for each of `pictures`, in order, then `{"rss_mb": …}`.

    `accept`: the probability from which a work is named. `without`: for each picture, works to leave out for a second
    answer. Keys: `work`, `offered` (two works of which it shows one, or none), `confidence`, `best` (the most probable
    work, named or not), `ms` (None for a picture that cannot be read), `problem` (a sentence on why it cannot, or
    None), `stranger` (the highest probability of any other work without those works; None where no work was left out).
    Raises AnsweringError.
    """
    task = {
        "features": str(features),
        "pictures": [str(picture) for picture in pictures],
        "threads": threads,
        "accept": accept,
        "without": [list(works) for works in without] if without else [[] for _ in pictures],
    }
    with subprocess.Popen(
        [sys.executable, "-m", "zaalgids.evaluation.answer_pictures"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=limited(threads),
    ) as process:
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise AnsweringError("the answering process has no pipes")
        try:
            process.stdin.write(json.dumps(task))
            process.stdin.close()
            for line in process.stdout:
                yield json.loads(line)
            errors = process.stderr.read().strip().splitlines()
        finally:
            if process.poll() is None and sys.exc_info()[0] is not None:
                process.kill()
        if process.wait() != 0:
            raise AnsweringError(errors[-1] if errors else f"it ended with {process.returncode}")


def _answer_all() -> None:
    """Run the process: read the task, write the answers."""
    import cv2

    from models.features import Features
    from models.picture import PictureError, read_picture
    from models.recogniser import Recogniser

    keep_freed_memory()
    task = json.load(sys.stdin)
    cv2.setNumThreads(task["threads"])
    features = Features.load(Path(task["features"]))
    recogniser = Recogniser(features, task["threads"], accept=task["accept"])
    warm = False
    for name, without in zip(task["pictures"], task["without"], strict=True):
        try:
            picture = read_picture(Path(name))
        except PictureError as error:
            line: dict[str, Any] = {
                "work": None,
                "offered": [],
                "confidence": 0.0,
                "best": None,
                "ms": None,
                "problem": str(error),
                "stranger": None,
            }
        else:
            if not warm:  # the first call loads what later calls reuse
                recogniser.recognise(picture)
                warm = True
            start = time.perf_counter()
            answer = recogniser.recognise(picture)
            ms = (time.perf_counter() - start) * 1000
            line = {
                "work": answer.work,
                "offered": list(answer.offered),
                "confidence": answer.confidence,
                "best": answer.candidates[0].work if answer.candidates else None,
                "ms": ms,
                "problem": None,
                "stranger": recogniser.recognise(picture, without).confidence if without else None,
            }
        print(json.dumps(line), flush=True)
    print(json.dumps({"rss_mb": _peak_mb()}), flush=True)


def _peak_mb(status: Path = Path("/proc/self/status")) -> float:
    """Returns the peak memory of this program in MB.

    getrusage's ru_maxrss would begin with the memory of the parent at the time of the fork.
    """
    lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) / 1024


if __name__ == "__main__":
    _answer_all()
