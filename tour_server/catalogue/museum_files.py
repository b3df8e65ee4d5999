"""Takes the files of a museum folder into the store of pictures, and writes them to one: pictures, videos, the look."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from contract.look import Look
from contract.museum import Museum
from contract.museum_folder import LOOK, PICTURES, MuseumError
from runtime.durable_files import write_durably
from tour_server.catalogue.look_check import look_faults, museum_characters
from tour_server.catalogue.pictures import Pictures

_PLACE = "museum.toml, site.look"


def import_files(pictures: Pictures, museum: Museum, folder: Path) -> Museum:
    """Store the files of a museum from its `folder`. Returns the museum with their names in the store.

    Raises MuseumError with what is wrong with its look, models.picture.PictureError, OSError.
    """
    problems = folder_look_problems(museum, folder)
    if problems:
        raise MuseumError(problems)
    stored = pictures.import_pictures(museum, folder / PICTURES)
    look = museum.site.look
    logos = () if look.logo is None else (look.logo.day, look.logo.night)
    names = {
        file: (pictures.add_logo if file in logos else pictures.add_typeface)(
            (folder / LOOK / file).read_bytes(), file
        )
        for file in look.files
    }
    return _with_look(stored, look.renamed(names))


def export_files(pictures: Pictures, museum: Museum, folder: Path) -> Museum:
    """Copy the files of a museum to its `folder`. Returns the museum with their names there.

    Raises KeyError, OSError.
    """
    look = museum.site.look
    names: dict[str, str] = {}
    for file in look.files:
        name = PurePosixPath(file).name
        names[file] = file if name in names.values() else name
        write_durably(folder / LOOK / names[file], pictures.path(file).read_bytes())
    return _with_look(pictures.export_pictures(museum, folder / PICTURES), look.renamed(names))


def folder_look_problems(museum: Museum, folder: Path) -> list[str]:
    """Returns what is wrong with the files of the look in a museum folder, in sentences with their place."""
    if not museum.site.look.files:
        return []  # its colours are checked with the rest of the museum
    faults = look_faults(
        museum.site, museum_characters(museum), lambda file: (folder / LOOK / file).read_bytes()
    )
    return [f"{_PLACE}, {fault.field.removeprefix('look.')}: {fault.sentence}" for fault in faults]


def _with_look(museum: Museum, look: Look) -> Museum:
    return replace(museum, site=replace(museum.site, look=look))
