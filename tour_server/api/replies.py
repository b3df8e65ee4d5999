"""What the API answers, beside the types of contract.museum. Fields may be added; none is removed or renamed in v1."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct, field

from contract.museum import Room, Site, Theme, Tour, Work


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


class WorkFacts(Struct, frozen=True):
    """A work. `page`: its page for visitors, null in drafts."""

    work: Work
    page: str | None
    media: list[MediumAddress]


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


class RoomList(Struct, frozen=True):
    """All rooms, in the museum's order."""

    items: list[Room]


class ApiProblem(Struct, frozen=True, omit_defaults=True):
    """What went wrong, as RFC 9457 has it."""

    title: str
    status: int
    type_: str = field(default="about:blank", name="type")
    detail: str | None = None
