"""Frames as a child program that holds an engine of speech writes and reads them: see narration.speech.child_frames."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_HEADER = struct.Struct(">cI")


def send(stream: BinaryIO, kind: bytes, body: bytes) -> None:
    """Write one frame of bytes; it may stay in the stream's buffer."""
    stream.write(_HEADER.pack(kind, len(body)) + body)


def write_frame(stream: BinaryIO, kind: bytes, content: object) -> None:
    """Write one frame of JSON, at once."""
    send(stream, kind, json.dumps(content).encode())
    stream.flush()


def read_request(stream: BinaryIO) -> Any:
    """Return the content of one frame, or None at the end of the stream."""
    head = stream.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return None
    length = _HEADER.unpack(head)[1]
    body = stream.read(length)
    return json.loads(body) if len(body) == length else None
