"""The key that signs staff sessions, kept in a file of the server's data folder."""

from __future__ import annotations

import secrets
from pathlib import Path


def secret(file: Path) -> bytes:
    """The key that signs sign-ins: made once, readable by the server alone. Raises OSError."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(secrets.token_bytes(32))
    return file.read_bytes()
