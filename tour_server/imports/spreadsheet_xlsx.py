"""Reads XLSX files row by row: what the cells show, in memory that does not grow with the file.

The texts that cells share go to a temporary file. A cell with a formula has the value that was last worked out. A cell
that is merged over several rows counts for each of them.
"""

from __future__ import annotations

import posixpath
import re
import tempfile
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from tour_server.imports.sheet_archive import SheetArchive, TextBuffer
from tour_server.imports.sheet_formats import NumberFormat
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

_WORKBOOK = "xl/workbook.xml"
_FURTHEST_COLUMN = 16_384


class _Sheet(Struct, frozen=True):
    name: str
    file: str
    hidden: bool


class _Book(Struct):
    """What a workbook says of itself."""

    sheets: list[_Sheet]
    strings: str = ""
    styles: str = ""
    from_1904: bool = False


class XlsxTable:
    """An XLSX file, of one sheet or several."""

    def __init__(self, path: Path, limits: SheetLimits) -> None:
        self.name, self._path, self._limits = path.name, path, limits
        with SheetArchive(path, limits) as archive:
            self._book = _read_book(archive)
        seen = [sheet for sheet in self._book.sheets if not sheet.hidden] or self._book.sheets
        self.sheets = [sheet.name for sheet in seen]
        if not self.sheets:
            raise SheetError(_("{name} has no sheet.", name=self.name))
        self.layout = SheetLayout(sheet=self.sheets[0])

    def rows(self, sheet: str = "") -> Iterator[SheetRow]:
        """Yield each row that is not empty. Raises SheetError."""
        wanted = sheet or self.sheets[0]
        file = next((one.file for one in self._book.sheets if one.name == wanted), "")
        if not file:
            raise SheetError(_("{name} has no sheet {sheet}.", name=self.name, sheet=wanted))
        limit = RowLimit(self.name, self._limits)
        with SheetArchive(self._path, self._limits) as archive, _Strings(archive) as strings:
            strings.read(self._book.strings)
            formats = _read_formats(archive, self._book.styles)
            merged, links = _read_tail(archive, file)
            reader = _RowReader(self.name, strings, formats, self._book.from_1904, links)
            pieces = archive.parse(file, reader.start, reader.end, reader.text)
            for _piece in pieces:
                for row in reader.take():
                    filled = merged.fill(row)
                    if any(filled.cells) or filled.faults:
                        yield limit.check(filled)


class _RowReader:
    """Makes rows of the elements of a sheet."""

    def __init__(
        self,
        name: str,
        strings: _Strings,
        formats: list[NumberFormat],
        from_1904: bool,
        links: dict[str, str],
    ) -> None:
        self._strings, self._formats, self._from_1904 = strings, formats, from_1904
        self._links = links
        self._done: list[SheetRow] = []
        self._row, self._column = 0, -1
        self._cells: dict[int, str] = {}
        self._dates: dict[int, DateShown] = {}
        self._faults: dict[int, str] = {}
        self._addresses: dict[int, str] = {}
        self._kind = self._style = self._place = ""
        self._text, self._takes, self._in_reading = TextBuffer(name), False, False
        self._has_formula = False

    def take(self) -> list[SheetRow]:
        """Return the rows that are complete."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._place = attributes.get("r", "")
            stated = _column(self._place)
            self._column = stated if stated >= 0 else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._text.take()
            self._has_formula = False
        elif name == "f":
            self._has_formula = True
        elif name in ("v", "t"):
            self._takes = not self._in_reading
        elif name == "rPh":  # how Japanese is read, which is no part of the text
            self._in_reading = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdigit() else self._row + 1
            self._column = -1
            self._cells, self._dates, self._faults, self._addresses = {}, {}, {}, {}

    def text(self, piece: str) -> None:
        if self._takes:
            self._text.add(piece)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._takes = False
        elif name == "rPh":
            self._in_reading = False
        elif name == "c":
            self._add_cell(self._text.take())
        elif name == "row":
            width = max((*self._cells, *self._faults), default=-1) + 1
            cells = [self._cells.get(column, "") for column in range(width)]
            row = SheetRow(self._row, trimmed(cells), self._dates, self._addresses, self._faults)
            self._done.append(row)

    def _add_cell(self, raw: str) -> None:
        if self._column >= _FURTHEST_COLUMN:
            return
        if raw == "":
            if self._has_formula and self._kind == "n":  # an empty text is "str"
                self._faults[self._column] = not_worked_out()
            return
        try:
            text, shown = self._value(raw)
        except (ValueError, IndexError, OverflowError):
            self._faults[self._column] = _("the number {value} can't be shown", value=raw)
            return
        if self._kind == "e":
            self._faults[self._column] = _("the formula gives the error {error}", error=raw)
            return
        if text:
            self._cells[self._column] = text
            if shown is not None:
                self._dates[self._column] = shown
            if self._place in self._links:
                self._addresses[self._column] = self._links[self._place]

    def _value(self, raw: str) -> tuple[str, DateShown | None]:
        if self._kind == "s":
            return self._strings.get(int(raw)), None
        if self._kind == "n":
            return self._formats[int(self._style)].text(raw, self._from_1904)
        if self._kind == "b":
            return ("TRUE" if raw == "1" else "FALSE"), None
        if self._kind == "d":
            return raw.removesuffix("T00:00:00").replace("T", " "), DateShown.FULL
        return clean(raw), None


class _Strings:
    """The texts that cells share, in a temporary file: there may be more of them than memory."""

    def __init__(self, archive: SheetArchive) -> None:
        self._archive = archive
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by __exit__)
        self._ends = array("Q", [0])
        self.get = lru_cache(maxsize=4096)(self._read)

    def __enter__(self) -> _Strings:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def read(self, member: str) -> None:
        """Take in the shared texts of the workbook, where it has any."""
        if not member or not self._archive.has(member):
            return
        buffer = TextBuffer(self._archive.name)
        state = {"takes": False, "reading": False, "end": 0}

        def start(name: str, _attributes: dict[str, str]) -> None:
            if name == "t":
                state["takes"] = not state["reading"]
            elif name == "rPh":
                state["reading"] = True

        def end(name: str) -> None:
            if name == "t":
                state["takes"] = False
            elif name == "rPh":
                state["reading"] = False
            elif name == "si":
                state["end"] += self._file.write(clean(buffer.take()).encode())
                self._ends.append(state["end"])

        def text(piece: str) -> None:
            if state["takes"]:
                buffer.add(piece)

        for _piece in self._archive.parse(member, start, end, text):
            pass

    def _read(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        start, end = self._ends[number], self._ends[number + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode()


def _column(place: str) -> int:
    """Return the column of a cell, from 0: 27 for AB12."""
    number = 0
    for letter in place:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1


def _read_book(archive: SheetArchive) -> _Book:
    """Read the workbook: its sheets in their order, and where the other parts stand. Raises SheetError."""
    start = _targets(archive, "").get("officeDocument", [("", _WORKBOOK)])[0][1]
    if start.endswith(".bin"):
        raise SheetError(
            _("{name} is a binary workbook (XLSB). Save it as XLSX.", name=archive.name)
        )
    targets = _targets(archive, start)
    files = {key: file for kind in targets.values() for key, file in kind}
    book = _Book(sheets=[])

    def element(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((value for at, value in attributes.items() if at.endswith(":id")), "")
            file = files.get(key, "")
            if file and any(file == one for _key, one in targets.get("worksheet", [])):
                hidden = attributes.get("state", "visible") != "visible"
                book.sheets.append(_Sheet(attributes.get("name", ""), file, hidden))
        elif name == "workbookPr":
            book.from_1904 = attributes.get("date1904", "0") in ("1", "true")

    archive.parse_whole(start, element)
    book.strings = targets.get("sharedStrings", [("", "")])[0][1]
    book.styles = targets.get("styles", [("", "")])[0][1]
    return book


def _targets(archive: SheetArchive, part: str) -> dict[str, list[tuple[str, str]]]:
    """Return what a part refers to in the package: (key, file) by the last word of the relation's type."""
    folder, file = posixpath.split(part)
    member = posixpath.join(folder, "_rels", f"{file}.rels")
    found: dict[str, list[tuple[str, str]]] = {}

    def element(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            absolute = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.setdefault(kind, []).append((attributes.get("Id", ""), absolute))

    if archive.has(member):
        archive.parse_whole(member, element)
    return found


def _read_formats(archive: SheetArchive, member: str) -> list[NumberFormat]:
    """Return the number format of each cell style, by its number."""
    codes: dict[int, str] = {}
    formats: list[NumberFormat] = []
    state: dict[str, Any] = {"in_styles": False}

    def element(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            state["in_styles"] = name == "cellXfs"
        elif name == "xf" and state["in_styles"]:
            identifier = int(attributes.get("numFmtId", "0"))
            formats.append(NumberFormat(identifier, codes.get(identifier, "")))

    if member and archive.has(member):
        try:
            archive.parse_whole(member, element)
        except ValueError as error:
            if isinstance(error, SheetError):
                raise
            raise SheetError(
                _("{name} is damaged: its styles can't be read.", name=archive.name)
            ) from error
    return formats or [NumberFormat(0)]


def _read_tail(archive: SheetArchive, file: str) -> tuple[MergedCells, dict[str, str]]:
    """Return what stands behind the rows of a sheet: its merged cells, and the addresses that cells lead to."""
    merged, links, targets = MergedCells(), dict[str, str](), dict[str, str]()
    last = b""
    for chunk in archive.chunks(file):
        if re.search(b"mergeCell|hyperlink", last + chunk):
            break
        last = chunk[-16:]
    else:
        return merged, links

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") == "External":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def element(name: str, attributes: dict[str, str]) -> None:
        if name == "mergeCell":
            first, _colon, end = attributes.get("ref", "").partition(":")
            rows = [int(re.sub(r"\D", "", one) or 0) for one in (first, end)]
            merged.add(rows[0], rows[1], _column(first))
        elif name == "hyperlink":
            key = next((value for at, value in attributes.items() if at.endswith(":id")), "")
            if key in targets:
                links[attributes.get("ref", "").partition(":")[0]] = targets[key]

    folder, name = posixpath.split(file)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if archive.has(rels):
        archive.parse_whole(rels, relation)
    archive.parse_whole(file, element)
    return merged, links
