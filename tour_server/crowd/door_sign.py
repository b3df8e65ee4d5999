"""The sign for the door that says what the camera does: one A4 page to print, in the museum's languages and accent.

The one thing a newcomer would get wrong: a change to what is counted or kept changes this sign, docs/privacy.md and
docs/dpia.md too. Visitors read it before the camera sees them.
"""

from __future__ import annotations

import math
import textwrap
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from xml.sax.saxutils import escape

from msgspec import Struct, convert

WIDTH, HEIGHT = 210.0, 297.0  # millimetres, A4
MARGIN = 20.0
# Capitals of 3 mm and more: read from arm's length by whoever steps up to it, the titles from across the hall.
TITLE, TEXT, LEADING = 8.0, 4.2, 5.6
LINE = 90  # letters of the text's size that fit between the margins
STEP = 10.0  # from dot to dot of the border


class SignWords(Struct, frozen=True):
    """One language's words."""

    title: str
    text: str
    ask: str


def sign_words() -> Mapping[str, SignWords]:
    """Language -> words, in the order of the file."""
    body = files("tour_server.crowd").joinpath("sign_words.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(body), dict[str, SignWords])


def languages_of(wanted: Sequence[str]) -> list[str]:
    """Those of the museum's languages that the sign has words for; all it has when that is none."""
    words = sign_words()
    plain = [language.partition("-")[0] for language in wanted]
    return [language for language in dict.fromkeys(plain) if language in words] or list(words)


def door_sign(names: Mapping[str, str], languages: Sequence[str], accent: str = "#1F3A8A") -> str:
    """An SVG page. `names`: the museum's name by language, "" for any other; `languages`: see `languages_of`.

    Raises KeyError for a language without words.
    """
    words = sign_words()
    heights = [_height(words[language]) for language in languages]
    top, bottom = 50.0, HEIGHT - MARGIN
    gap = max(4.0, (bottom - top - sum(heights)) / max(1, len(languages)))
    blocks = []
    y = top
    for language, height in zip(languages, heights, strict=True):
        name = names.get(language) or names.get("") or next(iter(names.values()), "")
        blocks.append(_block(language, words[language], name, y))
        y += height + gap
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
        f' width="{WIDTH:g}mm" height="{HEIGHT:g}mm">\n'
        "<style>text { font-family: 'Source Serif 4', Georgia, serif; fill: #1C1B19 }"
        " .ask { fill: #5A564E; font-style: italic }</style>\n"
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#FFFFFF"/>\n'
        + _border(MARGIN + 5.0, accent)
        + "".join(blocks)
        + "</svg>\n"
    )


def _height(words: SignWords) -> float:
    return TITLE + LEADING * (len(_wrapped(words.text)) + 1)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, LINE, break_on_hyphens=False)


def _block(language: str, words: SignWords, name: str, top: float) -> str:
    y = top + TITLE * 0.75
    lines = [_line(words.title, y, TITLE)]
    for line in _wrapped(words.text):
        y += LEADING if len(lines) > 1 else LEADING * 1.35
        lines.append(_line(line, y, TEXT))
    lines.append(_line(words.ask.format(museum=name), y + LEADING * 1.1, TEXT, "ask"))
    return f'<g lang="{language}">\n' + "".join(lines) + "</g>\n"


def _line(words: str, y: float, size: float, kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text x="{MARGIN:g}" y="{y:.2f}" font-size="{size:g}"{style}>{escape(words)}</text>\n'


def _border(y: float, accent: str) -> str:
    """Two lines that wind round a row of dots and cross between them: a kolam's border."""
    count = round((WIDTH - 2 * MARGIN) / STEP)
    strands = []
    for side in (1.0, -1.0):
        points = [
            f"{MARGIN + step * STEP / 12:.2f} {y + side * 4.2 * math.sin(math.pi * step / 12):.2f}"
            for step in range(12 * count + 1)
        ]
        strands.append("M " + " L ".join(points))
    dots = "".join(
        f'<circle cx="{MARGIN + (number + 0.5) * STEP:g}" cy="{y:g}" r="1"/>'
        for number in range(count)
    )
    return (
        f'<g fill="{accent}" stroke="none">{dots}</g>\n'
        f'<path d="{" ".join(strands)}" fill="none" stroke="{accent}" stroke-width="0.7"/>\n'
    )
