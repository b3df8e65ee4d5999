"""Writes SVG as strings: the few shapes with which the works of this museum are drawn.

Note: this module does not escape text, because a drawing has no text. Values are
numbers, colours and references to the document's own definitions, all written in this package.

Points are (x, y) in the document's own units, y down. Attribute names are given the Python way,
`stroke_width=3` for `stroke-width="3"`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Value = str | float


def number(value: float) -> str:
    """Write a coordinate to a hundredth of a unit, as short as it can be written."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def element(name: str, body: str = "", /, **attributes: Value) -> str:
    """Write one element. `in_` and the like lose their last underscore; the others become hyphens."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_written(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"


def document(width: float, height: float, body: Iterable[str]) -> str:
    """Write a whole SVG document of `width` × `height` units."""
    size = f"{number(width)} {number(height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"'
        f' width="{number(width)}" height="{number(height)}">\n' + "\n".join(body) + "\n</svg>\n"
    )


def group(body: Iterable[str], **attributes: Value) -> str:
    """Write a group of shapes that share attributes."""
    return element("g", "\n".join(body), **attributes)


def rectangle(x: float, y: float, width: float, height: float, **attributes: Value) -> str:
    """Write a rectangle from its upper left corner."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def circle(centre: Point, radius: float, **attributes: Value) -> str:
    """Write a circle."""
    return element("circle", cx=centre[0], cy=centre[1], r=radius, **attributes)


def polygon(points: Sequence[Point], **attributes: Value) -> str:
    """Write a closed shape with straight sides."""
    return element("polygon", points=_pairs(points), **attributes)


def polyline(points: Sequence[Point], **attributes: Value) -> str:
    """Write an open line of straight pieces, not filled unless `fill` is given."""
    return element("polyline", points=_pairs(points), **{"fill": "none", **attributes})


def path(data: str, **attributes: Value) -> str:
    """Write a path from its data (`M … C … Z`)."""
    return element("path", d=data, **attributes)


def loop_data(points: Sequence[Point]) -> str:
    """Write the path data of a closed shape with straight sides; join several for a shape with holes."""
    return f"M{' L'.join(f'{number(x)} {number(y)}' for x, y in points)}Z"


def curve_data(
    points: Sequence[Point],
    tangents: Sequence[Point],
    *,
    closed: bool = False,
    pull: float = 0.39,
) -> str:
    """Write the path data of a smooth line through `points`, leaving each along its unit tangent.

    `pull` is the length of a handle as a share of the chord; 0.39 makes a quarter circle, round
    to 1 in 1,000 (0.5523 of the radius, and the chord is √2 radii).
    """
    ends = list(zip(points, tangents, strict=True))
    if closed:
        ends.append(ends[0])
    data = f"M{number(points[0][0])} {number(points[0][1])}"
    for ((x0, y0), (u0, v0)), ((x1, y1), (u1, v1)) in itertools.pairwise(ends):
        reach = pull * math.hypot(x1 - x0, y1 - y0)
        handles = (x0 + u0 * reach, y0 + v0 * reach, x1 - u1 * reach, y1 - v1 * reach, x1, y1)
        data += "C" + " ".join(map(number, handles))
    return data + ("Z" if closed else "")


def _written(value: Value) -> str:
    return value if isinstance(value, str) else number(value)


def _pairs(points: Sequence[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
