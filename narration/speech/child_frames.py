"""Frames to and from a child program that holds an engine of speech, such as narration.speech.espeak_process.

A frame is one letter, four bytes of length (big-endian), and that many bytes.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time

_HEADER_BYTES = 5  # a frame's letter and its length
_MAX_FRAME_BYTES = 64 * 1024 * 1024


class ChildGoneError(Exception):
    """The child died or took too long."""


def start_child(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a child program of ours."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )


def end_child(child: subprocess.Popen[bytes]) -> None:
    """Kill the child, close its pipes and wait for its end."""
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
    child.wait()


def write_frame(child: subprocess.Popen[bytes], body: bytes) -> None:
    """Send one request. Raises ChildGoneError.

    Note: a child reads a request before it writes, so this blocks only while the child hangs.
    """
    if child.stdin is None:
        raise ChildGoneError("it has no input")
    frame = b"S" + len(body).to_bytes(4, "big") + body
    try:
        while frame:
            frame = frame[child.stdin.write(frame) or 0 :]
    except (BrokenPipeError, ValueError) as error:
        raise ChildGoneError("it ended") from error


def read_frame(child: subprocess.Popen[bytes], until: float) -> tuple[bytes, bytes]:
    """Return the letter and the bytes of the next frame. Raises ChildGoneError at `until` on time.monotonic()."""
    head = _read_exactly(child, _HEADER_BYTES, until)
    length = int.from_bytes(head[1:], "big")
    if length > _MAX_FRAME_BYTES:
        raise ChildGoneError(f"it announced a frame of {length} bytes")
    return head[:1], _read_exactly(child, length, until)


def _read_exactly(child: subprocess.Popen[bytes], count: int, until: float) -> bytes:
    if child.stdout is None:
        raise ChildGoneError("it has no output")
    descriptor = child.stdout.fileno()
    parts = bytearray()
    while len(parts) < count:
        left = until - time.monotonic()
        ready, _, _ = select.select([descriptor], [], [], max(left, 0.0))
        if not ready:
            raise ChildGoneError("it took too long")
        part = os.read(descriptor, count - len(parts))
        if not part:
            raise ChildGoneError("it ended in the middle of a sentence")
        parts += part
    return bytes(parts)
