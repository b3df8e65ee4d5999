"""The floors of one release for the plan page: the drawings in a visitor's words, and where everything is.

A drawing is made once for each set of room names and kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from contract.museum import Museum, Text
from contract.outlines import Point
from tour_server.routing.walking_plan import Place, WalkingPlan
from tour_server.visit.floor_drawing import (
    SIGN_ORDER,
    SIGNS_BY_KIND,
    FloorDrawing,
    floor_drawings,
)

KEPT_DRAWINGS = 32  # more sets of room names than a museum has languages
Drawn = list[FloorDrawing]
Worded = Callable[
    [Text], tuple[str, str]
]  # the words of a text for one visitor, and their language


class PlacesOfPlan(Struct, frozen=True):
    """Where everything is, as the page's scripts read it: points are [floor, x, y], in metres on the plan."""

    works: dict[str, dict[str, Any]]
    places: dict[str, dict[str, Any]]
    entrance: tuple[int, float, float] | None


class FloorView:
    """The floors of one museum."""

    def __init__(self, museum: Museum, plan: WalkingPlan) -> None:
        self._museum, self._plan = museum, plan
        self._floor_of = {room.key: room.floor for room in museum.rooms}
        self._stops: dict[str, Point] = {}
        for work in museum.works:
            at = plan.place_of(work).at
            if at is not None:
                self._stops[work.key] = at
        self._drawings: OrderedDict[tuple[tuple[str, str], ...], Drawn] = OrderedDict()
        self._lock = threading.Lock()

    def drawings(self, worded: Worded, state: str) -> Drawn:
        """Returns the floors, lowest first. `state`: the longest word for the state of a room."""
        names = {room.key: worded(room.name) for room in self._museum.rooms}
        key = (*names.values(), (state, ""))
        with self._lock:
            found = self._drawings.get(key)
            if found is None:
                found = floor_drawings(self._museum, names, self._stops, state)
                self._drawings[key] = found
                if len(self._drawings) > KEPT_DRAWINGS:
                    self._drawings.popitem(last=False)
            return found

    def places(self, worded: Worded) -> PlacesOfPlan:
        """Returns where the works, the places and the entrance are, with the works' names."""
        works = {}
        for work in self._museum.works:
            title, language = worded(work.title)
            works[work.key] = {
                "number": work.number,
                "title": title,
                "title_language": language,
                "at": self._point(self._plan.place_of(work)),
            }
        places = {
            place.key: {
                "kind": place.kind.value,
                "at": self._point(Place(place.room, (place.x, place.y))),
            }
            for place in self._museum.places
        }
        entrance = self._plan.start(None) if self._museum.rooms else None
        return PlacesOfPlan(works, places, None if entrance is None else self._point(entrance))

    def _point(self, place: Place) -> tuple[int, float, float] | None:
        if place.at is None:
            return None
        return (self._floor_of[place.room], round(place.at[0], 2), round(place.at[1], 2))


def signs_with_rooms(museum: Museum, worded: Worded) -> dict[str, list[tuple[str, str]]]:
    """Returns, by the kinds of signs, the rooms in which there is one: their names and the names' languages.

    It has those that the drawing has no place for, too.
    """
    rooms: dict[str, list[str]] = {}
    for place in museum.places:
        rooms.setdefault(place.kind.value, []).append(place.room)
    for connection in museum.connections:
        kind = SIGNS_BY_KIND.get(connection.kind)
        if kind is not None:
            rooms.setdefault(kind, []).extend(connection.rooms)
    names = {room.key: worded(room.name) for room in museum.rooms}
    kinds = sorted(rooms, key=[str(kind) for kind in SIGN_ORDER].index)
    return {kind: [names[room] for room in dict.fromkeys(rooms[kind])] for kind in kinds}
