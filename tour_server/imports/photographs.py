"""Make a museum of a folder of photographs, with or without a spreadsheet.

The spreadsheet is read by `tour_server.imports.spreadsheet`, which finds out what its columns hold. Nothing is
invented: a work without a text has no narration, and a text without a source is reported and left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import (
    NOT_STATED,
    Block,
    Level,
    Medium,
    Museum,
    Rights,
    Room,
    Site,
    Text,
    Work,
)
from contract.museum_folder import MuseumError
from models.picture import PictureError
from tour_server.catalogue.assumed_values import (
    ALL_DAY,
    DEFAULT_ROOM,
    LANGUAGES,
    NO_LANGUAGE,
)
from tour_server.catalogue.keys import LONGEST_STEM, block_key, humanise, slug
from tour_server.catalogue.pictures import Pictures
from tour_server.imports.photograph_folder import PhotographFolder
from tour_server.imports.plain_records import plain_record
from tour_server.imports.records import Record, RecordBlock, RecordPicture
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.spreadsheet import SpreadsheetSource, guess_mapping
from tour_server.imports.zip_file import find_table

_NUMBERS = range(1, 100_000)


class PhotographImport(Struct, frozen=True):
    """A museum made of photographs, and a sentence for each cell or picture that was left out."""

    museum: Museum
    problems: list[str]


def photographs(
    source: Path, pictures: Pictures, references: Path | None = None
) -> PhotographImport:
    """Make a museum of a folder of photographs, or of a spreadsheet, and store its pictures in `pictures`.

    `references` is the spreadsheet. Without it the folder's own is read. In a folder without one every picture is a
    work named after its file. Raises MuseumError with every problem when no work is left.
    """
    table = references or _find_table(source)
    if table is None:
        builder = _Builder(source.resolve().name, pictures)
        records: Iterable[Record] = PhotographFolder(source, SheetLimits()).records()
    else:
        builder = _Builder(table.name, pictures)
        mapping = replace(guess_mapping(table), language=None)  # nobody looks at the guess
        records = SpreadsheetSource(table, mapping, table.parent, beyond=True).records()
    for record in sorted(map(plain_record, records), key=lambda record: record.row):
        builder.add(record)
    if not builder.works:
        raise MuseumError(
            [*builder.problems, f"{builder.name}: no work is left, so there is no museum."]
        )
    site = Site(
        key="museum",
        name={NO_LANGUAGE: humanise(source.resolve().name)},
        time_zone="Europe/Amsterdam",
        languages=LANGUAGES,
        opening=[ALL_DAY] * 7,
        entrance=next(iter(builder.rooms)),
    )
    museum = Museum(
        site=site, rooms=list(builder.rooms.values()), works=builder.works_with_numbers()
    )
    return PhotographImport(museum, builder.problems)


class _Builder:
    """The works and rooms made so far. What can't be used adds a sentence to `problems` and changes nothing else."""

    def __init__(self, name: str, pictures: Pictures) -> None:
        self.name = name
        self.works: dict[str, Work] = {}
        self.rooms: dict[str, Room] = {}
        self.problems: list[str] = []
        self._pictures = pictures
        self._names: dict[str, str] = {}
        self._without_number: list[str] = []

    def add(self, record: Record) -> None:
        """Add the work of a record."""
        self.problems += [f"{self.name}, {problem}" for problem in record.problems]
        name = record.key or record.identifier or next(iter(record.title.values()), "")
        if not name and record.pictures:
            name = PurePosixPath(record.pictures[0].name).stem
        if not name:
            return
        media = [
            medium
            for picture in record.pictures
            if picture.path is not None and (medium := self._medium(record, picture, picture.path))
        ]
        said = record.title or record.blocks or record.inventory or record.key
        if not media and (record.is_photograph or not said):
            return  # a photograph that can't be used is no work
        key = self._free_key(record, name)
        if record.number is None:
            self._without_number.append(key)
        self.works[key] = Work(
            key=key,
            number=record.number or _NUMBERS[0],
            title=record.title or {NO_LANGUAGE: humanise(name)},
            room=self._room(record.room),
            maker=record.maker,
            date=record.date,
            place=record.place,
            materials=record.materials,
            media=media,
            sources=record.sources,
            blocks=self._blocks(record, key),
        )

    def works_with_numbers(self) -> list[Work]:
        """Return the works by number; those without one get what no other work asked for."""
        without = set(self._without_number)
        taken = {work.number for key, work in self.works.items() if key not in without}
        free = (number for number in _NUMBERS if number not in taken)
        for key in self._without_number:
            self.works[key] = replace(self.works[key], number=next(free))
        return sorted(self.works.values(), key=lambda work: work.number)

    def _free_key(self, record: Record, name: str) -> str:
        """Return a key that no other work has. Names that differ in case or signs alone are reported."""
        try:
            stem = slug(name)
        except ValueError:
            stem = "work"
        names = (stem if n == 1 else f"{stem[:LONGEST_STEM]}-{n}" for n in _NUMBERS)
        key = next(one for one in names if one not in self.works)
        first = self._names.setdefault(stem, name)
        if key != stem and stem != "work":
            self.problems.append(
                f"{self.name}, {record.where}: {name!r} differs from {first!r} in case or signs alone; "
                f"it is a work of its own, {key}"
            )
        return key

    def _room(self, name: str) -> str:
        room = DEFAULT_ROOM
        if name:
            same = (
                one.key for one in self.rooms.values() if one.name == {NO_LANGUAGE: humanise(name)}
            )
            try:
                key = slug(name)
            except ValueError:
                key = next(same, f"room-{len(self.rooms) + 1}")
            room = replace(room, key=key, name={NO_LANGUAGE: humanise(name)})
        return self.rooms.setdefault(room.key, room).key

    def _medium(self, record: Record, picture: RecordPicture, path: Path) -> Medium | None:
        """Store a picture. Returns None, and reports why, when it can't be used."""
        try:
            file = self._pictures.add(path.read_bytes(), picture.name)
        except (PictureError, OSError) as error:
            said = error.strerror if isinstance(error, OSError) else error
            self.problems.append(f"{self.name}, {record.where}, {picture.name}: {said}")
            return None
        note: Text = {NO_LANGUAGE: picture.credit} if picture.credit else {}
        rights = Rights(picture.licence or NOT_STATED, picture.holder, note)
        return Medium(file=file, alt=picture.alt, rights=rights)

    def _blocks(self, record: Record, key: str) -> list[Block]:
        """Return the texts of a record that have a source; the others are reported."""
        blocks: list[Block] = []
        for text in record.blocks:
            if text.sources:
                blocks.append(_block(text, key, len(blocks) + 1))
                continue
            self.problems.append(
                f"{self.name}, {record.where}: the text has no source, so it was left out"
            )
        return blocks


def _block(text: RecordBlock, work: str, number: int) -> Block:
    level = text.level or Level.ADULT
    return Block(
        key=block_key(work, text.language, level, number),
        language=text.language,
        level=level,
        theme="about",
        text=text.text,
        sources=text.sources,
        written_by=text.written_by or NOT_STATED,
        rights=Rights(NOT_STATED),
    )


def _find_table(source: Path) -> Path | None:
    if source.is_file():
        return source
    found = find_table(source)
    return found.path if found is not None else None
