"""The pictures of a IIIF manifest: from its canvases, at a size that a kiosk has use for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from contract.licences import licence_name
from tour_server.imports.formats.iiif_words import iiif_text
from tour_server.imports.formats.json_values import (
    as_list,
    as_map,
    as_maps,
    as_number,
    as_text,
    identifier_of,
    type_of,
)
from tour_server.imports.formats.metadata_labels import MetadataField, metadata_field
from tour_server.imports.records import RecordPicture

WIDEST_PX = 3000
"""A reference picture is enrolled at 640 px and shown at up to 2,160: more is not fetched."""
_IMAGE_REQUEST = re.compile(r"(.*)/(?:full|square|pct:[^/]+|[\d,]+)/[^/]+/!?\d+/[a-z]+\.[a-z0-9]+$")
_PAINTING = frozenset({"painting", ""})


def canvas_pictures(manifest: Mapping[str, Any], language: str) -> Iterator[RecordPicture]:
    """Yield the pictures of a manifest of version 2 or 3; without any its thumbnail."""
    found = False
    for canvas in _canvases(manifest):
        for body in _bodies(canvas):
            if address := image_address(body):
                found = True
                yield _picture(address, canvas, language)
    if not found:
        for thumbnail in as_list(manifest.get("thumbnail")):
            address = image_address(as_map(thumbnail)) or identifier_of(thumbnail)
            if address:
                yield RecordPicture(picture_name(address), address=address)
                return


def image_address(body: Mapping[str, Any]) -> str:
    """Returns where an image can be fetched, at most WIDEST_PX wide if its service can make it so; "" where nowhere."""
    address = identifier_of(body)
    for service in as_maps(body.get("service")):
        base = identifier_of(service).rstrip("/")
        kind = as_text(service.get("type")) + as_text(service.get("@context"))
        if base and ("ImageService" in kind or "api/image" in kind or "/full/" in address):
            return _sized(base, service, body, address)
    return address


def picture_name(address: str) -> str:
    """Returns the name of an image by its address: the last part, or what an image service calls it."""
    if requested := _IMAGE_REQUEST.fullmatch(address):
        address = requested[1]
    path = urlsplit(address).path.rstrip("/")
    return unquote(path.rpartition("/")[2]) or address


def _canvases(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "sequences" in manifest:
        first = next(iter(as_maps(manifest["sequences"])), {})
        return as_maps(first.get("canvases"))
    return [one for one in as_maps(manifest.get("items")) if type_of(one) == "Canvas"]


def _bodies(canvas: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the images painted on a canvas; of several to choose from the first."""
    annotations = [
        one for page in as_maps(canvas.get("items")) for one in as_maps(page.get("items"))
    ]
    for annotation in (*annotations, *as_maps(canvas.get("images"))):
        motivation = as_text(annotation.get("motivation")).rpartition(":")[2]
        if motivation not in _PAINTING:
            continue
        bodies = as_list(annotation.get("body", annotation.get("resource")))
        for body in map(as_map, bodies):
            kind = type_of(body)
            if kind == "Choice":
                body = next(iter(as_maps(body.get("items", body.get("default")))), {})
                kind = type_of(body)
            if kind == "SpecificResource":
                body = as_map(body.get("source", body.get("full")))
                kind = type_of(body)
            if kind in ("Image", ""):
                yield body


def _sized(base: str, service: Mapping[str, Any], body: Mapping[str, Any], address: str) -> str:
    """Returns a request of at most WIDEST_PX, as far as the service's level allows any size."""
    version_3 = "3" in as_text(service.get("type")) or "image/3" in as_text(service.get("@context"))
    whole = f"{base}/full/{'max' if version_3 else 'full'}/0/default.jpg"
    width = as_number(service.get("width")) or as_number(body.get("width")) or 0
    if width <= WIDEST_PX:
        return address if _IMAGE_REQUEST.fullmatch(address) else whole
    profile = "".join(map(as_text, as_list(service.get("profile"))))
    if "level0" not in profile:
        return f"{base}/full/{WIDEST_PX},/0/default.jpg"
    fits = [
        (as_number(size.get("width")) or 0, as_number(size.get("height")) or 0)
        for size in as_maps(service.get("sizes"))
    ]
    best = max((size for size in fits if 0 < size[0] <= WIDEST_PX), default=None)
    if best is None:
        return address if _IMAGE_REQUEST.fullmatch(address) else whole
    size = f"{best[0]},{best[1]}" if version_3 else f"{best[0]},"
    return f"{base}/full/{size}/0/default.jpg"


def _picture(address: str, canvas: Mapping[str, Any], language: str) -> RecordPicture:
    statement = as_map(canvas.get("requiredStatement"))
    credit = iiif_text(statement.get("value", canvas.get("attribution")), language)
    said: dict[MetadataField, str] = {}
    for pair in as_maps(canvas.get("metadata")):
        field = metadata_field(iiif_text(pair.get("label"), language).values())
        if field in (MetadataField.HOLDER, MetadataField.LICENCE):
            said[field] = next(iter(iiif_text(pair.get("value"), language).values()), "")
    rights = as_text(canvas.get("rights", canvas.get("license")))
    return RecordPicture(
        picture_name(address),
        address=address,
        alt=iiif_text(canvas.get("summary", canvas.get("description")), language),
        licence=licence_name(rights) or said.get(MetadataField.LICENCE, ""),
        holder=said.get(MetadataField.HOLDER, ""),
        credit=next(iter(credit.values()), ""),
    )
