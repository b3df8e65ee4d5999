"""What a record says of a work, as the work's fields (part_fields): only what the record states, nothing made up.

What a work or one of its items needs besides, so that it can begin, are the defaults: they are never laid over a draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from contract.museum import NOT_STATED, Level, Source, Work
from models.picture import PictureError
from tour_server.catalogue.assumed_values import NO_LANGUAGE
from tour_server.catalogue.keys import block_key, humanise
from tour_server.imports.part_fields import (
    Fields,
    body_of,
    item_of,
    names_in,
    pointer,
    with_fields,
)
from tour_server.imports.records import Record, RecordBlock, RecordPicture
from web.translations import gettext as _

_TEXTS = ("title", "maker", "date", "place", "materials")
_LONGEST_STEM = 40  # characters of a work's key that the key of a block begins with


class SaidWork(Struct, frozen=True):
    """The fields that a record states, the defaults of what it begins, and sentences on what can't be taken in."""

    said: Fields
    defaults: Fields
    problems: list[str]


class RecordFields:
    """Reads records into fields of works."""

    def __init__(
        self,
        store: Callable[[RecordPicture], str],
        citation: str = "",
        theme: str = "about",
    ) -> None:
        """`store` takes a picture in and returns its name; it raises PictureError, OSError.

        `citation`: the source of texts that name none. `theme`: of texts that are new.
        """
        self._store, self._citation, self._theme = store, citation, theme

    def read(self, record: Record, key: str, draft: Mapping[str, Any], base: Fields) -> SaidWork:
        """Return what a record says of the work with this key, whose draft has these fields."""
        said: Fields = {}
        defaults: Fields = {}
        problems = list(record.problems)
        if record.inventory:
            said["/inventory"] = record.inventory
        for name in _TEXTS:
            for language, text in getattr(record, name).items():
                if text.strip():
                    said[pointer(name, language)] = text.strip()
        if record.sources:
            said["/sources"] = msgspec.to_builtins(record.sources)
        _add_rights(("rights",), record.licence, record.holder, said, defaults)
        for picture in record.pictures:
            known = _known_files(base) | _known_files(draft)
            self._add_picture(picture, record, known, said, defaults, problems)
        self._add_blocks(record, key, draft, base, said, defaults, problems)
        try:
            body_of(with_fields(_SMALLEST, said, defaults), Work)
        except msgspec.ValidationError:
            _leave_out_wrong(said, problems)
        return SaidWork(said, defaults, problems)

    def _add_picture(
        self,
        picture: RecordPicture,
        record: Record,
        known: Mapping[str, str],
        said: Fields,
        defaults: Fields,
        problems: list[str],
    ) -> None:
        if picture.path is None:
            problems.append(
                f"{picture.address}: pictures are not fetched from an address; save it as a file"
                if picture.address
                else f"there is no picture {picture.name}"
            )
            return
        try:
            file = self._store(picture)
        except PictureError as error:
            problems.append(f"{picture.name}: {error}")
            return
        except OSError as error:
            problems.append(f"{picture.name}: {error.strerror}")
            return
        file = known.get(_digest(file), file)
        place = ("media", file)
        said[pointer(*place, "file")] = file
        for language, text in picture.alt.items():
            if text.strip():
                said[pointer(*place, "alt", language)] = text.strip()
        licence, holder = picture.licence or record.licence, picture.holder or record.holder
        _add_rights((*place, "rights"), licence, holder, said, defaults)
        if picture.credit:
            said[pointer(*place, "rights", "note", NO_LANGUAGE)] = picture.credit
        defaults.setdefault(pointer(*place, "rights", "licence"), NOT_STATED)

    def _add_blocks(
        self,
        record: Record,
        key: str,
        draft: Mapping[str, Any],
        base: Fields,
        said: Fields,
        defaults: Fields,
        problems: list[str],
    ) -> None:
        chosen: set[str] = set()
        for block in record.blocks:
            if not block.text.strip():
                continue
            level = block.level or Level.ADULT
            sources = self._sources(block, record)
            name = _counterpart(block, level, draft, base, chosen)
            if name is None and not sources:
                problems.append(
                    _(
                        "{where}: the text has no source, so it was left out. Write one in the file, "
                        "or at the desk under “Read it another way”.",
                        where=record.where,
                    )
                )
                continue
            if name is None:
                name = _new_block(
                    key, block.language, level, {*_blocks(draft), *_blocks(base)}, chosen
                )
            chosen.add(name)
            said |= {
                pointer("blocks", name, "key"): name,
                pointer("blocks", name, "language"): block.language,
                pointer("blocks", name, "level"): level.value,
                pointer("blocks", name, "text"): block.text.strip(),
            }
            if block.italics:
                said[pointer("blocks", name, "italics")] = block.italics
            if block.sources:
                said[pointer("blocks", name, "sources")] = msgspec.to_builtins(block.sources)
            if block.written_by:
                said[pointer("blocks", name, "written_by")] = block.written_by
            defaults |= {
                pointer("blocks", name, "theme"): self._theme,
                pointer("blocks", name, "sources"): msgspec.to_builtins(sources),
                pointer("blocks", name, "written_by"): NOT_STATED,
                pointer("blocks", name, "rights", "licence"): record.licence or NOT_STATED,
            }

    def _sources(self, block: RecordBlock, record: Record) -> list[Source]:
        return (
            block.sources or record.sources or ([Source(self._citation)] if self._citation else [])
        )


def new_work_defaults(key: str, number: int, room: str, record: Record) -> Fields:
    """Return the fields that a new work needs, whether its record states them or not."""
    name = record.inventory or record.key or record.identifier or key
    title = {} if any(record.title.values()) else {pointer("title", NO_LANGUAGE): humanise(name)}
    return {"/key": key, "/number": number, "/room": room} | title


def _leave_out_wrong(said: Fields, problems: list[str]) -> None:
    """Take out each field, or item of a list, that a work can't hold, and say why."""
    for group in _groups(said):
        fields = {path: value for path, value in said.items() if _group(path) == group}
        try:
            body_of(_SMALLEST | _complete(fields), Work)
        except msgspec.ValidationError as error:
            problems.append(f"{' '.join(names_in(group))}: {str(error).partition(' - at ')[0]}")
            for path in fields:
                del said[path]


_SMALLEST: Fields = {"/key": "a", "/number": 1, "/title": {}, "/room": "a"}
_BLOCK_NEEDS: Fields = {
    "key": "a",
    "language": "und",
    "level": "adult",
    "theme": "a",
    "text": "a",
    "sources": [],
    "written_by": "a",
}


def _complete(fields: Fields) -> Fields:
    """Return the fields of one group, with what an item of its list needs besides."""
    item = next((found for path in fields if (found := item_of(path))), None)
    if item is None:
        licence = {"/rights/licence": NOT_STATED} if "/rights/holder" in fields else {}
        return licence | fields
    needed = _BLOCK_NEEDS if names_in(item)[0] == "blocks" else {}
    rights = f"{item}/rights"
    if any(path.startswith(rights) for path in fields):
        needed = needed | {"rights/licence": NOT_STATED}
    return {f"{item}/{name}": value for name, value in needed.items()} | fields


def _group(path: str) -> str:
    """Return the part of a pointer that stands or falls together: an item of a list, or a field in one language."""
    return item_of(path) or path


def _groups(said: Fields) -> list[str]:
    return list(dict.fromkeys(map(_group, said)))


def _add_rights(
    place: tuple[str, ...], licence: str, holder: str, said: Fields, defaults: Fields
) -> None:
    if licence:
        said[pointer(*place, "licence")] = licence
    elif holder:
        defaults[pointer(*place, "licence")] = NOT_STATED
    if holder:
        said[pointer(*place, "holder")] = holder


def _known_files(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the pictures of a work by their content: the same content under another name is no news."""
    found = (names_in(path) for path in fields)
    return {_digest(names[1]): names[1] for names in found if names[0] == "media"}


def _digest(file: str) -> str:
    return file.partition("/")[0]


def _blocks(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the key of each block, in order."""
    for path in fields:
        names = names_in(path)
        if names[0] == "blocks" and names[2:] == ("text",):
            yield names[1]


def _counterpart(
    block: RecordBlock,
    level: Level,
    draft: Mapping[str, Any],
    base: Fields,
    chosen: set[str],
) -> str | None:
    """Return the key of the block that a text is the newest wording of, None for a text that is new.

    It is the one with the same words; then what the source said at the same place last time; then, of a work that the
    source says something of for the first time, the draft's own at the same place.
    """
    for fields in (base, draft):
        for name in _blocks(fields):
            same = fields[pointer("blocks", name, "text")] == block.text.strip()
            if same and name not in chosen and _is_for(fields, name, block.language, level):
                return name
    for fields in (base, draft):
        for name in _blocks(fields):
            if name not in chosen and _is_for(fields, name, block.language, level):
                return name
        if any(_is_for(fields, name, block.language, level) for name in _blocks(fields)):
            return None  # the source has more texts than it had: this one is new
    return None


def _is_for(fields: Mapping[str, Any], name: str, language: str, level: Level) -> bool:
    return (
        fields.get(pointer("blocks", name, "language")) == language
        and fields.get(pointer("blocks", name, "level")) == level.value
    )


def _new_block(key: str, language: str, level: Level, taken: set[str], chosen: set[str]) -> str:
    """Return a key for a block, which no other block of the museum has."""
    stem = key
    if len(stem) > _LONGEST_STEM:  # two works may begin alike
        stem = f"{key[:31]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    numbers = range(1, len(taken) + len(chosen) + 2)
    names = (block_key(stem, language, level.value, number) for number in numbers)
    return next(name for name in names if name not in taken and name not in chosen)
