"""The square code that takes a visit along, as SVG in the page's own ink."""

from __future__ import annotations

import io
import ipaddress
from urllib.parse import urlsplit

import qrcode
from qrcode.image.svg import SvgPathImage


def square(address: str) -> str:
    """An SVG of the code of `address`, quiet zone included (4 modules: ISO/IEC 18004)."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    svg = out.getvalue().decode()
    return svg[svg.index("<svg") :]


def only_here(address: str) -> bool:
    """Whether only this machine itself can reach the address."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
