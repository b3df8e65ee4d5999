"""A table as a spreadsheet program shows it: sheets, rows with their numbers, cells as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from contract.museum_folder import MuseumError
from tour_server.imports.sheet_limits import SheetLimits
from web.translations import gettext as _

# Characters that nobody sees, and that come along from web pages and other programs. Not among them: the joiners
# U+200C and U+200D, which Persian and the scripts of India need.
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad\u0000-\u0008\u000e-\u001c\u001e\u001f\u007f]")
_SPACES = re.compile("[\u00a0\u2007\u202f\u2000-\u200a\u3000\t]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp850": "DOS 850",
    "cp932": "Shift JIS",
    "cp949": "KS X 1001",
    "mac_roman": "Mac Roman",
    "gb18030": "GB 18030",
    "big5": "Big5",
}
"""What people call the encodings that `sheet_encoding` guesses."""
# FileMaker writes a vertical tab for a line break in a cell, and a group separator between the values of a repeated
# field.
_OF_DATABASES = str.maketrans(
    {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\v": "\n", "\f": "\n", "\x1d": "|"}
)
_MARKS_AT_THE_ENDS = "\u200e\u200f\u202a\u202b\u202c \n"


class SheetError(MuseumError):
    """Nothing of a spreadsheet can be read, in one sentence for the person who gave it."""

    def __init__(self, problem: str) -> None:
        super().__init__([problem])


class DateShown(StrEnum):
    """What a spreadsheet program shows of a cell that it keeps as a date."""

    FULL = "full"
    WITHOUT_YEAR = "without_year"
    WITHOUT_DAY = "without_day"
    TIME = "time"


class SheetRow(Struct, frozen=True):
    """A row. `number` is what the spreadsheet program shows beside it; a cell is the text that it shows in it.

    By column, from 0: `dates` says which cells are kept as a date, `links` where a cell leads to, `faults` why a cell
    can't be read.
    """

    number: int
    cells: list[str]
    dates: dict[int, DateShown] = {}
    links: dict[int, str] = {}
    faults: dict[int, str] = {}

    def cell(self, column: int) -> str:
        """Returns the text of a cell, "" past the last one."""
        return self.cells[column] if column < len(self.cells) else ""


class SheetLayout(Struct, frozen=True, omit_defaults=True):
    """How a file is read: which sheet, in which row its headings stand, and for a CSV its encoding and delimiter.

    `heading_row` 0: it has none.
    """

    sheet: str = ""
    heading_row: int = 1
    encoding: str = ""
    delimiter: str = ""


class Table(Protocol):
    """A file with rows. It can be read again from the start."""

    @property
    def name(self) -> str:
        """The name of the file."""

    @property
    def layout(self) -> SheetLayout:
        """How the file is read as far as it says so itself; the first visible sheet of several."""

    @property
    def sheets(self) -> list[str]:
        """The names of its visible sheets; of the hidden ones when there are no others. Empty for a CSV."""

    def rows(self, sheet: str = "") -> Iterator[SheetRow]:
        """Yield each row that is not empty of a sheet, the first one where none is named. Raises SheetError."""


class RowLimit:
    """Counts the rows of a table, and refuses one row too many, or a cell too far to the right."""

    def __init__(self, name: str, limits: SheetLimits) -> None:
        self._name, self._limits, self._count = name, limits, 0

    def check(self, row: SheetRow) -> SheetRow:
        """Return the row. Raises SheetError beyond a limit."""
        self._count += 1
        if self._count > self._limits.import_rows:
            raise SheetError(
                _(
                    "{name} has more than {limit} rows. Divide it, or ask a technician to raise the "
                    "setting {setting}.",
                    name=self._name,
                    limit=self._limits.import_rows,
                    setting="import_rows",
                )
            )
        if len(row.cells) > self._limits.import_columns:
            raise SheetError(
                _(
                    "{name}, row {row}: there are more than {limit} columns. Leave out those that "
                    "are not needed, or ask a technician to raise the setting {setting}.",
                    name=self._name,
                    row=row.number,
                    limit=self._limits.import_columns,
                    setting="import_columns",
                )
            )
        return row


def clean(text: str) -> str:
    """Return the text of a cell without what nobody sees: unseen characters, odd spaces, space at both ends.

    Accents are composed (NFC), lines end in a line feed.
    """
    if text.isascii() and text.isprintable() and "_x" not in text:
        return text.strip()
    text = _ESCAPED.sub(lambda found: _unescaped(found[1]), text)
    text = text.replace("\r\n", "\n").translate(_OF_DATABASES)
    text = _SPACES.sub(" ", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", text).strip(_MARKS_AT_THE_ENDS)


def _unescaped(digits: str) -> str:
    """Return the character that XLSX writes as `_x000D_`; other names of that form stay as they are."""
    code = int(digits, 16)
    return chr(code) if code < 32 or code == 0x5F else f"_x{digits}_"


def not_worked_out() -> str:
    """Return why a cell has no value whose formula no spreadsheet program has worked out."""
    return _("the formula has no value yet; open the file in a spreadsheet program and save it")


def trimmed(cells: list[str]) -> list[str]:
    """Return the cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def column_letters(column: int) -> str:
    """Return the letters over a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_layout(path: Path, layout: SheetLayout) -> str:
    """Say how a file is read, for the person who gave it: "sheet Collection, headings in row 3"."""
    said = []
    if layout.sheet:
        said.append(_("sheet {name}", name=layout.sheet))
    if layout.encoding:
        said.append(_ENCODING_NAMES.get(layout.encoding, layout.encoding))
    if layout.delimiter:
        names = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
        said.append(_("columns divided by {sign}", sign=names[layout.delimiter]))
    if layout.heading_row:
        said.append(_("headings in row {row}", row=layout.heading_row))
    else:
        said.append(_("no headings"))
    return f"{path.name}: {', '.join(said)}"
