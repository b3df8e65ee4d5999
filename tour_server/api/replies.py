"""What the API answers, beside the types of contract.museum. Fields may be added; none is removed or renamed in v1."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct, field

from contract.museum import (
    Connection,
    GlossaryTerm,
    Hours,
    Key,
    Language,
    Level,
    Link,
    Offer,
    Room,
    Site,
    SpecialDay,
    Stop,
    Text,
    Theme,
    Tour,
    VisitorPlace,
    Work,
)


class MuseumFacts(Struct, frozen=True):
    """The museum. `release`, `published_at`: null for drafts."""

    release: int | None
    published_at: dt.datetime | None
    site: Site
    themes: list[Theme]
    works: Annotated[int, Meta(ge=0, description="how many works there are")]
    tours: Annotated[int, Meta(ge=0, description="how many tours there are")]
    rooms: Annotated[int, Meta(ge=0, description="how many rooms there are")]


class MediumAddress(Struct, frozen=True):
    """Where a file of a work is fetched: `file` as in `work.media`. `address`: null in drafts, which have none yet."""

    file: str
    address: str | None


class SpeechAddress(Struct, frozen=True):
    """Where the speech of a block and its subtitles are fetched. `machine_made`: a voice, and no person, says it."""

    block: Key
    language: Language
    level: Level
    seconds: float
    opus: str
    aac: str
    subtitles: str
    machine_made: bool


class WorkFacts(Struct, frozen=True):
    """A work. `page`: its page for visitors, null in drafts. `speech`: of its blocks, none in drafts."""

    work: Work
    page: str | None
    media: list[MediumAddress]
    speech: list[SpeechAddress]


class WorkList(Struct, frozen=True):
    """Some works, by number. `next`: the cursor of those after them, null at the end."""

    items: list[WorkFacts]
    next: str | None


class TourFacts(Struct, frozen=True):
    """A tour. `page`: its page for visitors, null in drafts."""

    tour: Tour
    page: str | None


class TourList(Struct, frozen=True):
    """All tours, in the museum's order."""

    items: list[TourFacts]


class WorkReference(Struct, frozen=True):
    """A work that something else names. `page`: its page for visitors, null in drafts."""

    key: Key
    number: int
    title: Text
    room: Key
    page: str | None


class StopFacts(Struct, frozen=True):
    """A stop of a tour. `position`: the first is 1. `work`: null where the museum has no such work (any more)."""

    position: Annotated[int, Meta(ge=1)]
    stop: Stop
    work: WorkReference | None


class StopList(Struct, frozen=True):
    """The stops of a tour, in the order of the walk."""

    items: list[StopFacts]


class LinkFacts(Struct, frozen=True):
    """A link. What is said of it stands in `link.blocks`. `works`: those that it joins; `speech`: none in drafts."""

    link: Link
    works: list[WorkReference]
    speech: list[SpeechAddress]


class LinkList(Struct, frozen=True):
    """Some links, by key. `next`: the cursor of those after them, null at the end."""

    items: list[LinkFacts]
    next: str | None


class TermList(Struct, frozen=True):
    """Some words of the glossary, by key. `next`: the cursor of those after them, null at the end."""

    items: list[GlossaryTerm]
    next: str | None


class OfferFacts(Struct, frozen=True):
    """An offer. `picture`: its own, else that of the work which it names; null where it has none."""

    offer: Offer
    picture: MediumAddress | None


class OfferList(Struct, frozen=True):
    """Some offers, by key. `next`: the cursor of those after them, null at the end."""

    items: list[OfferFacts]
    next: str | None


class ThemeList(Struct, frozen=True):
    """All themes, in the museum's order."""

    items: list[Theme]


class RoomHours(Struct, frozen=True):
    """When a room is open, where it has hours of its own, and on which days it is closed, both included.

    `opening`: by weekday, Monday first, null is closed; null in place of all where the room is open as the museum is.
    """

    room: Key
    name: Text
    opening: list[Hours | None] | None
    closed: list[tuple[dt.date, dt.date]]


class OpeningHours(Struct, frozen=True):
    """When the museum is open, by its own clock (`time_zone`). `rooms`: those that are not always open as it is.

    `opening`: by weekday, Monday first, null is closed. `exceptions`: days that are unlike their weekday.
    """

    time_zone: str
    opening: list[Hours | None]
    exceptions: list[SpecialDay]
    rooms: list[RoomHours]


class RoomFacts(Struct, frozen=True):
    """A room and the works in it, by number."""

    room: Room
    works: list[WorkReference]


class WayList(Struct, frozen=True):
    """All ways from room to room, in the museum's order."""

    items: list[Connection]


class PlaceList(Struct, frozen=True):
    """All places that visitors look for, in the museum's order."""

    items: list[VisitorPlace]


class RoomList(Struct, frozen=True):
    """All rooms, in the museum's order."""

    items: list[Room]


class ApiProblem(Struct, frozen=True, omit_defaults=True):
    """What went wrong, as RFC 9457 has it."""

    title: str
    status: int
    type_: str = field(default="about:blank", name="type")
    detail: str | None = None
