"""LIDO 1.0 and 1.1: Lightweight Information Describing Objects, ICOM's format for harvesting collections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from contract.licences import licence_name
from contract.museum import Level, Text
from tour_server.imports.formats.citations import read_citations
from tour_server.imports.formats.format_source import FormatSource
from tour_server.imports.formats.iiif_images import picture_name
from tour_server.imports.formats.json_values import as_number
from tour_server.imports.formats.language_words import joined
from tour_server.imports.formats.picture_files import file_beside, is_web_address
from tour_server.imports.formats.xml_file import read_records
from tour_server.imports.formats.xml_reading import XmlReading
from tour_server.imports.records import Record, RecordBlock, RecordPicture

NAMESPACE = "http://www.lido-schema.org"
RECORD = f"{{{NAMESPACE}}}lido"
ROOTS = (RECORD, f"{{{NAMESPACE}}}lidoWrap")
HARVEST = "{http://www.openarchives.org/OAI/2.0/}OAI-PMH"
"""The first element of what a repository answers to a harvester; records of LIDO may stand in it."""
_MORE = "{http://www.openarchives.org/OAI/2.0/}resumptionToken"
NUMBER_TYPE, KEY_TYPE = "number in the guide", "key in the guide"
ROOM_TERMS = frozenset({"room", "gallery", "zaal", "raum", "saal", "salle", "sala"})
SOURCE_RELATION, ANY_OBJECT = "source", "work"
_EVENT = "descriptiveMetadata/eventWrap/eventSet/event"
_IDENTIFICATION = "descriptiveMetadata/objectIdentificationWrap"
_PRODUCTION_CONCEPTS = ("lido00007", "lido00012", "lido00224", "lido00030")
"""Production, creation, designing and (of a photograph) taking, in LIDO's terminology."""
_PRODUCTION_TERMS = frozenset(
    """production creation making design designing herstellung entstehung schöpfung entwurf vervaardiging productie
    ontwerp création fabrication conception producción creación diseño""".split()  # noqa: SIM905
)
_MASTERS = ("image_master", "lido00464", "master")
_SKOS_CONCEPT = "{http://www.w3.org/2004/02/skos/core#}Concept"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_REPEATED = (
    "lidoRecID",
    "objectPublishedID",
    "administrativeMetadata/recordWrap",
    f"{_IDENTIFICATION}/repositoryWrap/repositorySet/repositoryName",
)
"""What a record has for the sake of harvesting; the museum knows its own name."""
_OBJECT_TERM = "descriptiveMetadata/objectClassificationWrap/objectWorkTypeWrap/objectWorkType/term"


class LidoSource(FormatSource):
    """A file of LIDO records."""

    format_name = "LIDO"

    @staticmethod
    def recognises(path: Path, root: str) -> bool:
        """Returns whether a file whose first element is `root` is of this kind."""
        return root in ROOTS or (
            root == HARVEST and next(read_records(path, (RECORD,)), None) is not None
        )

    def _read(self) -> Iterator[Record]:
        number = 0
        for element in read_records(self.path, (RECORD, _MORE)):
            if element.tag == _MORE:
                if (element.text or "").strip():
                    sentence = "The repository has more records; this is one page of its answer."
                    yield Record(where=f"after record {number}", problems=[sentence])
                continue
            number += 1
            reading = XmlReading(element, NAMESPACE, self.language)
            yield _record(reading, f"record {number}", self.path.parent)
            reading.report(self._unread)


def _record(reading: XmlReading, where: str, folder: Path) -> Record:
    lido = reading.record
    identifiers = reading.values(lido, "lidoRecID") or reading.values(lido, "objectPublishedID")
    numbers = {KEY_TYPE: "", NUMBER_TYPE: ""}
    inventory = ""
    for one in reading.all(lido, f"{_IDENTIFICATION}/repositoryWrap/repositorySet/workID"):
        kind = reading.attribute(one, "type")
        if kind in numbers:
            numbers[kind] = reading.words(one)
        else:
            inventory = inventory or reading.words(one)
    event = _production(reading)
    rights = reading.first(lido, "administrativeMetadata/rightsWorkWrap/rightsWorkSet")
    licence, holder = _rights(reading, rights)
    record = Record(
        where=where,
        identifier=identifiers[0][1] if identifiers else "",
        key=numbers[KEY_TYPE],
        inventory=inventory,
        number=as_number(numbers[NUMBER_TYPE]),
        title=_title(reading),
        maker=_maker(reading, event),
        date=_date(reading, event),
        place=_place(reading, event),
        materials=_materials(reading, event),
        room=_room(reading),
        pictures=list(_pictures(reading, folder)),
        blocks=list(_blocks(reading)),
        sources=read_citations(_sources(reading)),
        licence=licence,
        holder=holder,
    )
    reading.skip(*_REPEATED)
    if all(one.text == ANY_OBJECT for one in reading.all(lido, _OBJECT_TERM)):
        reading.skip(_OBJECT_TERM)  # a record has to say what it is of; ours says no more
    return record


def _title(reading: XmlReading) -> Text:
    """Returns the preferred title in each language; the first where none is preferred."""
    found: dict[str, tuple[bool, str]] = {}
    for one in reading.all(
        reading.record, f"{_IDENTIFICATION}/titleWrap/titleSet/appellationValue"
    ):
        preferred = reading.attribute(one, "pref").rpartition("/")[2] in ("preferred", "lido00169")
        language, words = reading.language(one), reading.words(one)
        if words and (language not in found or (preferred and not found[language][0])):
            found[language] = (preferred, words)
    return {language: words for language, (_, words) in found.items()}


def _production(reading: XmlReading) -> Element | None:
    """Returns the event in which the work was made; the only event where its kind isn't said."""
    events = reading.all(reading.record, _EVENT)
    made: Element | None = None
    for event in events:
        concepts = _concepts(reading, reading.first(event, "eventType"))
        terms = [words.casefold() for _, words in reading.values(event, "eventType/term")]
        of_production = any(one.endswith(_PRODUCTION_CONCEPTS) for one in concepts) or any(
            one in _PRODUCTION_TERMS for one in terms
        )
        if of_production and made is None:
            made = event
    return made if made is not None or len(events) != 1 else events[0]


def _maker(reading: XmlReading, event: Element | None) -> Text:
    if shown := reading.values(event, "eventActor/displayActorInRole"):
        return joined(shown)
    found: list[tuple[str, str]] = []
    for actor in reading.all(event, "eventActor/actorInRole/actor"):
        names = reading.all(actor, "nameActorSet/appellationValue")
        preferred = [one for one in names if reading.attribute(one, "pref") == "preferred"]
        found += [(reading.language(one), reading.words(one)) for one in (preferred or names)[:1]]
    return joined(found)


def _date(reading: XmlReading, event: Element | None) -> Text:
    if shown := reading.values(event, "eventDate/displayDate"):
        return joined(shown)
    date = reading.first(event, "eventDate/date")
    earliest = reading.words(reading.first(date, "earliestDate"))
    latest = reading.words(reading.first(date, "latestDate"))
    said = "–".join(dict.fromkeys(one for one in (earliest, latest) if one))
    return {} if date is None else joined([(reading.language(date), said)])


def _place(reading: XmlReading, event: Element | None) -> Text:
    return joined(
        reading.values(event, "eventPlace/displayPlace")
        or reading.values(event, "eventPlace/place/namePlaceSet/appellationValue")
    )


def _materials(reading: XmlReading, event: Element | None) -> Text:
    """Returns the materials: of the event, or (from 1.1 on) of the object itself."""
    wrap = f"{_IDENTIFICATION}/objectMaterialsTechWrap/objectMaterialsTechSet"
    of_object = reading.all(reading.record, wrap)
    for parent in (*reading.all(event, "eventMaterialsTech"), *of_object):
        if shown := reading.values(parent, "displayMaterialsTech"):
            return joined(shown)
        if terms := reading.values(parent, "materialsTech/termMaterialsTech/term"):
            return joined(terms)
    return {}


def _room(reading: XmlReading) -> str:
    """Returns the room: a location that says it is one. Most locations here are of the museum's town."""
    where = f"{_IDENTIFICATION}/repositoryWrap/repositorySet/repositoryLocation"
    for place in reading.all(reading.record, where):
        terms = {words.casefold() for _, words in reading.values(place, "placeClassification/term")}
        if terms & ROOM_TERMS:
            return reading.words(reading.first(place, "namePlaceSet/appellationValue"))
    return ""


def _blocks(reading: XmlReading) -> Iterator[RecordBlock]:
    for one in reading.all(
        reading.record, f"{_IDENTIFICATION}/objectDescriptionWrap/objectDescriptionSet"
    ):
        kind = reading.attribute(one, "type")
        level = Level(kind) if kind in list(Level) else None
        sources = read_citations(words for _, words in reading.values(one, "sourceDescriptiveNote"))
        writer = reading.words(reading.first(one, "descriptiveNoteID"))
        for language, words in reading.values(one, "descriptiveNoteValue"):
            yield RecordBlock(words, language, level, sources, writer)


def _sources(reading: XmlReading) -> Iterator[str]:
    for related in reading.all(
        reading.record, "descriptiveMetadata/objectRelationWrap/relatedWorksWrap/relatedWorkSet"
    ):
        kinds = reading.all(related, "relatedWorkRelType/term")
        if any((one.text or "").strip().casefold() == SOURCE_RELATION for one in kinds):
            reading.values(related, "relatedWorkRelType/term")
            yield reading.words(reading.first(related, "relatedWork/displayObject"))


def _pictures(reading: XmlReading, folder: Path) -> Iterator[RecordPicture]:
    for one in reading.all(reading.record, "administrativeMetadata/resourceWrap/resourceSet"):
        link = _largest(reading, reading.all(one, "resourceRepresentation"))
        if not link:
            continue
        licence, holder = _rights(reading, reading.first(one, "rightsResource"))
        yield RecordPicture(
            picture_name(link),
            None if is_web_address(link) else file_beside(folder, link),
            link if is_web_address(link) else "",
            joined(reading.values(one, "resourceDescription")),
            licence,
            holder,
            reading.words(reading.first(one, "rightsResource/creditLine")),
        )


def _largest(reading: XmlReading, sizes: list[Element]) -> str:
    """Returns the link to a picture that has several sizes: to the master, or to one that is no thumbnail."""
    links = [
        (reading.attribute(one, "type").casefold(), words)
        for one in sizes
        for _, words in reading.values(one, "linkResource")
    ]
    links.sort(key=lambda one: (not one[0].endswith(_MASTERS), "thumb" in one[0]))
    return links[0][1] if links else ""


def _rights(reading: XmlReading, rights: Element | None) -> tuple[str, str]:
    """Returns (licence, holder)."""
    concepts = _concepts(reading, reading.first(rights, "rightsType"))
    terms = [words for _, words in reading.values(rights, "rightsType/term")]
    addresses = [one for one in (*concepts, *terms) if is_web_address(one)]
    holders = reading.values(rights, "rightsHolder/legalBodyName/appellationValue")
    licence = next(iter((*addresses, *terms, *concepts)), "")
    return licence_name(licence), holders[0][1] if holders else ""


def _concepts(reading: XmlReading, kind: Element | None) -> list[str]:
    """Returns the addresses of a concept: of LIDO's own element, and of SKOS's from 1.1 on."""
    found = [words for _, words in reading.values(kind, "conceptID")]
    for one in () if kind is None else kind:
        if one.tag == _SKOS_CONCEPT and (about := one.get(_RDF_ABOUT)):
            reading.words(one)
            found.append(about)
    return found
