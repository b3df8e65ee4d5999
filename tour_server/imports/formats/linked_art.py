"""Linked Art 1.0: objects made by people, in JSON-LD. One a file, an array of them, `@graph`, or one a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from contract.museum_folder import MuseumError
from tour_server.imports.formats.format_source import UNDETERMINED, FormatSource
from tour_server.imports.formats.json_file import (
    LINES,
    JsonOutline,
    read_elements,
    read_outline,
    read_whole,
)
from tour_server.imports.formats.json_values import as_map, identifier_of, type_of
from tour_server.imports.formats.linked_art_object import LinkedArtObject
from tour_server.imports.records import Record

OBJECT_TYPES = frozenset({"HumanMadeObject", "ManMadeObject", "E22_Human-Made_Object"})
_LISTS = ("@graph", "items", "orderedItems")


class LinkedArtSource(FormatSource):
    """A file of objects."""

    format_name = "Linked Art"

    def __init__(
        self,
        path: Path,
        name: str = "",
        language: str = UNDETERMINED,
        follow: Callable[[str], Any] | None = None,
    ) -> None:
        """`follow`: gives the documents that an object refers to; without it its pictures may stay away."""
        super().__init__(path, name, language)
        self._follow = follow

    @staticmethod
    def recognises(outline: JsonOutline) -> bool:
        """Returns whether a JSON file is of this kind."""
        if type_of(outline.members) in OBJECT_TYPES:
            return True
        firsts = [outline.arrays.get(name) for name in ("", *_LISTS)]
        says_so = "linked.art" in str(outline.members.get("@context", ""))
        return says_so or any(
            type_of(one) in OBJECT_TYPES or "linked.art" in str(as_map(one).get("@context", ""))
            for one in firsts
        )

    def _read(self) -> Iterator[Record]:
        number = 0
        for value in self._objects():
            if type_of(value) not in OBJECT_TYPES:
                self._unread.add(type_of(value) or "what has no type")
                continue
            number += 1
            yield LinkedArtObject(
                value, self.path.parent, self.language, self._follow, self._unread
            ).record(f"object {number}")

    def _objects(self) -> Iterator[Any]:
        outline = read_outline(self.path)
        if outline.lines:
            yield from read_elements(self.path, LINES)
            return
        name = next((one for one in ("", *_LISTS) if one in outline.arrays), None)
        if type_of(outline.members) in OBJECT_TYPES or name is None:
            yield read_whole(self.path)
            return
        for value in read_elements(self.path, name):
            yield from self._whole(as_map(value))

    def _whole(self, value: Any) -> Iterator[Any]:
        """Yield an element itself, or what it refers to where it is only a name."""
        if self._follow is None or value.keys() - {"id", "type", "_label", "@id", "@type"}:
            yield value
            return
        try:
            yield as_map(self._follow(identifier_of(value)))
        except MuseumError as error:
            self._unread.add(error.problems[0])
