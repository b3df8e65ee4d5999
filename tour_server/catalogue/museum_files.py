"""Takes the files of a museum folder into the store, and writes them to one: pictures, videos, look, recorded words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from contract.look import Look
from contract.museum import Museum
from contract.museum_folder import LOOK, PICTURES, PRONUNCIATIONS, MuseumError
from runtime.durable_files import write_durably
from tour_server.catalogue.look_check import look_faults, museum_characters
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.word_sound import word_sound
from tour_server.uploaded_sound import SoundRefusedError

_PLACE = "museum.toml, site.look"


def import_files(pictures: Pictures, museum: Museum, folder: Path) -> Museum:
    """Store the files of a museum from its `folder`. Returns the museum with their names in the store.

    Raises MuseumError with what is wrong with its look or its recorded words, models.picture.PictureError, OSError.
    """
    problems = [*folder_look_problems(museum, folder), *folder_word_problems(museum, folder)]
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
    words = {
        file: pictures.add_word_sound((folder / PRONUNCIATIONS / file).read_bytes(), file)
        for file in museum.site.word_files
    }
    return _with_words(_with_look(stored, look.renamed(names)), words)


def export_files(pictures: Pictures, museum: Museum, folder: Path) -> Museum:
    """Copy the files of a museum to its `folder`. Returns the museum with their names there.

    Raises KeyError, OSError.
    """
    look = museum.site.look
    names = _export(pictures, look.files, folder / LOOK)
    words = _export(pictures, museum.site.word_files, folder / PRONUNCIATIONS)
    made = _with_look(pictures.export_pictures(museum, folder / PICTURES), look.renamed(names))
    return _with_words(made, words)


def folder_look_problems(museum: Museum, folder: Path) -> list[str]:
    """Returns what is wrong with the files of the look in a museum folder, in sentences with their place."""
    if not museum.site.look.files:
        return []  # its colours are checked with the rest of the museum
    faults = look_faults(
        museum.site, museum_characters(museum), lambda file: (folder / LOOK / file).read_bytes()
    )
    return [f"{_PLACE}, {fault.field.removeprefix('look.')}: {fault.sentence}" for fault in faults]


def folder_word_problems(museum: Museum, folder: Path) -> list[str]:
    """Returns what is wrong with the recorded words in a museum folder, in sentences with their place."""
    problems = []
    for file in museum.site.word_files:
        try:
            word_sound((folder / PRONUNCIATIONS / file).read_bytes())
        except SoundRefusedError as error:
            problems.append(f"museum.toml, site.lexicon, {PRONUNCIATIONS}/{file}: {error}")
    return problems


def _export(pictures: Pictures, files: Iterable[str], folder: Path) -> dict[str, str]:
    """Copy files of the store to a folder. Returns their names there: readable, unless another one has the same."""
    names: dict[str, str] = {}
    for file in files:
        name = PurePosixPath(file).name
        names[file] = file if name in names.values() else name
        write_durably(folder / names[file], pictures.path(file).read_bytes())
    return names


def _with_words(museum: Museum, names: Mapping[str, str]) -> Museum:
    lexicon = [
        entry if entry.recording is None else replace(entry, recording=names[entry.recording])
        for entry in museum.site.lexicon
    ]
    return replace(museum, site=replace(museum.site, lexicon=lexicon))


def _with_look(museum: Museum, look: Look) -> Museum:
    return replace(museum, site=replace(museum.site, look=look))
