"""TourML: tours of stops, whose pictures and texts are assets. Each stop is a work.

Assets stand behind the stops that name them, so the file is read twice: first the assets, which are kept in a file
of their own, then the stops.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

import msgspec
from msgspec import Struct

from contract.licences import licence_name
from contract.museum import Level, Text
from tour_server.catalogue.plain_text import has_tags
from tour_server.imports.formats.citations import read_citations
from tour_server.imports.formats.format_source import FormatSource
from tour_server.imports.formats.iiif_images import picture_name
from tour_server.imports.formats.iiif_words import without_html
from tour_server.imports.formats.json_values import as_number
from tour_server.imports.formats.language_words import joined
from tour_server.imports.formats.metadata_labels import MetadataField, metadata_field
from tour_server.imports.formats.picture_files import file_beside, is_web_address
from tour_server.imports.formats.xml_file import read_records, read_root
from tour_server.imports.formats.xml_reading import XmlReading
from tour_server.imports.records import Record, RecordBlock, RecordPicture

NAMESPACE = "http://tapintomuseums.org/TourML"
CODE, WORK, ALL_WORKS = "code", "work", "all works"
"""Properties of stops and tours: the number that visitors type; of which work a stop is; that a tour is no tour."""
_ROOTS = ("Tour", "TourSet")


class TourmlTour(Struct, frozen=True):
    """A tour in a file: its stops by the identifiers of their records."""

    key: str
    title: Text
    summary: Text
    works: list[str]


class _Asset(Struct, frozen=True):
    pictures: list[RecordPicture] = []
    blocks: list[RecordBlock] = []


class TourmlSource(FormatSource):
    """A file of one tour or several."""

    format_name = "TourML"

    @staticmethod
    def recognises(root: str) -> bool:
        """Returns whether a file whose first element is `root` is of this kind, in any of its namespaces."""
        namespace, _, name = root.removeprefix("{").partition("}")
        return name in _ROOTS and "tourml" in namespace.lower()

    def tours(self) -> Iterator[TourmlTour]:
        """Yield the tours that the file has beside its works. Raises MuseumError."""
        namespace = self._namespace()
        tour, stops = _unnamed_tour(), list[str]()
        names = [f"{{{namespace}}}{name}" for name in ("TourMetadata", "Stop")]
        for element in read_records(self.path, names):
            reading = XmlReading(element, namespace, self.language)
            if element.tag == names[1]:
                stops.append(_work_of(reading) or _identifier(reading))
                continue
            if tour.title and stops:
                yield _with_stops(tour, stops)
            stops = []
            is_tour = ALL_WORKS not in dict(_properties(reading, element))
            tour = _tour(reading) if is_tour else _unnamed_tour()
        if tour.title and stops:
            yield _with_stops(tour, stops)

    def _read(self) -> Iterator[Record]:
        namespace = self._namespace()
        stop = f"{{{namespace}}}Stop"
        with tempfile.TemporaryFile() as file:
            assets = _Assets(file)
            for element in read_records(self.path, (f"{{{namespace}}}Asset",)):
                reading = XmlReading(element, namespace, self.language)
                assets.add(reading.attribute(element, "id"), self._asset(reading))
                reading.report(self._unread)
            number = 0
            for element in read_records(self.path, (stop,)):
                reading = XmlReading(element, namespace, self.language)
                if _work_of(reading):
                    continue
                number += 1
                yield self._record(reading, assets, f"stop {number}")
                reading.report(self._unread)

    def _namespace(self) -> str:
        return read_root(self.path).removeprefix("{").partition("}")[0]

    def _record(self, reading: XmlReading, assets: _Assets, where: str) -> Record:
        stop = reading.record
        said = [(name, language, words) for name, (language, words) in _properties(reading, stop)]
        fields: dict[MetadataField, list[tuple[str, str]]] = {}
        code = ""
        for name, language, words in said:
            field = metadata_field([name])
            if name == CODE:
                code = words
            elif field is not None:
                fields.setdefault(field, []).append((language, words))
            elif name != "identifier":
                self._unread.add(f"property “{name}”")
        found = [assets.get(reading.attribute(one, "id")) for one in reading.all(stop, "AssetRef")]
        described = [
            RecordBlock(without_html(words), language, is_decoded=True)
            for language, words in reading.values(stop, "Description")
        ]
        return Record(
            where=where,
            identifier=_identifier(reading),
            key=_first(fields, MetadataField.KEY),
            inventory=_first(fields, MetadataField.INVENTORY),
            number=as_number(code),
            title=joined(reading.values(stop, "Title")),
            maker=joined(fields.get(MetadataField.MAKER, [])),
            date=joined(fields.get(MetadataField.DATE, [])),
            place=joined(fields.get(MetadataField.PLACE, [])),
            materials=joined(fields.get(MetadataField.MATERIALS, [])),
            room=_first(fields, MetadataField.ROOM),
            pictures=[picture for asset in found for picture in asset.pictures],
            blocks=[*(block for asset in found for block in asset.blocks), *described],
            sources=read_citations(words for _, words in fields.get(MetadataField.SOURCE, [])),
            licence=_first(fields, MetadataField.LICENCE),
            holder=_first(fields, MetadataField.HOLDER),
        )

    def _asset(self, reading: XmlReading) -> _Asset:
        asset = reading.record
        kind = reading.attribute(asset, "type")
        pictures, blocks = list[RecordPicture](), list[RecordBlock]()
        for source in reading.all(asset, "Source"):
            if kind == "image" or reading.attribute(source, "format").startswith("image/"):
                if not pictures:  # of several sizes, which are parts of one asset, the first
                    pictures.append(self._picture(reading, source))
            else:
                self._unread.add(f"asset of {kind or reading.attribute(source, 'format')}")
        for content in reading.all(asset, "Content"):
            blocks += _blocks(reading, content)
        return _Asset(pictures, blocks)

    def _picture(self, reading: XmlReading, source: Element) -> RecordPicture:
        link = reading.attribute(source, "uri")
        alt: list[tuple[str, str]] = []
        said: dict[str, str] = {}
        for name, (language, words) in _properties(reading, source):
            if name == "alt":
                alt.append((language, words))
            said[name] = words
        rights = reading.first(source, "Rights")
        on_the_web = is_web_address(link)
        return RecordPicture(
            picture_name(link),
            None if on_the_web else file_beside(self.path.parent, link),
            link if on_the_web else "",
            joined(alt),
            licence_name(said.get("licence", "")),
            reading.words(reading.first(rights, "Copyright")),
            reading.words(reading.first(rights, "CreditLine")),
        )


class _Assets:
    """Keeps assets in a file, and where each stands."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, identifier: str, asset: _Asset) -> None:
        content = msgspec.msgpack.encode(asset, enc_hook=str)
        self._places[identifier] = (self._file.tell(), len(content))
        self._file.write(content)

    def get(self, identifier: str) -> _Asset:
        if identifier not in self._places:
            return _Asset()
        place, length = self._places[identifier]
        self._file.seek(place)
        content = self._file.read(length)
        return msgspec.msgpack.decode(
            content, type=_Asset, dec_hook=lambda kind, value: kind(value)
        )


def _blocks(reading: XmlReading, content: Element) -> Iterator[RecordBlock]:
    said: dict[str, list[str]] = {}
    for name, (_, words) in _properties(reading, content):
        said.setdefault(name, []).append(words)
    level = next(iter(said.get("level", [])), "")
    kind = reading.attribute(content, "format")
    for language, words in reading.values(content, "Data"):
        text = words if kind == "text/plain" else without_html(words)
        yield RecordBlock(
            text,
            language,
            Level(level) if level in list(Level) else None,
            read_citations(said.get("source", [])),
            next(iter(said.get("author", [])), ""),
            is_decoded=kind != "text/plain" or not has_tags(words),
        )


def _properties(reading: XmlReading, element: Element) -> list[tuple[str, tuple[str, str]]]:
    """Returns (name, (language, words)) of each property of an element."""
    found = reading.all(element, "PropertySet/Property")
    return [
        (reading.attribute(one, "name"), (reading.language(one), reading.words(one)))
        for one in found
    ]


def _identifier(reading: XmlReading) -> str:
    """Returns the identifier of a stop: its own property, or its id in the file."""
    said = dict(_properties(reading, reading.record)).get("identifier")
    return said[1] if said else reading.attribute(reading.record, "id")


def _work_of(reading: XmlReading) -> str:
    """Returns the identifier of the record that a stop only refers to; "" where it describes a work itself."""
    said = dict(_properties(reading, reading.record)).get(WORK)
    return said[1] if said else ""


def _tour(reading: XmlReading) -> TourmlTour:
    metadata = reading.record
    key = dict(_properties(reading, metadata)).get("key", ("", ""))[1]
    described = [
        (language, without_html(words))
        for language, words in reading.values(metadata, "Description")
    ]
    return TourmlTour(key, joined(reading.values(metadata, "Title")), joined(described), [])


def _unnamed_tour() -> TourmlTour:
    return TourmlTour("", {}, {}, [])


def _with_stops(tour: TourmlTour, stops: list[str]) -> TourmlTour:
    return msgspec.structs.replace(tour, works=stops)


def _first(fields: dict[MetadataField, list[tuple[str, str]]], field: MetadataField) -> str:
    return next((words for _, words in fields.get(field, [])), "")
