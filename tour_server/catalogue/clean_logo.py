"""A checked logo without anything that is not drawn: it is written anew, so nothing of the file that came is passed on.

Of an SVG the shapes stay, their styles and the gradients; a drawing program's own notes, comments, titles and metadata
go. Of a PNG the pixels stay, in sRGB, with their transparency. What was cleaned is the same when it is cleaned again.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

from PIL.PngImagePlugin import PngImageFile

from models.picture import in_srgb
from tour_server.catalogue.logos import logo_ending

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_NOT_DRAWN = frozenset(f"{{{_SVG}}}{name}" for name in ("metadata", "title", "desc"))
_KEPT_SPACES = ("", _SVG, _XLINK)  # of attributes


def clean_logo(content: bytes) -> bytes:
    """Return the logo with what is drawn of it. Raises logos.LogoError for what is no logo."""
    return _clean_svg(content) if logo_ending(content) == ".svg" else _clean_png(content)


def _clean_svg(content: bytes) -> bytes:
    root = ET.fromstring(content)  # noqa: S314 - checked: without entities
    for element in list(root.iter()):
        for child in list(element):
            name = str(child.tag)
            if name in _NOT_DRAWN or not name.startswith(f"{{{_SVG}}}"):
                element.remove(child)
        for attribute in list(element.attrib):
            space = attribute[1:].partition("}")[0] if attribute.startswith("{") else ""
            if space not in _KEPT_SPACES:
                del element.attrib[attribute]
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    return bytes(ET.tostring(root, encoding="utf-8"))


def _clean_png(content: bytes) -> bytes:
    with PngImageFile(io.BytesIO(content)) as image:
        image.load()
        shown = in_srgb(image)
        if shown.mode not in ("RGB", "RGBA", "L", "LA"):
            shown = shown.convert("RGBA" if shown.has_transparency_data else "RGB")
        elif "transparency" in shown.info:
            shown = shown.convert("RGBA")
        shown = shown.copy()
        shown.info = {}
        body = io.BytesIO()
        shown.save(body, "PNG", optimize=True)
    return body.getvalue()
