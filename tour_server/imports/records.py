"""What a source of works says of each of them, before anything is decided.

A spreadsheet, a IIIF manifest and a LIDO file are read into the same records; `Record` is all that the rest of an
import knows of them. An empty field says nothing: it never empties what the museum has.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from contract.museum import Level, Source, Text


class RecordPicture(Struct, frozen=True):
    """A picture of a work. `name` is as the source writes it; `path` is None where no file came with the source.

    `address`: where the picture can be fetched, for sources that name an address instead of a file.
    """

    name: str
    path: Path | None = None
    address: str = ""
    alt: Text = {}
    licence: str = ""
    holder: str = ""
    credit: str = ""


class RecordBlock(Struct, frozen=True):
    """A text on a work. `level` None: the source doesn't say for whom it is written.

    `italics`: as of a block of the museum. `is_decoded`: its reader decoded the entities of HTML in it.
    """

    text: str
    language: str
    level: Level | None = None
    sources: list[Source] = []
    written_by: str = ""
    italics: list[str] = []
    is_decoded: bool = False


class Record(Struct, frozen=True):
    """One work as its source describes it.

    `where` says where it stands, in the words of whoever opens the source: "row 12", "manifest 3". `identifier` is the
    source's own name of the work, by which it is found again. `inventory` is the museum's inventory number; `number`
    is what visitors type. `room` is a room's key or its name in any language. `problems` are sentences on what of it
    can't be read; the rest of the record counts all the same. `absent`: pictures that are named and came with no file,
    each with its sentence among the problems. `is_decoded`: as of a block, of its other words.
    """

    where: str
    identifier: str = ""
    key: str = ""
    inventory: str = ""
    number: int | None = None
    title: Text = {}
    maker: Text = {}
    date: Text = {}
    place: Text = {}
    materials: Text = {}
    room: str = ""
    pictures: list[RecordPicture] = []
    blocks: list[RecordBlock] = []
    sources: list[Source] = []
    licence: str = ""
    holder: str = ""
    problems: list[str] = []
    absent: dict[str, str] = {}
    row: int = 0
    is_decoded: bool = False

    @property
    def is_photograph(self) -> bool:
        """Whether it is a picture without a word: one that can't be used is no work."""
        return bool(self.pictures) and self.identifier == self.pictures[0].name


class RecordSource(Protocol):
    """Something to import from: reads one record after the other, in constant memory."""

    @property
    def name(self) -> str:
        """What staff call it: the name of its file, or its address."""

    def records(self) -> Iterator[Record]:
        """Yield each record, in the source's order. May be read again from the start.

        Raises `contract.museum_folder.MuseumError` when nothing of it can be read.
        """
