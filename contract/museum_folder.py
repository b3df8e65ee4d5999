"""A museum as a folder that a person can read and keep in version control.

    museum.toml           site, rooms, passages, themes, tours, offers, links
    works/<key>.toml      one work each, with its narration blocks
    pictures/             what the works' media name

Reading reports every problem it finds, with the file and the place in it, not only the first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from msgspec import Struct

from contract.museum import Connection, Link, Museum, Offer, Room, Site, Theme, Tour, Work
from contract.museum_check import check

PICTURES = "pictures"


class MuseumError(ValueError):
    """A museum that can't be used. `problems` are sentences for the person who edits the folder."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class _House(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    site: Site
    rooms: list[Room]
    themes: list[Theme] = []
    connections: list[Connection] = msgspec.field(default_factory=list, name="passages")
    links: list[Link] = []
    tours: list[Tour] = []
    offers: list[Offer] = []


def read_museum(folder: Path) -> Museum:
    """The museum in `folder`, checked. Raises MuseumError with every problem found."""
    problems: list[str] = []
    house = _read(folder / "museum.toml", _House, problems)
    files = sorted((folder / "works").glob("*.toml"))
    works = [work for file in files if (work := _read(file, Work, problems)) is not None]
    for file, work in zip(files, works, strict=False):
        if not problems and file.stem != work.key:
            problems.append(
                f"works/{file.name}: the key inside is {work.key!r}; rename one of them"
            )
    if house is None or problems:
        raise MuseumError(problems)
    fields = {name: getattr(house, name) for name in house.__struct_fields__}
    museum = Museum(works=sorted(works, key=lambda work: work.number), **fields)
    problems += check(museum)
    problems += [
        f"works/{work.key}.toml: there is no {PICTURES}/{medium.file}"
        for work in museum.works
        for medium in work.media
        if not (folder / PICTURES / medium.file).is_file()
    ]
    if problems:
        raise MuseumError(problems)
    return museum


def write_museum(museum: Museum, folder: Path) -> None:
    """Writes the folder (its pictures are the caller's to copy). Reading it back gives the same museum."""
    (folder / "works").mkdir(parents=True, exist_ok=True)
    plain: dict[str, Any] = msgspec.to_builtins(museum, builtin_types=(), str_keys=True)
    works = plain.pop("works")
    (folder / "museum.toml").write_text(tomli_w.dumps(_without_none(plain)), encoding="utf-8")
    for work in works:
        text = tomli_w.dumps(_without_none(work), multiline_strings=True)
        (folder / "works" / f"{work['key']}.toml").write_text(text, encoding="utf-8")


def _without_none(value: Any) -> Any:
    """TOML has no null: absent in a table; in the list of opening hours a day closed is `{}`."""
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [{} if item is None else _without_none(item) for item in value]
    return value


def _with_none(value: Any) -> Any:
    """The other way: an empty table in a list is null."""
    if isinstance(value, dict):
        return {key: _with_none(item) for key, item in value.items()}
    if isinstance(value, list):
        return [None if item == {} else _with_none(item) for item in value]
    return value


def _read(file: Path, kind: type[Any], problems: list[str]) -> Any:
    name = f"{file.parent.name}/{file.name}" if file.parent.name == "works" else file.name
    try:
        plain = msgspec.toml.decode(file.read_bytes())
        return msgspec.convert(_with_none(plain), kind)
    except FileNotFoundError:
        problems.append(f"{name} is missing from {file.parent}")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problems.append(f"{name}: {error}")
    return None
