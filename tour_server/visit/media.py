"""Sends files to phones: media type, range requests (206) and how long a phone may keep them.

Note: an iPhone always asks for audio in ranges and plays nothing when the answer is a 200.
"""

from __future__ import annotations

from pathlib import Path

from flask import Response, send_file

_TYPES = {
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".webm": "video/webm",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt",
    ".mp4": "video/mp4",
    ".json": "application/json",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".css": "text/css",
    ".woff2": "font/woff2",
}
YEAR_SECONDS = 365 * 24 * 3600


def send_media(file: Path, *, kept: bool) -> Response:
    """Returns the file, with ETag and ranges. `kept`: the address never stands for another file, so it is kept."""
    response = send_file(
        file.resolve(),
        mimetype=_TYPES.get(file.suffix.lower(), "application/octet-stream"),
        conditional=True,
        etag=True,
        max_age=YEAR_SECONDS if kept else 0,
    )
    response.headers["Accept-Ranges"] = "bytes"
    if kept:
        response.cache_control.immutable = True
        response.cache_control.public = True
    if file.suffix.lower() == ".svg":
        # An SVG file opened by itself must not run scripts.
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'"
        )
    return response
