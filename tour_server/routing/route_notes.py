"""Says what full rooms and the hour changed on a route, as codes with facts. Every fact is true of the route itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from tour_server.routing.depth import Depth
from tour_server.routing.route import LeftOut, Reason, Route, RouteNote, RouteStop

_DEPTHS = list(Depth)


def full_room_notes(
    calm: Route, busy: Sequence[RouteStop], full: Set[str], here: str, cafe: bool
) -> list[RouteNote]:
    """Compare a route with that of a calm day. Returns a note for each full room that changed it, in the calm order.

    `full`: full rooms with works that are left to see. `here`: the visitor's room. `cafe`: the museum has one that is
    not in a full room.
    """
    rooms = [room for room in dict.fromkeys(stop.room for stop in calm.stops) if room in full]
    if not rooms:
        return []
    missed = _missed(calm, busy)
    if not busy:
        return [RouteNote(Reason.ALL_FULL_OVER, works=missed)]
    if busy[0].room in full:  # nothing else is left to see before it
        code = Reason.FULL_WAIT
        if len(full & {stop.room for stop in calm.stops}) > 1:
            code = Reason.ALL_FULL_CAFE if cafe else Reason.ALL_FULL
        return [RouteNote(code, busy[0].room, wait=busy[0].wait, works=missed)]
    shorter = _shorter(calm, busy)
    instead = busy[0].room if busy[0].room != here else None
    room_of = {stop.work: stop.room for stop in calm.stops}
    elsewhere = [work for work in missed if room_of[work] not in rooms]
    notes: list[RouteNote] = []
    for room in rooms:
        gone = [work for work in missed if room_of[work] == room]
        wait = sum(stop.wait for stop in busy if stop.room == room)
        if gone or elsewhere:
            notes.append(RouteNote(Reason.FULL_LEFT_OUT, room, None, wait, [*gone, *elsewhere]))
            elsewhere = []
        elif _comes_later(calm, busy, room) or wait:
            if shorter:
                notes.append(RouteNote(Reason.FULL_SHORTER, room, instead, wait, shorter))
            elif not missed:
                code = Reason.FULL_LATER if instead else Reason.FULL_LATER_HERE
                notes.append(RouteNote(code, room, instead, wait))
    return notes


def closed_room_notes(
    kept: Sequence[str], left_out: Sequence[LeftOut], room_of: Mapping[str, str]
) -> list[RouteNote]:
    """Return a note for each closed room that works of the visitor's own plan are in, and one for works behind them."""
    reasons = {left.work: left.reason for left in left_out}
    rooms: dict[str, list[str]] = {}
    for work in kept:
        if reasons.get(work) is Reason.CLOSED:
            rooms.setdefault(room_of[work], []).append(work)
    notes = [RouteNote(Reason.ROOM_CLOSED, room, works=works) for room, works in rooms.items()]
    behind = [work for work in kept if reasons.get(work) is Reason.WAY_CLOSED]
    return [*notes, RouteNote(Reason.WAY_CLOSED, works=behind)] if behind else notes


def closing_note(route: Route, closes_in: int) -> RouteNote:
    """Return what is said when the museum closes before the visitor's time is up."""
    code = Reason.CLOSING if route.stops else Reason.CLOSING_NOW
    return RouteNote(code, works=route.works, seconds=closes_in)


def lost(before: Sequence[str], route: Route) -> list[str]:
    """Return the works of a plan that a route does not have."""
    there = set(route.works)
    return [work for work in before if work not in there]


def _missed(calm: Route, busy: Sequence[RouteStop]) -> list[str]:
    there = {stop.work for stop in busy}
    return [work for work in calm.works if work not in there]


def _shorter(calm: Route, busy: Sequence[RouteStop]) -> list[str]:
    depths = {stop.work: _DEPTHS.index(stop.depth) for stop in calm.stops}
    return [stop.work for stop in busy if _DEPTHS.index(stop.depth) < depths.get(stop.work, 0)]


def _comes_later(calm: Route, busy: Sequence[RouteStop], room: str) -> bool:
    """Returns whether another room that the calm route has after this one comes before it now."""
    calm_rooms = [stop.room for stop in calm.stops]
    before = calm_rooms[: calm_rooms.index(room)]
    rooms = [stop.room for stop in busy]
    return room in rooms and bool(set(rooms[: rooms.index(room)]) - set(before))
