"""Reads a picture from bytes or a file: JPEG, PNG, WebP, recognised by content and not by name.

Every picture from outside (uploads, imports, folders of photographs) is read here, so that other code may rely on
uint8 BGR, height × width × 3. Pillow reads the header and decodes; for ordinary JPEG, PNG and WebP it gives the same
pixels as OpenCV's decoder.

Note: the size is checked before decoding, because a PNG of 200 bytes can claim 60,000 × 60,000 pixels. Pillow's own
guard, `Image.MAX_IMAGE_PIXELS`, belongs to `Image.open` and cannot say how large the picture is, so the classes behind
`Image.open` are used and the limit is checked here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 64_000_000  # decoded 256 MB in Pillow and 192 MB as an array

Format = Literal["JPEG", "PNG", "WEBP"]

_READERS: dict[Format, type[ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
}
# What turns a picture upright, by the value of EXIF's orientation (CIPA DC-008, 4.6.4); 1 is upright.
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


_PROFILED_MODES = ("RGB", "RGBA", "CMYK", "L")


class PictureError(ValueError):
    """The bytes are no picture that can be used; the message is a plain sentence for the person who gave them."""


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """What a picture's header says: its format and its size in pixels, before it is turned upright."""

    format: Format
    width: int
    height: int


def read_picture(
    source: bytes | Path, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> NDArray[np.uint8]:
    """Returns the picture as uint8 BGR, height × width × 3, upright by its EXIF, transparency on white.

    Greyscale, CMYK, palettes, 16 bits a channel and other colour profiles become 8-bit sRGB. Raises PictureError for
    anything but a whole JPEG, PNG or WebP within the limits, and for a file that cannot be read.
    """
    data = _read_bytes(source, max_bytes)
    header = read_header(data, max_bytes, max_pixels)
    try:
        with _open(data, header.format) as image:
            pixels = decoded_pixels(image)
        if header.format == "PNG":  # decoding checks no checksum of the compressed data
            with _open(data, header.format) as image:
                image.verify()
    except Exception as error:
        raise _unreadable(error) from error
    return pixels


def read_header(
    data: bytes, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> PictureHeader:
    """Read format and size, and check the limits, without decoding.

    Raises PictureError for anything but a JPEG, PNG or WebP, for a header that cannot be read, for an animated WebP,
    and for a picture beyond the limits.
    """
    if len(data) > max_bytes:
        raise PictureError(_too_many_bytes(len(data), max_bytes))
    found = _format(data)
    try:
        with _open(data, found) as image:
            width, height = image.size
            moves = found == "WEBP" and getattr(image, "is_animated", False)
    except Exception as error:
        raise _unreadable(error) from error
    if width < 1 or height < 1:
        raise PictureError("The picture is damaged: its header gives no size.")
    if width * height > max_pixels:
        raise PictureError(
            f"The picture is {width} × {height} pixels; "
            f"{max_pixels // 1_000_000} megapixels at most. Make it smaller and try again."
        )
    if moves:
        raise PictureError("The WebP moves. Give a still picture.")
    return PictureHeader(found, width, height)


def decoded_pixels(image: Image.Image) -> NDArray[np.uint8]:
    """Decode an opened image. Returns uint8 BGR, height × width × 3, upright, in sRGB, transparency on white.

    Raises what Pillow raises on damaged bytes, which is many types.
    """
    image.load()
    return _to_bgr(in_srgb(_upright(image)))


def _read_bytes(source: bytes | Path, max_bytes: int) -> bytes:
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


def _format(data: bytes) -> Format:
    """Recognise the format by the first bytes. Raises PictureError for others."""
    if not data:
        raise PictureError("The file is empty.")
    if data.startswith(b"\xff\xd8"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise PictureError("This is not a JPEG, PNG or WebP picture.")


def _open(data: bytes, found: Format) -> ImageFile:
    """Read the header. Raises what Pillow raises on damaged bytes, which is many types."""
    return _READERS[found](io.BytesIO(data))


def _unreadable(error: Exception) -> PictureError:
    """Returns the sentence for what Pillow raised.

    On damaged bytes Pillow raises OSError, SyntaxError, ValueError, struct.error, zlib.error and others, none of them
    documented; that is why its callers here catch Exception.
    """
    if "truncated" in str(error).lower():
        return PictureError("The picture is cut off: part of the file is missing.")
    return PictureError("The picture is damaged or cut off: it can't be decoded.")


def _upright(image: Image.Image) -> Image.Image:
    """Turn a decoded image as its EXIF asks. EXIF that cannot be read asks nothing; no other field is read."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # as in _unreadable; a picture with damaged EXIF is still a picture
        return image
    transposition = _TRANSPOSITIONS.get(orientation) if isinstance(orientation, int) else None
    return image if transposition is None else image.transpose(transposition)


def in_srgb(image: Image.Image) -> Image.Image:
    """Convert a decoded image to sRGB from the colour profile that it carries; an unusable profile changes nothing."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in _PROFILED_MODES:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        srgb = ImageCms.createProfile("sRGB")
        made = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a profile of another kind of colours, or a damaged one
    return made or image


def _to_bgr(image: Image.Image) -> NDArray[np.uint8]:
    """Convert a decoded image of any mode that the three formats have. Returns uint8 BGR."""
    if image.mode.startswith("I"):  # 16-bit grey: Pillow would clip it at 255
        grey = (np.asarray(image) >> 8).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        rgba = _in_mode(image, "RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(rgba, mask=rgba.getchannel("A"))
    rgb = np.asarray(_in_mode(image, "RGB"), np.uint8)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    """Convert an image to a mode; one that has it already is not copied, as Pillow would."""
    return image if image.mode == mode else image.convert(mode)
