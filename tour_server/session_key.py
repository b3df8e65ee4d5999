"""The key that signs staff's cookies, kept in a file of the server's data folder."""

from __future__ import annotations

import secrets
from pathlib import Path

from runtime.durable_files import READABLE_BY_OWNER, write_durably

KEY_BYTES = 32


def session_key(file: Path) -> bytes:
    """Returns the key of `file`, which is made where it is missing, readable by the server alone. Raises OSError.

    A file that is too short, which a crash of an earlier version can have left, is replaced: everybody signs in again.
    """
    if not file.exists() or file.stat().st_size < KEY_BYTES:
        write_durably(file, secrets.token_bytes(KEY_BYTES), READABLE_BY_OWNER)
    return file.read_bytes()
