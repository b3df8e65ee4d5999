"""How a picture is framed: the part of it that is shown, and the point that stays in view where a place cuts it.

Both are kept in shares of the upright picture, and the picture itself is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from contract.detail import Share

Crop = tuple[Share, Share, Share, Share]
"""The part that is shown: x, y, width, height in shares of the picture."""
FocalPoint = tuple[Share, Share]
"""The point that stays in view: x, y in shares of the picture."""
LEAST_SIDE = 0.05  # of the picture: a smaller crop is a slip of the hand


class FramedPicture(Protocol):
    """A picture with its framing."""

    @property
    def file(self) -> str:
        """The path inside the museum's pictures folder."""

    @property
    def crop(self) -> Crop | None:
        """The part that is shown; None: all of it."""

    @property
    def focus(self) -> FocalPoint | None:
        """The point that stays in view; None: places don't cut it."""


def crop_fault(crop: Crop | None) -> str:
    """Returns why a crop can't be used, "" where it can."""
    if crop is None:
        return ""
    x, y, width, height = crop
    if min(width, height) < LEAST_SIDE:
        return f"its crop is less than {LEAST_SIDE:.0%} of the picture wide or high"
    if x + width > 1.001 or y + height > 1.001:
        return "its crop reaches past the picture"
    return ""


def pixel_box(crop: Crop, width: int, height: int) -> tuple[int, int, int, int]:
    """Returns (left, top, right, bottom) of a crop in a picture of this size in pixels; at least one pixel."""
    x, y, wide, high = crop
    left, top = min(round(x * width), width - 1), min(round(y * height), height - 1)
    right = min(max(left + 1, round((x + wide) * width)), width)
    bottom = min(max(top + 1, round((y + high) * height)), height)
    return left, top, right, bottom


def focus_in_crop(focus: FocalPoint | None, crop: Crop | None) -> FocalPoint | None:
    """Returns the focal point in shares of the part that is shown; one that lies outside it moves to its edge."""
    if focus is None or crop is None:
        return focus
    x, y = (
        min(max((at - start) / side, 0.0), 1.0)
        for at, start, side in zip(focus, crop[:2], crop[2:], strict=True)
    )
    return x, y


def crops(pictures: Iterable[FramedPicture]) -> dict[str, Crop]:
    """Returns the crop of each file. A file has one crop: where it is used several times, that of the first with one.

    The desk sets it everywhere at once; only a museum from elsewhere can have two.
    """
    found: dict[str, Crop] = {}
    for one in pictures:
        if one.crop is not None:
            found.setdefault(one.file, one.crop)
    return found
