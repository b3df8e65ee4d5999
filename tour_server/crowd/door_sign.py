"""Draws the sign for the door that tells visitors what the camera does: one A4 page, as SVG, to print.

Note: a change to what is counted or kept has to change this sign, docs/privacy.md and docs/dpia.md too. Visitors read
the sign before the camera sees them.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from msgspec import Struct

from runtime.contrast import LEAST_OF_GRAPHICS, nearest
from runtime.languages import best
from web.translations import gettext_noop, shipped_catalogue

WIDTH_MM, HEIGHT_MM = 210.0, 297.0  # A4
MARGIN_MM = 20.0
TOP_MM = 50.0  # where the first language begins, below the border
# Capitals of 3 mm and more are read from arm's length, the titles from across a hall.
TITLE_MM, TEXT_MM, LEADING_MM = 8.0, 4.2, 5.6
MAX_LINE_CHARACTERS = 90  # of the text's size, between the margins
LONG_LINE_CHARACTERS = (
    75  # a longer line may not fit in the typeface of a machine that has not ours
)
DOT_SPACING_MM = 10.0  # of the border
_WHITE = "#FFFFFF"

# Translations must stay true to docs/privacy.md and to the code.
_TITLE = gettext_noop("We count visitors here")
_TEXT = gettext_noop(
    "A camera counts how many people go in and out here. The device looks, counts and "
    "forgets the picture at once: no picture is kept or sent away. Faces are not "
    "recognised. We keep numbers per minute only. Whoever adjusts the camera sees its "
    "picture while they do, and the screen then says so."
)
_ASK = gettext_noop("Questions, or an objection? Ask at the desk of {museum}.")


class SignWords(Struct, frozen=True):
    """The words of one language. `ask` has `{museum}` in it, the museum's name."""

    title: str
    text: str
    ask: str


def sign_words() -> Mapping[str, SignWords]:
    """Returns language → words, for every language that has all words of the sign."""
    catalogue = shipped_catalogue()
    words = {}
    for language in catalogue.complete((_TITLE, _TEXT, _ASK)):
        translate = catalogue.translations(language).translate
        words[language] = SignWords(translate(_TITLE), translate(_TEXT), translate(_ASK))
    return words


def sign_languages(wanted: Sequence[str]) -> list[str]:
    """Returns the languages of the sign's words that serve the museum's languages, in the museum's order.

    Without any match these are all languages that the sign has words in.
    """
    available = list(sign_words())
    matching = [best([language], available) for language in wanted]
    return list(dict.fromkeys(filter(None, matching))) or available


def door_sign(names: Mapping[str, str], languages: Sequence[str], accent: str = "#1F3A8A") -> str:
    """Returns the sign as an SVG page.

    `names`: the museum's name by language, "" for any other. `languages`: see `sign_languages`. Raises KeyError for a
    language without words. `accent`: made darker where it could not be seen on white.
    """
    words = sign_words()
    accent = nearest(accent, _WHITE, LEAST_OF_GRAPHICS)
    heights = [_height(words[language]) for language in languages]
    top, bottom = TOP_MM, HEIGHT_MM - MARGIN_MM
    gap = max(4.0, (bottom - top - sum(heights)) / max(1, len(languages)))
    blocks = []
    y = top
    for language, height in zip(languages, heights, strict=True):
        named = best([language], [tag for tag, name in names.items() if tag and name])
        name = names.get(named or "") or next(iter(names.values()), "")
        blocks.append(_block(language, words[language], name, y))
        y += height + gap
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_MM:g} {HEIGHT_MM:g}"'
        f' width="{WIDTH_MM:g}mm" height="{HEIGHT_MM:g}mm">\n'
        "<style>text { font-family: 'Source Serif 4', Georgia, serif; fill: #1C1B19 }"
        " .ask { fill: #5A564E; font-style: italic }</style>\n"
        f'<rect width="{WIDTH_MM:g}" height="{HEIGHT_MM:g}" fill="{_WHITE}"/>\n'
        + _border(MARGIN_MM + 5.0, accent)
        + "".join(blocks)
        + "</svg>\n"
    )


def _height(words: SignWords) -> float:
    return TITLE_MM + LEADING_MM * (len(_wrapped(words.text)) + 1)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, MAX_LINE_CHARACTERS, break_on_hyphens=False)


def _block(language: str, words: SignWords, name: str, top: float) -> str:
    y = top + TITLE_MM * 0.75
    lines = [_line(words.title, y, TITLE_MM)]
    for line in _wrapped(words.text):
        y += LEADING_MM if len(lines) > 1 else LEADING_MM * 1.35
        lines.append(_line(line, y, TEXT_MM))
    lines.append(_line(words.ask.format(museum=name), y + LEADING_MM * 1.1, TEXT_MM, "ask"))
    return f'<g lang="{language}">\n' + "".join(lines) + "</g>\n"


def _line(words: str, y: float, size: float, kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    if size == TEXT_MM and len(words) > LONG_LINE_CHARACTERS:
        width = (WIDTH_MM - 2 * MARGIN_MM) * min(1.0, len(words) / MAX_LINE_CHARACTERS)
        style += f' textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text x="{MARGIN_MM:g}" y="{y:.2f}" font-size="{size:g}"{style}>{escape(words)}</text>\n'
    )


def _border(y: float, accent: str) -> str:
    """Draw two lines that wind round a row of dots and cross between them, like the border of a kolam."""
    count = round((WIDTH_MM - 2 * MARGIN_MM) / DOT_SPACING_MM)
    strands = []
    for side in (1.0, -1.0):
        points = [
            f"{MARGIN_MM + step * DOT_SPACING_MM / 12:.2f} {y + side * 4.2 * math.sin(math.pi * step / 12):.2f}"
            for step in range(12 * count + 1)
        ]
        strands.append("M " + " L ".join(points))
    dots = "".join(
        f'<circle cx="{MARGIN_MM + (number + 0.5) * DOT_SPACING_MM:g}" cy="{y:g}" r="1"/>'
        for number in range(count)
    )
    return (
        f'<g fill="{accent}" stroke="none">{dots}</g>\n'
        f'<path d="{" ".join(strands)}" fill="none" stroke="{accent}" stroke-width="0.7"/>\n'
    )
