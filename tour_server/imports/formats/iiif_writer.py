"""Writes works as IIIF Presentation 3: a collection, and a manifest for each work, to put on a web server."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, UnidentifiedImageError

from contract.licences import licence_address
from contract.museum import Level, Text
from tour_server.imports.formats.citations import citation
from tour_server.imports.formats.iiif_manifest import (
    LEVEL_PURPOSE,
    PLAIN_TYPE,
    SOURCE_PURPOSE,
    TEXT_PURPOSE,
    WRITER_KEY,
)
from tour_server.imports.formats.iiif_words import iiif_language, language_map, plain_value
from tour_server.imports.formats.metadata_labels import WRITTEN_LABELS, MetadataField
from tour_server.imports.records import Record, RecordBlock, RecordPicture

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
COLLECTION = "collection.json"
UNKNOWN_SIZE = (1000, 1000)
"""Pixels of a canvas whose picture isn't here to be measured; only their ratio would count."""
_RIGHTS = ("http://creativecommons.org/", "http://rightsstatements.org/")
_MAIN_LEVELS = (None, Level.ADULT)


def write_iiif(records: Iterable[Record], folder: Path, name: Text, address: str) -> int:
    """Write a collection called `name` to `folder`, which is to be found at `address`. Returns its number of works.

    Each record's identifier begins with `address`, and its manifest lies there. Raises OSError.
    """
    head = {
        "@context": CONTEXT,
        "id": f"{address}/{COLLECTION}",
        "type": "Collection",
        "label": language_map(name),
    }
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (folder / COLLECTION).open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "items": [')
        for record in records:
            manifest = written_manifest(record)
            place = folder / record.identifier.removeprefix(f"{address}/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(msgspec.json.encode(manifest))
            entry = {key: manifest[key] for key in ("id", "type", "label")}
            file.write((",\n" if count else "\n") + json.dumps(entry, ensure_ascii=False))
            count += 1
        file.write("\n]}\n")
    return count


def written_manifest(record: Record) -> dict[str, Any]:
    """Returns the manifest of a work."""
    identifier = record.identifier
    manifest: dict[str, Any] = {
        "@context": CONTEXT,
        "id": identifier,
        "type": "Manifest",
        "label": language_map(record.title) or {"none": [identifier]},
        "metadata": list(_metadata(record)),
        "items": [
            _canvas(picture, f"{identifier}/canvas/{number}")
            for number, picture in enumerate(record.pictures, start=1)
        ],
    }
    if not record.pictures:  # a manifest has a canvas, also where there is nothing to paint on it
        manifest["items"] = [_blank(f"{identifier}/canvas/1", UNKNOWN_SIZE)]
    if summary := _summary(record):
        manifest["summary"] = language_map(summary)
    if rights := _rights(record.licence):
        manifest["rights"] = rights
    if record.blocks:
        page = {
            "id": f"{identifier}/texts",
            "type": "AnnotationPage",
            "items": [
                _annotation(block, identifier, number)
                for number, block in enumerate(record.blocks, start=1)
            ],
        }
        manifest["annotations"] = [page]
    return {key: value for key, value in manifest.items() if value != []}


def _metadata(record: Record) -> Iterator[dict[str, Any]]:
    worded = (
        (MetadataField.MAKER, record.maker),
        (MetadataField.DATE, record.date),
        (MetadataField.PLACE, record.place),
        (MetadataField.MATERIALS, record.materials),
    )
    for field, text in worded:
        if text:
            yield _pair(field, language_map(text))
    licence = "" if _rights(record.licence) else record.licence
    plain = (
        (MetadataField.INVENTORY, record.inventory),
        (MetadataField.ROOM, record.room),
        (MetadataField.NUMBER, "" if record.number is None else str(record.number)),
        (MetadataField.KEY, record.key),
        (MetadataField.LICENCE, licence),
        (MetadataField.HOLDER, record.holder),
    )
    for field, words in plain:
        if words:
            yield _pair(field, {"none": [plain_value(words)]})
    if record.sources:
        yield _pair(
            MetadataField.SOURCE, {"none": [plain_value(citation(one)) for one in record.sources]}
        )


def _pair(field: MetadataField, value: Mapping[str, list[str]]) -> dict[str, Any]:
    label = {language: [words] for language, words in WRITTEN_LABELS[field].items()}
    return {"label": label, "value": value}


def _canvas(picture: RecordPicture, identifier: str) -> dict[str, Any]:
    size = _size(picture)
    body: dict[str, Any] = {"id": picture.address, "type": "Image"}
    if kind := mimetypes.guess_type(picture.name)[0]:
        body["format"] = kind
    if size is not None:
        body["width"], body["height"] = size
    annotation = {
        "id": f"{identifier}/painting",
        "type": "Annotation",
        "motivation": "painting",
        "body": body,
        "target": identifier,
    }
    page = {"id": f"{identifier}/page", "type": "AnnotationPage", "items": [annotation]}
    canvas = {**_blank(identifier, size or UNKNOWN_SIZE), "items": [page]}
    if picture.alt:
        canvas["summary"] = language_map(picture.alt)
    rights = _rights(picture.licence)
    if rights:
        canvas["rights"] = rights
    pairs = [
        _pair(field, {"none": [plain_value(words)]})
        for field, words in (
            (MetadataField.LICENCE, "" if rights else picture.licence),
            (MetadataField.HOLDER, picture.holder),
        )
        if words
    ]
    if pairs:
        canvas["metadata"] = pairs
    if picture.credit:
        canvas["requiredStatement"] = {
            "label": {"en": ["Credit"]},
            "value": {"none": [plain_value(picture.credit)]},
        }
    return canvas


def _blank(identifier: str, size: tuple[int, int]) -> dict[str, Any]:
    return {"id": identifier, "type": "Canvas", "width": size[0], "height": size[1]}


def _annotation(block: RecordBlock, identifier: str, number: int) -> dict[str, Any]:
    text = {"type": "TextualBody", "value": block.text, "format": PLAIN_TYPE}
    text |= {"purpose": TEXT_PURPOSE, "language": iiif_language(block.language)}
    body = [text]
    if block.level is not None:
        body.append({"type": "TextualBody", "value": block.level, "purpose": LEVEL_PURPOSE})
    body += [
        {"type": "TextualBody", "value": citation(source), "purpose": SOURCE_PURPOSE}
        for source in block.sources
    ]
    annotation: dict[str, Any] = {
        "id": f"{identifier}/texts/{number}",
        "type": "Annotation",
        "motivation": TEXT_PURPOSE,
        "body": body,
        "target": identifier,
    }
    if block.written_by:
        annotation[WRITER_KEY] = {"type": "Person", "name": block.written_by}
    return annotation


def _summary(record: Record) -> Text:
    """Returns the first text for adults in each language, for viewers that show no annotations."""
    summary: Text = {}
    for block in record.blocks:
        if block.level in _MAIN_LEVELS:
            summary.setdefault(block.language, block.text)
    return summary


def _rights(licence: str) -> str:
    """Returns the address of a licence of those that the specification allows in `rights`."""
    address = licence_address(licence)
    return address if address.startswith(_RIGHTS) else ""


def _size(picture: RecordPicture) -> tuple[int, int] | None:
    if picture.path is None:
        return None
    try:
        with Image.open(picture.path) as image:
            return image.size
    except (OSError, UnidentifiedImageError):
        return None
