"""Rooms at the desk: name, floor, capacity, and corners on the plan."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.field_limits import FieldLimits, field_limits
from contract.museum import Hours, Room
from tour_server.catalogue.field_values import (
    Values,
    number_attributes,
    read_text,
    read_whole,
    same_text,
    text_values,
)
from tour_server.catalogue.form_state import FormFields
from tour_server.catalogue.hours_fields import hours_values, read_hours
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource import ListRow, Resource
from tour_server.catalogue.site_form import WEEKDAYS
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.staff.permissions import Permission
from web.translations import gettext as _
from web.translations import mark

FLOOR_LIMITS = FieldLimits(low=-9, high=99)
CAPACITY_LIMITS = FieldLimits(low=field_limits(Room, "capacity").low, high=100_000)  # people
NEW_ROOM_CAPACITY = 30  # people, until staff say otherwise


class RoomForm:
    """The form of a room."""

    def __init__(self, snapshot: CatalogueSnapshot) -> None:
        self._snapshot = snapshot

    def values(self, room: Room) -> Values:
        """Return the room as fields. The outline has one corner a line, `x y` in metres; hours are as in SiteForm."""
        hours: Values = {}
        for number, day in enumerate(room.opening or [None] * 7):
            hours |= hours_values(f"open.{number}", day)
        return {
            **hours,
            **text_values("name", room.name, self._snapshot.languages),
            "floor": str(room.floor),
            "capacity": str(room.capacity),
            "outline": "\n".join(f"{x:g} {y:g}" for x, y in room.outline),
            "closed": "\n".join(_days_text(first, last) for first, last in room.closed),
        }

    def read(self, room: Room, typed: Mapping[str, str]) -> tuple[Room, dict[str, str]]:
        """Return the room as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        languages = self._snapshot.languages
        name = read_text("name", room.name, typed, languages)
        if not name:
            errors[f"name.{languages[0]}"] = _("A room needs a name in one language at least.")
        return replace(
            room,
            name=name,
            floor=read_whole("floor", typed, room.floor, FLOOR_LIMITS, errors),
            capacity=read_whole("capacity", typed, room.capacity, CAPACITY_LIMITS, errors),
            outline=self._outline(room, typed, errors),
            opening=_opening(room, typed, errors),
            closed=self._closed(room, typed, errors),
        ), errors

    def _outline(
        self, room: Room, typed: Mapping[str, str], errors: dict[str, str]
    ) -> list[tuple[float, float]]:
        text = typed.get("outline")
        if text is None or same_text(text, self.values(room)["outline"]):
            return room.outline
        corners = []
        for line in filter(None, map(str.strip, text.splitlines())):
            corner = _corner(line)
            if corner is None:
                errors["outline"] = _(
                    "“{line}” is no corner. Write two numbers, like 12.5 0.", line=line
                )
                return room.outline
            corners.append(corner)
        if len(corners) in (1, 2):
            errors["outline"] = _(
                "A room has three corners at least; leave it empty if nobody measured."
            )
        return corners

    def _closed(
        self, room: Room, typed: Mapping[str, str], errors: dict[str, str]
    ) -> list[tuple[dt.date, dt.date]]:
        text = typed.get("closed")
        if text is None or same_text(text, self.values(room)["closed"]):
            return room.closed
        found = []
        for line in filter(None, map(str.strip, text.splitlines())):
            days = _days(line)
            if days is None:
                errors["closed"] = _(
                    "“{line}” is no day. Write one like 2027-12-25, or the first and the last one.",
                    line=line,
                )
                return room.closed
            found.append(days)
        return sorted(found)


def _days_text(first: dt.date, last: dt.date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} {last.isoformat()}"


def _days(line: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day, or None where they are no days or the last one is before the first."""
    pieces = line.replace("–", " ").replace(",", " ").split()
    try:
        days = [dt.date.fromisoformat(piece) for piece in pieces]
    except ValueError:
        return None
    return (days[0], days[-1]) if len(days) in (1, 2) and days[0] <= days[-1] else None


def _opening(
    room: Room, typed: Mapping[str, str], errors: dict[str, str]
) -> list[Hours | None] | None:
    """Return its own hours as typed, None where no day has any."""
    stored: list[Hours | None] = room.opening or [None] * 7
    days = [read_hours(f"open.{number}", day, typed, errors) for number, day in enumerate(stored)]
    return days if any(days) else None


def _corner(line: str) -> tuple[float, float] | None:
    """Return two numbers with space or a semicolon between them, or None. A comma is read as a decimal point."""
    pieces = line.replace(";", " ").replace(",", ".").split()
    try:
        x, y = (float(piece.removesuffix(".")) for piece in pieces)
    except ValueError:
        return None
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None


class RoomResource(Resource):
    """`/desk/plan/rooms`."""

    kind, path = PartKind.ROOM, "plan/rooms"
    singular, plural = mark("room"), mark("Rooms")
    add_label, remove_label = mark("Add a room"), mark("Remove this room")
    permission = Permission.ROOMS
    form_template, list_template = "catalogue/room.html", "catalogue/rooms.html"
    text_fields = ("name",)

    def form(self, snapshot: CatalogueSnapshot) -> RoomForm:
        """Return the form of a room."""
        return RoomForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> Room:
        """Return the room that a new one starts from."""
        return Room(key="new", name={}, floor=0, capacity=NEW_ROOM_CAPACITY)

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Room) -> str:
        """Return its name for staff."""
        return snapshot.name(body.name)

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Room, fields: FormFields
    ) -> dict[str, Any]:
        """Return the limits of its fields, and the weekdays."""
        return {
            "weekdays": list(enumerate(map(_, WEEKDAYS))),
            "floor_limits": number_attributes(FLOOR_LIMITS),
            "capacity_limits": number_attributes(CAPACITY_LIMITS),
        }

    def filter(
        self, snapshot: CatalogueSnapshot, rows: list[ListRow], query: Mapping[str, str]
    ) -> tuple[list[ListRow], dict[str, Any]]:
        """Return all rows by floor, and the number of works in each room."""
        rooms = [work.room for work in snapshot.works]
        rows = sorted(rows, key=lambda row: row.body.floor)
        return rows, {"works": {row.key: rooms.count(row.key) for row in rows}}
