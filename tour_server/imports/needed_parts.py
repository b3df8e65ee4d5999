"""Which parts the rest of the museum still needs, asked of many parts at once within a transaction."""

from __future__ import annotations

from tour_server.catalogue.bulk_write import BulkRead
from tour_server.catalogue.parts import PartKind

REMOVAL_ORDER = (
    PartKind.OFFER,
    PartKind.TOUR,
    PartKind.LINK,
    PartKind.TERM,
    PartKind.PLACE,
    PartKind.CONNECTION,
    PartKind.WORK,
    PartKind.THEME,
    PartKind.SITE,
    PartKind.ROOM,
)
"""The kinds of parts, each before those that it needs."""


def needed_keys(read: BulkRead, kind: PartKind) -> set[str]:
    """Return the keys of this kind that other drafts refer to. As tour_server.catalogue.dependents, for all at once."""
    needed: set[str] = set()
    if kind is PartKind.WORK:
        for _key, _version, tour in read.all(PartKind.TOUR):
            needed |= {stop.work for stop in tour.stops}
        for _key, _version, link in read.all(PartKind.LINK):
            needed |= set(link.works)
    if kind in (PartKind.WORK, PartKind.PLACE):
        needed |= {offer.at for _, _, offer in read.all(PartKind.OFFER) if offer.at}
    if kind is PartKind.THEME:
        for owner in (PartKind.WORK, PartKind.LINK):
            for _key, _version, body in read.all(owner):
                needed |= {block.theme for block in body.blocks}
        for _key, _version, offer in read.all(PartKind.OFFER):
            needed |= offer.theme_keys
    if kind is PartKind.ROOM:
        for owner in (PartKind.WORK, PartKind.PLACE):
            needed |= {body.room for _, _, body in read.all(owner)}
        for _key, _version, connection in read.all(PartKind.CONNECTION):
            needed |= set(connection.rooms)
        for _key, _version, offer in read.all(PartKind.OFFER):
            needed |= offer.rooms
        needed |= {site.entrance for _, _, site in read.all(PartKind.SITE) if site.entrance}
    if kind is PartKind.SITE and any(
        next(read.all(other), None) is not None
        for other in REMOVAL_ORDER
        if other not in (PartKind.SITE, PartKind.ROOM)
    ):
        needed |= {key for key, _, _ in read.all(PartKind.SITE)}
    return needed
