"""Ways between rooms at the desk: a door, steps, a ramp, stairs or a lift. The contract calls one a passage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.museum import Passage, Way
from tour_server.catalogue.editing import Values, read_number
from tour_server.catalogue.house import House
from tour_server.catalogue.noun import Line, Noun
from tour_server.catalogue.parts import Kind, passage_name
from tour_server.catalogue.shown import Fields
from tour_server.catalogue.work_form import FARTHEST

LONGEST_SECONDS = 3600.0
SECONDS = 2.0  # to pass a door
WAYS = [
    (Way.DOOR.value, "a door"),
    (Way.STEPS.value, "a few steps"),
    (Way.RAMP.value, "a ramp"),
    (Way.STAIRS.value, "stairs"),
    (Way.LIFT.value, "a lift"),
]
_ENDS = ("from", "to")


class WayForm:
    """Ways of this house, as forms."""

    def __init__(self, house: House) -> None:
        self._house = house

    def values(self, passage: Passage) -> Values:
        """The way as fields; `from.x` and the like are metres on the plan."""
        values = {"way": passage.way.value, "seconds": f"{passage.seconds:g}"}
        for end, room, (x, y) in zip(_ENDS, passage.rooms, passage.at, strict=True):
            values |= {end: room, f"{end}.x": f"{x:g}", f"{end}.y": f"{y:g}"}
        return values

    def read(self, passage: Passage, typed: Mapping[str, str]) -> tuple[Passage, dict[str, str]]:
        """The way with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        known = {room.key for room in self._house.rooms}
        rooms = [
            typed.get(end, room).strip() for end, room in zip(_ENDS, passage.rooms, strict=True)
        ]
        for end, room in zip(_ENDS, rooms, strict=True):
            if room not in known:
                wrong[end] = "Choose one of the rooms."
        if not wrong and rooms[0] == rooms[1]:
            wrong["to"] = "A way leads to another room. Choose that one."
        way = typed.get("way", passage.way)
        if way not in list(Way):
            wrong["way"], way = "Choose one of these.", passage.way
        ends = [
            (
                read_number(f"{end}.x", typed, x, -FARTHEST, FARTHEST, wrong),
                read_number(f"{end}.y", typed, y, -FARTHEST, FARTHEST, wrong),
            )
            for end, (x, y) in zip(_ENDS, passage.at, strict=True)
        ]
        return replace(
            passage,
            rooms=(rooms[0], rooms[1]),
            way=Way(way),
            seconds=read_number("seconds", typed, passage.seconds, 0, LONGEST_SECONDS, wrong),
            at=(ends[0], ends[1]),
        ), wrong


class Ways(Noun):
    """`/desk/plan/ways`."""

    kind, at, one, many = Kind.PASSAGE, "plan/ways", "way", "Ways between rooms"
    page, list_page = "catalogue/way.html", "catalogue/ways.html"

    def form(self, here: House) -> WayForm:
        """How a way is typed here."""
        return WayForm(here)

    def blank(self, here: House) -> Passage:
        """What a new way begins from."""
        nowhere = (0.0, 0.0)
        return Passage(rooms=("", ""), way=Way.DOOR, seconds=SECONDS, at=(nowhere, nowhere))

    @staticmethod
    def name(here: House, body: Passage) -> str:
        """Its rooms and what it is."""
        between = " – ".join(here.room(room) for room in body.rooms)
        return f"{between}, {dict(WAYS)[body.way]}"

    def words(self, here: House, body: Passage, fields: Fields) -> dict[str, Any]:
        """What its template offers to choose from."""
        rooms = [(room.key, here.name(room.name)) for room in here.rooms]
        return {"rooms": [("", "Choose a room"), *rooms], "ways": WAYS}

    def listed(
        self, here: House, lines: list[Line], asked: Mapping[str, str]
    ) -> tuple[list[Line], dict[str, Any]]:
        """All, and what each is called."""
        return lines, {"ways": dict(WAYS)}

    def public_key(self, key: str, body: Passage) -> str:
        """Its name in a museum, where it has no key."""
        return passage_name(body)
