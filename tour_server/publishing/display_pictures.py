"""Makes pictures for screens: upright, without metadata, no larger than a screen can show.

A photograph becomes a JPEG. A drawing stays a PNG where that is the smaller file: JPEG would blur its edges. A kiosk's
picture may be larger than a phone's: it fills most of its screen, up to 4K, and is fetched once.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.picture import read_picture
from runtime.durable_files import write_durably
from tour_server.catalogue.pictures import shrink

KIOSK_LONG_SIDE_PX = 2160  # the height of a 4K screen, most of which is a work's
PHONE_LONG_SIDE_PX = 2000  # room to zoom
JPEG_QUALITY = 88


def display_picture(source: Path, cache: Path) -> Path:
    """Make the file in `cache` that shows `source` on kiosks, unless it is there. Returns the file.

    `source` is named by its content (tour_server.catalogue.pictures), so the cache never has an outdated file.
    Raises models.picture.PictureError, OSError.
    """
    found = _find(source, cache, KIOSK_LONG_SIDE_PX)
    if found:
        return found
    whole = read_picture(source)
    if max(whole.shape[:2]) > PHONE_LONG_SIDE_PX:
        _write(whole, source, cache, PHONE_LONG_SIDE_PX)  # first: without it phones get the kiosk's
    return _write(whole, source, cache, KIOSK_LONG_SIDE_PX)


def phone_picture(source: Path, cache: Path) -> Path:
    """Returns the file that phones get: the kiosk's, which `display_picture` has made, where it is no larger."""
    found = _find(source, cache, PHONE_LONG_SIDE_PX) or _find(source, cache, KIOSK_LONG_SIDE_PX)
    return found or display_picture(source, cache)


def _find(source: Path, cache: Path, long_side: int) -> Path | None:
    files = (cache / f"{_stem(source, long_side)}{ending}" for ending in (".jpg", ".png"))
    return next((file for file in files if file.exists()), None)


def _stem(source: Path, long_side: int) -> str:
    """Returns the name of the file in the cache: another size or quality is another file."""
    return f"{source.parent.name[:32]}-{long_side}-{JPEG_QUALITY}"


def _write(whole: NDArray[np.uint8], source: Path, cache: Path, long_side: int) -> Path:
    pixels = shrink(whole, long_side)
    body, ending = _encoded(pixels, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]), ".jpg"
    # To write a PNG takes twenty times as long as a JPEG and gains a tenth: tried only where it can be smaller.
    png_is_larger = pixels.shape == whole.shape and source.stat().st_size > 2 * len(body)
    if source.suffix == ".png" and not png_is_larger:
        lossless = _encoded(pixels, ".png", [cv2.IMWRITE_PNG_COMPRESSION, 6])
        if len(lossless) < len(body):
            body, ending = lossless, ".png"
    file = cache / f"{_stem(source, long_side)}{ending}"
    write_durably(file, body)
    return file


def _encoded(pixels: NDArray[np.uint8], ending: str, options: list[int]) -> bytes:
    done, body = cv2.imencode(ending, pixels, options)
    if not done:
        raise OSError(f"the picture could not be written as {ending}")
    return bytes(body)
