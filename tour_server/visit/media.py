"""Sends files to phones: media type, range requests (206) and how long a phone may keep them.

Note: an iPhone always asks for audio in ranges and plays nothing when the answer is a 200.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from flask import Response, send_file

from web import PICTURE_POLICY
from web.lasting_files import lasting

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
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".css": "text/css",
    ".woff2": "font/woff2",
}


def send_media(file: Path, *, kept: bool) -> Response:
    """Returns the file, with ETag and ranges. `kept`: the address never stands for another file, so it is kept."""
    kind = _TYPES.get(file.suffix.lower(), "application/octet-stream")
    response = send_file(file.resolve(), mimetype=kind, conditional=True, etag=True, max_age=0)
    return _finished(response, kept=kept)


def send_made(body: bytes, kind: str, *, kept: bool) -> Response:
    """Returns what was made for this request, as `send_media` does for a file. `kind`: its media type."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    response = send_file(io.BytesIO(body), mimetype=kind, conditional=True, etag=tag, max_age=0)
    return _finished(response, kept=kept)


def _finished(response: Response, *, kept: bool) -> Response:
    response.headers["Accept-Ranges"] = "bytes"
    if kept:
        lasting(response)
    if response.mimetype == "image/svg+xml":
        # An SVG file opened by itself must not run scripts.
        response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response
