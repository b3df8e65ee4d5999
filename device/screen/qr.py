"""The QR code that hands a visit over to a phone, as SVG in the page's own colour."""

from __future__ import annotations

import functools
import io
from urllib.parse import urlsplit

import qrcode
from qrcode.image.svg import SvgPathImage

from runtime.hosts import on_this_machine

CACHED = 64  # addresses: a few languages, levels and works are in use at a time


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


def only_here(address: str) -> bool:
    """Returns whether only this machine itself can reach the address."""
    return on_this_machine(urlsplit(address).hostname or "")


def typed_address(address: str) -> str:
    """Returns what a person types of the address: host and path, without scheme and fragment."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path.rstrip('/')}"
