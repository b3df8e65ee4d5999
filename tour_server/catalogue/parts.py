"""A museum taken apart into the pieces that staff edit and that carry a version each, and put together again.

What a newcomer would get wrong: the order of lists is content (tours, themes and languages come in the order
someone chose), so every part keeps its place.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from contract.museum import Connection, Link, Museum, Offer, Room, Site, Theme, Tour, Work

LONGEST_NAME = 60  # characters; the column holds 64, and a number may follow

Body = Site | Room | Theme | Connection | Work | Link | Tour | Offer


class NoMuseumError(LookupError):
    """Nothing has been imported yet."""


class Kind(StrEnum):
    """The kinds of part, as the `kind` column has them."""

    SITE = "site"
    ROOM = "room"
    THEME = "theme"
    CONNECTION = "passage"  # as the database calls it
    WORK = "work"
    LINK = "link"
    TOUR = "tour"
    OFFER = "offer"


TYPES: dict[Kind, type[Any]] = {
    Kind.SITE: Site,
    Kind.ROOM: Room,
    Kind.THEME: Theme,
    Kind.CONNECTION: Connection,
    Kind.WORK: Work,
    Kind.LINK: Link,
    Kind.TOUR: Tour,
    Kind.OFFER: Offer,
}


def take_apart(museum: Museum) -> Iterator[tuple[Kind, str, Body]]:
    """(kind, key, body) of every part, in order."""
    yield Kind.SITE, museum.site.key, museum.site
    yield from (
        (Kind.CONNECTION, key, connection) for key, connection in _named(museum.connections)
    )
    for kind, bodies in _keyed(museum):
        for body in bodies:
            yield kind, body.key, body


def put_together(parts: list[tuple[Kind, Body]]) -> Museum:
    """The museum of these parts, each list in the order given. Raises NoMuseumError without a site."""
    by_kind: dict[Kind, list[Any]] = {kind: [] for kind in Kind}
    for kind, body in parts:
        by_kind[kind].append(body)
    if not by_kind[Kind.SITE]:
        raise NoMuseumError("there is no museum yet")
    return Museum(
        site=by_kind[Kind.SITE][0],
        rooms=by_kind[Kind.ROOM],
        works=sorted(by_kind[Kind.WORK], key=lambda work: work.number),
        themes=by_kind[Kind.THEME],
        connections=by_kind[Kind.CONNECTION],
        links=by_kind[Kind.LINK],
        tours=by_kind[Kind.TOUR],
        offers=by_kind[Kind.OFFER],
    )


def encode(body: Body) -> str:
    """The part as JSON text: the same part, the same text."""
    return msgspec.json.encode(body).decode()


def decode(kind: Kind, text: str) -> Any:
    """The part of this JSON text. Raises msgspec.ValidationError when it is not one of its kind."""
    return msgspec.json.decode(text, type=TYPES[kind])


def connection_name(connection: Connection) -> str:
    """What a connection, which has no key of its own, is known by: its rooms and its way."""
    name = "-".join([*connection.rooms, connection.kind])
    return name if len(name) <= LONGEST_NAME else hashlib.sha256(name.encode()).hexdigest()[:32]


def _named(connections: list[Connection]) -> Iterator[tuple[str, Connection]]:
    """Passages with their names; of two doors between the same rooms the second gets a number."""
    met: Counter[str] = Counter()
    for connection in connections:
        name = connection_name(connection)
        met[name] += 1
        yield name if met[name] == 1 else f"{name}-{met[name]}", connection


def _keyed(museum: Museum) -> Iterator[tuple[Kind, list[Any]]]:
    yield Kind.ROOM, list(museum.rooms)
    yield Kind.THEME, list(museum.themes)
    yield Kind.WORK, list(museum.works)
    yield Kind.LINK, list(museum.links)
    yield Kind.TOUR, list(museum.tours)
    yield Kind.OFFER, list(museum.offers)
