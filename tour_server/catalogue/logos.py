"""A museum's logo, as staff upload it: an SVG of shapes alone, or a PNG, and readable on the museum's paper.

Note: an SVG from outside can hold scripts and fetch files. One with anything but shapes, colours and references into
itself is refused; nothing is taken out of it silently, because then it could look different.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from xml.parsers import expat

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray

from models.picture import PictureError, read_header
from runtime.contrast import LEAST_OF_GRAPHICS
from web.translations import gettext as _

MAX_SVG_BYTES, MAX_PNG_BYTES = 200_000, 2_000_000
LEAST_SIDE_PX, MOST_SIDE_PX = (
    400,
    4096,
)  # of a PNG's long side; 20 mm on a 4K screen of 15.6 inches are 222 px
MOST_RATIO = 12  # of its sides: a longer strip would be a few pixels high
LEAST_AREA = 0.02  # of the logo: what is smaller does not make it readable
_DRAWN_PX = 320  # the long side at which its contrast is measured
MOST_ELEMENTS, MOST_USES = 5000, 200  # of an SVG
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_LENGTH = re.compile(r"^\s*([0-9.]+)\s*(?:px|pt|mm|cm|in)?\s*$")
_DRAWN = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use")
_COLOURED = ("linearGradient", "radialGradient", "stop", "clipPath", "mask", "style")
_SHAPES = frozenset(
    ("svg", "g", "defs", "symbol", "title", "desc", "metadata", *_DRAWN, *_COLOURED)
)
_FETCHES = re.compile(
    r"url\(\s*['\"]?(?!#)|@import|image\(|expression\(|javascript:", re.IGNORECASE
)


class LogoError(ValueError):
    """A file is no logo that screens can show. The message is a sentence for staff."""


def logo_ending(content: bytes) -> str:
    """Returns `.svg` or `.png`, what the file is. Raises LogoError for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        _check_png(content)
        return ".png"
    if b"<svg" not in content[:4000]:
        raise LogoError(_("This is no SVG or PNG file."))
    _check_svg(content)
    _drawn_svg(content)
    return ".svg"


def logo_contrast(content: bytes, paper: str) -> float:
    """Returns the contrast between the darkest and the lightest part of a logo on paper of this colour, 1 to 21.

    The paper counts where it shows through. Raises LogoError.
    """
    pixels = _drawn_svg(content) if logo_ending(content) == ".svg" else _decoded(content)
    alpha = pixels[..., 3:4] / 255
    ground = np.array([int(paper[at : at + 2], 16) for at in (5, 3, 1)], dtype=np.float64)
    shown = pixels[..., :3] * alpha + ground * (1 - alpha)
    shares = shown[..., ::-1] / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    light = np.sort((linear @ np.array([0.2126, 0.7152, 0.0722])).ravel())
    edge = max(1, round(LEAST_AREA * light.size))
    return float((light[-edge] + 0.05) / (light[edge - 1] + 0.05))


def readable(content: bytes, paper: str) -> bool:
    """Returns whether a logo can be made out on paper of this colour. Raises LogoError."""
    return logo_contrast(content, paper) >= LEAST_OF_GRAPHICS


def _check_png(content: bytes) -> None:
    try:
        header = read_header(content)
    except PictureError as error:
        raise LogoError(str(error)) from error
    if len(content) > MAX_PNG_BYTES or max(header.width, header.height) > MOST_SIDE_PX:
        raise LogoError(
            _(
                "This logo is too large: {megabytes} MB and {pixels} pixels a side at most.",
                megabytes=MAX_PNG_BYTES // 1_000_000,
                pixels=MOST_SIDE_PX,
            )
        )
    if max(header.width, header.height) < LEAST_SIDE_PX:
        raise LogoError(
            _(
                "This logo is too small for large screens: {pixels} pixels on its longer side at least, or an SVG.",
                pixels=LEAST_SIDE_PX,
            )
        )
    _check_ratio(header.width, header.height)
    _decoded(content)


def _check_svg(content: bytes) -> None:
    if len(content) > MAX_SVG_BYTES:
        raise LogoError(
            _("This logo is too large: {kilobytes} kB at most.", kilobytes=MAX_SVG_BYTES // 1000)
        )
    try:
        refuse_entities(content)
        root = ET.fromstring(content)  # noqa: S314 - without entities
    except (ET.ParseError, expat.ExpatError, ValueError, LookupError) as error:
        raise LogoError(_("This SVG can't be read.")) from error
    if root.tag != f"{_SVG}svg":
        raise LogoError(_("This SVG can't be read."))
    for element in root.iter():
        name = str(element.tag).removeprefix(_SVG)
        if name.startswith("{"):
            continue  # a drawing program's own notes, which no browser draws; their attributes are read below
        if name == "text":
            raise LogoError(
                _(
                    "It has words as text. Turn them into outlines, so that every screen draws the same."
                )
            )
        if name not in _SHAPES:
            raise LogoError(
                _(
                    "It has “{name}” in it. A logo has shapes alone: no scripts, pictures or links.",
                    name=name,
                )
            )
        _check_attributes(element)
    _check_uses(root)


def _check_attributes(element: ET.Element) -> None:
    for attribute, value in element.attrib.items():
        name = attribute.rpartition("}")[2].lower()
        fetches = _FETCHES.search(value) or (
            name in ("href", "src") and not value.strip().startswith("#")
        )
        if name.startswith("on"):
            raise LogoError(
                _("It has a script in it ({name}). A logo has shapes alone.", name=name)
            )
        if fetches:
            raise LogoError(
                _(
                    "It fetches something from elsewhere ({name}). A logo has shapes alone.",
                    name=name,
                )
            )
    if _FETCHES.search(element.text or "") and str(element.tag) == f"{_SVG}style":
        raise LogoError(
            _(
                "It fetches something from elsewhere ({name}). A logo has shapes alone.",
                name="style",
            )
        )


def refuse_entities(content: bytes) -> None:
    """Raises ValueError where entities are declared: they make a small file a huge one, or read other files."""
    parser = expat.ParserCreate()

    def refuse(*_declared: object) -> None:
        raise ValueError("entities are not read")

    parser.EntityDeclHandler = refuse
    parser.Parse(content, True)


def _check_uses(root: ET.Element) -> None:
    """Refuses shapes that are used within each other: drawn out, a small file could have millions."""
    named = {element.get("id"): element for element in root.iter()}
    uses = list(root.iter(f"{_SVG}use"))
    within = (
        named.get((use.get("href") or use.get(f"{_XLINK}href") or "").strip()[1:]) for use in uses
    )
    nested = any(used is not None and used.find(f".//{_SVG}use") is not None for used in within)
    if nested or len(uses) > MOST_USES or sum(1 for _element in root.iter()) > MOST_ELEMENTS:
        raise LogoError(_("This SVG is too complicated: join its shapes to fewer paths."))


def _sides(root: ET.Element) -> tuple[float, float]:
    """Returns the sides of an SVG, in its own units. Raises LogoError where it states none."""
    box = (root.get("viewBox") or "").replace(",", " ").split()[2:]
    stated = [_LENGTH.match(root.get(side) or "") for side in ("width", "height")]
    if all(stated):
        box = [one[1] for one in stated if one]
    try:
        width, height = map(float, box)
    except ValueError:
        width = height = 0.0
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise LogoError(_("This SVG does not say how large it is: it needs a viewBox."))
    return width, height


def _drawn_svg(content: bytes) -> NDArray[np.uint8]:
    """Returns the pixels (height × width × BGRA). Raises LogoError."""
    try:
        width, height = _sides(ET.fromstring(content))  # noqa: S314 - checked
        _check_ratio(width, height)
        wide = max(1, round(_DRAWN_PX * min(1.0, width / height)))
        text = content.decode("utf-8")
        return _decoded(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, width=wide))
    except (ET.ParseError, ValueError, RuntimeError) as error:
        if isinstance(error, LogoError):
            raise
        raise LogoError(_("This SVG can't be read.")) from error


def _decoded(content: bytes) -> NDArray[np.uint8]:
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise LogoError(_("This picture can't be read."))
    if pixels.dtype == np.uint16:
        pixels = (pixels // 256).astype(np.uint8)
    if pixels.ndim == 2:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGRA)
    elif pixels.shape[2] == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA)
    return np.asarray(pixels, dtype=np.uint8)


def _check_ratio(width: float, height: float) -> None:
    if max(width, height) > MOST_RATIO * min(width, height):
        raise LogoError(
            _(
                "This logo is too long and narrow: its longer side is {most} times the other at most.",
                most=MOST_RATIO,
            )
        )
