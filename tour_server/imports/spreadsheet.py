"""Opens a spreadsheet, guesses its columns, and reads its rows into records."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from contract.museum_folder import MuseumError
from tour_server.imports.column_fields import ColumnField
from tour_server.imports.column_guess import guess_columns
from tour_server.imports.column_mapping import ColumnMapping
from tour_server.imports.csv_file import CsvTable
from tour_server.imports.numbered_pictures import NumberedPictures
from tour_server.imports.records import Record
from tour_server.imports.sheet_archive import SheetArchive
from tour_server.imports.sheet_encoding import is_text
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_pictures import PictureFiles
from tour_server.imports.sheet_record import RecordMaker
from tour_server.imports.sheet_table import SheetError, SheetLayout, SheetRow, Table
from tour_server.imports.spreadsheet_ods import OdsTable
from tour_server.imports.spreadsheet_xlsx import XlsxTable
from web.translations import gettext as _

TABLE_ENDINGS = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".mer", ".xlsx", ".xlsm", ".ods", ".ots", ".xltx"}
)
_START_BYTES = 4096
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_table(
    path: Path, limits: SheetLimits | None = None, layout: SheetLayout | None = None
) -> Table:
    """Open a CSV, XLSX or ODS file, recognised by its content and not by its name.

    `layout` may name the encoding and delimiter of a CSV. Raises SheetError for any other file, saying what to do.
    """
    limits = limits or SheetLimits()
    try:
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
    except OSError as error:
        raise SheetError(
            _("{name} can't be read: {reason}.", name=path.name, reason=error.strerror)
        ) from error
    if not start.strip():
        raise SheetError(_("{name} is empty.", name=path.name))
    if start.startswith(_ZIP):
        return _open_zipped(path, limits)
    problem = _not_a_table(path.name, start)
    if problem:
        raise SheetError(problem)
    return CsvTable(path, limits, layout)


def guess_mapping(
    path: Path,
    languages: Sequence[str] = (),
    limits: SheetLimits | None = None,
    sheet: str = "",
) -> ColumnMapping:
    """Guess how a spreadsheet is read. `languages`: those of the museum. `sheet`: the only one that is looked at.

    Raises SheetError.
    """
    return guess_columns(open_table(path, limits), languages, sheet)


class SpreadsheetSource:
    """A spreadsheet as a source of records, read by a mapping of its columns.

    `pictures`: the folder with the pictures that it names. `name`: what staff call it; the file's name unless told.
    `beyond`: its paths may lead out of that folder (`PictureFiles`).
    """

    def __init__(
        self,
        path: Path,
        mapping: ColumnMapping,
        pictures: Path | None = None,
        limits: SheetLimits | None = None,
        name: str = "",
        *,
        beyond: bool = False,
    ) -> None:
        self.name = name or path.name
        self._mapping = mapping
        self._limits = limits or SheetLimits()
        self._table = open_table(path, self._limits, mapping.layout)
        self._pictures = (
            None if pictures is None else PictureFiles(pictures, self._limits, beyond=beyond)
        )
        self._numbered: NumberedPictures | None = None
        if self._pictures is not None and not mapping.of(ColumnField.PICTURE):
            self._numbered = NumberedPictures(self._pictures.files)
        self._counts: dict[int, int] | None = None

    def records(self) -> Iterator[Record]:
        """Yield a record for each work, in the order in which the rows of each are complete.

        Only works with several rows that are not yet all read are held in memory. Raises MuseumError.
        """
        problems = self._mapping.problems()
        if problems:
            raise MuseumError([f"{self.name}: {problem}" for problem in problems])
        if self._pictures is not None:
            self._pictures.start_anew()
        maker = RecordMaker(self._mapping, self._pictures, self._numbered)
        if self._counts is None:
            self._counts = self._repeated_names(maker)
        counts = self._counts
        waiting: dict[str, list[SheetRow]] = {}
        for row in self._rows():
            name = maker.name_of(row)
            count = counts.get(_digest(name), 1) if name else 1
            if count == 1:
                yield maker.make([row])
                continue
            rows = waiting.setdefault(name, [])
            rows.append(row)
            if len(rows) == count:
                yield maker.make(waiting.pop(name))
        for rows in waiting.values():  # two names of one digest
            yield maker.make(rows)

    def unused_pictures(self) -> list[str]:
        """Return the pictures in the folder that no row has named; it is known when all records were read."""
        return [] if self._pictures is None else self._pictures.unnamed()

    def _rows(self) -> Iterator[SheetRow]:
        layout = self._mapping.layout
        for row in self._table.rows(layout.sheet):
            if row.number > layout.heading_row:
                yield row

    def _repeated_names(self, maker: RecordMaker) -> dict[int, int]:
        """Return in how many rows each work is that is in several, by the digest of its name."""
        digests = array("Q")
        for row in self._rows():
            name = maker.name_of(row)
            if name:
                digests.append(_digest(name))
                if self._numbered is not None:
                    self._numbered.add_number(name)
        values, counts = np.unique(np.frombuffer(digests, np.uint64), return_counts=True)
        several = counts > 1
        return dict(zip(values[several].tolist(), counts[several].tolist(), strict=True))


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def _open_zipped(path: Path, limits: SheetLimits) -> Table:
    """Open a spreadsheet that is a zip inside. Raises SheetError for other zips."""
    with SheetArchive(path, limits) as archive:
        names = archive.zip.namelist()
        is_ods = archive.has("content.xml") and archive.has("mimetype")
    if is_ods:
        return OdsTable(path, limits)
    if any(name.startswith("xl/") for name in names):
        return XlsxTable(path, limits)
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise SheetError(
            _(
                "{name} is a Numbers document. Export it from Numbers as Excel or CSV.",
                name=path.name,
            )
        )
    if any(name.startswith("word/") for name in names):
        raise SheetError(
            _("{name} is a Word document. Copy its table into a spreadsheet.", name=path.name)
        )
    raise SheetError(_("{name} is a zip, no spreadsheet.", name=path.name))


def is_excel_xml(path: Path) -> bool:
    """Return whether a file is an XML spreadsheet, as Excel 2003 wrote them; `open_table` refuses it by name."""
    with path.open("rb") as file:
        return b"urn:schemas-microsoft-com:office:spreadsheet" in file.read(_START_BYTES)


def _not_a_table(name: str, start: bytes) -> str:
    """Return why a file can't be a spreadsheet and what to do, "" when it may be a CSV."""
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_OLD_OFFICE):
        return _(
            "{name} is an old Excel file (XLS) or is protected by a password. Save it as XLSX, without "
            "a password.",
            name=name,
        )
    if text.startswith((b"<!doctype html", b"<html", b"<table")):
        return _(
            "{name} is a web page. Open it in a spreadsheet program and save it as XLSX.", name=name
        )
    if text.startswith(b"<?xml"):
        return _("{name} is XML. Open it in a spreadsheet program and save it as XLSX.", name=name)
    if text.startswith(b"%pdf"):
        return _(
            "{name} is a PDF, whose tables can't be read. Export the table as XLSX.", name=name
        )
    if text.startswith(b"{") and b"docs.google" in text:
        return _(
            "{name} only points to a Google sheet. Download it there: File, Download, Microsoft Excel.",
            name=name,
        )
    if not is_text(start):
        return _("{name} is no spreadsheet: CSV, XLSX and ODS can be read.", name=name)
    return ""
