"""Makes the Museum of Pattern as a museum folder: texts copied, pictures rendered from the drawings.

Note: a work's key has hyphens and its module underscores
(`kites-and-darts`, `works/kites_and_darts.py`), and both files must be there for the work to exist.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import cv2

from contract.museum import Museum
from contract.museum_folder import PICTURES, read_museum
from museum_of_pattern.drawing import Drawing

LONG_SIDE_PX = 1080  # a 15.6″ screen has no more down its side, and recognition needs 640

_PACKAGE = Path(__file__).parent
_CONTENT = _PACKAGE / "content"


def _discover() -> tuple[str, ...]:
    labelled = {file.stem for file in (_CONTENT / "works").glob("*.toml")}
    drawn = {
        file.stem.replace("_", "-")
        for file in (_PACKAGE / "works").glob("*.py")
        if not file.stem.startswith("_")
    }
    return tuple(sorted(labelled & drawn))


WORKS = _discover()
"""Keys of the works that have both a drawing and a label."""


def draw(key: str) -> Drawing:
    """Draw the work of this key. Raises ModuleNotFoundError when there is none."""
    module = importlib.import_module(f"museum_of_pattern.works.{key.replace('-', '_')}")
    drawn: Drawing = module.draw()
    return drawn


def build(
    folder: Path,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    long_side: int = LONG_SIDE_PX,
    workers: int | None = None,
) -> Museum:
    """Writes the whole museum into `folder` and reads it back.

    `progress` is called with (pictures ready, pictures in all), first with 0. `long_side` is that of
    the pictures, in pixels. A picture takes a third of a second, so they are made in `workers`
    processes, as many as there are processors unless told; 1 renders them in this process. Files of
    an earlier build are replaced; nothing else in `folder` is touched. Raises OSError where it can't
    be written and contract.museum_folder.MuseumError where the content has a fault.
    """
    (folder / PICTURES).mkdir(parents=True, exist_ok=True)
    for file in (
        *_CONTENT.glob("*.toml"),
        *_CONTENT.glob("*/*.toml"),
        *_CONTENT.glob("*/*/*.toml"),
    ):
        copy = folder / file.relative_to(_CONTENT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    progress(0, len(WORKS))
    for done, _ in enumerate(_rendered(folder / PICTURES, long_side, workers), start=1):
        progress(done, len(WORKS))
    return read_museum(folder)


def _rendered(pictures: Path, long_side: int, workers: int | None) -> Iterator[str]:
    """Keys of works as their pictures get ready."""
    processes = min(workers or os.cpu_count() or 1, len(WORKS))
    if processes == 1:
        for key in WORKS:
            yield _picture(pictures, key, long_side)
        return
    # Spawned, not forked: the caller may have threads. At Ctrl-C it drops what has not begun.
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_alone,
    )
    try:
        jobs = [pool.submit(_picture, pictures, key, long_side) for key in WORKS]
        for job in as_completed(jobs):
            yield job.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _alone() -> None:
    """Prepare one of several processes: it leaves Ctrl-C to the caller, and uses one core only."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)


def _picture(pictures: Path, key: str, long_side: int) -> str:
    (pictures / f"{key}.png").write_bytes(draw(key).png(long_side))
    return key
