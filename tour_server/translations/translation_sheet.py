"""Texts for translators as a spreadsheet, for those without a translator's tool, and such a spreadsheet read again.

The headings of its fourth and fifth columns are the two languages. The first column has the ids, by which rows are
found again in whatever order they come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from contract.museum_folder import MuseumError
from tour_server.imports.sheet_table import SheetRow
from tour_server.imports.sheet_writer import write_csv, write_xlsx
from tour_server.imports.spreadsheet import open_table
from tour_server.translations.exchange_unit import (
    IncomingFile,
    IncomingText,
    OutgoingPart,
    read_id,
)
from tour_server.translations.translated_texts import STATE_WORDS
from web.translations import gettext as _

ID = "id"
_SOURCE, _TARGET, _PATH = 3, 4, 6
CSV_DELIMITER = ";"  # what spreadsheet programs of most of the museums' languages expect


def write_sheet(
    file: BinaryIO,
    ending: str,
    source_language: str,
    language: str,
    parts: Iterable[OutgoingPart],
) -> None:
    """Write the texts as XLSX or CSV, by the ending."""
    headings = [ID, _("part"), _("text"), source_language, language, _("state"), _("path")]
    rows = _rows(parts)
    if ending == "csv":
        write_csv(file, headings, rows, CSV_DELIMITER)
    else:
        write_xlsx(file, f"{source_language} - {language}", headings, rows)


def read_sheet(path: Path) -> IncomingFile:
    """Return the texts of a spreadsheet that was written so. Raises MuseumError where it was not."""
    rows = open_table(path).rows()
    heading = next(rows, None)
    if heading is None or heading.cell(0).strip().casefold() != ID or not heading.cell(_TARGET):
        raise MuseumError(
            [
                _(
                    "{file} is no spreadsheet of translations: its first row must name the columns as the one that "
                    "went out did, “id” first and the two languages fourth and fifth.",
                    file=path.name,
                )
            ]
        )
    texts = list(_texts(rows))
    if not texts:
        raise MuseumError([_("{file} has no text to translate in it.", file=path.name)])
    return IncomingFile(heading.cell(_SOURCE).strip(), heading.cell(_TARGET).strip(), texts)


def _rows(parts: Iterable[OutgoingPart]) -> Iterator[list[str]]:
    for part in parts:
        for text in part.texts:
            state = _(STATE_WORDS[text.state])
            yield [text.id, part.name, text.name, text.source, text.target, state, text.path]


def _texts(rows: Iterable[SheetRow]) -> Iterator[IncomingText]:
    for row in rows:
        path, known = read_id(row.cell(0))
        if not path and known is None and not row.cell(_TARGET):
            continue  # a remark of the translator's
        yield IncomingText(row.cell(0), row.cell(_PATH), row.cell(_SOURCE), row.cell(_TARGET))
