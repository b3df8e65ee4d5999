"""Unpacks a zip with a spreadsheet and pictures, and finds the spreadsheet in a folder.

Nothing is written outside the folder that the caller gives, and nothing that an import has no use for is unpacked.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from tour_server.imports.column_guess import guess_columns
from tour_server.imports.column_mapping import ColumnMapping
from tour_server.imports.sheet_archive import SheetArchive
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_pictures import composed, is_companion, is_picture, natural_order
from tour_server.imports.sheet_table import SheetError
from tour_server.imports.spreadsheet import TABLE_ENDINGS, open_table
from web.translations import gettext as _

_FIRST_CHOICE = "references.csv"
_UTF8_NAME = 0x800  # a bit of a zip entry's flags
_LONGEST_NAME = 200  # bytes; file systems take 255


class FoundTable(Struct, frozen=True):
    """The spreadsheet in a folder or zip, with the columns that were guessed. `others` were passed over."""

    path: Path
    mapping: ColumnMapping
    others: list[str]


def is_zip_of_files(path: Path, limits: SheetLimits | None = None) -> bool:
    """Return whether a file is a zip with a spreadsheet or pictures in it, and no spreadsheet itself."""
    if not zipfile.is_zipfile(path):
        return False
    with SheetArchive(path, limits or SheetLimits()) as archive:
        if archive.has("[Content_Types].xml") or archive.has("mimetype"):
            return False
        if any(name.endswith(".iwa") for name in archive.zip.namelist()):  # Numbers
            return False
        return any(_is_wanted(_name(entry)) for entry in archive.zip.infolist())


def unpack(path: Path, into: Path, limits: SheetLimits | None = None) -> list[str]:
    """Unpack the spreadsheets and pictures of a zip into the folder `into`, in the zip's own folders.

    Returns the names of those that were left out because they would lie elsewhere or have too long a name. Raises
    SheetError for a zip that is damaged, protected or beyond the limits.
    """
    with SheetArchive(path, limits or SheetLimits()) as archive:
        taken: set[str] = set()
        left_out = []
        for entry in archive.zip.infolist():
            place = _place(_name(entry))
            if entry.is_dir() or not _is_wanted(_name(entry)):
                continue
            if place is None:
                left_out.append(_name(entry))
                continue
            if place.as_posix() in taken:
                raise SheetError(_("{name} holds {file} twice.", name=path.name, file=place))
            taken.add(place.as_posix())
            target = into / place
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.zip.open(entry) as source, target.open("xb") as file:
                    shutil.copyfileobj(source, file)
            except OSError:
                raise
            except (
                Exception
            ) as error:  # zlib, lzma, bz2 and zipfile raise many types on damaged bytes
                raise SheetError(
                    _(
                        "{name} is damaged: {member} can't be unpacked.",
                        name=path.name,
                        member=place,
                    )
                ) from error
    return left_out


def find_table(
    folder: Path, languages: Sequence[str] = (), limits: SheetLimits | None = None
) -> FoundTable | None:
    """Find the spreadsheet of a folder: `references.csv`, the only one, or the one with most columns that are known.

    Looks into folders only where the folder itself has none. Returns None without one. Raises SheetError where two fit
    as well, or the only one can't be read.
    """
    limits = limits or SheetLimits()
    tables = _tables(folder.glob("*")) or tables_within(folder)
    first = [table for table in tables if table.name.casefold() == _FIRST_CHOICE]
    tables = first or tables
    if not tables:
        return None
    fits: list[tuple[int, Path, ColumnMapping]] = []
    problems: list[SheetError] = []
    for table in tables:
        try:
            mapping = guess_columns(open_table(table, limits), languages)
        except SheetError as error:
            problems.append(error)
            continue
        fits.append((sum(bool(column.field) for column in mapping.columns), table, mapping))
    if not fits:
        raise problems[0]
    most = max(count for count, _table, _mapping in fits)
    best = [(table, mapping) for count, table, mapping in fits if count == most]
    if len(best) > 1:
        raise SheetError(
            _(
                "{folder} has several spreadsheets ({names}); say which",
                folder=folder.resolve().name,
                names=", ".join(table.name for table, _one in best),
            )
        )
    table, mapping = best[0]
    return FoundTable(table, mapping, [one.name for one in tables if one != table])


def tables_within(folder: Path) -> list[Path]:
    """Return the spreadsheets in a folder and the folders in it, in their natural order."""
    return _tables(_deeper(folder))


def _tables(files: Iterable[Path]) -> list[Path]:
    return sorted(
        (
            file
            for file in files
            if file.suffix.casefold() in TABLE_ENDINGS
            and not is_companion(file.name)
            and file.is_file()
        ),
        key=lambda file: natural_order(file.name),
    )


def _deeper(folder: Path) -> Iterable[Path]:
    """Yield the files in the folders of a folder, without those that systems write beside them."""
    for file in folder.rglob("*"):
        if not is_companion(file.relative_to(folder).as_posix()):
            yield file


def _is_wanted(name: str) -> bool:
    return not is_companion(name) and (
        is_picture(name) or PurePosixPath(name).suffix.casefold() in TABLE_ENDINGS
    )


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry. A Mac writes UTF-8 without saying so; zipfile takes it for the code page of DOS."""
    if entry.flag_bits & _UTF8_NAME:
        return composed(entry.filename)
    raw = entry.filename.encode("cp437", "replace")
    try:
        return composed(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return composed(raw.decode("cp850"))


def _place(name: str) -> Path | None:
    """Return where an entry is unpacked below the folder, None for one that would lie elsewhere."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return None
    if any(len(part.encode()) > _LONGEST_NAME or not part.isprintable() for part in parts):
        return None
    return Path(*parts)
