"""A museum as a folder that people can read and keep in version control.

    museum.toml           site, rooms, connections (as `passages`), places, themes, tours, offers, links,
                          glossary
    works/<key>.toml      one work each, with its narration blocks
    works/<language>/     more narration blocks of works, a file each as `<key>.toml`; for who writes one language
    links/<language>/     more narration blocks of links, likewise
    glossary/             the terms of the glossary in one language, a file each as `<language>.toml`
    pictures/             the picture files of the works and offers, and the videos in sign language
    look/                 the files of the museum's look (`site.look`): its logo, its typefaces
    pronunciations/       the recordings of words (`site.lexicon`)

Reading reports every problem, not only the first, with the file and the place in it. Each file has a version, `v`,
which may be left out while it is 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli_w
from msgspec import Struct
from msgspec.structs import replace

from contract.museum import (
    Authorship,
    Block,
    Connection,
    GlossaryTerm,
    Key,
    Link,
    Museum,
    Offer,
    Room,
    Site,
    TermForm,
    Theme,
    Tour,
    VisitorPlace,
    Work,
)
from contract.museum_check import check
from contract.museum_versions import VERSIONS as PART_VERSIONS
from contract.museum_versions import first_version, more_levels
from runtime.document_version import DocumentVersions
from runtime.durable_files import write_durably
from runtime.text_file import read_toml
from runtime.unknown_fields import unknown_fields

PICTURES = "pictures"
LOOK = "look"
GLOSSARY = "glossary"
PRONUNCIATIONS = "pronunciations"
VERSIONS = DocumentVersions("museum.toml", [more_levels])
"""The versions of museum.toml. A work's file has those of a work."""

Document = TypeVar("Document", bound=Struct)


class MuseumError(ValueError):
    """The museum in a folder can't be used. `problems` are sentences for the person who edits the folder."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class _MuseumFile(Struct, frozen=True, omit_defaults=True):
    """museum.toml: the museum without its works."""

    site: Site
    rooms: list[Room]
    themes: list[Theme] = []
    connections: list[Connection] = msgspec.field(default_factory=list, name="passages")
    links: list[Link] = []
    tours: list[Tour] = []
    offers: list[Offer] = []
    glossary: list[GlossaryTerm] = []
    places: list[VisitorPlace] = []


class _TermEntry(Struct, frozen=True, omit_defaults=True):
    """A term of the glossary in one language."""

    key: Key
    term: str
    meaning: str
    forms: list[TermForm] = []
    authorship: Authorship = msgspec.field(default=Authorship.PERSON, name="hand")


class _GlossaryFile(Struct, frozen=True, omit_defaults=True):
    """A file of the glossary: its terms in one language."""

    terms: list[_TermEntry] = []


class _BlocksFile(Struct, frozen=True, omit_defaults=True):
    """A file of narration blocks: those of one work, or one link, in one language."""

    blocks: list[Block] = []


def read_museum(folder: Path, *, with_files: bool = True) -> Museum:
    """Read and check the museum in `folder`. Raises MuseumError with every problem found.

    `with_files`: whether its pictures have to be there.
    """
    problems: list[str] = []
    museum_file = _read(folder / "museum.toml", _MuseumFile, VERSIONS, problems)
    works: list[Work] = []
    for file in sorted((folder / "works").glob("*.toml")):
        work = _read(file, Work, PART_VERSIONS[Work], problems)
        if work is None:
            continue
        works.append(work)
        if file.stem != work.key:
            problems.append(
                f"works/{file.name}: the key inside is {work.key!r}; rename one of them"
            )
    more = _more_blocks(folder / "works", [work.key for work in works], problems)
    works = [replace(work, blocks=[*work.blocks, *more[work.key]]) for work in works]
    if museum_file is None or problems:
        raise MuseumError(problems)
    more = _more_blocks(folder / "links", [link.key for link in museum_file.links], problems)
    links = [replace(link, blocks=[*link.blocks, *more[link.key]]) for link in museum_file.links]
    glossary = _glossary(folder / GLOSSARY, museum_file.glossary, problems)
    museum_file = replace(museum_file, links=links, glossary=glossary)
    fields = {name: getattr(museum_file, name) for name in museum_file.__struct_fields__}
    museum = Museum(works=sorted(works, key=lambda work: work.number), **fields)
    problems += check(museum)
    problems += [
        f"works/{work.key}.toml: there is no {PICTURES}/{file}"
        for work in museum.works
        for file in work.files
        if with_files and not (folder / PICTURES / file).is_file()
    ]
    problems += [
        f"museum.toml, offer {offer.key}: there is no {PICTURES}/{file}"
        for offer in museum.offers
        for file in offer.files
        if with_files and not (folder / PICTURES / file).is_file()
    ]
    problems += [
        f"museum.toml, site.look: there is no {LOOK}/{file}"
        for file in museum.site.look.files
        if with_files and not (folder / LOOK / file).is_file()
    ]
    problems += [
        f"museum.toml, site.lexicon, {entry.written}: there is no {PRONUNCIATIONS}/{entry.recording}"
        for entry in museum.site.lexicon
        if with_files and entry.recording
        if not (folder / PRONUNCIATIONS / entry.recording).is_file()
    ]
    if problems:
        raise MuseumError(problems)
    return museum


def _more_blocks(folder: Path, keys: Iterable[str], problems: list[str]) -> dict[str, list[Block]]:
    """Returns, by key, the blocks of works or links that stand in the folders of languages in `folder`."""
    more: dict[str, list[Block]] = {key: [] for key in keys}
    for file in sorted(folder.glob("*/*.toml")):
        found = _read(file, _BlocksFile, PART_VERSIONS[Work], problems)
        if file.stem not in more:
            problems.append(f"{_name(file)}: there is no {folder.name[:-1]} {file.stem!r}")
        elif found is not None:
            more[file.stem] += found.blocks
            problems += [
                f"{_name(file)}: {block.key} is in {block.language!r}, its folder {file.parent.name!r}"
                for block in found.blocks
                if block.language != file.parent.name
            ]
    return more


def _glossary(
    folder: Path, terms: Iterable[GlossaryTerm], problems: list[str]
) -> list[GlossaryTerm]:
    """Returns the terms, with what the files of languages in `folder` say of them."""
    found = {term.key: term for term in terms}
    for file in sorted(folder.glob("*.toml")):
        in_language = _read(file, _GlossaryFile, PART_VERSIONS[GlossaryTerm], problems)
        for entry in in_language.terms if in_language is not None else ():
            term = found.get(entry.key)
            if term is None:
                problems.append(f"{_name(file)}: museum.toml has no term {entry.key!r}")
            elif file.stem in term.term:
                problems.append(f"{_name(file)}: {entry.key!r} is in {file.stem!r} more than once")
            else:
                found[entry.key] = _with_entry(term, file.stem, entry)
    return list(found.values())


def _with_entry(term: GlossaryTerm, language: str, entry: _TermEntry) -> GlossaryTerm:
    forms, authorship = dict(term.forms), dict(term.authorship)
    if entry.forms:
        forms[language] = entry.forms
    if entry.authorship is not Authorship.PERSON:
        authorship[language] = entry.authorship
    return replace(
        term,
        term={**term.term, language: entry.term},
        meaning={**term.meaning, language: entry.meaning},
        forms=forms,
        authorship=authorship,
    )


def write_museum(museum: Museum, folder: Path) -> None:
    """Write `museum` to `folder`, without the files that it names, which the caller copies.

    `read_museum` returns an equal one.
    """
    (folder / "works").mkdir(parents=True, exist_ok=True)
    plain: dict[str, Any] = msgspec.to_builtins(museum, builtin_types=(), str_keys=True)
    works = plain.pop("works")
    version = first_version([*museum.links, *museum.tours])
    text = tomli_w.dumps(_without_none(VERSIONS.stamped(plain, version)))
    write_durably(folder / "museum.toml", text.encode())
    for work, plain_work in zip(museum.works, works, strict=True):
        stamped = PART_VERSIONS[Work].stamped(plain_work, first_version([work]))
        text = tomli_w.dumps(_without_none(stamped), multiline_strings=True)
        write_durably(folder / "works" / f"{work.key}.toml", text.encode())


def _without_none(value: Any) -> Any:
    """Replace None, which TOML can't express: in a table by no key, in a list (a closed day) by an empty table."""
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [{} if item is None else _without_none(item) for item in value]
    return value


def _with_none(value: Any) -> Any:
    """Undo `_without_none`: an empty table in a list becomes None."""
    if isinstance(value, dict):
        return {key: _with_none(item) for key, item in value.items()}
    if isinstance(value, list):
        return [None if item == {} else _with_none(item) for item in value]
    return value


def _read(
    file: Path, kind: type[Document], versions: DocumentVersions, problems: list[str]
) -> Document | None:
    """Read one file as a `kind`. Returns None where that fails. Adds sentences on what is wrong to `problems`."""
    name = _name(file)
    try:
        plain = versions.upgraded(_with_none(read_toml(file)))
        problems += [
            f"{name}: nothing is called {place}; correct its name or take it out"
            for place in unknown_fields(plain, kind)
        ]
        return msgspec.convert(plain, kind)
    except FileNotFoundError:
        problems.append(f"{name} is missing from {file.parent}")
    except OSError as error:
        problems.append(f"{name} can't be read: {error.strerror}")
    except ValueError as error:  # of the text, its version or its fields
        problems.append(f"{name}: {error}")
    return None


def _name(file: Path) -> str:
    """Returns the file's place in the museum's folder."""
    places = list(file.parts[-3:])
    while len(places) > 1 and places[0] not in ("works", "links", GLOSSARY):
        del places[0]
    return "/".join(places)
