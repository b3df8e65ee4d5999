"""A folder of pictures without a spreadsheet, as a source of records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tour_server.imports.records import Record, RecordPicture
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_pictures import PictureFiles


class PhotographFolder:
    """A folder in which each picture is a work named after its file. Raises SheetError for too many files."""

    def __init__(self, folder: Path, limits: SheetLimits, name: str = "") -> None:
        """`name`: what staff call it; the folder's name unless told."""
        self.name = name or folder.resolve().name
        self._files = PictureFiles(folder, limits)

    def records(self) -> Iterator[Record]:
        """Yield a work for each picture, in the natural order of their names."""
        for number, file in enumerate(self._files.files, start=1):
            picture = RecordPicture(file, self._files.folder / file)
            stem = PurePosixPath(file).stem
            yield Record(where=file, identifier=file, key=stem, pictures=[picture], row=number)
