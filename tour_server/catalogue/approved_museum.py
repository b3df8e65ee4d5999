"""The museum as it may be published where words need approval: the drafts with the wording that was approved last.

Facts come from the drafts: numbers, rooms and places, hours, pictures, the stops of a tour. Words come from what was
approved. What has no approved name in any language is left out, with whatever can't do without it: a room with its
works, a work with its stops. Removing is deciding: what was removed from the drafts is not brought back.

Note: a theme that was removed from the drafts stays for the approved narration that is on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import (
    Block,
    GlossaryTerm,
    Link,
    Museum,
    Offer,
    Room,
    Text,
    Theme,
    Tour,
    Work,
)
from contract.text_fields import Translatable, text_fields
from tour_server.catalogue.approval_units import (
    LinkedWorks,
    UnitKey,
    block_unit,
    is_of_block,
    link_unit,
    offer_unit,
)
from tour_server.catalogue.approved_wordings import ApprovedContent
from tour_server.catalogue.parts import PartKind
from web.translations import mark

FEWEST_LINKED_WORKS = 2
NO_NAME = mark("its name is not approved in any language")
NO_TITLE = mark("its title is not approved in any language")
NO_OFFER = mark("it is not approved")
THEME_OUT = mark("its theme is left out")
NO_LINK = mark("which works it is about is not approved")
ROOM_OUT = mark("its room is left out")
NO_MEANING = mark("its meaning is not approved in any language")
NO_STOPS = mark("none of its stops is published")
NO_WORKS = mark("fewer than two of its works are published")
NO_NARRATION = mark("none of its narration is approved")

SomePart = TypeVar("SomePart", bound=Translatable)
RoomOrTheme = TypeVar("RoomOrTheme", Room, Theme)
Approved = Mapping[UnitKey, ApprovedContent]


class PartLeftOut(Struct, frozen=True):
    """A part of the drafts that is not published, and why: the end of a sentence."""

    kind: PartKind
    key: str
    why: str


class ApprovedMuseum(Struct, frozen=True):
    """What may be published. `site_name_missing`: the museum has no approved name, so nothing can be."""

    museum: Museum
    left_out: list[PartLeftOut]
    site_name_missing: bool


def approved_museum(drafts: Museum, approved: Approved) -> ApprovedMuseum:
    """Return the drafts with approved words alone."""
    return _Composer(drafts, approved).composed()


def with_approved_offers(drafts: Museum, approved: Approved) -> Museum:
    """Return the drafts with approved offers alone: an offer is never shown without approval."""
    return replace(drafts, offers=_offers(drafts.offers, approved))


class _Composer:
    def __init__(self, drafts: Museum, approved: Approved) -> None:
        self._drafts, self._approved = drafts, approved
        self._left_out: list[PartLeftOut] = []

    def composed(self) -> ApprovedMuseum:
        """Compose the museum, from what others refer to down to what refers to them."""
        drafts = self._drafts
        site = _with_approved_texts(drafts.site, self._approved)
        rooms = [
            room
            for draft in drafts.rooms
            if (room := self._named(PartKind.ROOM, draft)) is not None
        ]
        room_keys = {room.key for room in rooms}
        themes = self._themes()
        theme_keys = {theme.key for theme in themes} if drafts.themes else None
        works = self._works(room_keys, theme_keys)
        work_keys = {work.key for work in works}
        museum = replace(
            drafts,
            site=replace(site, entrance=site.entrance if site.entrance in room_keys else None),
            rooms=rooms,
            works=works,
            themes=themes,
            connections=[
                _with_approved_texts(one, self._approved)
                for one in drafts.connections
                if room_keys.issuperset(one.rooms)
            ],
            places=[place for place in drafts.places if place.room in room_keys],
            links=self._links(work_keys, theme_keys),
            tours=self._tours(work_keys),
            offers=self._offers(room_keys, {theme.key for theme in themes}, works),
            glossary=self._glossary(),
        )
        return ApprovedMuseum(museum, self._left_out, not site.name)

    def _leave_out(self, kind: PartKind, key: str, why: str) -> None:
        self._left_out.append(PartLeftOut(kind, key, why))

    def _named(self, kind: PartKind, draft: RoomOrTheme) -> RoomOrTheme | None:
        part = _with_approved_texts(draft, self._approved)
        if not part.name:
            self._leave_out(kind, draft.key, NO_NAME)
            return None
        return part

    def _themes(self) -> list[Theme]:
        drafted = self._drafts.themes
        themes = [
            theme for draft in drafted if (theme := self._named(PartKind.THEME, draft)) is not None
        ]
        if not drafted:
            return []
        keys = {theme.key for theme in drafted}
        owners: list[Work | Link] = [*self._drafts.works, *self._drafts.links]
        removed = {
            block.theme: Theme(block.theme, self._approved_name(block.theme))
            for owner in owners
            for block in _blocks(owner, self._approved)
            if block.theme not in keys
        }
        return [*themes, *(theme for theme in removed.values() if theme.name)]

    def _approved_name(self, theme: str) -> Text:
        return {
            language: one.content
            for (path, language), one in self._approved.items()
            if path == f"theme/{theme}/name" and isinstance(one.content, str)
        }

    def _works(self, rooms: set[str], themes: set[str] | None) -> list[Work]:
        works = []
        for draft in self._drafts.works:
            work = _with_approved_texts(draft, self._approved)
            if not work.title:
                self._leave_out(PartKind.WORK, draft.key, NO_TITLE)
            elif draft.room not in rooms:
                self._leave_out(PartKind.WORK, draft.key, ROOM_OUT)
            else:
                works.append(replace(work, blocks=_on(themes, _blocks(draft, self._approved))))
        return works

    def _links(self, works: set[str], themes: set[str] | None) -> list[Link]:
        links = []
        for draft in self._drafts.links:
            one = self._approved.get(link_unit(draft.key))
            joined = one.content if one is not None else None
            blocks = _on(themes, _blocks(draft, self._approved))
            if not isinstance(joined, LinkedWorks):
                self._leave_out(PartKind.LINK, draft.key, NO_LINK)
                continue
            present = [key for key in joined.works if key in works]
            if len(present) < FEWEST_LINKED_WORKS:
                self._leave_out(PartKind.LINK, draft.key, NO_WORKS)
            elif draft.blocks and not blocks:
                self._leave_out(PartKind.LINK, draft.key, NO_NARRATION)
            else:
                links.append(replace(draft, works=present, relation=joined.relation, blocks=blocks))
        return links

    def _glossary(self) -> list[GlossaryTerm]:
        found = []
        for draft in self._drafts.glossary:
            term = _with_approved_texts(draft, self._approved)
            both = term.term.keys() & term.meaning.keys()
            if both:
                found.append(term)
            else:
                self._leave_out(PartKind.TERM, draft.key, NO_MEANING)
        return found

    def _tours(self, works: set[str]) -> list[Tour]:
        tours = []
        for draft in self._drafts.tours:
            tour = _with_approved_texts(draft, self._approved)
            stops = [stop for stop in tour.stops if stop.work in works]
            if not tour.title:
                self._leave_out(PartKind.TOUR, draft.key, NO_TITLE)
            elif not stops:
                self._leave_out(PartKind.TOUR, draft.key, NO_STOPS)
            else:
                tours.append(replace(tour, stops=stops))
        return tours

    def _offers(self, rooms: set[str], themes: set[str], works: list[Work]) -> list[Offer]:
        found = []
        pictures = {medium.file for work in works for medium in work.media}
        approved = {offer.key: offer for offer in _offers(self._drafts.offers, self._approved)}
        for draft in self._drafts.offers:
            offer = approved.get(draft.key)
            if offer is None:
                self._leave_out(PartKind.OFFER, draft.key, NO_OFFER)
            elif not offer.rooms <= rooms:
                self._leave_out(PartKind.OFFER, draft.key, ROOM_OUT)
            elif not offer.theme_keys <= themes:
                self._leave_out(PartKind.OFFER, draft.key, THEME_OUT)
            else:
                shown = offer.picture if offer.picture in pictures else None
                spots = {(one.room, one.key) for one in works}
                spots |= {(one.room, one.key) for one in self._drafts.places}
                at = offer.at if (offer.room, offer.at) in spots else None
                found.append(replace(offer, picture=shown, at=at))
        return found


def _with_approved_texts(part: SomePart, approved: Approved) -> SomePart:
    """Return the part with the approved wording of each text in each language that the draft has.

    The texts of narration blocks are left as they are.
    """
    while True:
        for field in text_fields(part):
            if is_of_block(part, field.path):
                continue
            wanted = {
                language: one.content
                for language, text in field.text.items()
                if text.strip() and (one := approved.get((field.path, language))) is not None
                if isinstance(one.content, str)
            }
            if wanted != field.text:
                part = field.with_text(wanted)
                break  # the other fields were made for the part as it was
        else:
            return part


def _blocks(owner: Work | Link, approved: Approved) -> list[Block]:
    """Return the blocks of a work or link as they were approved, those that still are in the drafts."""
    found = []
    for draft in owner.blocks:
        one = approved.get(block_unit(owner, draft.key))
        if one is not None and isinstance(one.content, Block):
            found.append(replace(one.content, approved_by=one.approved_by))
    return found


def _on(themes: set[str] | None, blocks: list[Block]) -> list[Block]:
    """Return the blocks on these themes, all where the museum has no themes (None)."""
    return [block for block in blocks if themes is None or block.theme in themes]


def _offers(drafts: list[Offer], approved: Approved) -> list[Offer]:
    found = []
    for draft in drafts:
        one = approved.get(offer_unit(draft.key))
        if one is not None and isinstance(one.content, Offer) and one.approved_by is not None:
            found.append(replace(one.content, approved_by=one.approved_by))
    return found
