"""The first root of trust, asked of the server itself: for a kiosk that was given none when it was set up."""

from __future__ import annotations

import urllib.request
from urllib.error import URLError

from tuf.api.exceptions import DownloadError

LIMIT = 512_000  # bytes, as python-tuf allows a root
SECONDS = 10.0


def first_root(address: str) -> bytes:
    """What lies at `address`. Raises tuf.api.exceptions.DownloadError."""
    if not address.startswith(("http://", "https://")):
        raise DownloadError(f"{address} is no web address")
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - seen to above
            body: bytes = answer.read(LIMIT)
            return body
    except (URLError, OSError) as error:
        raise DownloadError(f"{address}: {error}") from error
