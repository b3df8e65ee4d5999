"""Opens what staff bring in: a spreadsheet, alone, in a folder or in a zip with its pictures; a folder of pictures
alone; a collection as IIIF, LIDO, Linked Art or TourML; or a museum folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tour_server.catalogue.bulk_write import BulkRead
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.imports.column_fields import ColumnField
from tour_server.imports.column_mapping import ColumnMapping
from tour_server.imports.formats.format_source import UNDETERMINED, FormatSource
from tour_server.imports.formats.from_address import WithPictures, source_at
from tour_server.imports.formats.museum_zip import MuseumZipSource, unpack_museum
from tour_server.imports.formats.recognise import FORMAT_ENDINGS, recognise
from tour_server.imports.import_documents import MOST_UNUSED
from tour_server.imports.museum_parts import MuseumParts
from tour_server.imports.photograph_folder import PhotographFolder
from tour_server.imports.proposals import Import, Proposals
from tour_server.imports.proposer import Progress, Proposer
from tour_server.imports.sheet_archive import SheetArchive
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_pictures import is_picture
from tour_server.imports.sheet_table import SheetError, read_layout
from tour_server.imports.spreadsheet import (
    SpreadsheetSource,
    guess_mapping,
    is_excel_xml,
    open_table,
)
from tour_server.imports.upload_files import gather, is_zip
from tour_server.imports.zip_file import find_table, is_zip_of_files, tables_within, unpack
from tour_server.outbound.outbound_fetch import OutboundFetch
from web.translations import gettext as _


class OpenedTable(Struct, frozen=True):
    """A spreadsheet that was opened.

    `name`: what staff call it. `pictures`: the folder with its pictures, None where there is none. `others`: the
    spreadsheets that were passed over, `left_out`: the files of a zip that were not unpacked. `beyond`: see
    PictureFiles.
    """

    path: Path
    name: str
    mapping: ColumnMapping
    limits: SheetLimits
    pictures: Path | None = None
    others: list[str] = []
    left_out: list[str] = []
    beyond: bool = False

    def without_guessed_language(self) -> OpenedTable:
        """Return this for an import whose guesses no person sees: no text is said to be in a language by them."""
        if self.mapping.is_certain:
            return self
        return replace(self, mapping=replace(self.mapping, language=None))

    def source(self) -> SpreadsheetSource:
        """Return its records."""
        folder = self.pictures
        if folder is None and self.mapping.of(ColumnField.PICTURE):
            folder = self.path.parent
        return SpreadsheetSource(
            self.path, self.mapping, folder, self.limits, self.name, beyond=self.beyond
        )

    def sheets(self) -> list[str]:
        """Return the names of its sheets, none of a CSV. Raises SheetError."""
        return open_table(self.path, self.limits).sheets

    def told(self) -> list[str]:
        """Return sentences on how it is read: which sheet, encoding and delimiter, and what was passed over."""
        said = [f"{read_layout(self.path, self.mapping.layout)}."]
        if self.pictures is not None and not self.mapping.of(ColumnField.PICTURE):
            said.append(
                _(
                    "No column names pictures: those whose names begin with an inventory number are "
                    "taken, as in A1.jpg and A1_2.jpg."
                )
            )
        if self.others:
            names = ", ".join(self.others)
            said.append(_("Other spreadsheets were passed over: {names}.", names=names))
        if self.left_out:
            names = ", ".join(self.left_out)
            said.append(
                _("Files with names that can't be used were left out: {names}.", names=names)
            )
        return said


Opened = OpenedTable | PhotographFolder | MuseumParts | FormatSource
MOST_NAMES = 12  # of fields that a format's reader does not understand, the commonest


class UploadReader:
    """Opens files and folders by the limits of a server, with what it knows of columns."""

    def __init__(
        self, pictures: Pictures, proposals: Proposals, limits: SheetLimits, *, beyond: bool = False
    ) -> None:
        """`beyond`: paths of pictures may lead out of their folder (`PictureFiles`); never at the desk."""
        self._pictures, self._proposals, self._limits = pictures, proposals, limits
        self._beyond = beyond

    def open(
        self,
        path: Path,
        scratch: Path,
        table: Path | None = None,
        mapping: ColumnMapping | None = None,
        sheet: str = "",
    ) -> Opened:
        """Return what a file or a folder holds.

        `scratch`: the folder into which a zip is unpacked; what is in it goes away. `table`: the spreadsheet of a
        folder. `mapping`: what a person said of its columns; `sheet`: which sheet of a workbook a person chose. Raises
        MuseumError when it is nothing that can be imported, OSError.
        """
        name, left_out, others = path.resolve().name, list[str](), list[str]()
        if path.is_file() and MuseumZipSource.recognises(path):
            return self._museum_in(path, scratch, name)
        if path.is_file() and is_zip_of_files(path, self._limits):
            shutil.rmtree(scratch, ignore_errors=True)
            left_out = unpack(path, scratch, self._limits)
            path = scratch
        if path.is_dir() and (path / "museum.toml").is_file():
            return MuseumParts(path, self._pictures)
        languages = self._languages()
        collection = _collection(table or path, languages)
        if collection is not None:
            return collection
        guess: ColumnMapping | None = None
        folder = path if path.is_dir() else None
        if folder is None:
            table = table or path
        elif table is None:
            found = find_table(folder, languages, self._limits)
            if found is None:
                return PhotographFolder(folder, self._limits, name)
            table, guess, others = found.path, found.mapping, found.others
        if mapping is None:
            if guess is None or sheet:
                guess = guess_mapping(table, languages, self._limits, sheet)
            mapping = self._known(guess)
        return OpenedTable(
            table,
            name if left_out or path == scratch else table.name,
            mapping,
            self._limits,
            folder,
            others,
            left_out,
            self._beyond and not left_out and path != scratch,
        )

    def open_all(
        self, files: Sequence[Path], scratch: Path, mapping: ColumnMapping | None, sheet: str
    ) -> Opened:
        """Return what several files hold of which some are zips; the first is the one that names them.

        Raises MuseumError when they are nothing that can be imported, OSError.
        """
        first = files[0]
        left_out = gather(files, scratch, self._limits)
        table = None if is_picture(first.name) or is_zip(first.name) else scratch / first.name
        opened = self.open(scratch, scratch, table, mapping, sheet)
        if isinstance(opened, OpenedTable):
            others = opened.others
            if table is not None:
                tables = [one for one in tables_within(scratch) if one != table]
                others = [one.name for one in tables]
            return replace(opened, name=first.name, others=others, left_out=left_out)
        if isinstance(opened, PhotographFolder):
            return PhotographFolder(scratch, self._limits, first.name)
        return opened

    def fetch(
        self,
        address: str,
        outbound: OutboundFetch,
        folder: Path,
        fetched: Callable[[int], None],
    ) -> Opened:
        """Return the collection at a web address; its pictures are fetched as its records are read.

        `folder`: where all of it is put. `fetched` is called with the number of records whose pictures are there; it
        may raise to end the work. Raises MuseumError where there is nothing that can be imported, OSError.
        """
        folder.mkdir(parents=True, exist_ok=True)
        language = next(iter(self._languages()), UNDETERMINED)
        source = source_at(address, outbound, folder, language)
        if isinstance(source, MuseumZipSource):
            return self._museum_in(source.path, folder / "museum", address)
        return WithPictures(source, outbound, folder / "pictures", fetched)

    def _museum_in(self, file: Path, scratch: Path, name: str) -> MuseumParts:
        with SheetArchive(file, self._limits):
            unpack_museum(file, scratch)
        return MuseumParts(scratch, self._pictures, name)

    def propose(self, one: Import, opened: Opened, proposer: Proposer, progress: Progress) -> None:
        """Store the proposal of an import, how its spreadsheet was read, and which pictures no row names.

        Raises MuseumError, models.picture.PictureError, OSError, and what `progress` raises.
        """
        if isinstance(opened, FormatSource):
            proposer.propose(one, opened, progress, lambda: {"told": _told_of(opened)})
            return
        if not isinstance(opened, OpenedTable):
            proposer.propose(one, opened, progress)
            return
        source = opened.source()
        self._proposals.set(one.number, mapping=opened.mapping, told=opened.told())

        def unused() -> dict[str, Any]:
            names = source.unused_pictures() if opened.pictures is not None else []
            return {"unused": names[:MOST_UNUSED], "unused_count": len(names)}

        proposer.propose(one, source, progress, unused)

    def _known(self, guess: ColumnMapping) -> ColumnMapping:
        """Return a guess with what a person said of a spreadsheet with the same headings."""
        known = self._proposals.known_mapping(guess.headings_key)
        return guess if known is None else guess.remembering(known)

    def _languages(self) -> Sequence[str]:
        """Return the languages of the museum, none where there is no museum yet."""
        with self._proposals.database.reading() as session:
            sites = [body for _, _, body in BulkRead(session).all(PartKind.SITE)]
        return next((site.languages for site in sites if site is not None), [])


def _collection(path: Path, languages: Sequence[str]) -> FormatSource | None:
    """Return what reads a file in an exchange format, None where it is something else. Raises MuseumError."""
    named = path.suffix.casefold() in FORMAT_ENDINGS
    if not (path.is_dir() or named):
        return None
    found = recognise(path, language=next(iter(languages), UNDETERMINED))
    if found is None and named and not is_excel_xml(path):
        raise SheetError(
            _(
                "{name} is no IIIF manifest or collection, no LIDO, no Linked Art and no TourML.",
                name=path.name,
            )
        )
    return found


def _told_of(source: FormatSource) -> list[str]:
    """Return sentences on how a collection was read."""
    told = [_("It was read as {format}.", format=source.format_name)]
    if source.unread:
        names = [f"{name} ({count})" for name, count in source.unread.items()]
        more = [] if len(names) <= MOST_NAMES else ["…"]
        told.append(
            _(
                "Fields that are not imported: {names}.",
                names=", ".join([*names[:MOST_NAMES], *more]),
            )
        )
    return told
