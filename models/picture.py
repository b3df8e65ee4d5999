"""Reads a picture from bytes or a file: JPEG, PNG, WebP, decided by content and never by name.

Everything that comes from outside (uploads, imports, folders of photographs) passes here, so that the rest may
trust `uint8 BGR, height × width × 3`. A newcomer would let the decoder meet the bytes first: a 200-byte PNG can
claim 60,000 × 60,000 pixels, and a JPEG that was cut off decodes without an error, half of it grey. So the
header is read and the end is looked for before anything is decoded.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import exif

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 64_000_000  # 192 MB decoded, twice that while it is turned upright

_PNG = b"\x89PNG\r\n\x1a\n"
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers without a length
_BAND = 256  # rows


class PictureError(ValueError):
    """Not a picture we can use; the message is a plain sentence for whoever gave it to us."""


@dataclass(frozen=True)
class _Header:
    """What the bytes claim, before they are decoded."""

    width: int
    height: int
    exif: bytes


def read_picture(
    source: bytes | Path, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> NDArray[np.uint8]:
    """The picture as uint8 BGR, height × width × 3, upright by its EXIF, transparency laid on white.

    Greyscale, CMYK, palettes and 16 bits a channel become 8-bit BGR. Raises PictureError for anything that is
    not a whole JPEG, PNG or WebP within the limits, and for a file that can't be read.
    """
    data = _bytes_of(source, max_bytes)
    if len(data) > max_bytes:
        raise PictureError(_too_many_bytes(len(data), max_bytes))
    header = _header(data)
    if header.width * header.height > max_pixels:
        raise PictureError(
            f"The picture is {header.width} × {header.height} pixels; "
            f"{max_pixels // 1_000_000} megapixels at most. Make it smaller and try again."
        )
    pixels = _decode(data)
    if pixels is None or pixels.shape[:2] != (header.height, header.width):
        raise PictureError("The picture is damaged: its content can't be decoded.")
    return exif.upright(_to_bgr(pixels), exif.orientation(header.exif))


def _bytes_of(source: bytes | Path, max_bytes: int) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        size = source.stat().st_size
        if size > max_bytes:
            raise PictureError(_too_many_bytes(size, max_bytes))
        return source.read_bytes()
    except FileNotFoundError:
        raise PictureError(f"There is no file {source.name}.") from None
    except OSError as error:
        raise PictureError(f"{source.name} can't be read: {error.strerror}.") from error


def _too_many_bytes(size: int, limit: int) -> str:
    return (
        f"The picture is {size / 2**20:.0f} MB; {limit / 2**20:.0f} MB at most. "
        "Make it smaller and try again."
    )


def _header(data: bytes) -> _Header:
    read: Callable[[bytes], _Header]
    if not data:
        raise PictureError("The file is empty.")
    if data[:2] == b"\xff\xd8":
        read = _jpeg_header
    elif data[:8] == _PNG:
        read = _png_header
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        read = _webp_header
    else:
        raise PictureError("This is not a JPEG, PNG or WebP picture.")
    try:
        header = read(data)
    except (IndexError, StopIteration):
        raise PictureError("The picture is cut off: part of the file is missing.") from None
    if header.width < 1 or header.height < 1:
        raise PictureError("The picture is damaged: its header gives no size.")
    return header


def _jpeg_header(data: bytes) -> _Header:
    """ITU-T T.81, annex B: segments until the scan starts; then the end marker must follow somewhere."""
    at, width, height, metadata = 2, 0, 0, b""
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise PictureError("The picture is damaged: its header can't be read.")
        marker = data[at + 1]
        at += 2
        if marker in _LONE_MARKERS:
            continue
        length = _whole(data, at, 2)
        body = data[at + 2 : at + length]
        if len(body) < length - 2 or length < 2:
            raise IndexError
        if marker in _START_OF_FRAME:
            height, width = _whole(body, 1, 2), _whole(body, 3, 2)
        elif marker == 0xE1 and body[:6] == b"Exif\0\0":
            metadata = metadata or body[6:]
        elif marker == 0xDA:
            break
        at += length
    if data.find(b"\xff\xd9", at) < 0:
        raise IndexError
    return _Header(width, height, metadata)


def _png_header(data: bytes) -> _Header:
    """PNG, third edition, 5.3: chunks of length, type, data, CRC, to IEND."""
    width = height = 0
    metadata = b""
    for kind, body, checksum in _png_chunks(data):
        if zlib.crc32(kind + body) != checksum:
            raise PictureError("The picture is damaged: a checksum in it does not agree.")
        if kind == b"IHDR":
            width, height = _whole(body, 0, 4), _whole(body, 4, 4)
        elif kind == b"eXIf":
            metadata = body
    return _Header(width, height, metadata)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    at, kind = 8, b""
    while kind != b"IEND":
        length = _whole(data, at, 4)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        yield kind, body, _whole(data, at + 8 + length, 4)
        at += 12 + length


def _webp_header(data: bytes) -> _Header:
    """RFC 9649: one RIFF; the size stands in VP8X, VP8L or the first VP8 frame."""
    end = 8 + _whole(data, 4, 4, "little")
    if end > len(data):
        raise IndexError
    size: tuple[int, int] | None = None
    metadata, at = b"", 12
    while at + 8 <= end:
        kind, length = data[at : at + 4], _whole(data, at + 4, 4, "little")
        body = data[at + 8 : at + 8 + length]
        if kind == b"VP8X":
            size = 1 + _whole(body, 4, 3, "little"), 1 + _whole(body, 7, 3, "little")
        elif kind == b"VP8L" and size is None:
            bits = _whole(body, 1, 4, "little")
            size = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        elif kind == b"VP8 " and size is None:
            size = _whole(body, 6, 2, "little") & 0x3FFF, _whole(body, 8, 2, "little") & 0x3FFF
        elif kind == b"ANIM":
            raise PictureError("The WebP moves. Give a still picture.")
        elif kind == b"EXIF":
            metadata = body.removeprefix(b"Exif\0\0")
        at += 8 + length + length % 2
    width, height = size or (0, 0)
    return _Header(width, height, metadata)


def _whole(data: bytes, at: int, length: int, order: exif.ByteOrder = "big") -> int:
    """An unsigned whole number. Raises IndexError past the end."""
    part = data[at : at + length]
    if len(part) < length:
        raise IndexError
    return int.from_bytes(part, order)


def _decode(data: bytes) -> NDArray[Any] | None:
    """Height × width, or × channels, 8 or 16 bits. A JPEG has no alpha, and only OpenCV's colour mode turns its
    CMYK into BGR; PNG and WebP are taken as they are.
    """
    jpeg = data[:2] == b"\xff\xd8"
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION if jpeg else cv2.IMREAD_UNCHANGED
    try:
        decoded: NDArray[Any] | None = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except (cv2.error, MemoryError):
        return None
    return decoded


def _to_bgr(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    if pixels.dtype == np.uint16:
        pixels = pixels >> 8
    pixels = pixels.astype(np.uint8, copy=False).reshape(*pixels.shape[:2], -1)
    if pixels.shape[2] in (2, 4):
        pixels = _on_white(pixels)
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    return np.ascontiguousarray(pixels)


def _on_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lays colours on white by their last channel, alpha; in bands, to save memory on large pictures."""
    laid = np.empty((*pixels.shape[:2], pixels.shape[2] - 1), np.uint8)
    for top in range(0, len(pixels), _BAND):
        band = pixels[top : top + _BAND].astype(np.uint16)
        alpha = band[:, :, -1:]
        laid[top : top + _BAND] = (band[:, :, :-1] * alpha + 255 * (255 - alpha) + 127) // 255
    return laid
