"""Limits of subtitles: characters a line, lines, characters a second, by language, level and layout.

Note: a "character" is not a code point. Vowel marks take no room of their own (Arabic, Hebrew, Hindi, Thai), a Chinese
character takes the room of two letters, and in Chinese, Japanese and Korean, where it counts one, a letter counts half.
Always count with `Limits.measure`.

Sources: BBC Subtitle Guidelines (§3 lines and breaks, §4 timing); Netflix Timed Text Style Guides: General
(5/6 to 7 seconds), English (17 and 13 characters a second), Arabic (42 a line), Japanese (13 full-width places a
line, a half-width character takes half, 4 places a second), Korean (16 a line, a Latin letter takes half), Thai (35 a
line). The speeds for Chinese and Korean, and Chinese's 16 a line, are from memory.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from contract.museum import Level
from runtime.languages import primary_language

_JOINER = "\u200d"  # makes one picture of two
_AS_A_PICTURE = "\ufe0f"
_SYLLABLE_END = "\u1160", "\u11ff"  # vowels and finals of Korean, on the sign before them
_SKIN = "\U0001f3fb", "\U0001f3ff"  # colours of the picture before them


class Layout(StrEnum):
    """The shape of the screen that the subtitles stand on."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


@dataclass(frozen=True)
class Limits:
    """The most a subtitle in `language` may hold. `seconds_a_word`: None for scripts without spaces between words."""

    language: str
    line: float
    lines: int
    characters_a_second: float
    seconds_a_word: float | None
    half_width: bool = False

    def measure(self, text: str) -> float:
        """Return the width of `text`, in characters of this script."""
        if self.half_width:
            return _letter_widths(text, "WFA") / 2
        return float(_letter_widths(text, "WF"))


def _letter_widths(text: str, wide: str) -> int:
    """Return the width of `text` in letters, as the eye sees it: 2 for a Chinese character, 0 for a mark on a letter.

    `wide`: the East Asian widths (UAX 11) that count two; "A", ambiguous, is wide among Chinese characters only.
    """
    if text.isascii():  # ASCII has neither marks nor wide characters
        return len(text)
    width, joined = 0, False
    for sign in text:
        if joined or _takes_no_room(sign):
            width += sign == _AS_A_PICTURE  # of a sign that is otherwise a letter wide
        else:
            width += 2 if unicodedata.east_asian_width(sign) in wide else 1
        joined = sign == _JOINER
    return width


def _takes_no_room(sign: str) -> bool:
    return (
        unicodedata.category(sign) in ("Mn", "Mc", "Me", "Cf")
        or _SYLLABLE_END[0] <= sign <= _SYLLABLE_END[1]
        or _SKIN[0] <= sign <= _SKIN[1]
    )


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
    **{
        language: _Script(  # Mandarin and Cantonese
            line={Layout.LANDSCAPE: 16, Layout.PORTRAIT: 13},
            characters_a_second=9,
            slow_characters_a_second=7,
            seconds_a_word=None,
            half_width=True,
        )
        for language in ("zh", "yue")
    },
    "ko": _Script(
        line={Layout.LANDSCAPE: 16, Layout.PORTRAIT: 13},
        characters_a_second=12,
        slow_characters_a_second=9,
        seconds_a_word=_SECONDS_A_WORD,
        half_width=True,
    ),
    **{
        language: _Script(  # written without spaces between words
            line={Layout.LANDSCAPE: 35, Layout.PORTRAIT: 25},
            characters_a_second=17,
            slow_characters_a_second=13,
            seconds_a_word=None,
        )
        for language in ("th", "lo", "km", "my")
    },
}


def limits(language: str, level: Level, layout: Layout) -> Limits:
    """Return the limits for this language (BCP 47), these readers and this screen."""
    script = _SCRIPTS.get(primary_language(language), _ALPHABET)
    slow = level in SLOW_READERS
    return Limits(
        language=language,
        line=script.line[layout],
        lines=_LINES[layout],
        characters_a_second=script.slow_characters_a_second if slow else script.characters_a_second,
        seconds_a_word=script.seconds_a_word,
        half_width=script.half_width,
    )


def reading_speed(language: str, level: Level) -> float:
    """Return the most characters a second that these readers follow in this language."""
    return limits(language, level, Layout.LANDSCAPE).characters_a_second
