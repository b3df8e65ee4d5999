"""Turns a museum folder into another format, with its pictures beside it."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from contract.museum import Museum
from contract.museum_folder import PICTURES, MuseumError
from tour_server.imports.formats.edm_writer import write_edm
from tour_server.imports.formats.iiif_writer import write_iiif
from tour_server.imports.formats.known_names import NO_NAMES, KnownNames
from tour_server.imports.formats.lido_writer import write_lido
from tour_server.imports.formats.linked_art_writer import write_linked_art
from tour_server.imports.formats.museum_records import museum_records
from tour_server.imports.formats.museum_zip import write_museum_zip
from tour_server.imports.formats.tourml_writer import write_tourml

_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s?#]*")
_PAGE_OF_A_WORK = "/visit/work/"  # and its number: the phone's pages (tour_server.visit.pages)


class ExportFormat(StrEnum):
    """A format in which a museum goes out."""

    FOLDER = "folder"
    ZIP = "zip"
    IIIF = "iiif"
    LIDO = "lido"
    LINKED_ART = "linked-art"
    EDM = "edm"
    TOURML = "tourml"


def checked_address(kind: ExportFormat, address: str) -> str:
    """Returns the web address for an export, without a slash at its end. Raises MuseumError."""
    address = address.strip().rstrip("/")
    if address and not _ADDRESS.fullmatch(address):
        raise MuseumError([f"{address} is not an address that begins with https://."])
    if kind in (ExportFormat.IIIF, ExportFormat.EDM) and not address:
        name = kind.value.upper()
        raise MuseumError(
            [f"{name} needs the web address where the folder will be found: --address https://…"]
        )
    return address


def export_as(
    kind: ExportFormat,
    museum: Museum,
    folder: Path,
    output: Path,
    address: str = "",
    names: KnownNames = NO_NAMES,
    public_url: str = "",
) -> None:
    """Write `museum`, which stands in its museum folder `folder`, to `output` in a format that is not a folder's.

    A zip is a file; of other formats `output` is a folder, to be found on the web at `address` if at all.
    `folder` is used up: its pictures are moved. `names`: what other houses know its names as. `public_url`: where
    phones reach the server, which has a page of each work; "" where nobody said. Raises OSError.
    """
    if kind is ExportFormat.ZIP:
        write_museum_zip(folder, output)
        return
    pictures = output / PICTURES
    shown = {one.file for work in museum.works for one in work.media if one.detail is None}
    for file in sorted(shown):
        (pictures / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / PICTURES / file).replace(pictures / file)
    name, related = museum.site.name, related_works(museum)
    if kind is ExportFormat.IIIF:
        write_iiif(museum_records(museum, pictures, address), output, name, address)
    elif kind is ExportFormat.LIDO:
        write_lido(museum_records(museum, pictures, address), output, name)
    elif kind is ExportFormat.LINKED_ART:
        records = museum_records(museum, pictures, address)
        write_linked_art(records, output, names, related, address)
    elif kind is ExportFormat.EDM:
        records = museum_records(museum, pictures, address)
        pages = f"{public_url.rstrip('/')}{_PAGE_OF_A_WORK}" if public_url else ""
        write_edm(records, output, name, address, names, related, pages)
    else:
        write_tourml(lambda: museum_records(museum, pictures, address), museum.tours, output, name)


def check_room(kind: ExportFormat, output: Path) -> None:
    """Raises MuseumError where `output` holds something already."""
    if kind is ExportFormat.ZIP:
        if output.exists():
            raise MuseumError([f"{output} is there already; choose a new name."])
    elif output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise MuseumError([f"{output} is not empty; choose a new folder."])


def related_works(museum: Museum) -> dict[str, list[str]]:
    """Returns for each work that links join to others the keys of those, each once."""
    found: dict[str, dict[str, None]] = {}
    for link in museum.links:
        for one in link.works:
            others = dict.fromkeys(other for other in link.works if other != one)
            found.setdefault(one, {}).update(others)
    return {key: list(others) for key, others in found.items()}
