"""A picture of a floor as phones get it: small enough for a museum's Wi-Fi, without metadata."""

from __future__ import annotations

import io

from PIL import Image

from models.picture import PictureError
from web.translations import gettext as _

MAX_PHONE_BYTES = 200_000
# A drawing is a PNG of few colours, a photograph a JPEG. A phone draws the plan at most 544 px wide, three pixels a px.
_SIDES_PX = (1600, 1280, 1024, 800, 640, 480)
_COLOURS = 32
_QUALITIES = (80, 60, 40)


def phone_plan(png: bytes) -> tuple[bytes, str]:
    """Return a picture of at most MAX_PHONE_BYTES, as large as fits in them, and its ending. Raises PictureError."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    for side in _SIDES_PX:
        smaller = whole.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        found = [_png(smaller), *(_jpeg(smaller, quality) for quality in _QUALITIES)]
        for body, ending in found:
            if len(body) <= MAX_PHONE_BYTES:
                return body, ending
    raise PictureError(_("This picture can't be made small enough for phones."))


def _png(picture: Image.Image) -> tuple[bytes, str]:
    out = io.BytesIO()
    few = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue(), ".png"


def _jpeg(picture: Image.Image, quality: int) -> tuple[bytes, str]:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue(), ".jpg"
