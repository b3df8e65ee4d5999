"""Which works have their labels printed: those of a room, of a tour, that a word finds, or that changed since a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.museum import Tour, Work
from tour_server.catalogue.by_number import UsablePicture, by_number
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import PartKind


class LabelChoice(Struct, frozen=True):
    """The filters of the page, as they stand in its address. An empty one lets every work pass."""

    q: str = ""
    room: str = ""
    tour: str = ""
    since: dt.date | None = None
    only_by_number: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str]) -> LabelChoice:
        """Returns the filters in an address. A day that is no day is none."""
        try:
            since = dt.date.fromisoformat(query.get("since", ""))
        except ValueError:
            since = None
        return cls(
            query.get("q", "").strip(),
            query.get("room", ""),
            query.get("tour", ""),
            since,
            query.get("state", "") == "by-number",
        )

    def address(self) -> dict[str, str]:
        """Returns the filters as an address has them."""
        found = {
            "q": self.q,
            "room": self.room,
            "tour": self.tour,
            "since": "" if self.since is None else self.since.isoformat(),
            "state": "by-number" if self.only_by_number else "",
        }
        return {name: value for name, value in found.items() if value}


def chosen_works(
    drafts: Drafts, choice: LabelChoice, usable: UsablePicture, time_zone: str
) -> list[Work]:
    """Returns the works that a choice leaves, by number; those of a tour in its order. `usable`: see `by_number`."""
    parts = drafts.all(PartKind.WORK, without_newer=True)
    since = None
    if choice.since is not None:
        since = dt.datetime.combine(choice.since, dt.time(), ZoneInfo(time_zone))
    works = [part.body for part in parts if _passes(part, choice, usable, since)]
    if not choice.tour:
        return sorted(works, key=lambda work: work.number)
    tours = (part.body for part in drafts.all(PartKind.TOUR, without_newer=True))
    tour = next((tour for tour in tours if tour.key == choice.tour), None)
    by_key = {work.key: work for work in works}
    return [] if tour is None else [by_key[key] for key in _stops(tour) if key in by_key]


def _stops(tour: Tour) -> list[str]:
    return list(dict.fromkeys(stop.work for stop in tour.stops))


def _passes(
    part: Part,
    choice: LabelChoice,
    usable: UsablePicture,
    since: dt.datetime | None,
) -> bool:
    work: Work = part.body
    searched = " ".join([*work.title.values(), *work.maker.values(), work.key, str(work.number)])
    return (
        choice.q.casefold() in searched.casefold()
        and choice.room in ("", work.room)
        and (since is None or part.changed_at >= since)
        and (not choice.only_by_number or by_number(work, usable) is not None)
    )
