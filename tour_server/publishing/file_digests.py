"""The SHA-256 of files that are published again and again: read once while the server runs.

A large museum's release has half a gigabyte of speech, nearly all of which was in the release before.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_Kind = tuple[int, int, int, int]  # device, inode, length, time of the last change in nanoseconds


class FileDigests:
    """Remembers what was read. A file that was written again is read again. One thread at a time works with it."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Kind, str]] = {}

    def of(self, file: Path) -> tuple[str, int]:
        """Returns (SHA-256 in hexadecimal digits, length in bytes). Raises OSError."""
        facts = file.stat()
        kind = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns)
        place = str(file)
        known = self._known.get(place)
        if known is None or known[0] != kind:
            with file.open("rb") as content:
                known = kind, hashlib.file_digest(content, "sha256").hexdigest()
            self._known[place] = known
        return known[1], facts.st_size

    def forget_others(self, files: set[str]) -> None:
        """Forget the files that are not among these."""
        self._known = {file: one for file, one in self._known.items() if file in files}
