"""Enrols many pictures in several processes, for `evaluate recognition`: ten thousand on all processors.

Note: Ctrl-C reaches every process of the terminal. The workers block it, and the process that started them stops
them, so that none is left behind and none prints a traceback.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2

from models import fine_features, model_file
from models.embedding import Embedder
from models.features import Reference, compute_reference
from models.picture import PictureError, read_picture
from runtime.kept_memory import keep_freed_memory
from runtime.with_parent import die_with_parent
from zaalgids.simulation.drawn_pictures import drawn_picture

MIN_PER_PROCESS = 32  # references: fewer take less time than starting a process
_CHUNK = 4  # references given to a worker at a time
_PROGRESS_SECONDS = 10.0  # between two sentences on the progress


class EnrollingError(RuntimeError):
    """A process that enrols ended early; the message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class EnrolmentSource:
    """A picture to enrol: its work, its name in messages, and its file or the number of a drawn one."""

    work: str
    name: str
    picture: Path | int


def processors() -> int:
    """Returns the number of processors that this process may use."""
    return len(os.sched_getaffinity(0))


def enrolled(
    sources: Sequence[EnrolmentSource], processes: int, threads: int = 1
) -> Generator[tuple[str, Reference | str]]:
    """Yields (work, its reference, or a sentence on why it cannot serve) for each of `sources`, in order.

    It uses at most `processes` processes, fewer for few pictures. With one, this process computes, with `threads` in
    the network. Close the generator to stop early. Raises EnrollingError, MissingModelError, NoInferenceError.
    """
    processes = min(processes, len(sources) // MIN_PER_PROCESS)
    model_file.path(model_file.EMBEDDER)  # raises here, not in every worker
    of_objects = fine_features.of_objects([source.work for source in sources])
    if processes <= 1:
        for source, fine in zip(sources, of_objects, strict=True):
            yield source.work, _enrol(source, fine, threads)
        return
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _initialise_worker)
    try:
        with _interrupt_blocked():
            found = pool.map(_enrol, sources, of_objects, chunksize=_CHUNK)
        for source, one in zip(sources, found, strict=True):
            yield source.work, one
    except BrokenProcessPool as error:
        raise EnrollingError(
            "A process that enrols references ended early, perhaps for want of memory. "
            "Try again with --processes 1."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupt_blocked() -> Iterator[None]:
    """Block Ctrl-C until the end of the block; a process that is started in it inherits the blocking."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _initialise_worker() -> None:
    """Prepare a worker process."""
    die_with_parent()
    keep_freed_memory()
    cv2.setNumThreads(1)


def _enrol(source: EnrolmentSource, fine: bool, threads: int = 1) -> Reference | str:
    """Read or draw one picture and compute its reference, `fine` with fine features.

    Returns a sentence where it cannot serve.
    """
    try:
        picture = (
            drawn_picture(source.picture)
            if isinstance(source.picture, int)
            else read_picture(source.picture)
        )
    except PictureError as error:
        return str(error)
    return compute_reference(picture, _embedder(threads), fine)


@functools.cache
def _embedder(threads: int) -> Embedder:
    return Embedder(model_file.path(model_file.EMBEDDER), threads)


class EnrolmentProgress:
    """Says how many of `total` references are enrolled and the time left, at most every ten seconds."""

    def __init__(
        self, total: int, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` gives monotonic seconds."""
        self._total, self._say, self._clock = total, say, clock
        self._started_at = self._said_at = clock()

    def __call__(self, done: int) -> None:
        """Take note that `done` references are enrolled."""
        now = self._clock()
        if now - self._said_at < _PROGRESS_SECONDS or done >= self._total:
            return
        self._said_at = now
        left = (now - self._started_at) / done * (self._total - done)
        self._say(f"{done} of {self._total} references enrolled, {_roughly(left)} left")


def _roughly(seconds: float) -> str:
    return f"about {seconds / 60:.0f} min" if seconds >= 90 else f"about {seconds:.0f} s"
