"""A spreadsheet of the museum's own works to fill in: read back unchanged, it changes nothing.

Titles, makers, dates, places and materials have a column for each language. Columns for pictures and texts are empty:
what is written there is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from contract.museum import Room, Work, worded
from tour_server.imports.column_fields import FIELD_NAMES, ColumnField
from tour_server.imports.sheet_writer import write_csv, write_xlsx
from web.translations import gettext as _

_WORDS: dict[ColumnField, Callable[[Work], Mapping[str, str]]] = {
    ColumnField.TITLE: lambda work: work.title,
    ColumnField.MAKER: lambda work: work.maker,
    ColumnField.DATE: lambda work: work.date,
    ColumnField.PLACE: lambda work: work.place,
    ColumnField.MATERIALS: lambda work: work.materials,
}
_TO_ADD = (
    ColumnField.PICTURE,
    ColumnField.ALT,
    ColumnField.TEXT,
)  # empty, ALT and TEXT by language


class TemplateSheet:
    """The works of a museum as a table.

    `languages` are the museum's; those that a work has besides get columns, too. `reader`: the languages of
    whoever downloads it, in which rooms are named.
    """

    def __init__(
        self,
        works: Sequence[Work],
        rooms: Iterable[Room],
        languages: Sequence[str],
        reader: Sequence[str],
    ) -> None:
        self._works = works
        self._own = list(languages)
        self._columns = {field: _spoken(works, words, languages) for field, words in _WORDS.items()}
        self._rooms = _room_names(rooms, [*reader, *languages])

    def headings(self) -> list[str]:
        """Return the headings in the language of the desk; `Title (nl)` says the language of a column."""
        headings = [
            _(FIELD_NAMES[field])
            for field in (ColumnField.KEY, ColumnField.INVENTORY, ColumnField.NUMBER)
        ]
        for field, spoken in self._columns.items():
            headings += [_in_language(field, language) for language in spoken]
        headings += [_(FIELD_NAMES[ColumnField.ROOM]), _(FIELD_NAMES[ColumnField.PICTURE])]
        headings += [_in_language(ColumnField.ALT, language) for language in self._own]
        headings += [_in_language(ColumnField.TEXT, language) for language in self._own]
        return [*headings, _(FIELD_NAMES[ColumnField.SOURCE])]

    def rows(self) -> Iterator[list[str]]:
        """Yield the row of each work, in the order of their numbers."""
        for work in sorted(self._works, key=lambda work: work.number):
            row = [work.key, work.inventory, str(work.number)]
            for field, spoken in self._columns.items():
                words = _WORDS[field](work)
                row += [words.get(language, "") for language in spoken]
            yield [*row, self._rooms.get(work.room, work.room)]

    def write_xlsx(self, file: BinaryIO) -> None:
        """Write it as XLSX."""
        write_xlsx(file, _("Works"), self.headings(), self.rows())

    def write_csv(self, file: BinaryIO, delimiter: str = ";") -> None:
        """Write it as CSV. Excel takes a semicolon where decimals have a comma, as in most of Europe."""
        write_csv(file, self.headings(), self.rows(), delimiter)


def _spoken(
    works: Sequence[Work], words: Callable[[Work], Mapping[str, str]], languages: Sequence[str]
) -> list[str]:
    """Return the museum's languages, and after them the others in which works have such words."""
    found = {language for work in works for language, text in words(work).items() if text}
    return [*languages, *sorted(found.difference(languages))]


def _in_language(field: ColumnField, language: str) -> str:
    return f"{_(FIELD_NAMES[field])} ({language})"


def _room_names(rooms: Iterable[Room], languages: Sequence[str]) -> dict[str, str]:
    """Return what rooms are called, by key; a name that two rooms share is left out."""
    names = {room.key: worded(room.name, languages)[0] or room.key for room in rooms}
    taken = list(names.values())
    return {key: name for key, name in names.items() if taken.count(name) == 1}
