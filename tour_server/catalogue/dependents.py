"""Which parts refer to another part: a room with works in it can't be removed before the works have moved."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import PartKind
from web.translations import gettext as _


class Dependent(Struct, frozen=True):
    """A part that refers to another part, and how, as the end of a sentence about it."""

    part: Part
    how: str


def dependents(drafts: Drafts, kind: PartKind, key: str) -> list[Dependent]:
    """Return every draft that refers to this part."""
    by_kind = {
        PartKind.ROOM: _of_room,
        PartKind.THEME: _of_theme,
        PartKind.WORK: _of_work,
        PartKind.PLACE: _offers_at,
    }
    find = by_kind.get(kind)
    return [] if find is None else list(find(drafts, key))


def _of_room(drafts: Drafts, key: str) -> Iterator[Dependent]:
    for part in drafts.all(PartKind.WORK):
        if part.body.room == key:
            yield Dependent(part, _("is in it"))
    for part in drafts.all(PartKind.CONNECTION):
        if key in part.body.rooms:
            yield Dependent(part, _("leads to it"))
    for part in drafts.all(PartKind.PLACE):
        if part.body.room == key:
            yield Dependent(part, _("is in it"))
    for part in drafts.all(PartKind.OFFER):
        if key in part.body.rooms:
            yield Dependent(part, _("leads to it, or waits for it to be quiet"))
    for part in drafts.all(PartKind.SITE):
        if part.body.entrance == key:
            yield Dependent(part, _("has its entrance there"))


def _of_theme(drafts: Drafts, key: str) -> Iterator[Dependent]:
    for part in (*drafts.all(PartKind.WORK), *drafts.all(PartKind.LINK)):
        if any(block.theme == key for block in part.body.blocks):
            yield Dependent(part, _("has narration on it"))
    for part in drafts.all(PartKind.OFFER):
        if key in part.body.theme_keys:
            yield Dependent(part, _("is for visitors who like it"))


def _of_work(drafts: Drafts, key: str) -> Iterator[Dependent]:
    for part in drafts.all(PartKind.TOUR):
        if any(stop.work == key for stop in part.body.stops):
            yield Dependent(part, _("has a stop at it"))
    for part in drafts.all(PartKind.LINK):
        if key in part.body.works:
            yield Dependent(part, _("tells what it shares"))
    yield from _offers_at(drafts, key)


def _offers_at(drafts: Drafts, key: str) -> Iterator[Dependent]:
    for part in drafts.all(PartKind.OFFER):
        if part.body.at == key:
            yield Dependent(part, _("leads to it"))
