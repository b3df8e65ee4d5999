"""IIIF Presentation 3 and 2.1: a manifest, or a collection whose manifests are in it, beside it or at addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from contract.museum_folder import MuseumError
from tour_server.imports.formats.format_source import UNDETERMINED, FormatSource
from tour_server.imports.formats.iiif_manifest import read_manifest
from tour_server.imports.formats.json_file import (
    JsonOutline,
    read_elements,
    read_outline,
    read_whole,
)
from tour_server.imports.formats.json_values import as_list, as_map, identifier_of, type_of
from tour_server.imports.formats.picture_files import file_beside
from tour_server.imports.records import Record

Follow = Callable[[str], Any]
"""Returns the JSON at an address. Raises MuseumError."""
MAX_COLLECTIONS_DEEP = 5
_LISTS = ("items", "members", "collections", "manifests")


class IiifSource(FormatSource):
    """A file with a manifest or a collection."""

    format_name = "IIIF Presentation"

    def __init__(
        self,
        path: Path,
        name: str = "",
        language: str = UNDETERMINED,
        follow: Follow | None = None,
    ) -> None:
        """`follow`: gives the documents that a collection refers to; without it those beside the file are read."""
        super().__init__(path, name, language)
        self._follow = follow
        self._count, self._base = 0, ""

    @staticmethod
    def recognises(outline: JsonOutline) -> bool:
        """Returns whether a JSON file is of this kind."""
        return type_of(outline.members) in ("Manifest", "Collection") and (
            "presentation" in str(outline.members.get("@context", outline.arrays.get("@context")))
            or any(name in outline.arrays for name in (*_LISTS, "sequences"))
        )

    def _read(self) -> Iterator[Record]:
        self._count = 0
        outline = read_outline(self.path)
        self._base = identifier_of(outline.members).rpartition("/")[0]
        if type_of(outline.members) == "Manifest":
            yield self._work(read_whole(self.path))
            return
        seen = {identifier_of(outline.members)}
        for name in _LISTS:
            if name in outline.arrays:
                for item in read_elements(self.path, name):
                    yield from self._item(as_map(item), name, seen, 1)

    def _item(
        self, item: Mapping[str, Any], listed_in: str, seen: set[str], depth: int
    ) -> Iterator[Record]:
        """Yield the works of a member of a collection: a manifest, or a collection with more."""
        address = identifier_of(item)
        if address in seen or depth > MAX_COLLECTIONS_DEEP:
            return
        is_collection = type_of(item) == "Collection" or listed_in == "collections"
        if is_collection:
            seen.add(address)  # a collection may refer to itself; manifests are too many to keep
        try:
            whole = self._whole(item)
        except MuseumError as error:
            self._count += 1
            yield Record(where=self._where(), identifier=address, problems=error.problems)
            return
        if not is_collection:
            yield self._work(whole)
            return
        for name in _LISTS:
            for one in as_list(whole.get(name)):
                yield from self._item(as_map(one), name, seen, depth + 1)

    def _whole(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns a member itself where the collection has only its name. Raises MuseumError."""
        if any(name in item for name in (*_LISTS, "sequences")):
            return item
        address = identifier_of(item)
        if self._follow is not None:
            return as_map(self._follow(address))
        beside = self._beside(address)
        if beside is None:
            raise MuseumError(
                [
                    f"{address or 'A manifest'} isn't in this file; import the collection by its address."
                ]
            )
        return as_map(read_whole(beside))

    def _beside(self, address: str) -> Path | None:
        """Returns the file that stands to this one as `address` to the collection's; None where there is none."""
        if not self._base or not address.startswith(f"{self._base}/"):
            return None
        return file_beside(self.path.parent, address.removeprefix(f"{self._base}/"))

    def _work(self, manifest: Mapping[str, Any]) -> Record:
        self._count += 1
        record = read_manifest(manifest, self._where(), self.language, self._unread)
        if self._follow is not None:
            return record
        pictures = [replace(one, path=self._beside(one.address)) for one in record.pictures]
        return replace(record, pictures=pictures)

    def _where(self) -> str:
        return f"manifest {self._count}"
