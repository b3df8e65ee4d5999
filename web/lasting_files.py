"""A folder of files under an address with a hash of its content, so that a browser may keep each for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Blueprint, Response

YEAR_SECONDS = 365 * 24 * 3600


class LastingBlueprint(Blueprint):
    """A blueprint whose static files have addresses with a version, as `version_of` returns it."""

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Returns seconds."""
        return YEAR_SECONDS

    def send_static_file(self, filename: str) -> Response:
        """Send a file that a browser need never ask for again."""
        return lasting(super().send_static_file(filename))


def lasting(response: Any) -> Response:
    """Returns the response, marked as one that never changes under its address."""
    response.cache_control.max_age = YEAR_SECONDS
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.no_cache = None
    found: Response = response
    return found


def version_of(files: Iterable[Path]) -> str:
    """Returns a hash that changes with the name and the content of any of these files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:10]
