"""Reads the labels of a table (CSV, also packed with gzip) without importing it: to try what would be proposed.

Columns are known by their headings, which are those of an import. Columns about who a maker is (sex, nationality,
birth) have none of these headings, and are not read.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from contract.museum_folder import MuseumError
from tour_server.imports.column_fields import FIELD_OF, ColumnField, heading_words
from tour_server.links.work_label import WorkLabel

SUBJECT_HEADINGS = frozenset(
    heading_words(
        """
        subject subjects keyword keywords tag tags iconclass depicts depicted theme themes onderwerp onderwerpen
        trefwoord trefwoorden sujet sujets motsclés représente schlagwort schlagworte schlagwörter thema motiv motive
        tema temas materia materias palabrasclave
        """
    )
)
_KEYS = (ColumnField.INVENTORY, ColumnField.IDENTIFIER, ColumnField.KEY, ColumnField.NUMBER)


def read_label_table(path: Path) -> Iterator[WorkLabel]:
    """Yield the label of each row; rows without a key are passed over.

    Raises MuseumError where no column has a title or nothing names a row, and for a file that is no CSV in UTF-8.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with (
            opened(path, "rb") as raw,
            io.TextIOWrapper(cast("BinaryIO", raw), encoding="utf-8-sig", newline="") as file,
        ):
            yield from _labels(csv.reader(file), path.name)
    except (csv.Error, UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise MuseumError([f"{path.name} is no CSV file in UTF-8: {error}."]) from error


def _labels(reader: Iterator[list[str]], name: str) -> Iterator[WorkLabel]:
    columns, subjects = _columns(next(reader, []))
    key = next((columns[one] for one in _KEYS if one in columns), None)
    if key is None or ColumnField.TITLE not in columns:
        raise MuseumError([f"{name} has no column with a title, or none that names works."])
    for row in reader:
        if len(row) <= key or not row[key].strip():
            continue
        cells = {field: row[at].strip() for field, at in columns.items() if at < len(row)}
        yield WorkLabel(
            row[key].strip(),
            cells.get(ColumnField.TITLE, ""),
            cells.get(ColumnField.MAKER, ""),
            cells.get(ColumnField.DATE, ""),
            cells.get(ColumnField.PLACE, ""),
            cells.get(ColumnField.MATERIALS, ""),
            [one for at in subjects if at < len(row) for one in split_terms(row[at])],
        )


def _columns(headings: list[str]) -> tuple[dict[ColumnField, int], list[int]]:
    """Return the column of each field, the first where several have it, and those of subjects."""
    columns: dict[ColumnField, int] = {}
    subjects = []
    for at, heading in enumerate(headings):
        name = "".join(heading_words(heading))
        if name in SUBJECT_HEADINGS:
            subjects.append(at)
        elif (field := FIELD_OF.get(name)) is not None:
            columns.setdefault(field, at)
    return columns, subjects


def split_terms(cell: str) -> list[str]:
    """Return the terms of a cell, which stand between semicolons, bars or line breaks."""
    return [one.strip() for one in re.split(r"[;|\n]", cell) if one.strip()]
