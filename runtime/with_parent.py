"""Ends a process with the one that started it, even when that one is killed.

`python -m runtime.with_parent PARENT ARGUMENTS…` asks the kernel for it and becomes Python with these arguments. A
program with many threads starts its children by this: between fork and exec no code of Python runs.

Note: the kernel sends the signal when the *thread* ends that started the child.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None)


def die_with_parent() -> None:
    """Ask the kernel to send SIGTERM to this process when its parent has ended."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def command(*arguments: str) -> list[str]:
    """Returns the command line of a Python with these arguments that ends with this process."""
    return [sys.executable, "-m", "runtime.with_parent", str(os.getpid()), *arguments]


if __name__ == "__main__":
    die_with_parent()
    if os.getppid() == int(sys.argv[1]):  # otherwise the parent ended before it was asked for
        os.execv(sys.executable, [sys.executable, *sys.argv[2:]])  # noqa: S606 - our own arguments
