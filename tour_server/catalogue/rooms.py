"""Rooms at the desk: name, floor, capacity, and the corners on the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.museum import Room
from tour_server.catalogue.editing import Values, read_text, read_whole, same, text_values
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.resource import Line, Noun
from tour_server.catalogue.snapshot import House

LOWEST, HIGHEST = -9, 99  # floors
MOST_PEOPLE = 100_000
CAPACITY = 30  # of a new room, until someone says otherwise


class RoomForm:
    """Rooms of this house, as forms."""

    def __init__(self, house: House) -> None:
        self._house = house

    def values(self, room: Room) -> Values:
        """The room as fields; the outline is one corner a line, `x y` in metres."""
        return {
            **text_values("name", room.name, self._house.languages),
            "floor": str(room.floor),
            "capacity": str(room.capacity),
            "outline": "\n".join(f"{x:g} {y:g}" for x, y in room.outline),
        }

    def read(self, room: Room, typed: Mapping[str, str]) -> tuple[Room, dict[str, str]]:
        """The room with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        languages = self._house.languages
        name = read_text("name", room.name, typed, languages)
        if not name:
            wrong[f"name.{languages[0]}"] = "A room needs a name in one language at least."
        return replace(
            room,
            name=name,
            floor=read_whole("floor", typed, room.floor, LOWEST, HIGHEST, wrong),
            capacity=read_whole("capacity", typed, room.capacity, 1, MOST_PEOPLE, wrong),
            outline=self._outline(room, typed, wrong),
        ), wrong

    def _outline(
        self, room: Room, typed: Mapping[str, str], wrong: dict[str, str]
    ) -> list[tuple[float, float]]:
        text = typed.get("outline")
        if text is None or same(text, self.values(room)["outline"]):
            return room.outline
        corners = []
        for line in filter(None, map(str.strip, text.splitlines())):
            corner = _corner(line)
            if corner is None:
                wrong["outline"] = f"“{line}” is no corner. Write two numbers, like 12.5 0."
                return room.outline
            corners.append(corner)
        if len(corners) in (1, 2):
            wrong["outline"] = (
                "A room has three corners at least; leave it empty if nobody measured."
            )
        return corners


def _corner(line: str) -> tuple[float, float] | None:
    """Two numbers with space or a semicolon between them; a comma stands for the decimal point."""
    pieces = line.replace(";", " ").replace(",", ".").split()
    try:
        x, y = (float(piece.removesuffix(".")) for piece in pieces)
    except ValueError:
        return None
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None


class Rooms(Noun):
    """`/desk/plan/rooms`."""

    kind, at, one, many = Kind.ROOM, "plan/rooms", "room", "Rooms"
    page, list_page = "catalogue/room.html", "catalogue/rooms.html"
    texts = ("name",)

    def form(self, here: House) -> RoomForm:
        """How a room is typed here."""
        return RoomForm(here)

    def blank(self, here: House) -> Room:
        """What a new room begins from."""
        return Room(key="new", name={}, floor=0, capacity=CAPACITY)

    @staticmethod
    def name(here: House, body: Room) -> str:
        """Its name in a language of the museum."""
        return here.name(body.name)

    def listed(
        self, here: House, lines: list[Line], asked: Mapping[str, str]
    ) -> tuple[list[Line], dict[str, Any]]:
        """All by floor, and how many works are in each."""
        places = [work.room for work in here.works]
        lines = sorted(lines, key=lambda line: line.body.floor)
        return lines, {"works": {line.key: places.count(line.key) for line in lines}}
