"""Contrast of colours `#rrggbb` (WCAG 2.2), and the colour nearest to one that has enough of it."""

from __future__ import annotations

import colorsys

LEAST_OF_TEXT = 4.5  # WCAG 2.2, 1.4.3
LEAST_OF_GRAPHICS = 3.0  # WCAG 2.2, 1.4.11: borders of controls, focus, logos
_STEPS = 256  # of lightness, as fine as eight bits tell apart


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Returns the relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in _shares(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nearest(colour: str, background: str, least: float = LEAST_OF_TEXT) -> str:
    """Returns the colour itself where it has this contrast, else that of its hue with the nearest lightness that has.

    Where no lightness has it, black or white, whichever has more.
    """
    if contrast(colour, background) >= least:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*_shares(colour))
    levels = sorted(
        (step / _STEPS for step in range(_STEPS + 1)), key=lambda one: abs(one - lightness)
    )
    for level in levels:
        found = of_hue(hue, level, saturation)
        if contrast(found, background) >= least:
            return found
    return max("#000000", "#FFFFFF", key=lambda end: contrast(end, background))


def of_hue(hue: float, lightness: float, saturation: float) -> str:
    """Returns a colour by hue, lightness and saturation, each 0 to 1."""
    return _written(colorsys.hls_to_rgb(hue, lightness, saturation))


def hue_of(colour: str) -> tuple[float, float, float]:
    """Returns hue, lightness and saturation of a colour, each 0 to 1."""
    return colorsys.rgb_to_hls(*_shares(colour))


def mixed(one: str, other: str, share: float) -> str:
    """Returns `one` with this share of `other` in it."""
    pairs = zip(_shares(one), _shares(other), strict=True)
    red, green, blue = (a + (b - a) * share for a, b in pairs)
    return _written((red, green, blue))


def _shares(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(shares: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * share):02X}" for share in shares)
