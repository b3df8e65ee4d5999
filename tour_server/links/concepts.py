"""Reads concepts of other houses' vocabularies: AAT and ULAN as N-Triples, Wikidata as JSON, a file of either.

A whole dump is read several times, line by line, in little memory: first for the names that are wanted, then for what
is said of the concepts that have them. A smaller file of JSON may be laid out in any way. A file in which no concept
has a name is refused: otherwise it would look as if it had none of the museum's.
"""

from __future__ import annotations

import bz2
import gzip
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec
from msgspec import Struct

from contract.museum_folder import MuseumError
from tour_server.links.trait_words import folded

LARGEST_DOCUMENT = (
    64_000_000  # bytes that are read as one document; Wikidata's longest entities have 4 million
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WIKIDATA = "http://www.wikidata.org/entity/"
_HUMAN = (
    "Q5",
    "Q43229",
    "Q4830453",
    "Q16334295",
)  # person, organisation, business, group of people
_TRIPLE = re.compile(
    rb'^\s*<([^>]*)>\s+<([^>]*)>\s+(?:<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<[^>]*>)?)\s*\.'
)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SIGNS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
# What of SKOS, SKOS-XL and the Getty's ontology names a label, by the last part of the predicate.
_LABELS = frozenset(
    {"prefLabel", "altLabel", "literalForm", "term", "prefLabelGVP", "label", "hiddenLabel"}
)
_NOTES = frozenset({"scopeNote", "description", "definition", "biographyNonPreferred", "note"})
_PREFERRED = frozenset({"prefLabel", "prefLabelGVP", "label"})


class Concept(Struct, frozen=True):
    """A concept of a vocabulary. `names`: those of its names that were wanted, as `folded` returns them.

    `label`: its preferred name; `note`: what it is, as far as the file says so; `is_agent`: a person or a house.
    """

    uri: str
    label: str
    names: frozenset[str]
    note: str = ""
    is_agent: bool = False


def read_concepts(path: Path, wanted: Collection[str]) -> list[Concept]:
    """Return the concepts of a file that have one of the `wanted` names (folded). All, where `wanted` is empty.

    Raises MuseumError where the file is of no known kind or no concept in it has a name, OSError.
    """
    try:
        first = _beginning(path)
        if first.startswith((b"<", b"#", b"_:")):
            return _Triples(path, wanted).concepts()
        if first.startswith((b"{", b"[")):
            return _wikidata(path, wanted)
    except (EOFError, zlib.error, gzip.BadGzipFile, msgspec.DecodeError, UnicodeError) as error:
        raise MuseumError([f"{path.name} can't be read: {error}"]) from error
    raise MuseumError(
        [f"{path.name} is neither N-Triples of AAT or ULAN nor JSON of Wikidata; nothing was read."]
    )


def _opened(path: Path) -> BinaryIO:
    openers: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open}
    return cast("BinaryIO", openers.get(path.suffix, open)(path, "rb"))


def _beginning(path: Path) -> bytes:
    """Return the first bytes of a file that say something."""
    with _opened(path) as file:
        file_bytes = iter(lambda: file.read(1000), b"")
        stripped = (one.removeprefix(_BYTE_ORDER_MARK).lstrip() for one in file_bytes)
        return next((one for one in stripped if one), b"")


def _wanted(name: str, wanted: Collection[str]) -> bool:
    return not wanted or name in wanted


class _Triples:
    """A file of N-Triples. Labels may be literals of a concept, or of a node of their own (SKOS-XL)."""

    def __init__(self, path: Path, wanted: Collection[str]) -> None:
        self._path, self._wanted = path, wanted

    def concepts(self) -> list[Concept]:
        """Return the concepts that have a wanted name. Raises MuseumError where none has any name."""
        names: dict[str, set[str]] = {}
        named = False
        for subject, predicate, target, literal, _language in self._triples():
            if predicate in _LABELS and not target:
                named = True
                if _wanted(folded(literal), self._wanted):
                    names.setdefault(subject, set()).add(folded(literal))
        if not named:
            raise MuseumError(
                [
                    f"{self._path.name} has no line of N-Triples with a name of a concept; nothing was read."
                    " Turtle and RDF/XML are not read."
                ]
            )
        self._lift(names)
        labels: dict[str, tuple[int, str]] = {}
        notes: dict[str, str] = {}
        nodes: dict[str, str] = {}  # nodes of preferred labels, and whose they are
        for subject, predicate, target, literal, language in self._triples():
            if subject not in names:
                continue
            if predicate in _PREFERRED and target:
                nodes[target] = subject
            elif predicate in _PREFERRED:
                if (rank := _rank(predicate, language)) > labels.get(subject, (-1, ""))[0]:
                    labels[subject] = rank, literal
            elif predicate in _NOTES and not target:
                notes.setdefault(subject, literal)
        if nodes:
            for subject, predicate, target, literal, _language in self._triples():
                if subject in nodes and predicate in _LABELS and not target:
                    labels.setdefault(nodes[subject], (0, literal))
        return [
            Concept(
                subject,
                labels.get(subject, (0, next(iter(sorted(found)))))[1],
                frozenset(found),
                notes.get(subject, ""),
                "/ulan/" in subject,
            )
            for subject, found in names.items()
        ]

    def _lift(self, names: dict[str, set[str]]) -> None:
        """Give the names of nodes that are only labels to the concepts that point to them."""
        of_node = {
            target: subject
            for subject, predicate, target, _literal, _language in self._triples()
            if target in names and predicate in _LABELS
        }
        for node, subject in of_node.items():
            names.setdefault(subject, set()).update(names[node])
        for node in of_node:
            names.pop(node, None)

    def _triples(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Yield (subject, last part of the predicate, object or "", literal, language)."""
        with _opened(self._path) as file:
            for line in file:
                match = _TRIPLE.match(line)
                if match is None:
                    continue
                subject, predicate, target, literal, language = (
                    (part or b"").decode() for part in match.groups()
                )
                last = re.split(r"[#/]", predicate)[-1]
                yield subject, last, target, _plain(literal), language


def _rank(predicate: str, language: str) -> int:
    """Return how well a label serves as the one that is shown: English before others, preferred before any."""
    return 2 * (predicate in ("prefLabel", "prefLabelGVP")) + (language[:2] == "en")


def _plain(literal: str) -> str:
    """Return a literal without the escapes of N-Triples."""
    if "\\" not in literal:
        return literal

    def sign(match: re.Match[str]) -> str:
        if code := match[1] or match[2]:
            return chr(int(code, 16))
        return _SIGNS.get(match[3], match[3])

    return _ESCAPED.sub(sign, literal)


def _wikidata(path: Path, wanted: Collection[str]) -> list[Concept]:
    """Return the entities of a dump, of an answer of the site, or of what somebody took from either.

    Raises MuseumError where no entity has a name.
    """
    concepts, named = list[Concept](), False
    for entity in _entities(path):
        found = entity.get("id", "")
        if not isinstance(found, str) or not re.fullmatch(r"Q\d+", found):
            continue
        labels = _values(entity.get("labels"))
        aliases = [
            one.get("value", "")
            for listed in _map(entity.get("aliases")).values()
            for one in (listed if isinstance(listed, list) else [])
            if isinstance(one, dict)
        ]
        all_names = {folded(one) for one in (*labels.values(), *aliases) if isinstance(one, str)}
        named = named or bool(all_names)
        if names := {one for one in all_names if _wanted(one, wanted)}:
            notes = _values(entity.get("descriptions"))
            concepts.append(
                Concept(
                    WIKIDATA + found,
                    labels.get("en") or next(iter(labels.values()), found),
                    frozenset(names),
                    notes.get("en") or next(iter(notes.values()), ""),
                    any(one in _HUMAN for one in _instances(entity)),
                )
            )
    if not named:
        raise MuseumError(
            [
                f"{path.name} has no entity of Wikidata that could be read: an object with an id like Q5598 and"
                " labels. A file above 64 MB needs each on a line of its own. Nothing was read."
            ]
        )
    return concepts


def _entities(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file: of one document in any layout, else and in larger files one a line."""
    with _opened(path) as file:
        whole = file.read(LARGEST_DOCUMENT + 1).removeprefix(_BYTE_ORDER_MARK)
    if len(whole) <= LARGEST_DOCUMENT:
        try:
            parts: Iterable[bytes | msgspec.Raw] = _parts(whole)
        except msgspec.DecodeError:
            parts = list(_object_lines(whole.splitlines()))
            if not parts or not all(line.endswith(b"}") for line in parts):
                raise
        yield from _objects(parts)
        return
    del whole
    with _opened(path) as file:
        lines = iter(lambda: file.readline(LARGEST_DOCUMENT), b"")
        yield from _objects(line for line in _object_lines(lines) if line.endswith(b"}"))


def _parts(document: bytes) -> list[msgspec.Raw]:
    """Return the parts of a document that may be entities: its list, its map of them, or itself."""
    read = msgspec.json.decode(document, type=list[msgspec.Raw] | dict[str, msgspec.Raw])
    if isinstance(read, dict) and (inner := read.get("entities")) is not None:
        read = msgspec.json.decode(inner, type=list[msgspec.Raw] | dict[str, msgspec.Raw])
    if isinstance(read, list):
        return read
    return [msgspec.Raw(document)] if "id" in read else list(read.values())


def _object_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines that begin an object, without what stands between it and the next."""
    bare = (line.strip().rstrip(b",").rstrip() for line in lines)
    return (line for line in bare if line.startswith(b"{"))


def _objects(parts: Iterable[bytes | msgspec.Raw]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if isinstance(read := msgspec.json.decode(part), dict):
            yield read


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _values(value: Any) -> dict[str, str]:
    """Return the words of labels or descriptions, by language."""
    return {
        language: one["value"]
        for language, one in _map(value).items()
        if isinstance(one, dict) and isinstance(one.get("value"), str)
    }


def _instances(entity: dict[str, Any]) -> Iterator[str]:
    """Yield what an entity is an instance of (P31)."""
    claims = _map(entity.get("claims")).get("P31")
    for one in claims if isinstance(claims, list) else []:
        value = _map(_map(_map(_map(one).get("mainsnak")).get("datavalue")).get("value"))
        yield str(value.get("id", ""))
