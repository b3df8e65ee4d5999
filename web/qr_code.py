"""A QR code as SVG, in the colour of the page that it is on."""

from __future__ import annotations

import functools
import io

import qrcode
from qrcode.image.svg import SvgPathImage

CACHED = 64  # addresses: a kiosk has a few languages, levels and works in use at a time


@functools.lru_cache(CACHED)
def qr_svg(address: str) -> str:
    """Draw the QR code of `address` as SVG, with its quiet zone (4 modules: ISO/IEC 18004).

    Cached, because drawing takes some 12 ms in plain Python, and ten times that on a small computer.
    """
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    svg = out.getvalue().decode()
    return svg[svg.index("<svg") :]
