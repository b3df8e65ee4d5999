"""Enrols many pictures in processes of their own, for `evaluate recognition`: ten thousand on all processors.

Each reference is a piece of work by itself; only what is put together at the end needs all of them. What a newcomer
would get wrong: Ctrl-C reaches every process of the terminal. The workers never hear it; whoever asked them stops
them, so that none is left behind and none complains.
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

from models import model_file
from models.embedding import Embedder
from models.features import Reference, reference
from models.picture import PictureError, read_picture
from runtime.kept_memory import keep_freed_memory
from zaalgids.processes import die_with_parent
from zaalgids.simulation.drawn_pictures import drawn_picture

WORTH_A_PROCESS = 32  # references; with fewer for each, starting it takes longer than they do
_CHUNK = 4  # references handed to a worker at a time
_EVERY = 10.0  # seconds between two words on progress


class EnrollingError(RuntimeError):
    """A process that enrols ended early; the message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class Source:
    """A picture to enrol: its work, what it is called in a sentence, its file or the number of a drawn one."""

    work: str
    name: str
    picture: Path | int


def processors() -> int:
    """How many this program may use."""
    return len(os.sched_getaffinity(0))


def enrolled(
    sources: Sequence[Source], processes: int, threads: int = 1
) -> Generator[tuple[str, Reference | str]]:
    """(work, its reference, or why it can't serve) for each of `sources`, in order, whatever `processes` is.

    At most `processes` processes, fewer for few pictures; a single one is this, with `threads` in the network.
    Raises EnrollingError, MissingModelError, NoInferenceError. Close it to stop early.
    """
    processes = min(processes, len(sources) // WORTH_A_PROCESS)
    model_file.path(model_file.EMBEDDER)  # said here, not by every worker
    if processes <= 1:
        for source in sources:
            yield source.work, _enrol(source, threads)
        return
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin)
    try:
        with _interrupt_held_back():
            found = pool.map(_enrol, sources, chunksize=_CHUNK)
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
def _interrupt_held_back() -> Iterator[None]:
    """Ctrl-C waits here until the end; a process that is started meanwhile never hears it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """What a worker does first."""
    die_with_parent()
    keep_freed_memory()
    cv2.setNumThreads(1)


def _enrol(source: Source, threads: int = 1) -> Reference | str:
    """One picture, read or drawn where it is enrolled."""
    try:
        picture = (
            drawn_picture(source.picture)
            if isinstance(source.picture, int)
            else read_picture(source.picture)
        )
    except PictureError as error:
        return str(error)
    return reference(picture, _embedder(threads))


@functools.cache
def _embedder(threads: int) -> Embedder:
    return Embedder(model_file.path(model_file.EMBEDDER), threads)


class Progress:
    """Says how many of `total` are enrolled and how long is left, at most every ten seconds."""

    def __init__(
        self, total: int, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` gives seconds."""
        self._total, self._say, self._clock = total, say, clock
        self._began = self._said = clock()

    def __call__(self, done: int) -> None:
        """`done` references are enrolled."""
        now = self._clock()
        if now - self._said < _EVERY or done >= self._total:
            return
        self._said = now
        left = (now - self._began) / done * (self._total - done)
        self._say(f"{done} of {self._total} references enrolled, {_roughly(left)} left")


def _roughly(seconds: float) -> str:
    return f"about {seconds / 60:.0f} min" if seconds >= 90 else f"about {seconds:.0f} s"
