"""Says in which exchange format a file is, and opens it."""

from __future__ import annotations

from pathlib import Path

from contract.museum_folder import MuseumError
from tour_server.imports.formats.format_source import UNDETERMINED, FormatSource
from tour_server.imports.formats.iiif import IiifSource
from tour_server.imports.formats.iiif_writer import COLLECTION
from tour_server.imports.formats.json_file import read_outline
from tour_server.imports.formats.lido import LidoSource
from tour_server.imports.formats.lido_writer import LIDO_FILE
from tour_server.imports.formats.linked_art import LinkedArtSource
from tour_server.imports.formats.linked_art_writer import LINKED_ART_FILE
from tour_server.imports.formats.museum_zip import MuseumZipSource
from tour_server.imports.formats.tourml import TourmlSource
from tour_server.imports.formats.tourml_writer import TOURML_FILE
from tour_server.imports.formats.xml_file import read_root

FILES_OF_FOLDERS = (COLLECTION, LIDO_FILE, LINKED_ART_FILE, TOURML_FILE)
"""What `zaalgids museum export` writes into a folder."""
_XML, _JSON = (".xml", ".lido", ".tourml"), (".json", ".jsonld", ".jsonl", ".ndjson")
FORMAT_ENDINGS = frozenset((*_XML, *_JSON))
"""How the names of single files in these formats end."""
_BEGINNING = 4096  # bytes


def recognise(path: Path, name: str = "", language: str = UNDETERMINED) -> FormatSource | None:
    """Returns what reads a file, or a folder that `zaalgids museum export` wrote; None where no format is found.

    `name`: what staff call it, if not as the file. `language`: of words whose source says none; the museum's first.
    Raises MuseumError when by its name it is of a format but it is damaged.
    """
    if path.is_dir():
        inside = next((path / one for one in FILES_OF_FOLDERS if (path / one).is_file()), None)
        return None if inside is None else recognise(inside, name or path.name, language)
    if MuseumZipSource.recognises(path):
        return MuseumZipSource(path, name, language)
    kind = _kind(path)
    try:
        if kind == "xml":
            return _of_xml(path, name, language)
        if kind == "json":
            return _of_json(path, name, language)
    except MuseumError:
        if path.suffix.lower() in (*_XML, *_JSON):
            raise
    return None


def _of_xml(path: Path, name: str, language: str) -> FormatSource | None:
    root = read_root(path)
    if LidoSource.recognises(path, root):
        return LidoSource(path, name, language)
    return TourmlSource(path, name, language) if TourmlSource.recognises(root) else None


def _of_json(path: Path, name: str, language: str) -> FormatSource | None:
    outline = read_outline(path)
    if LinkedArtSource.recognises(outline):
        return LinkedArtSource(path, name, language)
    return IiifSource(path, name, language) if IiifSource.recognises(outline) else None


def _kind(path: Path) -> str:
    """Returns what a file begins like: xml, json or ""."""
    try:
        with path.open("rb") as file:
            begins = (
                file.read(_BEGINNING).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
            )
    except OSError as error:
        raise MuseumError([f"{path.name} can't be read: {error.strerror}"]) from error
    if begins.startswith(b"<"):
        return "xml"
    return "json" if begins.startswith((b"{", b"[")) or path.suffix.lower() in _JSON else ""
