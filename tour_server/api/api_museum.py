"""A museum as the API shows it: published, with addresses, or drafted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol, TypeVar
from urllib.parse import quote

from contract.bundle import Release
from contract.museum import Link, Museum, Offer, Tour, Work
from contract.offer_picture import picture_of
from tour_server.api.replies import (
    LinkFacts,
    LinkList,
    MediumAddress,
    MuseumFacts,
    OfferFacts,
    OfferList,
    OpeningHours,
    PlaceList,
    RoomFacts,
    RoomHours,
    RoomList,
    SpeechAddress,
    StopFacts,
    StopList,
    TermList,
    ThemeList,
    TourFacts,
    TourList,
    WayList,
    WorkFacts,
    WorkList,
    WorkReference,
)


class Keyed(Protocol):
    """A part of the museum with a key."""

    @property
    def key(self) -> str:
        """Its lasting short name."""
        ...


KeyedPart = TypeVar("KeyedPart", bound=Keyed)


class ApiMuseum:
    """One museum. `release`: what it was published as, None for drafts. `server`: before the addresses of pages."""

    def __init__(self, museum: Museum, release: Release | None, server: str) -> None:
        self._museum, self._release, self._server = museum, release, server.rstrip("/")

    def facts(self) -> MuseumFacts:
        """Returns the museum without its works, tours and rooms."""
        release, museum = self._release, self._museum
        published = (
            None if release is None else dt.datetime.fromtimestamp(release.published_at, dt.UTC)
        )
        return MuseumFacts(
            release=None if release is None else release.number,
            published_at=published,
            site=museum.site,
            themes=museum.themes,
            works=len(museum.works),
            tours=len(museum.tours),
            rooms=len(museum.rooms),
        )

    def works(self, after: int, limit: int) -> WorkList:
        """Returns the `limit` works whose numbers come after one."""
        found = sorted(
            (work for work in self._museum.works if work.number > after),
            key=lambda work: work.number,
        )
        shown: Sequence[Work] = found[:limit]
        more = str(shown[-1].number) if len(found) > limit else None
        return WorkList([self._work(work) for work in shown], more)

    def work(self, number: int) -> WorkFacts | None:
        """Returns a work, None where none has this number."""
        work = next((work for work in self._museum.works if work.number == number), None)
        return None if work is None else self._work(work)

    def links(self, after: str, limit: int) -> LinkList:
        """Returns the `limit` links whose keys come after one."""
        shown, more = _after(self._museum.links, after, limit)
        return LinkList([self._link(link) for link in shown], more)

    def link(self, key: str) -> LinkFacts | None:
        """Returns a link, None where none has this key."""
        link = next((link for link in self._museum.links if link.key == key), None)
        return None if link is None else self._link(link)

    def glossary(self, after: str, limit: int) -> TermList:
        """Returns the `limit` words whose keys come after one."""
        return TermList(*_after(self._museum.glossary, after, limit))

    def offers(self, after: str, limit: int) -> OfferList:
        """Returns the `limit` offers whose keys come after one."""
        shown, more = _after(self._museum.offers, after, limit)
        return OfferList([self._offer(offer) for offer in shown], more)

    def themes(self) -> ThemeList:
        """Returns all themes."""
        return ThemeList(self._museum.themes)

    def hours(self) -> OpeningHours:
        """Returns when the museum and its rooms are open."""
        site = self._museum.site
        rooms = [
            RoomHours(room.key, room.name, room.opening, room.closed)
            for room in self._museum.rooms
            if room.opening is not None or room.closed
        ]
        return OpeningHours(site.time_zone, site.opening, site.exceptions, rooms)

    def tours(self) -> TourList:
        """Returns all tours."""
        return TourList([self._tour(tour) for tour in self._museum.tours])

    def tour(self, key: str) -> TourFacts | None:
        """Returns a tour, None where none has this key."""
        tour = next((tour for tour in self._museum.tours if tour.key == key), None)
        return None if tour is None else self._tour(tour)

    def stops(self, key: str) -> StopList | None:
        """Returns the stops of a tour, None where none has this key."""
        tour = next((tour for tour in self._museum.tours if tour.key == key), None)
        if tour is None:
            return None
        return StopList(
            [
                StopFacts(position, stop, self._reference(stop.work))
                for position, stop in enumerate(tour.stops, 1)
            ]
        )

    def rooms(self) -> RoomList:
        """Returns all rooms."""
        return RoomList(self._museum.rooms)

    def room(self, key: str) -> RoomFacts | None:
        """Returns a room with its works, None where none has this key."""
        room = next((room for room in self._museum.rooms if room.key == key), None)
        if room is None:
            return None
        works = sorted((one.number, one.key) for one in self._museum.works if one.room == key)
        return RoomFacts(room, self._references([work for _number, work in works]))

    def ways(self) -> WayList:
        """Returns all ways from room to room."""
        return WayList(self._museum.connections)

    def places(self) -> PlaceList:
        """Returns all places that visitors look for."""
        return PlaceList(self._museum.places)

    def _work(self, work: Work) -> WorkFacts:
        return WorkFacts(
            work=work,
            page=self._page(f"work/{work.number}"),
            media=[self._medium(file) for file in work.files],
            speech=self._speech.get(work.key, []),
        )

    def _link(self, link: Link) -> LinkFacts:
        return LinkFacts(link, self._references(link.works), self._speech.get(link.key, []))

    def _offer(self, offer: Offer) -> OfferFacts:
        picture = picture_of(offer, self._museum)
        return OfferFacts(offer, None if picture is None else self._medium(picture.file))

    def _medium(self, file: str) -> MediumAddress:
        return MediumAddress(file, self._file(file))

    @cached_property
    def _works(self) -> dict[str, Work]:
        return {work.key: work for work in self._museum.works}

    def _reference(self, key: str) -> WorkReference | None:
        work = self._works.get(key)
        if work is None:
            return None
        page = self._page(f"work/{work.number}")
        return WorkReference(work.key, work.number, work.title, work.room, page)

    def _references(self, keys: Sequence[str]) -> list[WorkReference]:
        found = (self._reference(key) for key in keys)
        return [reference for reference in found if reference is not None]

    @cached_property
    def _speech(self) -> dict[str, list[SpeechAddress]]:
        """The speech of each work and link that has any, by its key."""
        found: dict[str, list[SpeechAddress]] = {}
        for one in [] if self._release is None else self._release.speech:
            address = SpeechAddress(
                one.block,
                one.language,
                one.level,
                one.seconds,
                self._target(one.opus),
                self._target(one.aac),
                self._target(one.subtitles),
                one.machine_made,
            )
            found.setdefault(one.work, []).append(address)
        return found

    def _tour(self, tour: Tour) -> TourFacts:
        return TourFacts(tour, self._page(f"tour/{quote(tour.key)}"))

    def _page(self, path: str) -> str | None:
        return None if self._release is None else f"{self._server}/visit/{path}"

    def _file(self, file: str) -> str | None:
        """Returns the address of a picture or a video of the release."""
        if self._release is None:
            return None
        target = self._release.pictures.get(file) or self._release.videos.get(file)
        return None if target is None else self._target(target)

    def _target(self, target: str) -> str:
        """Returns the address of a file of the release."""
        number = 0 if self._release is None else self._release.number
        return f"{self._server}/visit/media/{quote(target)}?r={number}"


def _after(
    parts: Sequence[KeyedPart], after: str, limit: int
) -> tuple[list[KeyedPart], str | None]:
    """Returns the `limit` parts whose keys come after one, by key, and the last one's key where there are more."""
    found = sorted((part for part in parts if part.key > after), key=lambda part: part.key)
    shown = found[:limit]
    return shown, shown[-1].key if len(found) > limit else None
