"""Finds the headings of a spreadsheet: in one row, or in two of which one says languages or units."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from tour_server.imports.column_fields import heading_words
from tour_server.imports.column_languages import stated_language
from tour_server.imports.sheet_pictures import has_picture_ending
from tour_server.imports.sheet_table import SheetRow

_HEADING_ROWS = 20  # among the first so many rows the headings are looked for
_UNITS = frozenset(
    heading_words(
        "mm cm dm m in inch inches ft kg g gr gram lb eur euro usd gbp x st stuks pcs unit eenheid einheit"
    )
)


class Headings(Struct, frozen=True):
    """The headings of the columns, and the last of the sample's rows that has some of them; -1: there are none."""

    cells: list[str]
    last: int


def find_headings(
    sample: Sequence[SheetRow],
    is_known: Callable[[str], bool],
    has_wording: Callable[[str], bool],
) -> Headings:
    """Find the headings among the first rows of a sheet.

    `is_known` tells whether a heading is a known one, `has_wording` whether it is of a field with a wording for each
    language. A row of languages below or above such headings belongs to them, and so does a row of units below them.
    """
    at = _heading_row(sample, is_known)
    if at is None:
        return Headings([], -1)
    cells = sample[at].cells
    below = sample[at + 1].cells if at + 1 < len(sample) else []
    if _says_languages(below):
        return Headings(_with_languages(_spread(cells, below), below, has_wording), at + 1)
    if _says_units(below):
        return Headings(cells, at + 1)
    above = sample[at - 1].cells if at else []
    if _says_languages(above):
        cells = _with_languages(cells, _spread(above, cells), has_wording)
    return Headings(cells, at)


def _heading_row(sample: Sequence[SheetRow], is_known: Callable[[str], bool]) -> int | None:
    """Return which of the first rows has the headings: the one with most known ones, else the first.

    Returns None where the first row is one of works: it has a number or the name of a picture in it.
    """
    counts = [sum(is_known(cell) for cell in row.cells if cell) for row in sample[:_HEADING_ROWS]]
    if not counts or max(counts) > 0:
        return counts.index(max(counts)) if counts else None
    is_work = any(cell.isdigit() or has_picture_ending(cell) for cell in sample[0].cells)
    return None if is_work else 0


def _says_languages(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and all(stated_language(cell) for cell in filled)


def _says_units(cells: Sequence[str]) -> bool:
    filled = [cell.strip("()[]. ").casefold() for cell in cells if cell]
    return bool(filled) and all(cell in _UNITS or cell in "€$£" for cell in filled)


def _spread(cells: Sequence[str], where: Sequence[str]) -> list[str]:
    """Return cells of which each also stands in the empty columns to its right where `where` has something."""
    spread: list[str] = []
    last = ""
    for column in range(max(len(cells), len(where))):
        cell = cells[column] if column < len(cells) else ""
        last = cell or last
        filled = column < len(where) and where[column]
        spread.append(cell or (last if filled else ""))
    return spread


def _with_languages(
    headings: Sequence[str], languages: Sequence[str], has_wording: Callable[[str], bool]
) -> list[str]:
    return [
        f"{heading} ({languages[column]})"
        if column < len(languages) and languages[column] and has_wording(heading)
        else heading
        for column, heading in enumerate(headings)
    ]
