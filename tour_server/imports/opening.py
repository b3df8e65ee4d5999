"""Opens what staff bring in: a CSV with pictures beside it, a folder of photographs, or a museum folder.

A spreadsheet whose headings say nothing to us gives NeedsMapping: a person says what its columns hold, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from contract.museum_folder import MuseumError
from tour_server.catalogue.pictures import Pictures
from tour_server.imports.import_documents import ColumnUse
from tour_server.imports.museum_parts import MuseumParts
from tour_server.imports.records import Record, RecordPicture, RecordSource
from tour_server.imports.sheet_pictures import PICTURE_ENDINGS
from tour_server.imports.table_records import FIELDS, TableRecords, guess_columns

TABLE_ENDINGS = frozenset({".csv", ".tsv", ".txt"})
COLUMN_FIELDS = FIELDS


class NeedsMapping(Struct, frozen=True):
    """A spreadsheet whose columns a person has to look at. `columns`: each with our guess and its first values."""

    name: str
    columns: list[ColumnUse]


class Photographs:
    """A folder of pictures without a table: each is a work named after its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        """What staff call it: the folder's name."""
        return self._folder.resolve().name

    def records(self) -> Iterator[Record]:
        """Yield a work for each picture, in order."""
        files = sorted(
            file for file in self._folder.rglob("*") if file.suffix.lower() in PICTURE_ENDINGS
        )
        for file in files:
            name = file.relative_to(self._folder).as_posix()
            yield Record(
                where=name,
                identifier=name,
                key=file.stem,
                pictures=[RecordPicture(name, file)],
            )


Opened = RecordSource | MuseumParts | NeedsMapping


def open_upload(
    path: Path,
    pictures: Pictures,
    columns: Sequence[ColumnUse] = (),
    table: Path | None = None,
) -> Opened:
    """Return what a file or a folder holds. `columns`: what a person said of its columns; `table`: the folder's CSV.

    Raises MuseumError when it is nothing that can be imported.
    """
    if path.is_dir() and (path / "museum.toml").is_file():
        return MuseumParts(path, pictures)
    found = table or (_table_in(path) if path.is_dir() else path)
    if found is None:
        return Photographs(path)
    if found.suffix.lower() not in TABLE_ENDINGS:
        endings = ", ".join(sorted(TABLE_ENDINGS))
        raise MuseumError(
            [f"{found.name} can't be imported; choose a file that ends in {endings}."]
        )
    guessed = list(columns) or guess_columns(found)
    held = {column.field for column in guessed}
    if not columns and (not held & {"work", "title"} or "" in held):
        return NeedsMapping(found.name, guessed)
    return TableRecords(found, guessed, path if path.is_dir() else None)


def _table_in(folder: Path) -> Path | None:
    if (folder / "references.csv").is_file():
        return folder / "references.csv"
    tables = sorted(folder.glob("*.csv"))
    if len(tables) > 1:
        names = ", ".join(table.name for table in tables)
        raise MuseumError(
            [f"{folder.resolve().name} has several CSVs ({names}); say which with --csv"]
        )
    return tables[0] if tables else None
