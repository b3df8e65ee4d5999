"""How many threads the linear algebra under numpy takes.

Note: numpy reads the number once, when it is imported. Call `limit` before anything imports numpy.
"""

from __future__ import annotations

import os

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def limited(threads: int) -> dict[str, str]:
    """Returns the environment of a child process that may use `threads` threads."""
    return {**os.environ, **dict.fromkeys(VARIABLES, str(threads))}


def limit(threads: int) -> None:
    """Limit this process to `threads` threads, unless its environment already says otherwise."""
    for name in VARIABLES:
        os.environ.setdefault(name, str(threads))
