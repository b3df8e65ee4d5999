"""How a room's name may be set on a plan: in one line, broken into several, or shortened."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

LETTER_WIDTH = 0.54
"""The width of a letter as a share of its height, where it is none of those below. On the room names of the Museum of
Pattern in five languages, set in Source Sans 3, no estimate is narrower than what Chromium measures (0.35 to 0.57)."""
NARROW_LETTERS, NARROW_LETTER_WIDTH = frozenset("iIjlft.,:;'’|()[]! -"), 0.3
R_WIDTH = 0.36
BROAD_LETTERS, BROAD_LETTER_WIDTH = frozenset("mwMW@%&"), 0.85
CAPITAL_WIDTH = 0.62
WIDE_LETTER_WIDTH = 1.0  # of a Chinese, Japanese or Korean character
MOST_LINES = 3
SHORTEST_CHARACTERS = 4  # of a shortened name, the ellipsis not counted
ELLIPSIS = "…"


def text_width(text: str) -> float:
    """Returns the width of a text as a share of the height of its letters."""
    return sum(map(_width, text))


def label_variants(name: str, most: float) -> Iterator[list[str]]:
    """Yield ways to set a name in lines no wider than `most` (in heights of a letter), the best first."""
    words = name.split()
    for count in range(1, MOST_LINES + 1):
        lines = _broken(words, count)
        if lines is not None and max(map(text_width, lines)) <= most:
            yield lines
    for length in range(len(name) - 2, SHORTEST_CHARACTERS - 1, -2):
        short = name[:length].rstrip() + ELLIPSIS
        if text_width(short) <= most:
            yield [short]


def _broken(words: list[str], count: int) -> list[str] | None:
    """Return the words in `count` lines with the shortest longest line, or None when there are fewer words."""
    if len(words) < count:
        return None
    if count == 1:
        return [" ".join(words)]
    found: list[list[str]] = []
    for first in range(1, len(words) - count + 2):
        rest = _broken(words[first:], count - 1)
        if rest is not None:
            found.append([" ".join(words[:first]), *rest])
    return min(found, key=lambda lines: max(map(text_width, lines)))


def _width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return WIDE_LETTER_WIDTH
    if letter in NARROW_LETTERS:
        return NARROW_LETTER_WIDTH
    if letter in BROAD_LETTERS:
        return BROAD_LETTER_WIDTH
    if letter == "r":
        return R_WIDTH
    return CAPITAL_WIDTH if letter.isupper() else LETTER_WIDTH
