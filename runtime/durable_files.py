"""The one way to write a file: after a power cut the old file is there or the new one, whole.

Note: a rename alone promises nothing about the content. Without a sync before it, the new name can come back with
an empty file; without a sync of the folder after it, the new name can be missing.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PART_PREFIX = (
    ".part-"  # of files that are being written; one that a crash left behind may be deleted
)
FEW = 8  # files
READABLE_BY_ALL = 0o644
READABLE_BY_OWNER = 0o600


def write_durably(path: Path, content: bytes, mode: int = READABLE_BY_ALL) -> None:
    """Write `content` to `path` in one step; it is on the disk when this returns.

    Makes the folder where it is missing. Safe to call from several threads and processes: the last one wins.
    Raises OSError; then the old file, if any, is unchanged.
    """
    with durable_file(path, mode) as file:
        file.write(content)


@contextmanager
def durable_file(path: Path, mode: int = READABLE_BY_ALL) -> Iterator[BinaryIO]:
    """Give a file to write to; when the block ends well, it stands at `path`, on the disk. Raises OSError.

    An error in the block leaves the old file, if any, unchanged. The new file is readable by its owner alone until
    it is whole, then it has `mode`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PART_PREFIX)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync_all(files: Collection[Path]) -> None:
    """Wait until all these files are on the disk: each alone, or where they are many everything. Raises OSError."""
    if len(files) > FEW:
        os.sync()  # one wait; 50,000 files one by one took 40 minutes on a busy disk
        return
    for file in files:
        sync(file)


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
