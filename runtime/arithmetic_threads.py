"""How many threads the linear algebra under numpy takes.

Note: numpy reads the number once, when it is imported. Call `limit` before anything imports numpy.
"""

from __future__ import annotations

import os

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def limited(threads: int) -> dict[str, str]:
    """The environment for a child process that may take so many."""
    return {**os.environ, **dict.fromkeys(VARIABLES, str(threads))}


def limit(threads: int) -> None:
    """For this process. What the environment says already stands."""
    for name in VARIABLES:
        os.environ.setdefault(name, str(threads))
