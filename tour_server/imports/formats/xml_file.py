"""Reads a large XML file one record at a time, in constant memory, with nothing from outside the file.

Note: XML can name other files as entities, and entities in entities, a billion laughs. A file that declares any entity
is refused; LIDO and TourML need none.
"""

from __future__ import annotations

import xml.parsers.expat
from collections.abc import Collection, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder

from contract.museum_folder import MuseumError

MAX_DEPTH = 100
MAX_RECORD_CHARACTERS = 8_000_000
"""The largest single record, its names of elements included."""
MAX_TAG_BYTES = 1_000_000
"""The largest tag or comment: before expat 2.6 its time grows with the square of that, which one of 100 MB shows."""
_CHUNK_BYTES = 1 << 16
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class _Refused(Exception):  # noqa: N818 - it crosses expat's C code and never leaves this file
    """The file has what is never read."""


def read_root(path: Path) -> str:
    """Returns the name of a file's first element, `{namespace}name`. Raises MuseumError when it is no XML."""
    return read_root_element(path).tag


def read_root_element(path: Path) -> Element:
    """Returns a file's first element with its attributes and nothing in it. Raises MuseumError when it is no XML."""
    builder = _Records(())
    for _ in _chunks(path, builder):
        if builder.root:
            return Element(builder.root, builder.root_attributes)
    raise MuseumError([f"{path.name} is not XML that can be read: it has no element."])


def read_records(path: Path, names: Collection[str]) -> Iterator[Element]:
    """Yield each element of these names, `{namespace}name`, with all that is in it.

    Raises MuseumError where the file is damaged, or declares an entity.
    """
    builder = _Records(names)
    try:
        for _ in _chunks(path, builder):
            yield from builder.taken()
    except MuseumError:
        yield from builder.taken()  # those before the damaged place
        raise


def _chunks(path: Path, builder: _Records) -> Iterator[None]:
    """Feed a file to the parser; yields after each chunk, so that its records can be taken."""
    parser = builder.parser()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                parser.Parse(chunk, False)
                if file.tell() - parser.CurrentByteIndex > MAX_TAG_BYTES:
                    raise _Refused("one tag or remark of it is too large")
                yield
            parser.Parse(b"", True)
            yield
    except (xml.parsers.expat.ExpatError, _Refused, ValueError) as error:
        raise MuseumError(
            [
                f"{path.name} is not XML that can be read, at line {parser.CurrentLineNumber}: {error}."
            ]
        ) from error
    except OSError as error:
        raise MuseumError([f"{path.name} can't be read: {error.strerror}"]) from error


class _Records:
    """Builds the wanted elements from what the parser finds."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._done: list[Element] = []
        self._builder: TreeBuilder | None = None
        self._depth = self._inside = self._characters = 0
        self.root = ""
        self.root_attributes: dict[str, str] = {}

    def parser(self) -> xml.parsers.expat.XMLParserType:
        parser = xml.parsers.expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.SetParamEntityParsing(xml.parsers.expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse_entity
        parser.UnparsedEntityDeclHandler = self._refuse_entity
        parser.ExternalEntityRefHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._refuse_entity
        return parser

    def taken(self) -> list[Element]:
        """Returns the elements that have ended since the last call."""
        taken, self._done = self._done, []
        return taken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(f"its elements are nested deeper than {MAX_DEPTH}")
        name = _qualified(name)
        if not self.root:
            self.root = name
            self.root_attributes = {_qualified(key): attributes[key] for key in attributes}
        if self._builder is None and name in self._names:
            self._builder, self._inside, self._characters = TreeBuilder(), 0, 0
        if self._builder is not None:
            self._inside += 1
            self._count(len(name) + sum(len(key) + len(attributes[key]) for key in attributes))
            self._builder.start(name, {_qualified(key): attributes[key] for key in attributes})

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._builder is None:
            return
        self._builder.end(_qualified(name))
        self._inside -= 1
        if not self._inside:
            self._done.append(self._builder.close())
            self._builder = None

    def _text(self, text: str) -> None:
        if self._builder is not None:
            self._count(len(text))
            self._builder.data(text)

    def _count(self, characters: int) -> None:
        self._characters += characters
        if self._characters > MAX_RECORD_CHARACTERS:
            raise _Refused("one record of it is too large")

    def _refuse_entity(self, *_: object) -> int:
        raise _Refused("it declares an entity or uses one that isn't declared, which is not read")


def _qualified(name: str) -> str:
    return "{" + name if "}" in name else name
