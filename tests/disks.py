"""A disk that a test can fill: a small tmpfs, which needs root to mount."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDS = "root, to mount a small disk and fill it"


@functools.cache
def may_mount() -> bool:
    """Return True when mounting a tmpfs succeeds; root in a container may have no right to mount."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory(prefix="zaalgids-mount-") as folder:
        tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True)
        if tried.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return tried.returncode == 0


class SmallDisk:
    """A tmpfs at `folder`. `fill` writes until the kernel reports ENOSPC, `free` deletes what it wrote."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True
        )
        self._filler = folder / "filler"

    def fill(self) -> None:
        with self._filler.open("ab", buffering=0) as filler:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        filler.write(bytes(size))
                except OSError:
                    continue

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)

    def make_read_only(self, *, read_only: bool = True) -> None:
        """Mount it so that nothing can be written, while no file is open for writing; or so that it can again."""
        how = f"remount,{'ro' if read_only else 'rw'}"
        subprocess.run(["mount", "-o", how, str(self.folder)], check=True)

    def unmount(self) -> None:
        """Unmount the disk; retry for five seconds while a process still uses it."""
        for _ in range(50):
            if subprocess.run(["umount", str(self.folder)], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    disk = SmallDisk(folder, megabytes)
    try:
        yield disk
    finally:
        disk.unmount()
