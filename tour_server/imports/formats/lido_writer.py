"""Writes works as LIDO 1.1: the elements in the order of its schema."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element

from contract.licences import licence_address
from contract.museum import Text
from tour_server.imports.formats.citations import citation
from tour_server.imports.formats.format_source import UNDETERMINED
from tour_server.imports.formats.lido import (
    ANY_OBJECT,
    KEY_TYPE,
    NAMESPACE,
    NUMBER_TYPE,
    SOURCE_RELATION,
)
from tour_server.imports.formats.museum_records import picture_link
from tour_server.imports.formats.xml_writing import XmlWriting, clean, write_xml
from tour_server.imports.records import Record, RecordPicture

LIDO_FILE = "lido.xml"
_TERMINOLOGY = "http://terminology.lido-schema.org"
_LOCAL, _URI = f"{_TERMINOLOGY}/lido00100", f"{_TERMINOLOGY}/lido00099"
_PRODUCTION = f"{_TERMINOLOGY}/lido00007"
_HEAD = (
    f'<lido:lidoWrap xmlns:lido="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{NAMESPACE} {NAMESPACE}/schema/v1.1/lido-v1.1.xsd">\n'
)
_writing = XmlWriting("lido")


def write_lido(records: Iterable[Record], folder: Path, name: Text) -> int:
    """Write a file of the works of the museum called `name` to `folder`. Returns how many. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    museum = next(iter(name.values()), "")
    written = (written_lido(record, museum) for record in records)
    return write_xml(folder / LIDO_FILE, _HEAD, written, "</lido:lidoWrap>\n")


def written_lido(record: Record, museum: str) -> Element:
    """Returns the record of a work of the museum called `museum`."""
    lido = _writing.element("lido")
    _writing.add(lido, "lidoRecID", record.identifier or record.key, type=_LOCAL)
    language = next(iter(record.title), UNDETERMINED)
    described = _writing.add(lido, "descriptiveMetadata", language=language)
    term = "objectClassificationWrap/objectWorkTypeWrap/objectWorkType/term"
    _writing.add(described, term, ANY_OBJECT, language="en")
    _add_identification(described, record, museum)
    _add_event(described, record)
    if record.sources:
        works = _writing.add(described, "objectRelationWrap/relatedWorksWrap")
        for source in record.sources:
            related = _writing.add(works, "relatedWorkSet")
            _writing.add(related, "relatedWork/displayObject", citation(source))
            _writing.add(related, "relatedWorkRelType/term", SOURCE_RELATION, language="en")
    _add_administration(lido, record, museum, language)
    return lido


def _add_identification(described: Element, record: Record, museum: str) -> None:
    wrap = _writing.add(described, "objectIdentificationWrap")
    titles = _writing.add(wrap, "titleWrap/titleSet")
    _add_text(titles, "appellationValue", record.title or {UNDETERMINED: ""})
    repository = _writing.add(wrap, "repositoryWrap/repositorySet", type="current")
    _writing.add(repository, "repositoryName/legalBodyName/appellationValue", museum)
    numbers = (
        ("inventory number", record.inventory),
        (NUMBER_TYPE, "" if record.number is None else str(record.number)),
        (KEY_TYPE, record.key),
    )
    for kind, words in numbers:
        if words:
            _writing.add(repository, "workID", words, type=kind)
    if record.room:
        place = _writing.add(repository, "repositoryLocation")
        _writing.add(place, "namePlaceSet/appellationValue", record.room)
        _writing.add(place, "placeClassification/term", "room", language="en")
    if record.blocks:
        blocks = _writing.add(wrap, "objectDescriptionWrap")
        for block in record.blocks:
            attributes = {} if block.level is None else {"type": block.level.value}
            one = _writing.add(blocks, "objectDescriptionSet", **attributes)
            if block.written_by:
                _writing.add(one, "descriptiveNoteID", block.written_by, type="author")
            _writing.add(one, "descriptiveNoteValue", block.text, language=block.language)
            for source in block.sources:
                _writing.add(one, "sourceDescriptiveNote", citation(source))


def _add_event(described: Element, record: Record) -> None:
    if not (record.maker or record.date or record.place or record.materials):
        return
    event = _writing.add(described, "eventWrap/eventSet/event")
    kind = _writing.add(event, "eventType")
    _writing.add(kind, "conceptID", _PRODUCTION, type=_URI)
    _writing.add(kind, "term", "Production", language="en")
    for name, display, text in (
        ("eventActor", "displayActorInRole", record.maker),
        ("eventDate", "displayDate", record.date),
        ("eventPlace", "displayPlace", record.place),
        ("eventMaterialsTech", "displayMaterialsTech", record.materials),
    ):
        if text:
            _add_text(_writing.add(event, name), display, text)


def _add_administration(lido: Element, record: Record, museum: str, language: str) -> None:
    administered = _writing.add(lido, "administrativeMetadata", language=language)
    if record.licence or record.holder:
        _add_rights(administered, "rightsWorkWrap/rightsWorkSet", record.licence, record.holder)
    wrap = _writing.add(administered, "recordWrap")
    _writing.add(wrap, "recordID", record.identifier or record.key, type=_LOCAL)
    _writing.add(wrap, "recordType/term", "item", language="en")
    _writing.add(wrap, "recordSource/legalBodyName/appellationValue", museum)
    if record.pictures:
        resources = _writing.add(administered, "resourceWrap")
        for picture in record.pictures:
            _add_picture(resources, picture)


def _add_picture(resources: Element, picture: RecordPicture) -> None:
    resource = _writing.add(resources, "resourceSet")
    _writing.add(resource, "resourceRepresentation/linkResource", picture_link(picture))
    _add_text(resource, "resourceDescription", picture.alt)
    if picture.licence or picture.holder or picture.credit:
        rights = _add_rights(resource, "rightsResource", picture.licence, picture.holder)
        if picture.credit:
            _writing.add(rights, "creditLine", picture.credit)


def _add_rights(parent: Element, path: str, licence: str, holder: str) -> Element:
    rights = _writing.add(parent, path)
    if licence:
        kind = _writing.add(rights, "rightsType")
        if address := licence_address(licence):
            _writing.add(kind, "conceptID", address, type=_URI)
        _writing.add(kind, "term", licence)
    if holder:
        _writing.add(rights, "rightsHolder/legalBodyName/appellationValue", holder)
    return rights


def _add_text(parent: Element, name: str, text: Text) -> None:
    """Add a text: an element of this name for each language."""
    for language, words in text.items():
        _writing.add(parent, name, clean(words), language=language)
