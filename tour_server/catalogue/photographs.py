"""Make a museum of a folder of photographs and a CSV.

The CSV has the columns `path` (relative to the CSV) and `work`; several rows may share a work. Optional: `title`,
`maker`, `date`, `place`, `materials` with their `language`, `room`, `number`, and `text` with its `source`. Nothing is
invented: a work without a text has no narration, and a text without a source is reported and left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from contract.field_limits import field_limits, type_limits
from contract.museum import (
    NOT_STATED,
    Block,
    Hours,
    Language,
    Level,
    Medium,
    Museum,
    Rights,
    Room,
    Site,
    Source,
    Work,
)
from contract.museum_folder import MuseumError
from models.picture import PictureError
from runtime.text_file import TextFileError, read_text_file
from tour_server.catalogue.keys import block_key, humanise, slug
from tour_server.catalogue.pictures import Pictures

LANGUAGES = ["nl", "en", "fr", "de", "es"]  # those in which the screens have words
NO_LANGUAGE = "und"  # BCP 47 "undetermined": for names whose language is not stated
ALL_DAY = Hours(dt.time(0, 0), dt.time(23, 59))  # until staff say otherwise
ROOM_CAPACITY = 30  # people, until staff say otherwise
DEFAULT_ROOM = Room(
    key="gallery",
    name={"nl": "Zaal", "en": "Gallery", "fr": "Salle", "de": "Saal", "es": "Sala"},
    floor=0,
    capacity=ROOM_CAPACITY,
)
PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_TEXTS = ("title", "maker", "date", "place", "materials")
_COLUMNS = {"path", "work", *_TEXTS, "language", "room", "number", "text", "source", "level", "by"}


class _Row(Struct, frozen=True):
    """One row of the CSV: its line number, and its cells by column."""

    line: int
    cells: dict[str, str]


class PhotographImport(Struct, frozen=True):
    """A museum made of photographs, and a sentence for each row or picture that was left out."""

    museum: Museum
    problems: list[str]


def photographs(
    source: Path, pictures: Pictures, references: Path | None = None
) -> PhotographImport:
    """Make a museum of a folder of photographs, or of a CSV, and store its pictures in `pictures`.

    `references` is the CSV. Without it the folder's `references.csv` is read, or its only CSV. In a folder without a
    CSV every picture is a work named after its file. Raises MuseumError with every problem when no work is left.
    """
    table = references or _find_table(source)
    name = table.name if table is not None else source.name
    where = table.parent if table is not None else source
    builder = _Builder(name, where, pictures)
    try:
        rows = list(_rows(table) if table is not None else _files(source))
    except (OSError, csv.Error, TextFileError) as error:
        raise MuseumError([f"{name} can't be read as a CSV: {error}"]) from error
    for row in rows:
        builder.add(row)
    if not builder.works:
        raise MuseumError(
            [*builder.problems, f"{name}: no usable photograph is left, so there is no museum."]
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
        site=site,
        rooms=list(builder.rooms.values()),
        works=sorted(builder.works.values(), key=lambda work: work.number),
    )
    return PhotographImport(museum, builder.problems)


class _Builder:
    """The works and rooms made so far. A row that is wrong adds a sentence to `problems` and changes nothing else."""

    def __init__(self, name: str, folder: Path, pictures: Pictures) -> None:
        self.works: dict[str, Work] = {}
        self.rooms: dict[str, Room] = {}
        self.problems: list[str] = []
        self._name, self._folder, self._pictures = name, folder, pictures
        self._names: dict[str, str] = {}

    def add(self, row: _Row) -> None:
        try:
            self._add(row)
        except (PictureError, ValueError, OSError) as error:
            self.problems.append(f"{self._name}, line {row.line}: {error}")

    def _add(self, row: _Row) -> None:
        cells = row.cells
        if not cells.get("path") or not cells.get("work"):
            raise ValueError("both path and work are needed; this row was left out")
        key = slug(cells["work"])
        if self._names.setdefault(key, cells["work"]) != cells["work"]:
            raise ValueError(
                f"{cells['work']!r} can't be told from {self._names[key]!r}; "
                "names may differ in more than case and signs alone"
            )
        try:
            content = (self._folder / cells["path"]).read_bytes()
        except OSError as error:
            raise ValueError(f"{cells['path']}: {error.strerror}") from error
        try:
            file = self._pictures.add(content, cells["path"])
        except PictureError as error:
            raise ValueError(f"{cells['path']}: {error}") from error
        work = self.works.get(key) or self._new(key, cells)
        work = self._with_block(row, self._with_label(work, cells))
        self.works[key] = replace(
            work, media=[*work.media, Medium(file=file, rights=Rights(NOT_STATED))]
        )

    def _new(self, key: str, cells: dict[str, str]) -> Work:
        taken = {work.number for work in self.works.values()}
        number = next(n for n in range(1, 100_000) if n not in taken)
        if cells.get("number"):
            number = _number(cells["number"])
            if number in taken:
                raise ValueError(f"another work has the number {number}")
        return Work(key=key, number=number, title={}, room=self._room(cells.get("room", "")))

    def _room(self, name: str) -> str:
        room = DEFAULT_ROOM
        if name:
            room = replace(room, key=slug(name), name={NO_LANGUAGE: humanise(name)})
        return self.rooms.setdefault(room.key, room).key

    def _with_label(self, work: Work, cells: dict[str, str]) -> Work:
        language = _language(cells)
        texts = {}
        for name in _TEXTS:
            if cells.get(name):
                texts[name] = {**getattr(work, name), language: cells[name]}
        work = replace(work, **texts)
        return work if work.title else replace(work, title={NO_LANGUAGE: humanise(work.key)})

    def _with_block(self, row: _Row, work: Work) -> Work:
        cells = row.cells
        if not cells.get("text"):
            return work
        language = _language(cells)
        if not cells.get("source") or language == NO_LANGUAGE:
            missing = "source" if not cells.get("source") else "language"
            self.problems.append(
                f"{self._name}, line {row.line}: the text has no {missing}, so it was left out"
            )
            return work
        level = _level(cells)
        block = Block(
            key=block_key(work.key, language, level, len(work.blocks) + 1),
            language=language,
            level=level,
            theme="about",
            text=cells["text"],
            sources=[Source(cells["source"])],
            written_by=cells.get("by") or NOT_STATED,
            rights=Rights(NOT_STATED),
        )
        return replace(
            work, blocks=[*work.blocks, msgspec.convert(msgspec.to_builtins(block), Block)]
        )


def _number(text: str) -> int:
    limits = field_limits(Work, "number")
    low, high = int(limits.low or 0), int(limits.high or 0)
    if not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"{text!r} is no number from {low} to {high}")
    return int(text)


def _level(cells: dict[str, str]) -> Level:
    level = cells.get("level") or Level.ADULT.value
    if level not in list(Level):
        raise ValueError(f"{level!r} is no level; write one of {', '.join(Level)}")
    return Level(level)


def _language(cells: dict[str, str]) -> str:
    language = cells.get("language") or NO_LANGUAGE
    if not re.fullmatch(type_limits(Language).pattern or "", language):
        raise ValueError(f"{language!r} is no language tag; write one like nl or pt-BR")
    return language


def _find_table(source: Path) -> Path | None:
    if source.is_file():
        return source
    if (source / "references.csv").is_file():
        return source / "references.csv"
    tables = sorted(source.glob("*.csv"))
    if len(tables) > 1:
        names = ", ".join(table.name for table in tables)
        raise MuseumError([f"{source.name} has several CSVs ({names}); say which with --csv"])
    return tables[0] if tables else None


def _rows(table: Path) -> Iterator[_Row]:
    with io.StringIO(read_text_file(table), newline="") as file:
        reader = csv.DictReader(file)
        columns = [(name or "").strip() for name in reader.fieldnames or []]
        if not {"path", "work"} <= set(columns):
            raise MuseumError([f"{table.name}: the first line must name the columns path and work"])
        unknown = [name for name in columns if name not in _COLUMNS]
        if unknown:
            raise MuseumError(
                [
                    f"{table.name}: nobody knows the columns {', '.join(unknown)}; "
                    f"known are {', '.join(sorted(_COLUMNS))}"
                ]
            )
        for values in reader:
            cells = {
                name.strip(): value.strip()
                for name, value in values.items()
                if isinstance(name, str) and isinstance(value, str)
            }
            yield _Row(reader.line_num, cells)


def _files(source: Path) -> Iterator[_Row]:
    files = sorted(file for file in source.rglob("*") if file.suffix.lower() in PICTURE_ENDINGS)
    for number, file in enumerate(files, start=1):
        yield _Row(number, {"path": str(file.relative_to(source)), "work": file.stem})
