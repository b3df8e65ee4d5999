"""Makes pictures for screens: upright, without metadata, no larger than a screen can show.

A photograph becomes a JPEG. A drawing stays a PNG where that is the smaller file: JPEG would blur its edges.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.picture import read_picture
from runtime.durable_files import write_durably
from tour_server.catalogue.pictures import shrink

LONG_SIDE_PX = 2000  # for a 15.6″ screen of 1920 × 1080, and room to zoom
JPEG_QUALITY = 88
FORMAT = f"{LONG_SIDE_PX}-{JPEG_QUALITY}"  # part of the cache's name: another size is another file


def display_picture(source: Path, cache: Path) -> Path:
    """Make the file in `cache` that shows `source` on screens, unless it is there. Returns the file.

    `source` is named by its content (tour_server.catalogue.pictures), so the cache never has an outdated file.
    Raises models.picture.PictureError, OSError.
    """
    stem = f"{source.parent.name[:32]}-{FORMAT}"
    for ending in (".jpg", ".png"):
        if (cache / f"{stem}{ending}").exists():
            return cache / f"{stem}{ending}"
    whole = read_picture(source)
    pixels = shrink(whole, LONG_SIDE_PX)
    body, ending = _encoded(pixels, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]), ".jpg"
    # To write a PNG takes twenty times as long as a JPEG and gains a tenth: tried only where it can be smaller.
    png_is_larger = pixels.shape == whole.shape and source.stat().st_size > 2 * len(body)
    if source.suffix == ".png" and not png_is_larger:
        lossless = _encoded(pixels, ".png", [cv2.IMWRITE_PNG_COMPRESSION, 6])
        if len(lossless) < len(body):
            body, ending = lossless, ".png"
    write_durably(cache / f"{stem}{ending}", body)
    return cache / f"{stem}{ending}"


def _encoded(pixels: NDArray[np.uint8], ending: str, options: list[int]) -> bytes:
    done, body = cv2.imencode(ending, pixels, options)
    if not done:
        raise OSError(f"the picture could not be written as {ending}")
    return bytes(body)
