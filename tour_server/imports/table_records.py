"""A CSV in UTF-8 or UTF-16 as records: the columns of `zaalgids museum import`, or those that a person points at.

Rows that name the same work (`work`, else `inventory`) are one record. Nothing is invented: a cell that can't be read
is a problem of its record, by the row's number in a spreadsheet program, where the headings are row 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from contract.field_limits import field_limits, type_limits
from contract.museum import Language, Level, Source, Work
from contract.museum_folder import MuseumError
from runtime.text_file import TextFileError, read_text_file
from tour_server.catalogue.assumed_values import NO_LANGUAGE
from tour_server.catalogue.keys import slug
from tour_server.imports.import_documents import ColumnUse
from tour_server.imports.records import Record, RecordBlock, RecordPicture

TEXTS = ("title", "maker", "date", "place", "materials")
FIELDS = (
    "work",
    "identifier",
    "inventory",
    "number",
    *TEXTS,
    "room",
    "path",
    "alt",
    "text",
    "source",
    "level",
    "by",
    "language",
    "licence",
    "holder",
)
"""What a column can hold."""
EXAMPLES = 3  # first values of a column that a person is shown
_DELIMITERS = ",;\t|"


class TableRow(Struct, frozen=True):
    """A row: its number as a spreadsheet program shows it, and its cells with what their columns hold."""

    number: int
    cells: list[tuple[ColumnUse, str]]

    def cell(self, field: str) -> str:
        """Return the first value for a field, empty where the row has none."""
        return next((text for column, text in self.cells if column.field == field and text), "")


class TableRecords:
    """The records of a CSV. Raises MuseumError when it can't be read."""

    def __init__(
        self, table: Path, columns: Sequence[ColumnUse], pictures: Path | None = None
    ) -> None:
        """`columns`: what each column holds, in the file's order. `pictures`: the folder of its pictures."""
        self._table, self._columns = table, columns
        self._pictures = pictures or table.parent

    @property
    def name(self) -> str:
        """What staff call it: the file's name."""
        return self._table.name

    def records(self) -> Iterator[Record]:
        """Yield each work of the table, in the order of its first row."""
        groups: dict[str, list[TableRow]] = {}
        for row in self._rows():
            name = row.cell("work") or row.cell("inventory") or row.cell("identifier")
            groups.setdefault(name or f"row {row.number}", []).append(row)
        for rows in groups.values():
            yield self._record(rows)

    def _rows(self) -> Iterator[TableRow]:
        for number, cells in enumerate(read_rows(self._table)):
            values = [cell.strip() for cell in cells]
            if number and any(values):
                yield TableRow(number + 1, list(zip(self._columns, values, strict=False)))

    def _record(self, rows: list[TableRow]) -> Record:
        first = rows[0]
        problems: list[str] = []
        key, name = "", next((cell for row in rows if (cell := row.cell("work"))), "")
        if name:
            try:
                key = slug(name)
            except ValueError:
                key = ""

        def one(field: str) -> str:
            return next((cell for row in rows if (cell := row.cell(field))), "")

        record = Record(
            where=f"row {first.number}",
            identifier=one("identifier") or name,
            key=key,
            inventory=one("inventory"),
            number=_number(one("number"), problems),
            room=one("room"),
            licence=one("licence"),
            holder=one("holder"),
        )
        texts: dict[str, dict[str, str]] = {field: {} for field in TEXTS}
        pictures: list[RecordPicture] = []
        blocks: list[RecordBlock] = []
        for row in rows:
            language = _language(row.cell("language"), row, problems)
            self._add_cells(row, language, texts, pictures, blocks, problems)
        return replace(
            record,
            **texts,
            pictures=pictures,
            blocks=blocks,
            problems=problems,
        )

    def _add_cells(
        self,
        row: TableRow,
        language: str,
        texts: dict[str, dict[str, str]],
        pictures: list[RecordPicture],
        blocks: list[RecordBlock],
        problems: list[str],
    ) -> None:
        alt: dict[str, str] = {}
        for column, text in row.cells:
            in_language = column.language or language
            if not text:
                continue
            if column.field in texts:
                texts[column.field][in_language] = text
            elif column.field == "alt":
                alt[in_language] = text
            elif column.field == "text":
                if in_language == NO_LANGUAGE:
                    problems.append(
                        f"row {row.number}: the text has no language, so it was left out"
                    )
                    continue
                source = row.cell("source")
                level = _level(row, problems)
                sources = [Source(source)] if len(source) >= _SHORTEST_CITATION else []
                blocks.append(RecordBlock(text, in_language, level, sources, row.cell("by")))
        if path := row.cell("path"):
            pictures.append(RecordPicture(path, self._picture(path), alt=alt))

    def _picture(self, path: str) -> Path | None:
        plain = PurePosixPath(path.replace("\\", "/"))
        if plain.is_absolute() or ".." in plain.parts:
            return None
        for place in (self._pictures / plain, self._pictures / plain.name):
            if place.is_file():
                return place
        return None


_SHORTEST_CITATION = field_limits(Source, "citation").shortest or 1
_LANGUAGE = re.compile(type_limits(Language).pattern or "")


def read_rows(table: Path) -> Iterator[list[str]]:
    """Yield the rows of a CSV, the headings first. Raises MuseumError."""
    try:
        text = read_text_file(table)
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except (OSError, csv.Error, TextFileError) as error:
        raise MuseumError([f"{table.name} can't be read as a CSV: {error}"]) from error


def guess_columns(table: Path) -> list[ColumnUse]:
    """Return the columns of a CSV with their first values, and what they hold where the heading is a known field."""
    rows = read_rows(table)
    headings = next(rows, [])
    examples: list[list[str]] = [[] for _ in headings]
    for row in rows:
        for values, cell in zip(examples, row, strict=False):
            if cell.strip() and len(values) < EXAMPLES:
                values.append(cell.strip()[:100])
        if all(len(values) == EXAMPLES for values in examples):
            break
    return [
        ColumnUse(
            heading.strip(), field if (field := _field(heading)) in FIELDS else "", "", values
        )
        for heading, values in zip(headings, examples, strict=True)
    ]


def _field(heading: str) -> str:
    return heading.strip().casefold()


def _number(text: str, problems: list[str]) -> int | None:
    if not text:
        return None
    limits = field_limits(Work, "number")
    low, high = int(limits.low or 0), int(limits.high or 0)
    if not text.isdecimal() or not low <= int(text) <= high:
        problems.append(f"{text!r} is no number from {low} to {high}")
        return None
    return int(text)


def _language(text: str, row: TableRow, problems: list[str]) -> str:
    if text and not _LANGUAGE.match(text):
        problems.append(
            f"row {row.number}: {text!r} is no language tag; write one like nl or pt-BR"
        )
        return NO_LANGUAGE
    return text or NO_LANGUAGE


def _level(row: TableRow, problems: list[str]) -> Level | None:
    text = row.cell("level")
    if text and text not in list(Level):
        problems.append(f"row {row.number}: {text!r} is no level; write one of {', '.join(Level)}")
        return None
    return Level(text) if text else None
