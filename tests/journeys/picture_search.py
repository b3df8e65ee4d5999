"""Search bytes for pictures and data derived from pictures: by file signatures, known pixels and entropy."""

from __future__ import annotations

import base64
import math
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

SIGNATURES = {
    "JPEG": [b"\xff\xd8\xff" + bytes([marker]) for marker in (0xE0, 0xE1, 0xDB, 0xC4, 0xEE, 0xFE)],
    "PNG": [b"\x89PNG\r\n"],
    "GIF": [b"GIF87a", b"GIF89a"],
    "WebP": [b"WEBPVP8"],
    "AVIF or HEIF": [b"ftypavif", b"ftypheic", b"ftypmif1"],
    "MP4": [b"ftypisom", b"ftypmp42", b"ftypM4A"],
    "Matroska": [b"\x1aE\xdf\xa3"],
    "NumPy array": [b"\x93NUMPY", b"PK\x03\x04"],
    "picture as text": [
        b"data:image",
        base64.b64encode(b"\xff\xd8\xff"),
        base64.b64encode(b"\x89PNG\r\n"),
    ],
}
BLOCK_BYTES = 2048
# Bits a byte. English, JSON, hexadecimal and base64 stay under 6.1; an embedding's floats and noisy pixels are over 7.
MAX_ENTROPY_BITS = 6.8
HIGH_ENTROPY = "high entropy, as of pixels or an embedding"
RUN_BYTES = 24  # equal runs of pixels of this length are not a coincidence
MIN_RUN_VALUES = 8  # different values in a run; a run with fewer may be any flat colour


class PictureSearch:
    """Searches for pictures in general and for the pixels of `frames` (uint8 BGR, height × width × 3)."""

    def __init__(self, frames: Iterable[NDArray[np.uint8]] = ()) -> None:
        self._runs = {run for frame in frames for run in _runs(frame)}

    def found_in(self, content: bytes, *, sound: bool = False) -> list[str]:
        """Return what in `content` looks like a picture; empty when nothing does.

        `sound`: the content is a sound file, whose entropy is as high as a picture's.
        """
        found = [
            name for name, marks in SIGNATURES.items() if any(mark in content for mark in marks)
        ]  # fmt: skip
        if any(run in content for run in self._runs):
            found.append("pixels of a frame")
        if any(_entropy_bits(block) > MAX_ENTROPY_BITS for block in _blocks(content)):
            found.append(HIGH_ENTROPY)
        return [one for one in found if not (sound and one in (HIGH_ENTROPY, "MP4"))]


def _runs(frame: NDArray[np.uint8]) -> Iterator[bytes]:
    weights = np.array([0.114, 0.587, 0.299])  # of B, G, R in grey: ITU-R BT.601
    grey = (frame @ weights).round().astype(np.uint8)
    for kind in (frame, frame[:, :, ::-1], grey):
        rows = kind.reshape(kind.shape[0], -1)
        for row in rows[::8]:
            line = row.tobytes()
            for at in range(0, len(line) - RUN_BYTES, 400):
                run = line[at : at + RUN_BYTES]
                if len(set(run)) >= MIN_RUN_VALUES:
                    yield run


def _blocks(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content) - BLOCK_BYTES + 1, BLOCK_BYTES // 2):
        yield content[at : at + BLOCK_BYTES]


def _entropy_bits(block: bytes) -> float:
    """Return Shannon's entropy of the byte values, in bits a byte."""
    return -sum(n / len(block) * math.log2(n / len(block)) for n in Counter(block).values())
