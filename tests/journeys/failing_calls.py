"""Lets the calls by which a running process writes a file fail, as a dying disk does: by strace."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

WRITES = ("pwrite64", "write", "ftruncate")
SYNCS = ("fsync", "fdatasync")


@functools.cache
def may_trace() -> bool:
    """Return True when strace can attach to a process of ours."""
    if shutil.which("strace") is None:
        return False
    sleeping = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        with calls_fail(sleeping.pid, [Path("/none")], SYNCS, "EIO"):
            return True
    except RuntimeError:
        return False
    finally:
        sleeping.kill()
        sleeping.wait()


@contextmanager
def calls_fail(pid: int, files: Sequence[Path], calls: Sequence[str], error: str) -> Iterator[None]:
    """Within the block these calls of a process and its threads on these files fail. Raises RuntimeError."""
    paths = [part for file in files for part in ("-P", str(file))]
    inject = f"inject={','.join(calls)}:error={error}"
    tracer = subprocess.Popen(
        ["strace", "-f", "-p", str(pid), *paths, "-e", inject, "-o", "/dev/null"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _until_attached(tracer)
        yield
    finally:
        tracer.terminate()
        tracer.communicate(timeout=20)


def _until_attached(tracer: subprocess.Popen[str]) -> None:
    assert tracer.stderr is not None
    end = time.monotonic() + 20
    while time.monotonic() < end:
        line = tracer.stderr.readline()
        if "attached" in line:
            return
        if not line:
            break
    raise RuntimeError("strace does not attach")
