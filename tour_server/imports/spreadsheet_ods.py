"""Reads ODS files of LibreOffice and others row by row, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tour_server.imports.sheet_archive import SheetArchive, TextBuffer
from tour_server.imports.sheet_formats import plain_number
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_merges import MergedCells
from tour_server.imports.sheet_table import (
    DateShown,
    RowLimit,
    SheetError,
    SheetLayout,
    SheetRow,
    clean,
    not_worked_out,
    trimmed,
)
from web.translations import gettext as _

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_CELLS = ("table-cell", "covered-table-cell")
_NUMBERS = ("float", "currency", "percentage")


class OdsTable:
    """An ODS file, of one sheet or several."""

    def __init__(self, path: Path, limits: SheetLimits) -> None:
        self.name, self._path, self._limits = path.name, path, limits
        self._all: list[str] = []
        hidden_styles: set[str] = set()
        hidden: set[str] = set()
        style = ""

        def element(name: str, attributes: dict[str, str]) -> None:
            nonlocal style
            if name == "style":
                style = attributes.get("style:name", "")
            elif name == "table-properties" and attributes.get("table:display") == "false":
                hidden_styles.add(style)
            elif name == "table" and "table:name" in attributes:
                self._all.append(attributes["table:name"])
                if attributes.get("table:style-name") in hidden_styles:
                    hidden.add(attributes["table:name"])

        with SheetArchive(path, limits) as archive:
            _refuse_passwords(archive)
            archive.parse_whole(_CONTENT, element)
        self.sheets = [name for name in self._all if name not in hidden] or self._all
        if not self.sheets:
            raise SheetError(_("{name} has no sheet.", name=self.name))
        self.layout = SheetLayout(sheet=self.sheets[0])

    def rows(self, sheet: str = "") -> Iterator[SheetRow]:
        """Yield each row that is not empty. Raises SheetError."""
        wanted = sheet or self.sheets[0]
        if wanted not in self._all:
            raise SheetError(_("{name} has no sheet {sheet}.", name=self.name, sheet=wanted))
        limit = RowLimit(self.name, self._limits)
        with SheetArchive(self._path, self._limits) as archive:
            reader = _TableReader(self.name, wanted, self._limits)
            for _piece in archive.parse(_CONTENT, reader.start, reader.end, reader.text):
                for row, times in reader.take():
                    for number in range(row.number, row.number + times):
                        yield limit.check(reader.merged.fill(replace(row, number=number)))


class _Cell(Struct):
    kind: str = ""
    value: str = ""
    times: int = 1
    link: str = ""
    has_formula: bool = False


class _TableReader:
    """Makes rows of the elements of one table of a document."""

    def __init__(self, name: str, sheet: str, limits: SheetLimits) -> None:
        self.merged = MergedCells()
        self._sheet, self._limits = sheet, limits
        self._done: list[tuple[SheetRow, int]] = []
        self._depth = 0  # of tables: a cell may hold another one
        self._active = False
        self._next_row, self._row_times = 1, 1
        self._row, self._column = SheetRow(0, []), 0
        self._cell: _Cell | None = None
        self._text, self._in_note, self._paragraphs = TextBuffer(name), 0, 0

    def take(self) -> list[tuple[SheetRow, int]]:
        """Return the rows that are complete, each with how often it stands there."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._active = attributes.get("table:name") == self._sheet
        elif not self._active or self._depth > 1:
            return
        elif name == "table-row":
            self._row_times = _times(attributes, "table:number-rows-repeated")
            self._row, self._column = SheetRow(self._next_row, [], {}, {}, {}), 0
        elif name in _CELLS:
            self._start_cell(attributes)
        elif self._cell is not None:
            self._start_in_cell(name, attributes)

    def text(self, piece: str) -> None:
        if self._cell is not None and not self._in_note and self._paragraphs and self._depth == 1:
            self._text.add(piece)

    def end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1
            self._active = self._active and self._depth > 0
        elif not self._active or self._depth > 1:
            return
        elif name == "annotation":
            self._in_note -= 1
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "table-row":
            row = replace(self._row, cells=trimmed(self._row.cells))
            if row.cells or row.faults:
                self._done.append((row, self._row_times))
            self._next_row += self._row_times

    def _start_cell(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("office:value-type", attributes.get("calcext:value-type", ""))
        if attributes.get("calcext:value-type") == "error":
            kind = "error"
        value = attributes.get("office:date-value", attributes.get("office:value", ""))
        self._cell = _Cell(kind, value, _times(attributes, "table:number-columns-repeated"))
        self._cell.has_formula = "table:formula" in attributes
        self._text.take()
        self._paragraphs = 0
        span = _times(attributes, "table:number-rows-spanned")
        if span > 1:
            self.merged.add(self._row.number, self._row.number + span - 1, self._column)

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "annotation":
            self._in_note += 1
        elif self._in_note or self._cell is None:
            return
        elif name == "p":
            if self._paragraphs:
                self._text.add("\n")
            self._paragraphs += 1
        elif name == "s":
            self._text.add(" " * min(_times(attributes, "text:c"), 1000))
        elif name == "tab":
            self._text.add(" ")
        elif name == "line-break":
            self._text.add("\n")
        elif name == "a":
            self._cell.link = attributes.get("xlink:href", "")

    def _end_cell(self, cell: _Cell) -> None:
        shown = clean(self._text.take())
        first = self._column
        self._column += cell.times
        if not shown and not cell.value:
            if cell.has_formula and not cell.kind and first < self._limits.import_columns:
                self._row.faults[first] = not_worked_out()
            return
        if (
            first + cell.times > self._limits.import_columns
        ):  # the limit speaks when the row is taken
            cell.times = max(1, self._limits.import_columns + 1 - first)
        cells = self._row.cells
        cells.extend([""] * min(first - len(cells), self._limits.import_columns + 1))
        for column in range(len(cells), len(cells) + cell.times):
            if cell.kind == "error":
                error = _("the formula gives the error {error}", error=shown)
                self._row.faults[column] = error
                cells.append("")
                continue
            text, date = _value(cell, shown)
            cells.append(text)
            if date is not None:
                self._row.dates[column] = date
            if cell.link:
                self._row.links[column] = cell.link


def _value(cell: _Cell, shown: str) -> tuple[str, DateShown | None]:
    """Return the text of a cell, and what of a date it shows."""
    if cell.kind == "date":
        day = cell.value.removesuffix("T00:00:00").replace("T", " ")
        year, _dash, rest = day.lstrip("-").partition("-")
        if shown == year:
            return year, None
        if year not in shown and year[-2:] not in shown.split("-")[-1]:
            return day, DateShown.WITHOUT_YEAR
        of_month = rest[3:5].lstrip("0")
        with_day = of_month in shown.replace(year, "", 1)
        return day, DateShown.FULL if with_day else DateShown.WITHOUT_DAY
    if cell.kind == "time":
        return shown, DateShown.TIME
    if cell.kind in _NUMBERS and cell.value:
        try:
            number = plain_number(cell.value)
        except ValueError:
            return shown, None
        return (shown if shown.isdigit() and shown.lstrip("0") == number else number), None
    return shown, None


def _times(attributes: dict[str, str], name: str) -> int:
    number = attributes.get(name, "1")
    return max(1, int(number)) if number.isdigit() and len(number) < 9 else 1


def _refuse_passwords(archive: SheetArchive) -> None:
    encrypted = False

    def element(name: str, _attributes: dict[str, str]) -> None:
        nonlocal encrypted
        encrypted = encrypted or name == "encryption-data"

    if archive.has(_MANIFEST):
        archive.parse_whole(_MANIFEST, element)
    if encrypted:
        raise SheetError(
            _("{name} is protected by a password. Save it without one.", name=archive.name)
        )
