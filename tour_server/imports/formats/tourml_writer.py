"""Writes a museum as TourML: a tour that holds every work with its assets, then each tour of the museum."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from contract.museum import Text, Tour
from tour_server.imports.formats.citations import citation
from tour_server.imports.formats.metadata_labels import MetadataField
from tour_server.imports.formats.museum_records import picture_link
from tour_server.imports.formats.tourml import ALL_WORKS, CODE, NAMESPACE, WORK
from tour_server.imports.formats.xml_writing import XmlWriting
from tour_server.imports.records import Record, RecordBlock, RecordPicture

TOURML_FILE = "tourml.xml"
_writing = XmlWriting("tourml")


def write_tourml(
    records: Callable[[], Iterable[Record]],
    tours: Iterable[Tour],
    folder: Path,
    name: Text,
) -> int:
    """Write a file of the works and tours of the museum called `name` to `folder`. Returns its number of works.

    `records` is called for each reading of the works, because stops stand before all assets. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    identifiers: dict[str, str] = {}
    count = 0
    with (folder / TOURML_FILE).open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(
            f'<tourml:TourSet xmlns:tourml="{NAMESPACE}">\n<tourml:Tour tourml:id="works">\n'
        )
        file.write(_text(_metadata(name, {}, (ALL_WORKS, "true"))))
        for count, record in enumerate(records(), start=1):
            identifiers[record.key] = record.identifier or record.key
            file.write(_text(_stop(record, count)))
        for number, record in enumerate(records(), start=1):
            file.writelines(map(_text, _assets(record, number)))
        file.write("</tourml:Tour>\n")
        for number, tour in enumerate(tours, start=1):
            file.write(f'<tourml:Tour tourml:id="tour-{number}">\n')
            file.write(_text(_metadata(tour.title, tour.summary, ("key", tour.key))))
            file.writelines(map(_text, _tour_stops(tour, number, identifiers)))
            file.write("</tourml:Tour>\n")
        file.write("</tourml:TourSet>\n")
    return count


def _metadata(title: Text, summary: Text, said: tuple[str, str]) -> Element:
    metadata = _writing.element("TourMetadata")
    _add_text(metadata, "Title", title)
    _add_text(metadata, "Description", summary)
    _add_property(_writing.add(metadata, "PropertySet"), *said)
    return metadata


def _stop(record: Record, number: int) -> Element:
    stop = _writing.element("Stop")
    stop.set("tourml:id", f"stop-{number}")
    stop.set("tourml:view", "tour_stop")
    _add_text(stop, "Title", record.title)
    for place in range(1, len(record.pictures) + 1):
        _writing.add(stop, "AssetRef", id=f"picture-{number}-{place}", usage="image")
    for place in range(1, len(record.blocks) + 1):
        _writing.add(stop, "AssetRef", id=f"text-{number}-{place}", usage="text")
    said = _writing.add(stop, "PropertySet")
    if record.identifier:
        _add_property(said, "identifier", record.identifier)
    if record.number is not None:
        _add_property(said, CODE, str(record.number))
    plain = (
        ("Key in the guide", record.key),
        ("Inventory number", record.inventory),
        (MetadataField.ROOM, record.room),
        (MetadataField.LICENCE, record.licence),
        ("Rights holder", record.holder),
    )
    for name, words in plain:
        if words:
            _add_property(said, name, words)
    worded = (
        (MetadataField.MAKER, record.maker),
        (MetadataField.DATE, record.date),
        (MetadataField.PLACE, record.place),
        (MetadataField.MATERIALS, record.materials),
    )
    for field, text in worded:
        for language, words in text.items():
            _add_property(said, field, words, language)
    for source in record.sources:
        _add_property(said, MetadataField.SOURCE, citation(source))
    return stop


def _assets(record: Record, number: int) -> Iterator[Element]:
    for place, picture in enumerate(record.pictures, start=1):
        yield _picture(picture, f"picture-{number}-{place}")
    for place, block in enumerate(record.blocks, start=1):
        yield _block(block, f"text-{number}-{place}")


def _picture(picture: RecordPicture, identifier: str) -> Element:
    asset = _asset(identifier, "image")
    kind = mimetypes.guess_type(picture.name)[0] or "image/jpeg"
    source = _writing.add(asset, "Source", format=kind, uri=picture_link(picture))
    if picture.holder or picture.credit:
        rights = _writing.add(source, "Rights")
        if picture.credit:
            _writing.add(rights, "CreditLine", picture.credit)
        if picture.holder:
            _writing.add(rights, "Copyright", picture.holder)
    if picture.alt or picture.licence:
        said = _writing.add(source, "PropertySet")
        for language, words in picture.alt.items():
            _add_property(said, "alt", words, language)
        if picture.licence:
            _add_property(said, "licence", picture.licence)
    return asset


def _block(block: RecordBlock, identifier: str) -> Element:
    asset = _asset(identifier, "text")
    content = _writing.add(asset, "Content", format="text/plain", language=block.language)
    _writing.add(content, "Data", block.text)
    said = [("level", "" if block.level is None else block.level.value)]
    said += [("author", block.written_by), *(("source", citation(one)) for one in block.sources)]
    if any(words for _, words in said):
        properties = _writing.add(content, "PropertySet")
        for name, words in said:
            if words:
                _add_property(properties, name, words)
    return asset


def _tour_stops(tour: Tour, number: int, identifiers: dict[str, str]) -> Iterator[Element]:
    """Yield the stops of a tour, which refer to the works, then the connections between them."""
    places = [one.work for one in tour.stops if one.work in identifiers]
    for place, work in enumerate(places, start=1):
        stop = _writing.element("Stop")
        stop.set("tourml:id", f"tour-{number}-stop-{place}")
        stop.set("tourml:view", "tour_stop")
        _add_property(_writing.add(stop, "PropertySet"), WORK, identifiers[work])
        yield stop
    for place in range(1, len(places)):
        connection = _writing.element("Connection")
        connection.set("tourml:srcId", f"tour-{number}-stop-{place}")
        connection.set("tourml:destId", f"tour-{number}-stop-{place + 1}")
        connection.set("tourml:priority", "0")
        yield connection


def _asset(identifier: str, kind: str) -> Element:
    asset = _writing.element("Asset")
    asset.set("tourml:id", identifier)
    asset.set("tourml:type", kind)
    return asset


def _add_property(said: Element, name: str, words: str, language: str = "") -> None:
    _writing.add(said, "Property", words, language=language, name=name)


def _add_text(parent: Element, name: str, text: Text) -> None:
    for language, words in text.items():
        _writing.add(parent, name, words, language=language)


def _text(element: Element) -> str:
    return tostring(element, encoding="unicode") + "\n"
