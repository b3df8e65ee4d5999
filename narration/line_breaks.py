"""Finds where a text may break into lines, by Unicode's line breaking (UAX 14) and the customs of its language.

ICU knows the rules and the dictionaries of the scripts without spaces: Thai, Lao, Khmer, Burmese, Chinese, Japanese.
In Japanese and Korean it is asked for whole phrases, so that a line ends after a particle and not inside a word.

Note: a word that is wider than a line must be cut although no rule allows it. `cut_places` finds the least bad places.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from icu4py.breakers import CharacterBreaker, LineBreaker, WordBreaker

from runtime.languages import primary_language

SOFT_HYPHEN = "\u00ad"
_NO_BREAK_SPACE = "\u00a0"
_PHRASES = frozenset(
    {"ja", "ko"}
)  # whose lines break between phrases: CSS `word-break: auto-phrase`
_DICTIONARY = ("THAI", "LAO", "KHMER", "MYANMAR")
_UNSPACED = (*_DICTIONARY, "CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH")
_WITHOUT_HYPHEN = (*_UNSPACED, "HANGUL", "ARABIC")

_VOWELS = "aeiouyàáâãäåèéêëìíîïòóôõöùúûüýÿæœø"
_ONE_SOUND = ("ch", "ph", "th", "sh", "qu", "gn", "ck", "rh")  # consonants that stay together
_LEAST_LETTERS = 2  # of a word, on each side of a cut
_FARTHEST = 10  # characters between two places; no line is so narrow that fewer don't fit


def unbreakable_pieces(text: str, language: str) -> list[tuple[int, int]]:
    """Return (start, end) of the pieces that must each stay whole on one line; only white space lies between them."""
    found: list[tuple[int, int]] = []
    for start, end in _segments(text, _locale(language)):
        piece = text[start:end]
        if piece.strip():
            after = end - len(piece) + len(piece.rstrip())
            found.append((start + len(piece) - len(piece.lstrip()), after))
    return found


def breaks_a_word(text: str, position: int, language: str) -> bool:
    """Return whether a break before `position` divides a word of a script without spaces, by ICU's dictionaries."""
    return position not in _word_ends(text, language)


def may_break(before: str, after: str, language: str) -> bool:
    """Return whether a line may end with `before` and the next begin with `after`, by the strict rules of UAX 14."""
    strict = f"{primary_language(language)}@lb=strict"
    return len(before) in {end for _, end in _segments(before + after, strict)}


def without_spaces(left: str, right: str) -> bool:
    """Return whether words stand without spaces between them in the scripts of these two characters."""
    return all(unicodedata.name(sign, "").startswith(_UNSPACED) for sign in (left, right))


def no_break_spaces(piece: str) -> str:
    """Return the piece with its spaces as no-break spaces, so that no player breaks it: « le mot » ?"""
    return "".join(_NO_BREAK_SPACE if sign in " \t\n\r" else sign for sign in piece)


def cut_places(piece: str, language: str) -> tuple[int, ...]:
    """Return where a piece that is wider than a line may be cut, inside it, the first first.

    The first kind that there is: soft hyphens of its author; breaks between characters or syllables in its script
    (Chinese, Japanese, Korean); syllables of a word in Latin letters, told by their vowels. Where such places are far
    apart, any character, as people see characters.
    """
    last = len(piece)
    characters = [end for _, end in CharacterBreaker(piece, "en").segments() if end < last]
    strict = f"{primary_language(language)}@lb=strict"
    found = [at + 1 for at, sign in enumerate(piece[:-1]) if sign == SOFT_HYPHEN and at > 0]
    found = found or [end for _, end in _segments(piece, strict) if end < last]
    found = found or [at for at in characters if _begins_a_syllable(piece, at)]
    for left, right in pairwise([0, *found, last]):
        if right - left > _FARTHEST:
            found += [at for at in characters if left < at < right]
    return tuple(sorted(found))


def cut_with_hyphen(piece: str) -> bool:
    """Return whether a cut inside this piece is marked with a hyphen, as its script does."""
    letter = next((sign for sign in piece if sign.isalpha()), "")
    return bool(letter) and not unicodedata.name(letter, "").startswith(_WITHOUT_HYPHEN)


def _locale(language: str) -> str:
    primary = primary_language(language)
    return f"{primary}@lw=phrase" if primary in _PHRASES else primary


def _segments(text: str, locale: str) -> list[tuple[int, int]]:
    return list(LineBreaker(text, locale).segments())


@lru_cache(maxsize=8)  # each break of one text asks
def _word_ends(text: str, language: str) -> frozenset[int]:
    return frozenset(end for _, end in WordBreaker(text, primary_language(language)).segments())


def _begins_a_syllable(word: str, at: int) -> bool:
    """Return whether the letters from `at` on begin a syllable: with one consonant before a vowel."""
    left, right = word[:at].lower(), word[at:].lower()
    if (
        len(re.findall(r"\w", left)) < _LEAST_LETTERS
        or len(re.findall(r"\w", right)) <= _LEAST_LETTERS
    ):
        return False
    if not (left[-1].isalpha() and right[0].isalpha()) or not re.search(f"[{_VOWELS}]", left):
        return False
    onset = 2 if right[:2] in _ONE_SOUND else 1
    if left[-1] + right[0] in _ONE_SOUND:
        return False
    return right[0] not in _VOWELS and right[onset : onset + 1] in tuple(_VOWELS)
