"""The way to what a visitor took among the offers: it comes first, and the plan of the tour begins where it ends.

So the search knows nothing of offers: it plans from the last of their places, in the time that they leave.
"""

from __future__ import annotations

import math
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Museum, Offer
from tour_server.routing.room_windows import RoomWindow, RoomWindows
from tour_server.routing.route import Reason, Route, RouteNote, RouteRest, RouteStop
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.walking_plan import Place, PlannedWalk, WalkingPlan

LEAST_STAY_SECONDS = 60
"""At an offer, where its minutes are used up by the way. An assumption: to order a coffee, to find a table."""

Timed = TypeVar("Timed", RouteStop, RouteRest)
_OF_CLOSING = (Reason.CLOSING, Reason.CLOSING_NOW)


class OfferLeg(Struct, frozen=True):
    """The way to one offer. Times as those of a stop. `to`: its place, work or room; `after`: where the way begins.

    `walk` is None, and nothing is counted, where no way leads there: for a step-free visitor, none without steps.
    """

    offer: str
    to: str
    place: Place
    after: str | None
    walk: PlannedWalk | None
    walk_seconds: int = 0
    arrives: int = 0
    stay: int = 0


class ByWay(Struct, frozen=True):
    """The legs to a visitor's offers. `request`: for the tour after them. `seconds`: that they take."""

    legs: list[OfferLeg]
    request: RouteRequest
    seconds: int

    def closes_in(self, closes_in: int | None) -> int | None:
        """Returns how long the museum is still open once the offers are over."""
        return None if closes_in is None else max(0, closes_in - self.seconds)

    def windows(self, windows: RoomWindows) -> dict[str, RoomWindow]:
        """Returns when rooms are open, in seconds from the end of the offers on."""
        return {
            room: RoomWindow(
                max(0, one.opens - self.seconds),
                None if one.closes is None else one.closes - self.seconds,
            )
            for room, one in windows.items()
        }

    def after_offers(self, route: Route) -> Route:
        """Returns the route of the tour with its times counted from now."""
        if not self.seconds:
            return route

        def note(one: RouteNote) -> RouteNote:
            return (
                replace(one, seconds=one.seconds + self.seconds) if one.code in _OF_CLOSING else one
            )

        return replace(
            route,
            stops=[self._later(stop) for stop in route.stops],
            rests=[self._later(rest) for rest in route.rests],
            notes=[note(one) for one in route.notes],
            seconds=route.seconds + self.seconds,
            closes=None if route.closes is None else route.closes + self.seconds,
        )

    def _later(self, one: Timed) -> Timed:
        return replace(one, arrives=one.arrives + self.seconds)


def leads_to(offer: Offer) -> str | None:
    """Return the place, work or room that the way to an offer ends at; None where it has no place."""
    return offer.target if offer.at is None else offer.at


def by_way_of_offers(museum: Museum, walks: WalkingPlan, request: RouteRequest) -> ByWay:
    """Return the way to the offers of a request, in its order. `walks`: step-free where the visitor is.

    An offer that this release does not have, or without a place, has no leg. Raises UnknownPlaceError.
    """
    offers = {offer.key: offer for offer in museum.offers}
    legs: list[OfferLeg] = []
    here, at, seconds = walks.start(request.at), request.at, 0
    for key in dict.fromkeys(request.offers):
        offer = offers.get(key)
        to = None if offer is None else leads_to(offer)
        if offer is None or to is None:
            continue
        leg = _leg(walks, here, at, seconds, offer, to)
        legs.append(leg)
        if leg.walk is not None:
            here, at, seconds = leg.place, leg.to, leg.arrives + leg.stay
    minutes = max(0, request.minutes * 60 - seconds) // 60
    return ByWay(legs, replace(request, at=at, minutes=minutes), seconds)


def _leg(
    walks: WalkingPlan, here: Place, at: str | None, seconds: int, offer: Offer, to: str
) -> OfferLeg:
    there = walks.start(to)
    walk, needed = walks.walk(here, there), walks.walk_seconds(here, there)
    if walk is None or needed is None:
        return OfferLeg(offer.key, to, there, at, None)
    whole = math.ceil(needed)
    stay = max(LEAST_STAY_SECONDS, offer.minutes * 60 - whole)
    return OfferLeg(offer.key, to, there, at, walk, whole, seconds + whole, stay)


def needs_steps(walks: WalkingPlan, offer: Offer) -> bool:
    """Return whether an offer's place can't be reached from the entrance. `walks`: without steps."""
    to = leads_to(offer)
    return to is not None and walks.walk_seconds(walks.start(None), walks.start(to)) is None
