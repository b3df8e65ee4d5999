"""The ways to the offers that a visitor took, as `POST /visit/plan` answers them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from contract.museum import worded
from tour_server.routing.by_way import OfferLeg
from tour_server.routing.route_request import RouteRequest
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.way_words import StopWay, WayWriter
from tour_server.visit.words import VisitWords


class PlannedOffer(Struct, frozen=True):
    """The way to one offer. Times in seconds; `arrives` from now. `at`: [floor, x, y] in metres on the plan.

    `ends`: the work, room or place that it ends at. `way` is null where no way leads there; then `words` says why.
    """

    key: str
    ends: str
    room: str
    room_name: str
    walk: int
    arrives: int
    stay: int
    at: tuple[int, float, float] | None
    way: StopWay | None
    words: str


def planned_offers(
    view: ReleaseView, request: RouteRequest, words: VisitWords, legs: Sequence[OfferLeg]
) -> list[PlannedOffer]:
    """Returns the legs in the visitor's language. `request`: as the phone sent it."""
    site = view.museum.site
    languages = [*request.languages, *site.languages]
    writer = WayWriter(view, words, request.level, languages)
    floors = {room.key: room.floor for room in view.museum.rooms}
    no_way = "left_steps" if request.step_free else "left_no_way"
    found = []
    for leg in legs:
        room, point = leg.place.room, leg.place.at
        at = None if point is None else (floors[room], round(point[0], 2), round(point[1], 2))
        found.append(
            PlannedOffer(
                key=leg.offer,
                ends=leg.to,
                room=room,
                room_name=worded(view.room_names[room], languages)[0],
                walk=leg.walk_seconds,
                arrives=leg.arrives,
                stay=leg.stay,
                at=at,
                way=None if leg.walk is None else writer.way(leg.walk, leg.after),
                words="" if leg.walk else words.plain(site, request.level, no_way),
            )
        )
    return found
