"""A collection at a web address: its document, what that refers to, and its pictures, through the safe fetch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from contract.museum_folder import MuseumError
from tour_server.imports.formats.format_source import UNDETERMINED, FormatSource
from tour_server.imports.formats.iiif import IiifSource
from tour_server.imports.formats.json_file import MAX_ELEMENT_BYTES, read_whole
from tour_server.imports.formats.linked_art import LinkedArtSource
from tour_server.imports.formats.recognise import recognise
from tour_server.imports.records import Record, RecordPicture
from tour_server.outbound.outbound_error import OutboundError
from tour_server.outbound.outbound_fetch import (
    COLLECTION_FILE,
    MEGABYTE,
    PICTURE_FILE,
    FetchKind,
    OutboundFetch,
)

_PART = FetchKind("a part of a collection", COLLECTION_FILE.types, MAX_ELEMENT_BYTES // MEGABYTE)


def source_at(
    address: str, outbound: OutboundFetch, folder: Path, language: str = UNDETERMINED
) -> FormatSource:
    """Fetch the document at `address` to `folder`, and return what reads it.

    What it refers to is fetched while its records are read. Raises MuseumError where it can't be fetched or is of no
    format that is known.
    """
    file = folder / "document"
    try:
        outbound.fetch(address, file)
    except OutboundError as error:
        raise MuseumError([str(error)]) from error
    source = recognise(file, address, language)
    follow = _Follow(outbound, folder / "parts")
    if isinstance(source, IiifSource):
        return IiifSource(file, address, language, follow)
    if isinstance(source, LinkedArtSource):
        return LinkedArtSource(file, address, language, follow)
    if source is None:
        raise MuseumError(
            [f"{address} is no IIIF, LIDO, Linked Art, TourML or museum of Zaalgids."]
        )
    return source


class WithPictures(FormatSource):
    """A source of works whose pictures are fetched from their addresses as each record is read."""

    def __init__(
        self,
        source: FormatSource,
        outbound: OutboundFetch,
        folder: Path,
        fetched: Callable[[int], None] = lambda _number: None,
    ) -> None:
        """`folder`: where the pictures are put; one that is there already is not fetched again.

        `fetched` is called with the number of records whose pictures are there; it may raise to end the reading.
        """
        super().__init__(source.path, source.name, source.language)
        self.format_name = source.format_name
        self._source, self._outbound, self._folder = source, outbound, folder
        self._told = fetched

    @property
    def unread(self) -> Mapping[str, int]:
        """The fields that the last reading did not understand, with how often each was there."""
        return self._source.unread

    def _read(self) -> Iterator[Record]:
        """Yield each record with the files of its pictures. One that can't be fetched is a problem of its record."""
        for number, record in enumerate(self._source.records(), 1):
            problems = list(record.problems)
            pictures = [self._fetched(one, problems) for one in record.pictures]
            yield replace(record, pictures=pictures, problems=problems)
            self._told(number)

    def _fetched(self, picture: RecordPicture, problems: list[str]) -> RecordPicture:
        if picture.path is not None or not picture.address:
            return picture
        file = self._folder / _file_of(picture.address)
        try:
            if not file.is_file():
                self._outbound.fetch(picture.address, file, PICTURE_FILE)
        except OutboundError as error:
            problems.append(str(error))
            return picture
        return replace(picture, path=file)


class _Follow:
    """Fetches a document that another refers to, and reads it. One that is there already is not fetched again."""

    def __init__(self, outbound: OutboundFetch, folder: Path) -> None:
        self._outbound, self._folder = outbound, folder

    def __call__(self, address: str) -> Any:
        """Returns its JSON. Raises MuseumError."""
        file = self._folder / _file_of(address)
        try:
            if not file.is_file():
                self._outbound.fetch(address, file, _PART)
        except OutboundError as error:
            raise MuseumError([str(error)]) from error
        try:
            return read_whole(file)
        except MuseumError as error:
            raise MuseumError([f"{address} is not JSON that can be read."]) from error


def _file_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:32]
