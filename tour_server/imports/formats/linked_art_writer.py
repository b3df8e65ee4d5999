"""Writes works as Linked Art: a file with an array of objects, each a whole document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from contract.licences import licence_address
from contract.museum import Source, Text
from tour_server.imports.formats.aat import (
    BRIEF_TEXT,
    CITATIONS,
    CREDITS,
    DESCRIPTIONS,
    INVENTORY_NUMBERS,
    LOCAL_NUMBER,
    MATERIALS,
    PREFERRED,
    PRIMARY_TITLE_LABEL,
    ROOM,
    SYSTEM_NUMBER,
    concept,
    language_class,
    level_class,
)
from tour_server.imports.formats.citations import citation
from tour_server.imports.formats.known_names import NO_NAMES, KnownNames, NameRole
from tour_server.imports.formats.museum_records import picture_link
from tour_server.imports.records import Record, RecordBlock, RecordPicture

CONTEXT = "https://linked.art/ns/v1/linked-art.json"
LINKED_ART_FILE = "linked-art.json"
LINKED_WITH = "Linked with "  # before the key of another work: Linked Art relates objects by sets that both are in
_Json = dict[str, Any]


def write_linked_art(
    records: Iterable[Record],
    folder: Path,
    names: KnownNames = NO_NAMES,
    related: Mapping[str, Sequence[str]] | None = None,
    address: str = "",
) -> int:
    """Write a file of the works to `folder`. Returns how many. Raises OSError.

    `names`: what other houses know their names as. `related`: the keys of works that links join, by key.
    `address`: where `folder` will be found on the web. Then each object also has a file of its own where its id says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (folder / LINKED_ART_FILE).open("wb") as file:
        file.write(b"[")
        for record in records:
            file.write(b",\n" if count else b"\n")
            written = written_object(record, names, (related or {}).get(record.key, ()))
            encoded = msgspec.json.encode(written)
            file.write(encoded)
            if address:
                place = folder / record.identifier.removeprefix(f"{address}/")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(encoded)
            count += 1
        file.write(b"\n]\n")
    return count


def written_object(
    record: Record, names: KnownNames = NO_NAMES, related: Sequence[str] = ()
) -> _Json:
    """Returns the object of a work. `related`: the keys of works that links join to it."""
    written: _Json = {
        "@context": CONTEXT,
        "id": record.identifier,
        "type": "HumanMadeObject",
        "identified_by": list(_identifiers(record)),
        "produced_by": _production(record, names),
        "made_of": [
            {"id": uri, "type": "Material", "_label": thing.words}
            for thing in names.of(record.key, NameRole.MATERIAL)
            for uri in names.exact(thing)
        ],
        "member_of": [{"type": "Set", "_label": f"{LINKED_WITH}{key}"} for key in related],
        "current_location": _room(record.room),
        "referred_to_by": list(_statements(record)),
        "subject_to": _rights(record.licence, record.holder),
        "representation": [
            {"type": "VisualItem", "digitally_shown_by": [_digital(picture)]}
            for picture in record.pictures
        ],
    }
    if label := next(iter(record.title.values()), ""):
        written["_label"] = label
    return {key: value for key, value in written.items() if value}


def _identifiers(record: Record) -> Iterator[_Json]:
    yield from _named(record.title, PREFERRED, PRIMARY_TITLE_LABEL)
    numbers = (
        (INVENTORY_NUMBERS[0], "Accession Number", record.inventory),
        (LOCAL_NUMBER, "Number in the guide", "" if record.number is None else str(record.number)),
        (SYSTEM_NUMBER, "Key in the guide", record.key),
    )
    for kind, label, words in numbers:
        if words:
            yield {
                "type": "Identifier",
                "classified_as": [concept(kind, label)],
                "content": words,
            }


def _production(record: Record, names: KnownNames) -> _Json:
    made: _Json = {}
    if record.maker:
        person: _Json = {"type": "Person", "identified_by": list(_named(record.maker))}
        maker = names.only_maker(record.key)
        if maker is not None and (same := names.exact(maker)):
            person["equivalent"] = [{"id": uri, "type": "Person"} for uri in same]
        made["carried_out_by"] = [person]
    techniques = [
        {"id": uri, "type": "Type", "_label": thing.words}
        for thing in names.of(record.key, NameRole.TECHNIQUE)
        for uri in names.exact(thing)
    ]
    if techniques:
        made["technique"] = techniques
    if record.date:
        made["timespan"] = {"type": "TimeSpan", "identified_by": list(_named(record.date))}
    if record.place:
        made["took_place_at"] = [{"type": "Place", "identified_by": list(_named(record.place))}]
    return {"type": "Production", **made} if made else {}


def _room(room: str) -> _Json:
    if not room:
        return {}
    name = {"type": "Name", "content": room}
    return {"type": "Place", "classified_as": [concept(ROOM, "Gallery")], "identified_by": [name]}


def _statements(record: Record) -> Iterator[_Json]:
    for language, words in record.materials.items():
        yield _statement(MATERIALS[0], "Material Statement", words, language)
    for block in record.blocks:
        yield _block(block)
    yield from map(_source, record.sources)


def _block(block: RecordBlock) -> _Json:
    written = _statement(DESCRIPTIONS[0], "Description", block.text, block.language)
    if block.level is not None:
        written["classified_as"].append(level_class(block.level))
    if block.sources:
        written["referred_to_by"] = [_source(one) for one in block.sources]
    if block.written_by:
        name = {"type": "Name", "content": block.written_by}
        actor = {"type": "Person", "identified_by": [name]}
        written["created_by"] = {"type": "Creation", "carried_out_by": [actor]}
    return written


def _source(source: Source) -> _Json:
    return _statement(CITATIONS[0], "Citation", citation(source), "")


def _digital(picture: RecordPicture) -> _Json:
    link = {"id": picture_link(picture), "type": "DigitalObject"}
    statements = [
        _statement(DESCRIPTIONS[0], "Description", words, language)
        for language, words in picture.alt.items()
    ]
    if picture.credit:
        statements.append(_statement(CREDITS[0], "Credit Line", picture.credit, ""))
    written = {
        "type": "DigitalObject",
        "access_point": [link],
        "referred_to_by": statements,
        "subject_to": _rights(picture.licence, picture.holder),
    }
    return {key: value for key, value in written.items() if value}


def _rights(licence: str, holder: str) -> list[_Json]:
    right: _Json = {"type": "Right"}
    if address := licence_address(licence):
        right["classified_as"] = [{"id": address, "type": "Type", "_label": licence}]
    elif licence:
        right["identified_by"] = [{"type": "Name", "content": licence}]
    if holder:
        name = {"type": "Name", "content": holder}
        right["possessed_by"] = [{"type": "Group", "identified_by": [name]}]
    return [right] if len(right) > 1 else []


def _statement(kind: str, label: str, words: str, language: str) -> _Json:
    named = concept(kind, label) | {"classified_as": [concept(BRIEF_TEXT, "Brief Text")]}
    written: _Json = {"type": "LinguisticObject", "classified_as": [named], "content": words}
    if language and (said := language_class(language)):
        written["language"] = said
    return written


def _named(text: Text, kind: str = "", label: str = "") -> Iterator[_Json]:
    for language, words in text.items():
        name: _Json = {"type": "Name", "content": words}
        if kind:
            name["classified_as"] = [concept(kind, label)]
        if said := language_class(language):
            name["language"] = said
        yield name
