"""A work as it is drawn: shapes and grains in layers, from back to front, and the pixels they make.

Note: the shapes between two grains are one SVG document with a transparent ground. This module puts
the layers over one another, not the SVG renderer.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray

from museum_of_pattern import svg
from museum_of_pattern.grain import Floats, Grain

# The quickest setting that still looks for repeats; level 6 takes twice as long and saves 5 %.
_PNG = (cv2.IMWRITE_PNG_COMPRESSION, 1)


@dataclass(frozen=True)
class Drawing:
    """A work of `width` × `height` units on a ground of one colour.

    `layers` are SVG documents and grains, from back to front.
    """

    width: float
    height: float
    ground: str
    layers: tuple[str | Grain, ...]

    def pixels(self, long_side: int) -> NDArray[np.uint8]:
        """Returns the picture: uint8 BGR, height × width × 3, its long side `long_side` pixels."""
        scale = long_side / max(self.width, self.height)
        # A part of a pixel counts as a whole one, as the SVG renderer has it.
        width, height = (math.ceil(side * scale - 1e-6) for side in (self.width, self.height))
        picture: Floats = np.full((height, width, 3), _channels(self.ground), np.float32)
        for layer in self.layers:
            if isinstance(layer, Grain):
                _veil(picture, layer, scale)
            else:
                picture = _over(picture, _rendered(layer, width, height))
        return np.asarray(np.rint(picture), dtype=np.uint8)

    def png(self, long_side: int) -> bytes:
        """Returns the picture as a PNG file; the same bytes each time."""
        done, body = cv2.imencode(".png", self.pixels(long_side), _PNG)
        if not done:
            raise OSError("the drawing could not be written as PNG")
        return bytes(body)


def drawing(width: float, height: float, body: Iterable[str | Grain], ground: str) -> Drawing:
    """Make a drawing of SVG shapes and grains, from back to front, on a ground of one colour (#rrggbb)."""
    layers: list[str | Grain] = []
    for _, run in itertools.groupby(body, lambda part: isinstance(part, Grain)):
        shapes: list[str] = []
        for part in run:
            if isinstance(part, Grain):
                layers.append(part)
            else:
                shapes.append(part)
        if shapes:
            # The first shapes bring the ground with them: what is opaque need not be blended.
            back = [] if layers else [svg.rectangle(0, 0, width, height, fill=ground)]
            layers.append(svg.document(width, height, [*back, *shapes]))
    return Drawing(width, height, ground, tuple(layers))


def _channels(colour: str) -> tuple[int, int, int]:
    """Returns blue, green and red of a colour written #rrggbb."""
    blue, green, red = (int(colour[at : at + 2], 16) for at in (5, 3, 1))
    return blue, green, red


def _rendered(document: str, width: int, height: int) -> NDArray[np.uint8]:
    """Render an SVG document as uint8 BGRA, height × width × 4, not premultiplied."""
    png = resvg_py.svg_to_bytes(
        svg_string=document, width=width, height=height, skip_system_fonts=True
    )
    picture = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    return np.asarray(picture, dtype=np.uint8)


def _over(picture: Floats, shapes: NDArray[np.uint8]) -> Floats:
    """Paint `shapes` (BGRA) over `picture`. Returns the result."""
    colour = shapes[:, :, :3].astype(np.float32)
    alpha = shapes[:, :, 3]
    if alpha.min() == 255:
        return colour
    return cv2.blendLinear(
        colour,
        picture,
        alpha.astype(np.float32) / 255,
        (255 - alpha).astype(np.float32) / 255,
    ).astype(np.float32, copy=False)


def _veil(picture: Floats, grain: Grain, scale: float) -> None:
    """Lay a grain over `picture`, in place."""
    opacity = grain.opacity(picture.shape[1], picture.shape[0], scale)
    for channel, value in enumerate(_channels(grain.colour)):
        picture[:, :, channel] += opacity * (np.float32(value) - picture[:, :, channel])
