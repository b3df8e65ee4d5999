"""What a plan knows of the other visitors: prices of today's rooms, and sums of whom plans send where.

A plan that is given out adds its stays to the sums. The answer says what was added, the phone keeps that, and sends it
back with its next wish (`RouteRequest.given`); the server takes the stays back that have not begun. So no visitor is
named or recognised, and nothing but the sums is kept, in memory, until midnight, a new release or a restart. Of a phone
that sends only the works ahead (`kept`), the stays are taken back as they would be from now on.

Note: of a visitor who is late the sums keep the stays of before, at their old time, until the phone asks again; what is
counted in the rooms corrects that.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from contract.museum import Museum
from tour_server.crowd.minutes import DAY_SECONDS
from tour_server.crowd.room_now import RoomNow, full_rooms
from tour_server.crowd.room_prices import RoomPrices, crowding_of
from tour_server.crowd.sent_counts import SentVisit
from tour_server.routing.by_way import ByWay
from tour_server.routing.room_windows import RoomWindows
from tour_server.routing.route import Route
from tour_server.routing.route_planner import Listening, RoutePlanner
from tour_server.routing.route_request import MAX_POINTS, GivenPlan, PlannedTime
from tour_server.routing.shared_rooms import SharedRooms

LONGEST_STAY_SECONDS = 3600.0  # no stop of a plan is longer; a request that says so is not believed

UsualPeople = Callable[[Museum, dt.datetime], NDArray[np.float64] | None]


class SharedVisits:
    """The visits to one release's museum. May be called from any thread."""

    def __init__(self, museum: Museum, regret_cap: float, usual: UsualPeople) -> None:
        """`usual`: the people in each room on a usual day, see tour_server.crowd.usual_day."""
        self._museum, self._cap, self._usual = museum, regret_cap, usual
        self._zone = ZoneInfo(museum.site.time_zone)
        self._crowding = crowding_of(museum)
        self._works = {work: row for row, work in enumerate(self._crowding.works)}
        self._lock = threading.Lock()
        self._today: tuple[dt.date, RoomPrices] | None = None

    def rooms(
        self, occupancy: Mapping[str, RoomNow], now: dt.datetime, after: int = 0
    ) -> SharedRooms | None:
        """Return what the crowd costs a plan; None where no room is counted, and where the museum doesn't want it.

        `after`: seconds from now until the plan begins.
        """
        counted = {
            room: state.people for room, state in occupancy.items() if state.people is not None
        }
        if not counted or not self._cap:
            return None
        today, at = self._prices(now), self._seconds(now)
        return SharedRooms(
            self._works,
            lambda starts, waits: today.prices(
                counted, at, [at + after + start for start in starts], waits_alone=waits
            ),
            self._cap,
        )

    def plan(
        self,
        planner: RoutePlanner,
        by_way: ByWay,
        listening: tuple[Listening, Listening],
        occupancy: Mapping[str, RoomNow],
        now: dt.datetime,
        *,
        closes_in: int | None = None,
        windows: RoomWindows | None = None,
    ) -> tuple[Route, Route | None]:
        """Plan for one visitor among the others, as `RoutePlanner.plan_and_keep`, and count where the plan sends them.

        `by_way`: the request, with the way to its offers. `listening`: to the first layer and to the deeper ones.
        `windows`: from now.

        Raises UnknownPlaceError.
        """

        def shared(kept: Route | None) -> SharedRooms | None:
            given = by_way.request.given
            found = self.rooms(occupancy, now, by_way.seconds)
            if found is None:
                return None
            if given is not None and self._of_today(given, now):
                self._take_back_given(given, now)
                if not by_way.request.kept:
                    return found
                seen = set(by_way.request.seen)
                promised = {
                    time.work: time.ends - time.starts
                    for time in given.times
                    if time.work not in seen
                }
                return msgspec.structs.replace(found, may_lose=given.may_lose, promised=promised)
            if kept is not None:
                self.take_back(by_way.after_offers(kept), now)
            return found

        first, deeper = listening
        route, kept = planner.plan_and_keep(
            by_way.request,
            full_rooms(occupancy),
            first,
            deeper=deeper,
            closes_in=by_way.closes_in(closes_in),
            windows=by_way.windows(windows or {}),
            shared=shared,
        )
        route = by_way.after_offers(route)
        self.count(route, occupancy, now)
        return route, None if kept is None else by_way.after_offers(kept)

    def count(self, route: Route, occupancy: Mapping[str, RoomNow], now: dt.datetime) -> None:
        """Add the stays of a plan to the sums, where there are prices."""
        if self.rooms(occupancy, now) is None:
            return
        at = self._seconds(now)
        self._prices(now).sent.add(_stays(route, at), at)

    def take_back(self, route: Route, now: dt.datetime) -> None:
        """Take the stays of the plan that a visitor has out of the sums, as far as they are in them."""
        at = self._seconds(now)
        self._prices(now).sent.take_back(_stays(route, at), at)

    def given(self, route: Route, now: dt.datetime) -> GivenPlan | None:
        """Return what a phone keeps of a plan that was counted; None where it was not."""
        if route.may_lose is None:
            return None
        times = [
            PlannedTime(stop.work, stop.arrives, stop.arrives + stop.stay) for stop in route.stops
        ]
        may_lose = min(MAX_POINTS, max(-MAX_POINTS, route.may_lose))
        return GivenPlan(int(now.timestamp()), times, may_lose)

    def _of_today(self, given: GivenPlan, now: dt.datetime) -> bool:
        made = dt.datetime.fromtimestamp(min(given.made, now.timestamp()), self._zone)
        return made.date() == now.astimezone(self._zone).date()

    def _take_back_given(self, given: GivenPlan, now: dt.datetime) -> None:
        """Take the stays of a plan that have not begun out of the sums, as they were counted."""
        at = self._seconds(now)
        made = at - max(0, int(now.timestamp()) - given.made)
        stays = [
            SentVisit(place, made + time.starts, made + time.ends)
            for time in given.times
            if made + time.starts >= at
            and time.work in self._works
            and time.ends - time.starts <= LONGEST_STAY_SECONDS
            for place in (time.work, self._room_of(time.work))
        ]
        self._prices(now).sent.take_back(stays, made)

    def _room_of(self, work: str) -> str:
        return self._crowding.rooms[self._crowding.room_of[self._works[work]]]

    def _prices(self, now: dt.datetime) -> RoomPrices:
        date = now.astimezone(self._zone).date()
        with self._lock:
            if self._today is None or self._today[0] != date:
                usual = self._usual(self._museum, now)
                self._today = date, RoomPrices(self._crowding, DAY_SECONDS, usual)
            return self._today[1]

    def _seconds(self, now: dt.datetime) -> float:
        """Return the seconds since midnight on the museum's clock."""
        local = now.astimezone(self._zone)
        return local.hour * 3600 + local.minute * 60 + local.second


def _stays(route: Route, at: float) -> list[SentVisit]:
    return [
        SentVisit(place, at + stop.arrives, at + stop.arrives + stop.stay)
        for stop in route.stops
        for place in (stop.work, stop.room)
    ]
