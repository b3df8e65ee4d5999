"""The parts of a museum: the pieces that staff edit one at a time and that each have versions of their own.

A stored part has the version of its type (contract.museum_versions); one of an earlier version is brought along when
it is read.

Note: the order of tours, themes and the like is content that staff chose, so every part keeps its place.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from contract.museum import (
    Connection,
    GlossaryTerm,
    Link,
    Museum,
    Offer,
    Room,
    Site,
    Theme,
    Tour,
    VisitorPlace,
    Work,
)
from contract.museum_versions import VERSIONS, first_version
from runtime.document_version import DocumentVersionError

LONGEST_CONNECTION_NAME = 60  # characters; the column holds 64, and a number may follow

Body = Site | Room | Theme | Connection | Work | Link | Tour | Offer | GlossaryTerm | VisitorPlace


class NoMuseumError(LookupError):
    """No museum was imported yet."""


class PartKind(StrEnum):
    """The kinds of part, by their names in the database."""

    SITE = "site"
    ROOM = "room"
    THEME = "theme"
    CONNECTION = "passage"
    WORK = "work"
    LINK = "link"
    TOUR = "tour"
    OFFER = "offer"
    TERM = "term"
    PLACE = "place"


NamedPart = tuple[PartKind, str, Body]
"""A part with its kind and its key."""

TYPES: dict[PartKind, type[Any]] = {
    PartKind.SITE: Site,
    PartKind.ROOM: Room,
    PartKind.THEME: Theme,
    PartKind.CONNECTION: Connection,
    PartKind.WORK: Work,
    PartKind.LINK: Link,
    PartKind.TOUR: Tour,
    PartKind.OFFER: Offer,
    PartKind.TERM: GlossaryTerm,
    PartKind.PLACE: VisitorPlace,
}


def split_museum(museum: Museum) -> Iterator[tuple[PartKind, str, Body]]:
    """Yield (kind, key, body) of every part, in order."""
    yield PartKind.SITE, museum.site.key, museum.site
    yield from (
        (PartKind.CONNECTION, key, connection) for key, connection in _named(museum.connections)
    )
    for kind, bodies in _keyed(museum):
        for body in bodies:
            yield kind, body.key, body


def join_parts(parts: list[tuple[PartKind, Body]]) -> Museum:
    """Return the museum of these parts, each list in the order given. Raises NoMuseumError without a site."""
    by_kind: dict[PartKind, list[Any]] = {kind: [] for kind in PartKind}
    for kind, body in parts:
        by_kind[kind].append(body)
    if not by_kind[PartKind.SITE]:
        raise NoMuseumError("there is no museum yet")
    return Museum(
        site=by_kind[PartKind.SITE][0],
        rooms=by_kind[PartKind.ROOM],
        works=sorted(by_kind[PartKind.WORK], key=lambda work: work.number),
        themes=by_kind[PartKind.THEME],
        connections=by_kind[PartKind.CONNECTION],
        links=by_kind[PartKind.LINK],
        tours=by_kind[PartKind.TOUR],
        offers=by_kind[PartKind.OFFER],
        glossary=by_kind[PartKind.TERM],
        places=by_kind[PartKind.PLACE],
    )


def encode(body: Body) -> str:
    """Return the part as JSON. Equal parts give equal text."""
    return VERSIONS[type(body)].encode(body, first_version([body])).decode()


def decode(kind: PartKind, text: str) -> Any:
    """Return the part of this kind in JSON text, as `encode` of this version or an earlier one wrote it.

    Raises DocumentVersionError for a part of newer software, msgspec.ValidationError when it does not fit the kind.
    """
    return VERSIONS[TYPES[kind]].decode(text, TYPES[kind])


def decode_stored(kind: PartKind, key: str, text: str) -> Any:
    """Return the part as `decode` does. The error about its version names the part."""
    try:
        return decode(kind, text)
    except DocumentVersionError as error:
        name = VERSIONS[TYPES[kind]].name
        raise DocumentVersionError(
            f"The {name} “{key}” is kept as it is, and can't be read or changed here. {error}",
            is_newer=error.is_newer,
        ) from error


def connection_name(connection: Connection) -> str:
    """Return a name for a connection, which has no key: its rooms and its kind."""
    name = "-".join([*connection.rooms, connection.kind])
    return (
        name
        if len(name) <= LONGEST_CONNECTION_NAME
        else hashlib.sha256(name.encode()).hexdigest()[:32]
    )


def _named(connections: list[Connection]) -> Iterator[tuple[str, Connection]]:
    """Yield the connections with their names. A second door between the same rooms gets a number."""
    seen: Counter[str] = Counter()
    for connection in connections:
        name = connection_name(connection)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}", connection


def _keyed(museum: Museum) -> Iterator[tuple[PartKind, list[Any]]]:
    yield PartKind.ROOM, list(museum.rooms)
    yield PartKind.THEME, list(museum.themes)
    yield PartKind.WORK, list(museum.works)
    yield PartKind.LINK, list(museum.links)
    yield PartKind.TOUR, list(museum.tours)
    yield PartKind.OFFER, list(museum.offers)
    yield PartKind.TERM, list(museum.glossary)
    yield PartKind.PLACE, list(museum.places)
