"""Ways between rooms at the desk: a door, steps, a ramp, stairs or a lift. The contract calls one a connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.museum import Connection, ConnectionKind
from tour_server.catalogue.editing import Values, read_number
from tour_server.catalogue.parts import Kind, connection_name
from tour_server.catalogue.resource import Line, Noun
from tour_server.catalogue.shown import Fields
from tour_server.catalogue.snapshot import House
from tour_server.catalogue.work_form import FARTHEST

LONGEST_SECONDS = 3600.0
SECONDS = 2.0  # to pass a door
WAYS = [
    (ConnectionKind.DOOR.value, "a door"),
    (ConnectionKind.STEPS.value, "a few steps"),
    (ConnectionKind.RAMP.value, "a ramp"),
    (ConnectionKind.STAIRS.value, "stairs"),
    (ConnectionKind.LIFT.value, "a lift"),
]
_ENDS = ("from", "to")


class WayForm:
    """Ways of this house, as forms."""

    def __init__(self, house: House) -> None:
        self._house = house

    def values(self, connection: Connection) -> Values:
        """The way as fields; `from.x` and the like are metres on the plan."""
        values = {"way": connection.kind.value, "seconds": f"{connection.seconds:g}"}
        for end, room, (x, y) in zip(_ENDS, connection.rooms, connection.at, strict=True):
            values |= {end: room, f"{end}.x": f"{x:g}", f"{end}.y": f"{y:g}"}
        return values

    def read(
        self, connection: Connection, typed: Mapping[str, str]
    ) -> tuple[Connection, dict[str, str]]:
        """The way with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        known = {room.key for room in self._house.rooms}
        rooms = [
            typed.get(end, room).strip() for end, room in zip(_ENDS, connection.rooms, strict=True)
        ]
        for end, room in zip(_ENDS, rooms, strict=True):
            if room not in known:
                wrong[end] = "Choose one of the rooms."
        if not wrong and rooms[0] == rooms[1]:
            wrong["to"] = "A way leads to another room. Choose that one."
        way = typed.get("way", connection.kind)
        if way not in list(ConnectionKind):
            wrong["way"], way = "Choose one of these.", connection.kind
        ends = [
            (
                read_number(f"{end}.x", typed, x, -FARTHEST, FARTHEST, wrong),
                read_number(f"{end}.y", typed, y, -FARTHEST, FARTHEST, wrong),
            )
            for end, (x, y) in zip(_ENDS, connection.at, strict=True)
        ]
        return replace(
            connection,
            rooms=(rooms[0], rooms[1]),
            kind=ConnectionKind(way),
            seconds=read_number("seconds", typed, connection.seconds, 0, LONGEST_SECONDS, wrong),
            at=(ends[0], ends[1]),
        ), wrong


class Ways(Noun):
    """`/desk/plan/ways`."""

    kind, at, one, many = Kind.CONNECTION, "plan/ways", "way", "Ways between rooms"
    page, list_page = "catalogue/way.html", "catalogue/ways.html"

    def form(self, here: House) -> WayForm:
        """How a way is typed here."""
        return WayForm(here)

    def blank(self, here: House) -> Connection:
        """What a new way begins from."""
        nowhere = (0.0, 0.0)
        return Connection(
            rooms=("", ""), kind=ConnectionKind.DOOR, seconds=SECONDS, at=(nowhere, nowhere)
        )

    @staticmethod
    def name(here: House, body: Connection) -> str:
        """Its rooms and what it is."""
        between = " – ".join(here.room(room) for room in body.rooms)
        return f"{between}, {dict(WAYS)[body.kind]}"

    def words(self, here: House, body: Connection, fields: Fields) -> dict[str, Any]:
        """What its template offers to choose from."""
        rooms = [(room.key, here.name(room.name)) for room in here.rooms]
        return {"rooms": [("", "Choose a room"), *rooms], "ways": WAYS}

    def listed(
        self, here: House, lines: list[Line], asked: Mapping[str, str]
    ) -> tuple[list[Line], dict[str, Any]]:
        """All, and what each is called."""
        return lines, {"ways": dict(WAYS)}

    def public_key(self, key: str, body: Connection) -> str:
        """Its name in a museum, where it has no key."""
        return connection_name(body)
