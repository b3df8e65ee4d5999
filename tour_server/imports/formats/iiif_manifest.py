"""Reads one IIIF manifest, of Presentation 3 or 2.1, as a work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from contract.licences import licence_name
from contract.museum import Level
from tour_server.catalogue.plain_text import has_tags
from tour_server.imports.formats.citations import read_citations
from tour_server.imports.formats.format_source import UnreadFields
from tour_server.imports.formats.iiif_images import canvas_pictures
from tour_server.imports.formats.iiif_words import iiif_text, iiif_values
from tour_server.imports.formats.json_values import (
    as_list,
    as_map,
    as_maps,
    as_number,
    as_text,
    identifier_of,
)
from tour_server.imports.formats.language_words import joined, language_tag
from tour_server.imports.formats.metadata_labels import MetadataField, metadata_field
from tour_server.imports.records import Record, RecordBlock

_READ = frozenset(
    {
        *("@context", "id", "@id", "type", "@type", "label", "metadata", "summary", "description"),
        *("requiredStatement", "attribution", "rights", "license", "items", "sequences"),
        *("thumbnail", "annotations", "within", "viewingDirection", "viewingHint", "behavior"),
    }
)
LEVEL_PURPOSE, SOURCE_PURPOSE, TEXT_PURPOSE = "tagging", "linking", "describing"
WRITER_KEY = "creator"
PLAIN_TYPE = "text/plain"
_Values = dict[MetadataField, list[tuple[str, str]]]


def read_manifest(
    manifest: Mapping[str, Any], where: str, language: str, unread: UnreadFields
) -> Record:
    """Returns the work that a manifest describes. `language`: of words whose language it does not say."""
    for name in manifest.keys() - _READ:
        unread.add(name)
    values: _Values = {}
    for pair in as_maps(manifest.get("metadata")):
        labels = iiif_text(pair.get("label"), language)
        field = metadata_field(labels.values())
        if field is None:
            unread.add(f"metadata “{next(iter(labels.values()), '')}”")
        else:
            values.setdefault(field, []).extend(iiif_values(pair.get("value"), language))
    identifier = identifier_of(manifest)
    title = iiif_text(manifest.get("label"), language)
    if list(title.values()) == [identifier]:
        title = {}  # a label is required; this one says nothing
    number = _first(values, MetadataField.NUMBER)
    record = Record(
        where=where,
        identifier=identifier,
        key=_first(values, MetadataField.KEY),
        inventory=_first(values, MetadataField.INVENTORY),
        number=as_number(number),
        title=title or joined(values.get(MetadataField.TITLE, [])),
        maker=joined(values.get(MetadataField.MAKER, [])),
        date=joined(values.get(MetadataField.DATE, [])),
        place=joined(values.get(MetadataField.PLACE, [])),
        materials=joined(values.get(MetadataField.MATERIALS, [])),
        room=_first(values, MetadataField.ROOM),
        pictures=list(canvas_pictures(manifest, language)),
        blocks=_blocks(manifest, values, language),
        sources=read_citations(words for _, words in values.get(MetadataField.SOURCE, [])),
        licence=_licence(manifest) or _first(values, MetadataField.LICENCE),
        holder=_first(values, MetadataField.HOLDER),
        is_decoded=True,
    )
    statement = as_map(manifest.get("requiredStatement"))
    credit = iiif_text(statement.get("value", manifest.get("attribution")), language)
    if credit:
        line = next(iter(credit.values()))
        credited = [replace(one, credit=one.credit or line) for one in record.pictures]
        record = replace(record, pictures=credited)
    return record


def _blocks(manifest: Mapping[str, Any], values: _Values, language: str) -> list[RecordBlock]:
    blocks = list(_annotated_blocks(manifest, language))
    described = manifest.get("summary", manifest.get("description"))
    told = {block.text for block in blocks}
    for said, words in (*iiif_values(described, language), *values.get(MetadataField.TEXT, [])):
        if words and words not in told:
            told.add(words)
            blocks.append(RecordBlock(words, said, is_decoded=True))
    return blocks


def _annotated_blocks(manifest: Mapping[str, Any], language: str) -> Iterator[RecordBlock]:
    """Yield the texts in the manifest's own annotations: the levels and sources of them are bodies of their own."""
    for page in as_maps(manifest.get("annotations")):
        for annotation in as_maps(page.get("items")):
            if TEXT_PURPOSE not in map(as_text, as_list(annotation.get("motivation"))):
                continue
            by_purpose: dict[str, list[Mapping[str, Any]]] = {}
            for body in as_maps(annotation.get("body")):
                purpose = as_text(body.get("purpose")) or TEXT_PURPOSE
                by_purpose.setdefault(purpose, []).append(body)
            levels = [as_text(one.get("value")) for one in by_purpose.get(LEVEL_PURPOSE, [])]
            sources = [as_text(one.get("value")) for one in by_purpose.get(SOURCE_PURPOSE, [])]
            for body in by_purpose.get(TEXT_PURPOSE, []):
                if words := as_text(body.get("value")):
                    yield RecordBlock(
                        words,
                        language_tag(as_text(body.get("language")), language),
                        level=next((Level(one) for one in levels if one in list(Level)), None),
                        sources=read_citations(sources),
                        written_by=as_text(as_map(annotation.get(WRITER_KEY)).get("name")),
                        is_decoded=as_text(body.get("format")) == PLAIN_TYPE
                        and not has_tags(words),
                    )


def _licence(manifest: Mapping[str, Any]) -> str:
    found = as_list(manifest.get("rights", manifest.get("license")))
    return licence_name(as_text(found[0])) if found else ""


def _first(values: _Values, field: MetadataField) -> str:
    return next((words for _, words in values.get(field, []) if words), "")
