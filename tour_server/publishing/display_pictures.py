"""Makes pictures for screens: upright, without metadata, no larger than a screen can show.

A photograph becomes a JPEG. A drawing stays a PNG where that is the smaller file: JPEG would blur its edges. A kiosk's
picture may be larger than a phone's: it fills most of its screen, up to 4K, and is fetched once. A crop is cut out of
the whole picture before it is made smaller.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from contract.framing import Crop
from models.picture import read_picture
from runtime.durable_files import write_durably
from tour_server.catalogue.pictures import cut, shrink

KIOSK_LONG_SIDE_PX = 2160  # the height of a 4K screen, most of which is a work's
PHONE_LONG_SIDE_PX = 2000  # room to zoom
JPEG_QUALITY = 88


def display_picture(source: Path, cache: Path, crop: Crop | None = None) -> Path:
    """Make the file in `cache` that shows `source`, or a part of it, on kiosks, unless it is there. Returns the file.

    `source` is named by its content (tour_server.catalogue.pictures), so the cache never has an outdated file.
    Raises models.picture.PictureError, OSError.
    """
    found = _find(source, cache, KIOSK_LONG_SIDE_PX, crop)
    if found:
        return found
    whole = read_picture(source)
    part = cut(whole, crop)
    source_bytes = round(source.stat().st_size * part.size / whole.size)
    if max(part.shape[:2]) > PHONE_LONG_SIDE_PX:  # first: without it phones get the kiosk's
        phones = cache / _stem(source, PHONE_LONG_SIDE_PX, crop)
        _write(part, PHONE_LONG_SIDE_PX, phones, source.suffix, source_bytes)
    kiosks = cache / _stem(source, KIOSK_LONG_SIDE_PX, crop)
    return _write(part, KIOSK_LONG_SIDE_PX, kiosks, source.suffix, source_bytes)


def phone_picture(source: Path, cache: Path, crop: Crop | None = None) -> Path:
    """Returns the file that phones get: the kiosk's, which `display_picture` has made, where it is no larger."""
    found = _find(source, cache, PHONE_LONG_SIDE_PX, crop) or _find(
        source, cache, KIOSK_LONG_SIDE_PX, crop
    )
    return found or display_picture(source, cache, crop)


def _find(source: Path, cache: Path, long_side: int, crop: Crop | None) -> Path | None:
    stem = _stem(source, long_side, crop)
    files = (cache / f"{stem}{ending}" for ending in (".jpg", ".png"))
    return next((file for file in files if file.exists()), None)


def _stem(source: Path, long_side: int, crop: Crop | None) -> str:
    """Returns the name of the file in the cache: another size, quality or crop is another file."""
    name = f"{source.parent.name[:32]}-{long_side}-{JPEG_QUALITY}"
    if crop is None:
        return name
    return f"{name}-{hashlib.sha256(msgspec.json.encode(crop)).hexdigest()[:12]}"


def _write(
    part: NDArray[np.uint8], long_side: int, stem: Path, suffix: str, source_bytes: int
) -> Path:
    """Write what is shown of a picture, smaller, as `stem` with an ending. Returns the file.

    `suffix`, `source_bytes`: the ending of the picture's own file, and how many bytes of it are of `part`.
    """
    pixels = shrink(part, long_side)
    body, ending = _encoded(pixels, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]), ".jpg"
    # To write a PNG takes twenty times as long as a JPEG and gains a tenth: tried only where it can be smaller.
    png_is_larger = pixels.shape == part.shape and source_bytes > 2 * len(body)
    if suffix == ".png" and not png_is_larger:
        lossless = _encoded(pixels, ".png", [cv2.IMWRITE_PNG_COMPRESSION, 6])
        if len(lossless) < len(body):
            body, ending = lossless, ".png"
    file = stem.with_name(f"{stem.name}{ending}")
    write_durably(file, body)
    return file


def _encoded(pixels: NDArray[np.uint8], ending: str, options: list[int]) -> bytes:
    done, body = cv2.imencode(ending, pixels, options)
    if not done:
        raise OSError(f"the picture could not be written as {ending}")
    return bytes(body)
