"""Guesses the encoding of a text file: by its mark, by its bytes, or by the likeliest words of the code pages."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from pathlib import Path

_CHUNK = 1 << 20  # bytes
_MARKS = (  # the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows' western code page, the Mac's, that of DOS ("CSV (MS-DOS)" in Excel), and Windows' for Polish and Hungarian,
# for Cyrillic and for Greek.
_CODE_PAGES = ("cp1252", "mac_roman", "cp850", "cp1250", "cp1251", "cp1253")
_COMMON = frozenset("éèêëàâäáåãæçñöôóòõøœüùûúïîíìßÉÀÖÄÜÅØÇ")
_CENTRAL = frozenset(
    "ąćęłńśźżĄĆĘŁŃŚŹŻőűŐŰ"
)  # those of cp1250 that are told from cp1252's by the words they make
_COMMON_SIGNS = frozenset("’‘“”–—«»…°·½¼×€£¿¡©\u00a0")
_WORDS_OF_ONE_LETTER = frozenset("àéóáúíÀÉÓÁÚÍåÅæøÆØ")
# Code pages of two bytes a letter: Japanese, Korean and twice Chinese, with the first bytes of their common letters.
_EASTERN = {
    "cp932": (0x88, 0x97),
    "cp949": (0xB0, 0xC8),
    "gb18030": (0xB0, 0xD7),
    "big5": (0xA4, 0xC6),
}
_EASTERN_WORD = re.compile("[\u3041-\u30fe\u4e00-\u9fff\uac00-\ud7a3]{2,}")
_KANA = re.compile("[\u3041-\u30fe]")
_LIKELY = 0.3  # a code page scores so much a letter, or more, for words that it was made for
# A word begins where no letter stands before it: from within one, the search would take quadratic time.
_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*+")


def guessed_encoding(path: Path) -> str:
    """Return the encoding of a text file, by its mark, its NUL bytes, or the likeliest of the code pages."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if start.count(b"\0") * 4 >= len(start) > 1:  # UTF-16 without its mark
        return "utf-16-le" if start[1::2].count(0) > start[0::2].count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    words: Counter[bytes] = Counter()
    is_utf8 = True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            if len(words) < 20_000:
                words.update(_WORD.findall(chunk))
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    if is_utf8:
        return "utf-8"
    return _code_page(path, words)


def _code_page(path: Path, words: Counter[bytes]) -> str:
    """Return the likeliest code page of a file with these words beyond ASCII."""
    best = max(_CODE_PAGES, key=lambda name: _likelihood(words, name))
    letters = sum(len(word.decode(best, "ignore")) * times for word, times in words.items())
    if _likelihood(words, best) >= _LIKELY * letters:
        return best
    with path.open("rb") as file:
        sample = file.read(_CHUNK)
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    name = max(_EASTERN, key=lambda one: _eastern_likelihood(sample, one))
    return name if _eastern_likelihood(sample, name) > 0 else best


def _eastern_likelihood(sample: bytes, encoding: str) -> float:
    """Return which share of the letters beyond ASCII is common in an encoding of two bytes a letter.

    0 where it can't be that encoding, or where most such letters stand alone, as in words of Europe.
    """
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0
    letters = [one for one in text if one.isalpha() and not one.isascii()]
    if sum(len(run) for run in _EASTERN_WORD.findall(text)) < 0.8 * len(letters):
        return 0
    low, high = _EASTERN[encoding]
    common = sum(
        low <= one.encode(encoding)[0] <= high or _KANA.match(one) is not None for one in letters
    )
    return common / len(letters) if letters else 0


def _likelihood(words: Counter[bytes], encoding: str) -> float:
    """Return how likely words with letters beyond ASCII are in an encoding: higher is likelier."""
    return sum(_word_likelihood(word, encoding) * count for word, count in words.items())


def _word_likelihood(word: bytes, encoding: str) -> float:
    """Return the likelihood of one word.

    The weights were set by hand on Dutch, French, German, Spanish, Danish, Russian and Greek words, saved in each of
    the code pages; tests/tour_server/imports has them. A capital after a small letter speaks against an encoding, and
    so does a sign inside a word.
    """
    try:
        text = word.decode(encoding)
    except UnicodeDecodeError:
        return -10
    total = 0.0
    alien = encoding in ("cp1251", "cp1253")
    for at, letter in enumerate(text):
        if letter.isascii():
            total -= 1.5 if alien and letter.isalpha() else 0  # no word mixes the two
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if not letter.isalpha():
            inside = before.isalpha() and after.isalpha() and letter != "’"
            total += 0.5 if letter in _COMMON_SIGNS and not inside else -2
        elif (letter.isupper() and before.islower()) or (letter.islower() and after.isupper()):
            total -= 2
        elif alien:
            total += 1 if letter.islower() or not before else 0.5
        elif len(text) == 1:
            total += 0.5 if letter in _WORDS_OF_ONE_LETTER else -1
        elif encoding == "cp1250":
            total += 0.9 if letter in _COMMON or letter in _CENTRAL else 0.2
        else:
            total += 1 if letter in _COMMON else 0.2
    return total


def is_text(start: bytes) -> bool:
    """Return whether the first bytes of a file can be those of a CSV."""
    if any(start.startswith(mark) for mark, _name in _MARKS):
        return True
    if start.count(b"\0") * 4 >= len(start) > 1:
        try:
            text = start[: len(start) // 2 * 2].decode(
                "utf-16-le" if start[1::2].count(0) > start[0::2].count(0) else "utf-16-be"
            )
        except UnicodeDecodeError:
            return False
        return all(unicodedata.category(one) != "Cc" or one in "\r\n\t" for one in text)
    return not any(byte < 9 or (13 < byte < 32 and byte not in (26, 27, 29)) for byte in start)
