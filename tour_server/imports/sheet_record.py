"""Makes one record of the rows of a spreadsheet that tell of one work.

A cell that can't be read is a problem of the record, and the other cells count all the same. Where two rows say
something different, the first one counts and the other is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from contract.field_limits import field_limits, type_limits
from contract.museum import Block, Key, Level, Source, Text
from tour_server.catalogue.assumed_values import NO_LANGUAGE
from tour_server.imports.cell_words import cell_words
from tour_server.imports.column_fields import ColumnField
from tour_server.imports.column_mapping import ColumnMapping, MappedColumn
from tour_server.imports.numbered_pictures import NumberedPictures
from tour_server.imports.records import Record, RecordBlock, RecordPicture
from tour_server.imports.sheet_pictures import (
    AmbiguousPictureError,
    PictureFiles,
    format_problem_of,
    is_address,
    is_picture,
)
from tour_server.imports.sheet_table import SheetRow
from tour_server.imports.sheet_values import (
    CellValueError,
    checked_text,
    date_span,
    date_text,
    inventory_text,
    is_total,
    language_tag,
    level_of,
    room_name,
    visitors_number,
)
from web.translations import gettext as _

_KEY = re.compile(type_limits(Key).pattern or "")
_NAMES = (ColumnField.INVENTORY, ColumnField.KEY, ColumnField.IDENTIFIER)
_DATES = (ColumnField.DATE, ColumnField.DATE_FROM, ColumnField.DATE_UNTIL)
_WORDS = {
    ColumnField.TITLE: "title",
    ColumnField.MAKER: "maker",
    ColumnField.DATE: "date",
    ColumnField.PLACE: "place",
    ColumnField.MATERIALS: "materials",
}
_SHORTEST_CITATION = int(field_limits(Source, "citation").shortest or 0)
_LONGEST_TEXT = int(field_limits(Block, "text").longest or 0)


class _Draft(Struct):
    """What the rows so far say of a work. `rows` tells in which row a field was first found."""

    names: dict[ColumnField, str] = field(default_factory=dict)
    words: dict[str, Text] = field(default_factory=lambda: {name: {} for name in _WORDS.values()})
    rows: dict[object, int] = field(default_factory=dict)
    number: int | None = None
    room: str = ""
    licence: str = ""
    holder: str = ""
    credit: str = ""
    alt: Text = field(default_factory=dict)
    pictures: list[RecordPicture] = field(default_factory=list)
    blocks: list[RecordBlock] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)


class RecordMaker:
    """Makes records by one mapping of columns."""

    def __init__(
        self,
        mapping: ColumnMapping,
        pictures: PictureFiles | None,
        numbered: NumberedPictures | None = None,
    ) -> None:
        """`numbered`: the pictures by inventory number, where no column names pictures."""
        self._mapping, self._pictures, self._numbered = mapping, pictures, numbered
        self._columns = [(at, one) for at, one in enumerate(mapping.columns) if one.field]
        self._by_field: dict[ColumnField, list[tuple[int, MappedColumn]]] = {}
        for at, column in self._columns:
            if column.field is not None:
                self._by_field.setdefault(column.field, []).append((at, column))
        self._numbers: dict[int, int] = {}

    def name_of(self, row: SheetRow) -> str:
        """Return by what the rows of one work are known, "" for a row that stands alone."""
        for kind in _NAMES:
            for at, _column in self._by_field.get(kind, []):
                if row.cell(at):
                    return row.cell(at)
        return ""

    def make(self, rows: Sequence[SheetRow]) -> Record:
        """Return the record of the rows of one work."""
        draft = _Draft()
        for row in rows:
            self._add(draft, row)
        where = _where([row.number for row in rows])
        names = draft.names
        shared = next((names[kind] for kind in _NAMES if kind in names), "")
        key = names.get(ColumnField.KEY, "")
        title = draft.words["title"]
        if self._is_total(draft):
            told = _("It is a row of totals, and no work; it was left out.")
            return Record(where, problems=[told], row=rows[0].number)
        if self._numbered is not None and shared:
            self._add_numbered(draft, self._numbered.of(self.name_of(rows[0])))
        if not (shared or title or draft.pictures):
            nameless = _("Nothing in it says which work it is about; it was left out.")
            return Record(where, problems=[nameless, *draft.problems], row=rows[0].number)
        return Record(
            where=where,
            identifier=names.get(ColumnField.IDENTIFIER, shared),
            key=key if _KEY.match(key) else "",
            inventory=names.get(ColumnField.INVENTORY, ""),
            number=self._own_number(draft, rows[0].number),
            room=draft.room,
            pictures=draft.pictures,
            blocks=draft.blocks,
            sources=draft.sources,
            licence=draft.licence,
            holder=draft.holder,
            problems=draft.problems,
            absent=draft.absent,
            row=rows[0].number,
            title=title,
            maker=draft.words["maker"],
            date=draft.words["date"],
            place=draft.words["place"],
            materials=draft.words["materials"],
        )

    def _is_total(self, draft: _Draft) -> bool:
        """Return whether the rows say a total alone: a name and nothing else, in a list whose works have titles."""
        named = [name for name in draft.names.values() if is_total(name)]
        others = any(draft.words.values()) or draft.blocks or draft.pictures or draft.room
        return bool(
            named and not others and ColumnField.TITLE in self._by_field and draft.number is None
        )

    def _add_numbered(self, draft: _Draft, files: Sequence[str]) -> None:
        """Add the pictures whose names begin with the work's inventory number, with what the rows say of pictures."""
        for file in files:
            path, problem = self._find(file)
            if path is None:
                draft.problems.append(problem)
            else:
                rights = (draft.licence, draft.holder, draft.credit)
                draft.pictures.append(RecordPicture(file, path, "", draft.alt, *rights))

    def _add(self, draft: _Draft, row: SheetRow) -> None:
        for at, column in self._columns:
            if at in row.faults:
                self._report(draft, row, column, row.faults[at])
        language = next(iter(self._read(draft, row, ColumnField.LANGUAGE)), None)
        language = language or self._mapping.language
        for kind in _NAMES:
            for text, column in self._cells(draft, row, kind):
                self._once(draft, row, column, kind, text)
        self._add_words(draft, row, language)
        for number, column in self._numbers_in(draft, row):
            if draft.number is None:
                draft.number = number
            self._same(draft, row, column, draft.number == number)
        for text, column in self._cells(draft, row, ColumnField.ROOM):
            draft.room = draft.room or text
            self._same(draft, row, column, draft.room == text)
        sources = [
            Source(text, text if is_address(text) else None)
            for text, column in self._cells(draft, row, ColumnField.SOURCE)
            if self._is_citation(draft, row, column, text)
        ]
        if not self._add_blocks(draft, row, language, sources):
            draft.sources += [source for source in sources if source not in draft.sources]
        self._add_pictures(draft, row, language)

    def _add_words(self, draft: _Draft, row: SheetRow, language: str | None) -> None:
        joined: dict[tuple[str, str], list[str]] = {}
        for kind, name in _WORDS.items():
            for text, column in self._cells(draft, row, kind):
                spoken = column.language or language or NO_LANGUAGE
                if (
                    kind == ColumnField.MATERIALS
                ):  # material and technique are two columns of one line
                    joined.setdefault((name, spoken), []).append(text)
                    continue
                first = draft.words[name].setdefault(spoken, text)
                self._same(draft, row, column, first == text, (kind, spoken))
        for (name, spoken), texts in joined.items():
            draft.words[name].setdefault(spoken, ", ".join(dict.fromkeys(texts)))
        self._add_span(draft, row, language)

    def _add_span(self, draft: _Draft, row: SheetRow, language: str | None) -> None:
        """Make a date of its first and last year, where no column says it in words."""
        ends = [
            next(self._cells(draft, row, kind), ("", None))
            for kind in (ColumnField.DATE_FROM, ColumnField.DATE_UNTIL)
        ]
        column = next((one for _text, one in ends if one is not None), None)
        if column is not None:
            spoken = column.language or language or NO_LANGUAGE
            draft.words["date"].setdefault(spoken, date_span(ends[0][0], ends[1][0]))

    def _add_blocks(
        self, draft: _Draft, row: SheetRow, language: str | None, sources: list[Source]
    ) -> bool:
        """Add the texts of a row. Returns whether there are any, whose sources are then theirs."""
        authors = [text for text, _column in self._cells(draft, row, ColumnField.WRITTEN_BY)]
        level = next(iter(self._levels(draft, row)), None)
        found = False
        for text, column in self._cells(draft, row, ColumnField.TEXT):
            spoken = column.language or language
            if spoken is None or spoken == NO_LANGUAGE:
                self._report(draft, row, column, _("the text has no language, so it was left out"))
                continue
            if len(text) > _LONGEST_TEXT:
                told = _("the text has {count} characters, {limit} at most, so it was left out")
                self._report(draft, row, column, told.format(count=len(text), limit=_LONGEST_TEXT))
                continue
            found = True
            block = RecordBlock(
                text, spoken, column.level or level, sources, next(iter(authors), "")
            )
            if block not in draft.blocks:
                draft.blocks.append(block)
        return found

    def _add_pictures(self, draft: _Draft, row: SheetRow, language: str | None) -> None:
        alt: Text = {}
        for text, column in self._cells(draft, row, ColumnField.ALT):
            alt.setdefault(column.language or language or NO_LANGUAGE, text)
        licence, holder, credit = (
            next((text for text, _column in self._cells(draft, row, kind)), "")
            for kind in (ColumnField.LICENCE, ColumnField.HOLDER, ColumnField.CREDIT)
        )
        draft.licence, draft.holder = draft.licence or licence, draft.holder or holder
        draft.credit, draft.alt = draft.credit or credit, draft.alt | alt
        for text, column, at in self._plain_cells(draft, row, ColumnField.PICTURE):
            for name in _picture_names(text):
                link = next((one for one in (name, row.links.get(at, "")) if is_address(one)), "")
                path, problem = self._find(name) if link != name else (None, "")
                if problem and not link:
                    self._report(draft, row, column, problem)
                    if self._pictures is not None and not self._pictures.has(name):
                        draft.absent[name] = draft.problems[-1]
                    continue
                address = "" if path is not None else link
                picture = RecordPicture(name, path, address, alt, licence, holder, credit)
                known = {(one.path or one.name, one.address) for one in draft.pictures}
                if (picture.path or picture.name, picture.address) not in known:
                    draft.pictures.append(picture)

    def _find(self, name: str) -> tuple[Path | None, str]:
        """Return the file of a picture, None where no folder was given, and why there is none that can be used."""
        if self._pictures is None:
            return None, ""
        try:
            path = self._pictures.find(name)
        except AmbiguousPictureError as error:
            return None, _(
                "{name} is in several folders ({files}); write the folder with it",
                name=name,
                files=error,
            )
        if path is None:
            return None, _("there is no file {name}", name=name)
        problem = format_problem_of(path)
        return (path, "") if problem is None else (None, f"{name}: {problem}")

    def _once(
        self, draft: _Draft, row: SheetRow, column: MappedColumn, kind: ColumnField, text: str
    ) -> None:
        first = draft.names.setdefault(kind, text)
        self._same(draft, row, column, first == text, kind)

    def _same(
        self,
        draft: _Draft,
        row: SheetRow,
        column: MappedColumn,
        same: bool,
        what: object = None,
    ) -> None:
        """Report a cell that says something else than an earlier row of the work."""
        first = draft.rows.setdefault(what or column.field, row.number)
        if not same:
            told = _("row {row} says something else of this work, which counts", row=first)
            self._report(draft, row, column, told)

    def _report(self, draft: _Draft, row: SheetRow, column: MappedColumn, problem: str) -> None:
        draft.problems.append(f"{_where([row.number])}, {column.heading}: {problem}")

    def _own_number(self, draft: _Draft, row: int) -> int | None:
        """Return the number of a work, None when another work of the spreadsheet has it."""
        if draft.number is None:
            return None
        first = self._numbers.setdefault(draft.number, row)
        if first == row:
            return draft.number
        draft.problems.append(
            _(
                "Row {first} has the number {number}, too; this work gets none.",
                first=first,
                number=draft.number,
            )
        )
        return None

    def _cells(
        self, draft: _Draft, row: SheetRow, kind: ColumnField
    ) -> Iterator[tuple[str, MappedColumn]]:
        """Yield the values of a row in the columns of one kind; what can't be read is reported."""
        for text, column, _at in self._plain_cells(draft, row, kind):
            yield text, column

    def _plain_cells(
        self, draft: _Draft, row: SheetRow, kind: ColumnField
    ) -> Iterator[tuple[str, MappedColumn, int]]:
        for at, column in self._by_field.get(kind, []):
            text, shown = cell_words(row.cell(at), kind), row.dates.get(at)
            if not text:
                continue
            try:
                if kind in _DATES:
                    text = date_text(text, shown)
                elif kind in _NAMES:
                    text = inventory_text(text, shown)
                elif kind == ColumnField.ROOM:
                    text = room_name(text, shown)
                else:
                    text = checked_text(text, shown)
            except CellValueError as problem:
                self._report(draft, row, column, str(problem))
                continue
            if text:
                yield text, column, at

    def _numbers_in(self, draft: _Draft, row: SheetRow) -> Iterator[tuple[int, MappedColumn]]:
        for at, column in self._by_field.get(ColumnField.NUMBER, []):
            if row.cell(at):
                try:
                    yield visitors_number(row.cell(at), row.dates.get(at)), column
                except CellValueError as problem:
                    self._report(draft, row, column, str(problem))

    def _read(self, draft: _Draft, row: SheetRow, kind: ColumnField) -> Iterator[str]:
        for text, column in self._cells(draft, row, kind):
            try:
                yield language_tag(text)
            except CellValueError as problem:
                self._report(draft, row, column, str(problem))

    def _levels(self, draft: _Draft, row: SheetRow) -> Iterator[Level]:
        for text, column in self._cells(draft, row, ColumnField.LEVEL):
            try:
                yield level_of(text)
            except CellValueError as problem:
                self._report(draft, row, column, str(problem))

    def _is_citation(self, draft: _Draft, row: SheetRow, column: MappedColumn, text: str) -> bool:
        if len(text) >= _SHORTEST_CITATION:
            return True
        told = _("a source has {count} characters at least", count=_SHORTEST_CITATION)
        self._report(draft, row, column, told)
        return False


def _picture_names(text: str) -> list[str]:
    """Return the pictures that a cell names, divided by line breaks, ; or |, or by commas where each is a picture."""
    names = [name.strip() for name in re.split(r"[\n;|]", text)]
    if len(names) == 1 and "," in text:
        pieces = [piece.strip() for piece in text.split(",")]
        names = pieces if all(is_picture(piece) for piece in pieces) else names
    return [name for name in names if name]


def _where(numbers: Sequence[int]) -> str:
    """Return which rows these are, as the person who opens the spreadsheet sees them."""
    if len(numbers) == 1:
        return _("row {number}", number=numbers[0])
    return _("rows {numbers}", numbers=", ".join(str(number) for number in numbers))
