"""Finds tours that nobody on wheels can walk: a stop to which every way has steps or stairs."""

from __future__ import annotations

from collections import deque

from contract.museum import Museum, worded
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.routing.walking_plan import entrance
from web.translations import mark, ngettext


def _look(museum: Museum) -> list[Finding]:
    if not museum.connections or not museum.rooms:
        return []  # nobody has said how the rooms hang together
    reached = _reached_on_wheels(museum)
    works = {work.key: work for work in museum.works}
    found = []
    for tour in museum.tours:
        away = [
            works[stop.work]
            for stop in tour.stops
            if stop.work in works and works[stop.work].room not in reached
        ]
        if away:
            names = ", ".join(worded(work.title, museum.site.languages)[0] for work in away)
            found.append(Finding(PartKind.TOUR, tour.key, len(away), detail=names))
    return found


def _reached_on_wheels(museum: Museum) -> set[str]:
    """Return the rooms that a visitor on wheels can reach from the entrance."""
    beside: dict[str, set[str]] = {}
    for connection in museum.connections:
        if connection.kind.step_free:
            one, other = connection.rooms
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    rooms = {room.key for room in museum.rooms}
    at = museum.site.entrance
    first = at if at is not None and at not in rooms else entrance(museum).key
    reached, waiting = {first}, deque([first])
    while waiting:
        more = beside.get(waiting.popleft(), set()) - reached
        reached |= more
        waiting.extend(more)
    return reached


def _say(finding: Finding) -> str:
    return ngettext(
        "Nobody on wheels reaches {number} stop: {works}.",
        "Nobody on wheels reaches {number} stops: {works}.",
        finding.count,
        works=finding.detail,
    )


STEP_FREE = ReadinessCheck(
    "step-free", mark("Tours that nobody on wheels can walk"), _say, of_museum=_look
)
