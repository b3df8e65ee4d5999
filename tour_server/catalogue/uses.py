"""What still refers to a part: a room with works in it can't go before they have gone elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from contract.museum import RoomQuiet
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import Kind


class Use(Struct, frozen=True):
    """A part that refers to another, and what it is to it, as the end of a sentence."""

    part: Part
    how: str


def uses(drafts: Drafts, kind: Kind, key: str) -> list[Use]:
    """Everything in the drafts that would point at nothing without this part."""
    found = {Kind.ROOM: _of_room, Kind.THEME: _of_theme, Kind.WORK: _of_work}.get(kind)
    return [] if found is None else list(found(drafts, key))


def _of_room(drafts: Drafts, key: str) -> Iterator[Use]:
    for part in drafts.all(Kind.WORK):
        if part.body.room == key:
            yield Use(part, "is in it")
    for part in drafts.all(Kind.CONNECTION):
        if key in part.body.rooms:
            yield Use(part, "leads to it")
    for part in drafts.all(Kind.OFFER):
        condition = part.body.condition
        if isinstance(condition, RoomQuiet) and condition.room == key:
            yield Use(part, "waits for it to be quiet")
    for part in drafts.all(Kind.SITE):
        if part.body.entrance == key:
            yield Use(part, "has its entrance there")


def _of_theme(drafts: Drafts, key: str) -> Iterator[Use]:
    for part in (*drafts.all(Kind.WORK), *drafts.all(Kind.LINK)):
        if any(block.theme == key for block in part.body.blocks):
            yield Use(part, "has narration on it")


def _of_work(drafts: Drafts, key: str) -> Iterator[Use]:
    for part in drafts.all(Kind.TOUR):
        if any(stop.work == key for stop in part.body.stops):
            yield Use(part, "has a stop at it")
    for part in drafts.all(Kind.LINK):
        if key in part.body.works:
            yield Use(part, "tells what it shares")
