"""Brings pictures into a format that is stored: TIFF, AVIF and HEIC become JPEG; others are refused by name.

Cameras, scanners and phones give what no browser shows. `storable_picture` keeps JPEG, PNG and WebP as they are, and
makes a JPEG of the first page of a TIFF, of an AVIF, and, where the extra `heic` is installed, of a HEIC.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import cv2
from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.TiffImagePlugin import TiffImageFile

from models.picture import MAX_BYTES, MAX_PIXELS, PictureError, decoded_pixels

START_BYTES = 64
"""So many bytes of a file tell its format."""
JPEG_QUALITY = 95  # it is encoded once more for screens; at 95 the second time shows no loss
_KEPT = ("JPEG", "PNG", "WebP")
_RAW_ENDINGS = frozenset([".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2", ".raw"])
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop document"),
    (b"%PDF", "PDF"),
    (b"%!PS", "EPS"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"<svg", "SVG"),
    (b"<?xml", "SVG"),
)
_TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_SUBFILE_TYPE = 254  # TIFF tag; its first bit: this page is a smaller version of another
_DNG_VERSION = 50706  # TIFF tag of raw pictures
_MOST_PAGES = 50


def picture_format(start: bytes, name: str = "") -> str:
    """Return what people call the format of a file by its first START_BYTES, "" for no known picture."""
    if PurePosixPath(name).suffix.lower() in _RAW_ENDINGS:
        return "camera raw"
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "WebP"
    if start.startswith(_TIFF_MARKS):
        return "camera raw" if start[8:10] == b"CR" else "TIFF"
    if start[4:8] == b"ftyp":
        size = min(struct.unpack(">I", start[:4])[0], len(start))
        brands = {start[8:12], *(start[at : at + 4] for at in range(16, size, 4))}
        if brands & _AVIF_BRANDS:
            return "AVIF"
        return "HEIC" if brands & _HEIC_BRANDS else "video"
    return next((said for mark, said in _SIGNATURES if start.startswith(mark)), "")


def format_problem(start: bytes, name: str = "") -> str | None:
    """Return why a file can't be used and what to do, by its first START_BYTES; None where it may be usable."""
    if not start:
        return "The file is empty."
    found = picture_format(start, name)
    if found in (*_KEPT, "TIFF", "AVIF"):
        return None
    if found == "HEIC":
        if _heif() is not None:
            return None
        return (
            "This is a HEIC picture, which this server can't read. Save it as JPEG, or ask a technician "
            "to install the extra `heic`."
        )
    if found:
        return (
            f"This is a picture of the kind {found}, which can't be used. Save it as JPEG or PNG."
        )
    return "This is no picture that can be read. Give a JPEG, PNG, WebP, TIFF or AVIF."


def storable_picture(data: bytes, name: str = "") -> bytes:
    """Return the picture as JPEG, PNG or WebP: as it is where it is one, else made into a JPEG.

    Other formats are turned upright, brought to sRGB, and lose their metadata. Raises PictureError.
    """
    found = picture_format(data[:START_BYTES], name)
    if found in _KEPT:
        return data
    problem = format_problem(data[:START_BYTES], name)
    if problem is not None:
        raise PictureError(problem)
    if len(data) > MAX_BYTES:
        raise PictureError(
            f"The picture is {len(data) / 2**20:.0f} MB; {MAX_BYTES / 2**20:.0f} MB at most. "
            "Make it smaller and try again."
        )
    opened: dict[str, Callable[[bytes], Image.Image]] = {
        "TIFF": _tiff,
        "AVIF": lambda avif: AvifImageFile(io.BytesIO(avif)),
        "HEIC": _heic,
    }
    try:
        image = opened[found](data)
        pixels = decoded_pixels(_within_limit(image))
    except PictureError:
        raise
    except (
        Exception
    ) as error:  # the decoders raise many types on damaged bytes, none of them documented
        raise PictureError(f"The {found} is damaged, or of a kind that can't be read.") from error
    done, body = cv2.imencode(
        ".jpg",
        pixels,
        [
            cv2.IMWRITE_JPEG_QUALITY,
            JPEG_QUALITY,
            cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
            cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
        ],
    )
    if not done:
        raise PictureError(f"The {found} can't be made into a JPEG.")
    return bytes(body)


def _tiff(data: bytes) -> Image.Image:
    """Open a TIFF at its first page that is not a smaller version of another."""
    image = TiffImageFile(io.BytesIO(data))
    if _DNG_VERSION in image.tag_v2:
        raise PictureError(
            "This is a picture of the kind camera raw, which can't be used. Save it as JPEG or PNG."
        )
    for page in range(min(image.n_frames, _MOST_PAGES)):
        image.seek(page)
        if not int(image.tag_v2.get(_SUBFILE_TYPE, 0)) & 1:
            return image
    image.seek(0)
    return image


def _heic(data: bytes) -> Image.Image:
    heif = _heif()
    opened = heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    width, height = opened.size
    _check_size(width, height)
    made = opened.to_pillow()
    if not isinstance(made, Image.Image):
        raise PictureError("The HEIC holds no picture.")
    return made


def _heif() -> Any:
    """Return the module that reads HEIC, None where the extra `heic` is not installed."""
    try:
        import pi_heif
    except ImportError:
        return None
    return pi_heif


def _within_limit(image: Image.Image) -> Image.Image:
    _check_size(image.width, image.height)
    return image


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"The picture is {width} × {height} pixels; "
            f"{MAX_PIXELS // 1_000_000} megapixels at most. Make it smaller and try again."
        )
