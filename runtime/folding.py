"""Folds text so that one spelling finds another: accents, case, ligatures and widths count for nothing."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n",
        "ŧ": "t", "ĸ": "k", "ə": "e", "ى": "ي", "ة": "ه", "ـ": "", "ς": "σ",
    }
)  # fmt: skip
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_WORD = re.compile(f"[^\\W_][^\\W_{_MARKS}]*(?:[{_MARKS}]+[^\\W_{_MARKS}]*)*")
_PLAIN_WORD = re.compile("[A-Za-z0-9]+")  # the same where a text is plain, five times as fast
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)  # Thai, Lao, Burmese, Khmer, Japanese, Chinese: written without spaces between words
_LAST_OF_GREEK_AND_CYRILLIC = 0x530
_HEBREW_TO_ARABIC = range(0x590, 0x780)


def fold(text: str) -> str:
    """Return the text in lower case, without accents and with plain letters.

    Marks are taken off letters of the Latin, Greek, Cyrillic, Hebrew and Arabic scripts alone: elsewhere a mark is a
    vowel, or another letter.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    if plain.isascii():
        return plain
    kept: list[str] = []
    base = 0
    for letter in unicodedata.normalize("NFD", plain):
        if unicodedata.category(letter) != "Mn":
            base = ord(letter)
        elif base < _LAST_OF_GREEK_AND_CYRILLIC or base in _HEBREW_TO_ARABIC:
            continue
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def spelled_out(word: str) -> str:
    """Return a word folded as it is typed where a keyboard lacks its letters: `groeber` for Gröber."""
    return fold(unicodedata.normalize("NFC", word).casefold().translate(_SPELLED_OUT))


def words(text: str) -> list[re.Match[str]]:
    """Return the words of a text with their places. The text is to be in NFC."""
    return list((_PLAIN_WORD if text.isascii() else _WORD).finditer(text))


def unspaced_runs(word: str) -> list[str]:
    """Cut a folded word into runs: those of scripts without spaces between words, and what is between them."""
    runs, end = [], 0
    for run in _UNSPACED.finditer(word):
        runs += [word[end : run.start()], run.group()]
        end = run.end()
    return [run for run in [*runs, word[end:]] if run]


def is_unspaced(run: str) -> bool:
    """Returns whether a run is of a script that writes no spaces between words."""
    return _UNSPACED.match(run) is not None


def grams(run: str) -> list[str]:
    """Return each pair of neighbouring letters, and the last letter by itself."""
    return [*(run[at : at + 2] for at in range(len(run) - 1)), run[-1]]
