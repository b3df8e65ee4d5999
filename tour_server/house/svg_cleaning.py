"""An SVG floor plan from outside, brought down to its shapes and drawn as pixels.

No browser ever gets the file. Scripts, pictures, links and references to other files are left out before it is drawn,
so the drawing program reads nothing else, and what makes a small file a huge one is refused.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from xml.parsers import expat

import resvg_py

from models.picture import PictureError
from tour_server.catalogue.logos import refuse_entities
from web.translations import gettext as _

MAX_SVG_BYTES = 10_000_000
MOST_ELEMENTS = 60_000  # those that `use` repeats are counted each time
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_KEPT = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "style", "clipPath"),
        *("linearGradient", "radialGradient", "stop"),
    )
)
_FETCHES = re.compile(r"url\(\s*['\"]?(?!#)|@import|\\", re.IGNORECASE)
_EFFECTS = ("filter", "mask", "marker-start", "marker-mid", "marker-end")
_LENGTH = re.compile(r"^\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*(?:px|pt|mm|cm|in)?\s*$")


def drawn_svg(content: bytes, long_side: int) -> bytes:
    """Return the shapes of an SVG as a PNG whose longer side is `long_side` pixels. Raises PictureError."""
    root = _read(content)
    width, height = _sides(root)
    _clean(root)
    _check_size(root)
    wide = max(1, round(long_side * min(1.0, width / height)))
    try:
        drawn: bytes = resvg_py.svg_to_bytes(
            svg_string=ET.tostring(root, encoding="unicode"), width=wide, background="white"
        )
    except (ValueError, RuntimeError) as error:
        raise PictureError(_("This SVG can't be read.")) from error
    return bytes(drawn)


def _read(content: bytes) -> ET.Element:
    if len(content) > MAX_SVG_BYTES:
        raise PictureError(
            _(
                "This SVG is too large: {megabytes} MB at most.",
                megabytes=MAX_SVG_BYTES // 1_000_000,
            )
        )
    try:
        refuse_entities(content)
        root = ET.fromstring(content)  # noqa: S314 - without entities
    except (ET.ParseError, expat.ExpatError, ValueError, LookupError, RecursionError) as error:
        raise PictureError(_("This SVG can't be read.")) from error
    if root.tag != f"{_SVG}svg":
        raise PictureError(_("This SVG can't be read."))
    return root


def _clean(root: ET.Element) -> None:
    """Leave out all that is no shape, and each attribute that fetches something or runs a script."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for name, value in list(element.attrib.items()):
            plain = name.rpartition("}")[2].lower()
            is_reference = plain in ("href", "src", "base")
            if (
                plain.startswith("on")
                or plain in _EFFECTS
                or _FETCHES.search(value)
                or (is_reference and not value.strip().startswith("#"))
            ):
                del element.attrib[name]
        if element.tag == f"{_SVG}style" and _is_unsafe_style(element):
            element.text = ""
        for child in list(element):
            if str(child.tag).removeprefix(_SVG) in _KEPT:
                waiting.append(child)
            else:
                element.remove(child)


def _is_unsafe_style(element: ET.Element) -> bool:
    text = element.text or ""
    return bool(_FETCHES.search(text)) or any(name in text for name in ("filter", "marker"))


def _check_size(root: ET.Element) -> None:
    """Raise PictureError where it has too many elements. A `use` within what another one repeats is left out."""
    by_name = {one.attrib["id"]: one for one in root.iter() if "id" in one.attrib}
    counted = sum(1 for _one in root.iter())
    for use in list(root.iter(f"{_SVG}use")):
        target = by_name.get(_target(use))
        if target is None:
            continue
        for inner in target.iter(f"{_SVG}use"):
            for name in ("href", f"{_XLINK}href"):
                inner.attrib.pop(name, None)
        counted += sum(1 for _one in target.iter())
        if counted > MOST_ELEMENTS:
            break
    if counted > MOST_ELEMENTS:
        raise PictureError(_("This SVG has too much in it. Save it as a PNG, and use that."))


def _target(use: ET.Element) -> str:
    return (use.get("href") or use.get(f"{_XLINK}href") or "").strip().removeprefix("#")


def _sides(root: ET.Element) -> tuple[float, float]:
    """Return its width and height, in a unit of its own. Raises PictureError."""
    box = (root.get("viewBox") or "").replace(",", " ").split()[2:]
    if len(box) != 2:
        stated = [_LENGTH.match(root.get(side) or "") for side in ("width", "height")]
        box = [one[1] for one in stated if one]
    try:
        width, height = map(float, box)
    except ValueError:
        width = height = 0.0
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise PictureError(_("This SVG does not say how large it is: it needs a viewBox."))
    if not 0.05 < width / height < 20:
        raise PictureError(_("This plan is too long and narrow."))
    return width, height
