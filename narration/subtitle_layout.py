"""Limits of subtitles: characters a line, lines, characters a second, by language, level and layout.

Note: a "character" is not a code point. Vowel marks above a letter take no room (Arabic, Hindi), and in Japanese a
half-width letter takes half a place. Always count with `Limits.measure`.

Sources: BBC Subtitle Guidelines (§3 lines and breaks, §4 timing); Netflix Timed Text Style Guides: General
(5/6 to 7 seconds), English (17 and 13 characters a second), Arabic (42 a line), Japanese (13 full-width places a
line, a half-width character takes half, 4 places a second).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from contract.museum import Level


class Layout(StrEnum):
    """The shape of the screen that the subtitles stand on."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


@dataclass(frozen=True)
class Limits:
    """The most a subtitle may hold. `seconds_a_word` is None for scripts without spaces between words."""

    line: float
    lines: int
    characters_a_second: float
    seconds_a_word: float | None
    half_width: bool = False

    def measure(self, text: str) -> float:
        """Return the width of `text`, in characters of this script."""
        if text.isascii():  # ASCII has neither marks nor wide characters
            return len(text) * (0.5 if self.half_width else 1.0)
        width = 0.0
        for sign in text:
            if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
                continue
            narrow = self.half_width and unicodedata.east_asian_width(sign) not in "WFA"
            width += 0.5 if narrow else 1.0
        return width


SLOW_READERS = frozenset({Level.CHILD, Level.PLAIN})
"""The levels that are spoken and shown at the speed for children. The guides know adults and children; plain language
is for readers as slow as children, who get their speed."""


@dataclass(frozen=True)
class _Script:
    line: dict[Layout, float]
    characters_a_second: float
    slow_characters_a_second: float  # of SLOW_READERS
    seconds_a_word: float | None
    half_width: bool = False


_LINES = {Layout.LANDSCAPE: 2, Layout.PORTRAIT: 3}  # BBC §3: two; three on a portrait screen
_SECONDS_A_WORD = 0.3  # BBC §4: never less than 0.3 s a word

_ALPHABET = _Script(
    line={Layout.LANDSCAPE: 37, Layout.PORTRAIT: 25},  # BBC §3
    characters_a_second=17,  # Netflix, English
    slow_characters_a_second=13,
    seconds_a_word=_SECONDS_A_WORD,
)
# The guides give no speed for children here: theirs is lowered as English lowers it, 13 for 17.
_SCRIPTS = {
    "ar": _Script(
        line={Layout.LANDSCAPE: 42, Layout.PORTRAIT: 25},
        characters_a_second=20,
        slow_characters_a_second=15,
        seconds_a_word=_SECONDS_A_WORD,
    ),
    "ja": _Script(
        line={Layout.LANDSCAPE: 13, Layout.PORTRAIT: 13},
        characters_a_second=4,
        slow_characters_a_second=3,
        seconds_a_word=None,
        half_width=True,
    ),
}


def limits(language: str, level: Level, layout: Layout) -> Limits:
    """Return the limits for this language (BCP 47), these readers and this screen."""
    script = _SCRIPTS.get(language.lower().split("-")[0], _ALPHABET)
    slow = level in SLOW_READERS
    return Limits(
        line=script.line[layout],
        lines=_LINES[layout],
        characters_a_second=script.slow_characters_a_second if slow else script.characters_a_second,
        seconds_a_word=script.seconds_a_word,
        half_width=script.half_width,
    )


def reading_speed(language: str, level: Level) -> float:
    """Return the most characters a second that these readers follow in this language."""
    return limits(language, level, Layout.LANDSCAPE).characters_a_second
