"""One line of direction for each leg of a tour, in the visitor's language.

A line is made of whole clauses ("through the arch", "on the left") that two sentences join, both translated as they
are; no clause is cut or bent to fit another. The museum's own directions for a connection go before the derived ones.
"""

from __future__ import annotations

from functools import reduce

from msgspec import Struct

from contract.museum import Connection, ConnectionKind, Level, Text, worded
from runtime.languages import best, direction
from tour_server.routing.directions import LegDirections, Turn, directions, path_of
from tour_server.routing.walking_plan import PassedConnection, Place, PlannedWalk
from tour_server.visit.floor_words import floor_name
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.words import VisitWords

MANY_CLAUSES = 6  # above this the line leaves out "straight on" before a door
FIRST_STRONG, POP = "\u2068", "\u2069"  # round a name that runs the other way (Unicode's isolates)
_ARRIVAL_WORDS = {
    Turn.LEFT: "at_left",
    Turn.RIGHT: "at_right",
    Turn.STRAIGHT: "at_ahead",
    Turn.BACK: "turn_back",
}


class StopWay(Struct, frozen=True):
    """The way to a stop from the one before. `path`: its corners, [floor, x, y] in metres on the plan.

    `steps`: whether it goes over steps or stairs. `after`: the work that it begins at; null: where the visit began.
    """

    line: str
    rooms: list[str]
    path: list[tuple[int, float, float]]
    steps: bool
    after: str | None


class WayWriter:
    """Writes the ways of one visitor's tour."""

    def __init__(
        self, view: ReleaseView, words: VisitWords, level: Level, languages: list[str]
    ) -> None:
        self._view, self._words, self._level = view, words, level
        self._languages = languages
        self._rooms = {room.key: room for room in view.museum.rooms}

    def way(self, walk: PlannedWalk, after: str | None) -> StopWay:
        """Return the way of one leg. `after`: the work or the room that it begins at; None: where a visit begins."""
        passed = walk.passed or []
        return StopWay(
            line=self._line(
                walk, directions(walk, self._rooms, from_work=after in self._view.works)
            ),
            rooms=list(
                dict.fromkeys([walk.start.room, *(one.after.room for one in passed), walk.end.room])
            ),
            path=[corner for place in path_of(walk) for corner in self._corner(place)],
            steps=any(not one.connection.kind.step_free for one in passed),
            after=after,
        )

    def _corner(self, place: Place) -> list[tuple[int, float, float]]:
        if place.at is None:
            return []
        return [(self._rooms[place.room].floor, round(place.at[0], 2), round(place.at[1], 2))]

    def _line(self, walk: PlannedWalk, leg: LegDirections) -> str:
        if walk.start.room == walk.end.room and not leg.passed:
            here = self._say("way_here")
            if leg.within is not None:
                return self._join(here, self._say(f"within_{leg.within}"))
            if leg.arrival is not None:
                return self._join(here, self._say(_ARRIVAL_WORDS[leg.arrival]))
            return here
        room = self._room_name(walk)
        clauses = self._clauses(leg)
        if not clauses:
            return room
        return self._say("way_to", room=room, way=reduce(self._join, clauses[1:], clauses[0]))

    def _clauses(self, leg: LegDirections) -> list[str]:
        """Return the clauses in order. A lift or stairs to another floor end a part of the walk: "…, then …"."""
        clauses: list[str] = []
        is_long = 2 * len(leg.passed) > MANY_CLAUSES
        after_floor = False

        def add(clause: str) -> None:
            nonlocal after_floor
            if after_floor and clauses:
                clauses[-1] = self._say("way_then", first=clauses[-1], next=clause)
            else:
                clauses.append(clause)
            after_floor = False

        for turn, one in zip(leg.turns, leg.passed, strict=True):
            own = self._own_words(one)
            if own is None and turn is not None and not (is_long and turn is Turn.STRAIGHT):
                add(self._say(f"turn_{turn}"))
            add(own if own is not None else self._say(f"pass_{self._pass_key(one)}"))
            after_floor = self._climb(one) != 0
        if leg.arrival is not None:
            add(self._say(_ARRIVAL_WORDS[leg.arrival]))
        return clauses

    def _own_words(self, passed: PassedConnection) -> str | None:
        """Return the museum's own direction in the language of the line."""
        connection = passed.connection
        text: Text = connection.there if self._goes_there(passed) else connection.back
        language = best([self._words.language], [tag for tag, words in text.items() if words])
        return None if language is None else text[language]

    @staticmethod
    def _goes_there(passed: PassedConnection) -> bool:
        connection: Connection = passed.connection
        return (passed.before.room, passed.before.at) == (connection.rooms[0], connection.at[0])

    def _pass_key(self, passed: PassedConnection) -> str:
        kind, climb = passed.connection.kind, self._climb(passed)
        if kind is ConnectionKind.DOOR:
            return "arch" if passed.connection.arch else "door"
        return kind.value if climb == 0 else f"{kind.value}_{'up' if climb > 0 else 'down'}"

    def _climb(self, passed: PassedConnection) -> int:
        return self._rooms[passed.after.room].floor - self._rooms[passed.before.room].floor

    def _room_name(self, walk: PlannedWalk) -> str:
        """Return the name of the room that a leg ends in, with its floor where that is another one."""
        room = self._rooms[walk.end.room]
        name, language = worded(room.name, self._languages)
        if direction(language or self._words.language) != direction(self._words.language):
            name = f"{FIRST_STRONG}{name}{POP}"
        if self._rooms[walk.start.room].floor == room.floor and walk.passed:
            return name
        return self._say(
            "room_on_floor",
            room=name,
            floor=floor_name(self._words, self._view.museum.site, room.floor, self._level),
        )

    def _join(self, first: str, following: str) -> str:
        return self._say("way_next", first=first, next=following)

    def _say(self, key: str, **facts: object) -> str:
        return self._words.plain(self._view.museum.site, self._level, key, **facts)
