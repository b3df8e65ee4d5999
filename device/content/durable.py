"""Writing so that a power cut leaves the old file or the new one, whole.

What a newcomer would get wrong: a rename alone promises nothing about the content. Without a sync before it, the new
name can come back empty; without one of the folder after it, it can come back not at all.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, body: bytes) -> None:
    """Puts `body` at `path` in one step, on the disk when this returns. Raises OSError; then the old file stays."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(body)
    sync(part)
    part.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Waits until a file's content, or a folder's names, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
