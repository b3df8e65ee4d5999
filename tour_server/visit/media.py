"""Files for phones: the right type, whole or in part (206), and how long a phone may keep them.

What a newcomer would get wrong: an iPhone asks for audio in pieces, always, and plays nothing when it gets a
200 for an answer.
"""

from __future__ import annotations

from pathlib import Path

from flask import Response, send_file

_TYPES = {
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".webm": "audio/webm",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
A_YEAR = 365 * 24 * 3600


def send_media(file: Path, *, kept: bool) -> Response:
    """The file, with ETag and ranges. `kept`: this address never means another file, so keep it for good."""
    response = send_file(
        file.resolve(),
        mimetype=_TYPES.get(file.suffix.lower(), "application/octet-stream"),
        conditional=True,
        etag=True,
        max_age=A_YEAR if kept else 0,
    )
    response.headers["Accept-Ranges"] = "bytes"
    if kept:
        response.cache_control.immutable = True
        response.cache_control.public = True
    if file.suffix.lower() == ".svg":
        # A drawing is a picture here, never a page with scripts of its own.
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'"
        )
    return response
