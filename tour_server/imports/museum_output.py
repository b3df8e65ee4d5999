"""Writes a museum folder of photographs or of another museum folder, without a server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from contract.museum import Museum
from contract.museum_folder import MuseumError, read_museum, write_museum
from tour_server.catalogue.museum_files import export_files, import_files
from tour_server.catalogue.new_folder import folder_beside, take_its_place
from tour_server.catalogue.pictures import Pictures
from tour_server.imports.photographs import photographs
from tour_server.imports.zip_file import is_zip_of_files, unpack


def import_photographs(
    source: Path,
    folder: Path,
    say: Callable[[str], None],
    references: Path | None = None,
) -> Museum:
    """Write a museum folder from photographs with a spreadsheet; `say` hears of every row that was left out.

    An earlier import in `folder` is replaced; anything else there is not touched. Raises MuseumError.
    """
    new = folder_beside(folder)
    try:
        imported = photographs(source, Pictures(new / "content"), references)
    except MuseumError:
        shutil.rmtree(new)
        raise
    made = export_files(Pictures(new / "content"), imported.museum, new)
    shutil.rmtree(new / "content", ignore_errors=True)  # no picture, no folder
    write_museum(made, new)
    for problem in imported.problems:
        say(problem)
    take_its_place(new, folder)
    return read_museum(folder)


def import_to_folder(
    source: Path, references: Path | None, output: Path, say: Callable[[str], None]
) -> Museum:
    """Write a museum folder from photographs, or a copy of one. Raises MuseumError, PictureError, OSError."""
    if source.is_file() and is_zip_of_files(source):
        with tempfile.TemporaryDirectory(prefix="zaalgids-import-") as scratch:
            unpacked = Path(scratch) / source.stem
            for name in unpack(source, unpacked):
                say(f"{name} was left out: its name can't be used.")
            return import_photographs(unpacked, output, say, references)
    if not (source / "museum.toml").is_file():
        return import_photographs(source, output, say, references)
    made = read_museum(source)
    new = folder_beside(output)
    pictures = Pictures(new / "content")
    made = export_files(pictures, import_files(pictures, made, source), new)
    shutil.rmtree(new / "content", ignore_errors=True)
    write_museum(made, new)
    take_its_place(new, output)
    return made
