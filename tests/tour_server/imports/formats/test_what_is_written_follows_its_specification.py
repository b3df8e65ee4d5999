"""What goes out has the properties that each specification requires, and its elements in the order of the schema.

The tables are from the specifications: IIIF Presentation 3.0 (5 and appendix A), LIDO 1.1's schema, Linked Art 1.0's
classes, TourML's schema. The schemas themselves need others (GML, XLink) that are not shipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from contract.museum import Level, Source, Stop, Tour
from tests.tour_server.imports.formats.made_records import ADDRESS
from tour_server.imports.formats.iiif_writer import write_iiif
from tour_server.imports.formats.lido_writer import write_lido
from tour_server.imports.formats.linked_art_writer import write_linked_art
from tour_server.imports.formats.tourml_writer import write_tourml
from tour_server.imports.records import Record, RecordBlock, RecordPicture

TEXT = {"nl": "woord", "en": "word", "und": "x"}
FULL = Record(
    "",
    f"{ADDRESS}/works/a.json",
    "a",
    "INV 1",
    7,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    "Zaal 1",
    [RecordPicture("a.png", None, f"{ADDRESS}/a.png", TEXT, "CC-BY-4.0", "Noor", "Foto: Noor")],
    [RecordBlock("Tekst.", "nl", Level.CHILD, [Source("Bron", "p. 1")], "Noor")],
    [Source("Boek")],
    "CC0-1.0",
    "Het huis",
)
EMPTY = Record("", f"{ADDRESS}/works/b.json", "b")
WORKS = [FULL, EMPTY]

# Each property of a class, by whether it is required.
IIIF_REQUIRED = {
    "Collection": {"id", "type", "label", "items"},
    "Manifest": {"id", "type", "label", "items"},
    "Canvas": {"id", "type", "width", "height"},
    "AnnotationPage": {"id", "type", "items"},
    "Annotation": {"id", "type", "motivation", "body", "target"},
    "Image": {"id", "type"},
    "TextualBody": {"type", "value"},
    "Person": {"type", "name"},
}
IIIF_MORE = {
    "Manifest": {"metadata", "summary", "rights", "annotations"},
    "Canvas": {"items", "metadata", "summary", "rights", "requiredStatement"},
    "Annotation": {"creator"},
    "Image": {"format", "width", "height"},
    "TextualBody": {"format", "language", "purpose"},
}
LIDO_ORDER = {
    "lidoWrap": "lido",
    "lido": "lidoRecID objectPublishedID category descriptiveMetadata administrativeMetadata",
    "descriptiveMetadata": "objectClassificationWrap objectIdentificationWrap eventWrap objectRelationWrap",
    "objectClassificationWrap": "objectWorkTypeWrap classificationWrap",
    "objectIdentificationWrap": "titleWrap inscriptionsWrap repositoryWrap displayStateEditionWrap "
    "objectDescriptionWrap objectMeasurementsWrap objectMaterialsTechWrap",
    "repositorySet": "repositoryName workID repositoryLocation",
    "repositoryLocation": "placeID namePlaceSet gml partOfPlace placeClassification",
    "objectDescriptionSet": "descriptiveNoteID descriptiveNoteValue sourceDescriptiveNote",
    "eventSet": "displayEvent event",
    "event": "eventID eventType roleInEvent eventName eventActor culture eventDate periodName "
    "eventPlace eventMethod eventMaterialsTech",
    "eventType": "conceptID term",
    "eventActor": "displayActorInRole actorInRole",
    "relatedWorkSet": "relatedWork relatedWorkRelType",
    "relatedWork": "displayObject object",
    "administrativeMetadata": "rightsWorkWrap recordWrap resourceWrap",
    "rightsWorkSet": "rightsType rightsDate rightsHolder creditLine",
    "recordWrap": "recordID recordType recordSource recordRights recordInfoSet",
    "resourceSet": "resourceID resourceRepresentation resourceType resourceRelType "
    "resourcePerspective resourceDescription resourceDateTaken resourceSource rightsResource",
    "rightsResource": "rightsType rightsDate rightsHolder creditLine",
    "rightsType": "conceptID term",
}
LIDO_REQUIRED = {
    "lido": "lidoRecID descriptiveMetadata administrativeMetadata",
    "descriptiveMetadata": "objectClassificationWrap objectIdentificationWrap",
    "objectClassificationWrap": "objectWorkTypeWrap",
    "objectIdentificationWrap": "titleWrap",
    "titleSet": "appellationValue",
    "administrativeMetadata": "recordWrap",
    "recordWrap": "recordID recordType recordSource",
}
TOURML_ORDER = {
    "TourSet": "Tour",
    "Tour": "TourMetadata Stop Asset Connection",
    "TourMetadata": "Title Description Author PropertySet RootStopRef",
    "Stop": "Title Description AssetRef PropertySet",
    "Asset": "PropertySet Source Content",
    "Source": "Rights PropertySet",
    "Content": "Data PropertySet",
    "Rights": "CreditLine Copyright",
    "PropertySet": "Property",
}
LINKED_ART = {
    "HumanMadeObject": "identified_by produced_by current_location referred_to_by subject_to representation",
    "Name": "content language classified_as",
    "Identifier": "content classified_as",
    "Production": "carried_out_by timespan took_place_at",
    "Person": "identified_by",
    "Group": "identified_by",
    "Place": "identified_by classified_as",
    "TimeSpan": "identified_by",
    "LinguisticObject": "content language classified_as referred_to_by created_by",
    "Creation": "carried_out_by",
    "VisualItem": "digitally_shown_by",
    "DigitalObject": "access_point referred_to_by subject_to",
    "Right": "classified_as identified_by possessed_by",
    "Type": "classified_as",
    "Language": "",
}
LISTS = frozenset(
    {
        *("identified_by", "referred_to_by", "subject_to", "representation", "digitally_shown_by"),
        *("access_point", "carried_out_by", "took_place_at", "classified_as", "language"),
        "possessed_by",
    }
)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _objects(inner)


def test_iiif(tmp_path: Path) -> None:
    write_iiif(WORKS, tmp_path, TEXT, ADDRESS)
    documents = [json.loads(file.read_bytes()) for file in tmp_path.rglob("*.json")]
    assert len(documents) == 3
    identifiers = []
    for document in documents:
        assert document["@context"] == "http://iiif.io/api/presentation/3/context.json"
        referred = document.pop("items") if document["type"] == "Collection" else []
        assert all(set(one) == {"id", "type", "label"} for one in referred)
        for one in _objects(document):
            if "type" not in one:
                continue
            required = IIIF_REQUIRED[one["type"]] - ({"items"} if one is document else set())
            assert required <= set(one), one
            assert set(one) - required - {"@context"} <= IIIF_MORE.get(one["type"], set()) | {
                "items"
            }
            identifiers += [one["id"]] if "id" in one and one["type"] != "Image" else []
            for name in ("label", "summary"):
                texts = one.get(name, {})
                assert all(isinstance(words, list) for words in texts.values())
    assert len(identifiers) == len(set(identifiers))
    assert all(one.startswith("https://") for one in identifiers)
    manifests = [one for one in documents if one["type"] == "Manifest"]
    assert all(one["items"] for one in manifests)  # a manifest has a canvas
    assert {one.get("rights", "") for one in manifests} == {
        "",
        "http://creativecommons.org/publicdomain/zero/1.0/",
    }


def _check_order(root: ET.Element, order: dict[str, str], required: dict[str, str]) -> None:
    for parent in root.iter():
        name = parent.tag.rpartition("}")[2]
        children = [one.tag.rpartition("}")[2] for one in parent]
        if name in order:
            places = [order[name].split().index(child) for child in children]
            assert places == sorted(places), (name, children)
        assert set(required.get(name, "").split()) <= set(children), (name, children)


def test_lido(tmp_path: Path) -> None:
    write_lido(WORKS, tmp_path, TEXT)
    root = ET.parse(tmp_path / "lido.xml").getroot()  # noqa: S314 - our own
    _check_order(root, LIDO_ORDER, LIDO_REQUIRED)
    prefix = "{http://www.lido-schema.org}"
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for name in ("descriptiveMetadata", "administrativeMetadata"):
        assert all(one.get(language) for one in root.iter(prefix + name))
    for name in ("lidoRecID", "recordID", "conceptID", "descriptiveNoteID"):
        assert all(one.get(f"{prefix}type") for one in root.iter(prefix + name))


def test_tourml(tmp_path: Path) -> None:
    tour = Tour("kort", TEXT, TEXT, [Stop("a"), Stop("b")])
    write_tourml(lambda: WORKS, [tour], tmp_path, TEXT)
    root = ET.parse(tmp_path / "tourml.xml").getroot()  # noqa: S314 - our own
    _check_order(root, TOURML_ORDER, {"Tour": "TourMetadata", "TourMetadata": "Title"})
    prefix = "{http://tapintomuseums.org/TourML}"
    named = [
        one.get(f"{prefix}id")
        for tag in ("Tour", "Stop", "Asset")
        for one in root.iter(prefix + tag)
    ]
    assert None not in named
    assert len(named) == len(set(named))
    refers = {one.get(f"{prefix}id") for one in root.iter(f"{prefix}AssetRef")}
    for one in root.iter(f"{prefix}Connection"):
        refers |= {one.get(f"{prefix}srcId"), one.get(f"{prefix}destId")}
    assert refers <= set(named)


def test_linked_art(tmp_path: Path) -> None:
    write_linked_art(WORKS, tmp_path)
    found = json.loads((tmp_path / "linked-art.json").read_bytes())
    assert [one["@context"] for one in found] == ["https://linked.art/ns/v1/linked-art.json"] * 2
    for one in _objects(found):
        allowed = {*LINKED_ART[one["type"]].split(), "type", "id", "_label", "@context"}
        assert set(one) <= allowed, one
        assert all(isinstance(value, list) == (name in LISTS) for name, value in one.items())
    assert all(one["id"].startswith("https://") for one in found)
