"""Reads CSV files as Excel, LibreOffice, Numbers and collection software write them, row by row.

Encoding and delimiter are guessed from the file itself, and said in the layout, so that a person can see and change
them. A file that is valid UTF-8 is UTF-8; of the code pages the one whose letters make the likeliest words is taken.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_table import (
    RowLimit,
    SheetError,
    SheetLayout,
    SheetRow,
    clean,
    trimmed,
)
from web.translations import gettext as _

DELIMITERS = ",;\t|"
_CHUNK = 1 << 20  # bytes
_SAMPLE_CHARACTERS = 200_000
_LONGEST_LINE = 1_000_000  # characters; a cell of 131,072 is the longest that the csv module takes
_MARKS = (  # the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows' western code page, the Mac's, that of DOS ("CSV (MS-DOS)" in Excel), and Windows' for Cyrillic and Greek.
_CODE_PAGES = ("cp1252", "mac_roman", "cp850", "cp1251", "cp1253")
_COMMON = frozenset("éèêëàâäáåãæçñöôóòõøœüùûúïîíìßÉÀÖÄÜÅØÇ")
_COMMON_SIGNS = frozenset("’‘“”–—«»…°·½¼×€£¿¡©\u00a0")
_FORMULA_AS_TEXT = re.compile(
    "^'(?=[=+@-])"
)  # the apostrophe that keeps a text from being a formula
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")


class CsvTable:
    """A CSV file. `layout` may name an encoding or delimiter; what it leaves empty is guessed."""

    def __init__(self, path: Path, limits: SheetLimits, layout: SheetLayout | None = None) -> None:
        self.name, self._path, self._limits = path.name, path, limits
        wanted = layout or SheetLayout()
        encoding = wanted.encoding or _encoding(path)
        self._encoding = encoding
        try:
            with self._open() as file:
                sample = file.read(_SAMPLE_CHARACTERS)
        except UnicodeError as error:
            raise SheetError(self._other_encoding(1)) from error
        stated = _stated_delimiter(sample)
        delimiter = wanted.delimiter or stated or _delimiter(sample)
        self.layout = replace(wanted, encoding=encoding, delimiter=delimiter)
        self.sheets: list[str] = []
        self._skips_first = stated != ""

    def rows(self, sheet: str = "") -> Iterator[SheetRow]:
        """Yield each row that is not empty. Raises SheetError."""
        limit = RowLimit(self.name, self._limits)
        number = 0
        with self._open() as file:
            lines = _lines(file, self.name)
            if self._skips_first:
                next(lines)  # `sep=;`: the spreadsheet program shows it to nobody
            reader = csv.reader(lines, delimiter=self.layout.delimiter)
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise SheetError(self._unreadable(number)) from error
                except UnicodeError as error:
                    raise SheetError(self._other_encoding(number)) from error
                cells = trimmed([clean(_FORMULA_AS_TEXT.sub("", cell)) for cell in cells])
                if cells:
                    yield limit.check(SheetRow(number, cells))

    def _open(self) -> TextIO:
        try:
            return self._path.open(encoding=self._encoding, newline="")
        except LookupError as error:
            raise SheetError(
                _("Nothing is known of an encoding {name}.", name=self._encoding)
            ) from error

    def _other_encoding(self, number: int) -> str:
        return _(
            "{name}, row {row}: this is not text in {encoding}.",
            name=self.name,
            row=number,
            encoding=self._encoding,
        )

    def _unreadable(self, number: int) -> str:
        return _(
            "{name}, row {row}: a cell is longer than 131,072 characters. Perhaps a quotation mark "
            "before it is not closed.",
            name=self.name,
            row=number,
        )


def _lines(file: TextIO, name: str) -> Iterator[str]:
    """Yield each line of a file with its end. Raises SheetError for one that could fill the memory."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE and line[-1] not in "\r\n":
            raise SheetError(
                _(
                    "{name} has a line of more than {limit} characters: it is no CSV.",
                    name=name,
                    limit=_LONGEST_LINE,
                )
            )
        yield line


def _encoding(path: Path) -> str:
    """Return the encoding of a file, by its mark, its NUL bytes, or the likeliest of the code pages."""
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
    return max(_CODE_PAGES, key=lambda name: _likelihood(words, name))


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
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if not letter.isalpha():
            inside = before.isalpha() and after.isalpha() and letter != "’"
            total += 0.5 if letter in _COMMON_SIGNS and not inside else -2
        elif letter.isupper() and before.islower():
            total -= 2
        elif alien:
            total += 1 if letter.islower() or not before else 0.5
        else:
            total += 1 if letter in _COMMON else 0.2
    return total


def _stated_delimiter(sample: str) -> str:
    """Return the delimiter that the first line states, as `sep=;` does, "" without one."""
    found = re.match(r'"?sep=(.)"?\r?(\n|$)', sample, re.IGNORECASE)
    return found[1] if found else ""


def _delimiter(sample: str) -> str:
    """Return the delimiter that divides most rows into the same number of columns, and into more than one."""

    def fit(sign: str) -> tuple[float, int]:
        rows = csv.reader(sample.splitlines(keepends=True), delimiter=sign)
        try:
            widths = Counter(len(row) for row in islice(rows, 100) if any(row))
        except csv.Error:
            return 0.0, 0
        wide = Counter({width: count for width, count in widths.items() if width > 1})
        if not wide:
            return 0.0, 0
        width, count = max(wide.items(), key=lambda one: (one[1], one[0]))
        return round(count / sum(widths.values()), 1), width

    return max(DELIMITERS, key=fit)


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
    return not any(byte < 9 or (13 < byte < 32 and byte not in (26, 27)) for byte in start)
