"""Reads CSV files as Excel, LibreOffice, Numbers and collection software write them, row by row.

Encoding and delimiter are guessed from the file itself, and said in the layout, so that a person can see and change
them.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from tour_server.imports.sheet_encoding import guessed_encoding
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
_SAMPLE_CHARACTERS = 200_000
_LONGEST_LINE = 1_000_000  # characters; a cell of 131,072 is the longest that the csv module takes
_BACKSLASHED = re.compile(r'\\"(?![;,\t|\r\n]|$)')  # \" in place of "", as databases write it
_SAID_TO_BE_TEXT = re.compile(r"^'(?=[=+@\d-])")  # by an apostrophe: no formula and no number


class CsvTable:
    """A CSV file. `layout` may name an encoding or delimiter; what it leaves empty is guessed."""

    def __init__(self, path: Path, limits: SheetLimits, layout: SheetLayout | None = None) -> None:
        self.name, self._path, self._limits = path.name, path, limits
        wanted = layout or SheetLayout()
        encoding = wanted.encoding or guessed_encoding(path)
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
        self._backslashes = _BACKSLASHED.search(sample) is not None

    def rows(self, sheet: str = "") -> Iterator[SheetRow]:
        """Yield each row that is not empty. Raises SheetError."""
        limit = RowLimit(self.name, self._limits)
        number = 0
        with self._open() as file:
            lines = _lines(file, self.name)
            if self._skips_first:
                next(lines)  # `sep=;`: the spreadsheet program shows it to nobody
            if self._backslashes:
                lines = (line.replace('\\"', '""') for line in lines)
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
                cells = trimmed([clean(_SAID_TO_BE_TEXT.sub("", cell)) for cell in cells])
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


def _stated_delimiter(sample: str) -> str:
    """Return the delimiter that the first line states, as `sep=;` does, "" without one."""
    found = re.match(r'"?sep=(.)"?\r?(\n|$)', sample, re.IGNORECASE)
    return found[1] if found else ""


def _delimiter(sample: str) -> str:
    """Return the delimiter that divides most rows into the same number of columns, and into more than one.

    Of two that divide as many rows (`13-02-2026;12,5` has a decimal comma in each row) the one that divides the first
    row too is taken, then the one with more columns, then the one that divides more rows.
    """

    def fit(sign: str) -> tuple[float, bool, int, int]:
        rows = csv.reader(sample.splitlines(keepends=True), delimiter=sign)
        try:
            lengths = [len(row) for row in islice(rows, 100) if any(row)]
        except csv.Error:
            lengths = []
        wide = Counter(length for length in lengths if length > 1)
        if not wide:
            return 0.0, False, 0, 0
        width, count = max(wide.items(), key=lambda one: (one[1], one[0]))
        return round(count / len(lengths), 1), lengths[0] == width, width, count

    return max(DELIMITERS, key=fit)
