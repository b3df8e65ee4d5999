"""Connections of rooms at the desk, where staff call them ways: a door, steps, a ramp, stairs or a lift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.field_limits import FieldLimits, field_limits, type_limits
from contract.museum import Connection, ConnectionKind, DoorWidth
from tour_server.catalogue.field_values import Values, read_number, read_text, text_values
from tour_server.catalogue.form_state import FormFields, translated_choices
from tour_server.catalogue.parts import PartKind, connection_name
from tour_server.catalogue.resource import ListRow, Resource
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.catalogue.work_form import PLAN_LIMITS_M
from tour_server.staff.permissions import Permission
from web.translations import gettext as _
from web.translations import mark

SECONDS_LIMITS = FieldLimits(low=field_limits(Connection, "seconds").low, high=3600)
WIDTH_LIMITS_M = type_limits(DoorWidth)
DOOR_WIDTH_M = 0.9  # of an ordinary door, until staff measure
DOOR_SECONDS = 2.0  # to pass a door
CONNECTION_KIND_LABELS = [
    (ConnectionKind.DOOR.value, mark("a door")),
    (ConnectionKind.STEPS.value, mark("a few steps")),
    (ConnectionKind.RAMP.value, mark("a ramp")),
    (ConnectionKind.STAIRS.value, mark("stairs")),
    (ConnectionKind.LIFT.value, mark("a lift")),
]
ARCH_LABELS = [("", mark("a door")), ("arch", mark("an open arch"))]
_ARCH = "arch"
_ENDS = ("from", "to")


class ConnectionForm:
    """The form of a connection."""

    def __init__(self, snapshot: CatalogueSnapshot) -> None:
        self._snapshot = snapshot

    def values(self, connection: Connection) -> Values:
        """Return the connection as fields. `from.x` and the like are metres on the plan."""
        languages = self._snapshot.languages
        values = {
            "way": connection.kind.value,
            "seconds": f"{connection.seconds:g}",
            "arch": _ARCH if connection.arch else "",
            "width": "" if connection.width is None else f"{connection.width:g}",
            **text_values("there", connection.there, languages),
            **text_values("back", connection.back, languages),
        }
        for end, room, (x, y) in zip(_ENDS, connection.rooms, connection.at, strict=True):
            values |= {end: room, f"{end}.x": f"{x:g}", f"{end}.y": f"{y:g}"}
        return values

    def read(
        self, connection: Connection, typed: Mapping[str, str]
    ) -> tuple[Connection, dict[str, str]]:
        """Return the connection as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        known = {room.key for room in self._snapshot.rooms}
        rooms = [
            typed.get(end, room).strip() for end, room in zip(_ENDS, connection.rooms, strict=True)
        ]
        for end, room in zip(_ENDS, rooms, strict=True):
            if room not in known:
                errors[end] = _("Choose one of the rooms.")
        if not errors and rooms[0] == rooms[1]:
            errors["to"] = _("A way leads to another room. Choose that one.")
        kind = typed.get("way", connection.kind)
        if kind not in list(ConnectionKind):
            errors["way"], kind = _("Choose one of these."), connection.kind
        ends = [
            (
                read_number(f"{end}.x", typed, x, PLAN_LIMITS_M, errors),
                read_number(f"{end}.y", typed, y, PLAN_LIMITS_M, errors),
            )
            for end, (x, y) in zip(_ENDS, connection.at, strict=True)
        ]
        return replace(
            connection,
            rooms=(rooms[0], rooms[1]),
            kind=ConnectionKind(kind),
            seconds=read_number("seconds", typed, connection.seconds, SECONDS_LIMITS, errors),
            at=(ends[0], ends[1]),
            arch=typed.get("arch", _ARCH if connection.arch else "") == _ARCH,
            width=_width(connection, typed, errors),
            there=read_text("there", connection.there, typed, self._snapshot.languages),
            back=read_text("back", connection.back, typed, self._snapshot.languages),
        ), errors


def _width(
    connection: Connection, typed: Mapping[str, str], errors: dict[str, str]
) -> float | None:
    if not typed.get("width", "" if connection.width is None else "kept").strip():
        return None
    stored = DOOR_WIDTH_M if connection.width is None else connection.width
    width = read_number("width", typed, stored, WIDTH_LIMITS_M, errors)
    return connection.width if "width" in errors else width


class ConnectionResource(Resource):
    """`/desk/plan/ways`."""

    kind, path = PartKind.CONNECTION, "plan/ways"
    singular, plural = mark("way"), mark("Ways between rooms")
    add_label, remove_label = mark("Add a way"), mark("Remove this way")
    permission = Permission.ROOMS
    form_template, list_template = "catalogue/connection.html", "catalogue/connections.html"
    text_fields = ("there", "back")

    def form(self, snapshot: CatalogueSnapshot) -> ConnectionForm:
        """Return the form of a connection."""
        return ConnectionForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> Connection:
        """Return the connection that a new one starts from."""
        origin = (0.0, 0.0)
        return Connection(
            rooms=("", ""), kind=ConnectionKind.DOOR, seconds=DOOR_SECONDS, at=(origin, origin)
        )

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Connection) -> str:
        """Return the names of its rooms and its kind."""
        between = " – ".join(snapshot.room(room) for room in body.rooms)
        return f"{between}, {_(dict(CONNECTION_KIND_LABELS)[body.kind])}"

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Connection, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices of its fields."""
        rooms = [("", _("Choose a room")), *snapshot.room_choices()]
        return {
            "rooms": rooms,
            "connection_kinds": translated_choices(CONNECTION_KIND_LABELS),
            "arch_choices": translated_choices(ARCH_LABELS),
        }

    def filter(
        self, snapshot: CatalogueSnapshot, rows: list[ListRow], query: Mapping[str, str]
    ) -> tuple[list[ListRow], dict[str, Any]]:
        """Return all rows, and the label of each kind."""
        return rows, {"connection_kinds": dict(translated_choices(CONNECTION_KIND_LABELS))}

    def published_key(self, key: str, body: Connection) -> str:
        """Return the name of the connection, which has no key in a museum."""
        return connection_name(body)
