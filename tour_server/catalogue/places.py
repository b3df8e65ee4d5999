"""Places at the desk: what visitors look for in the building, such as seats, toilets and the café."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.museum import VisitorPlace, VisitorPlaceKind
from contract.outlines import lies_in
from tour_server.catalogue.field_values import Values, read_number
from tour_server.catalogue.form_state import FormFields, translated_choices
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource import ListRow, Resource
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.catalogue.work_form import PLAN_LIMITS_M
from tour_server.staff.permissions import Permission
from web.translations import gettext as _
from web.translations import mark

PLACE_KIND_LABELS = [
    (VisitorPlaceKind.SEATS.value, mark("seats")),
    (VisitorPlaceKind.TOILETS.value, mark("toilets")),
    (VisitorPlaceKind.ACCESSIBLE_TOILETS.value, mark("accessible toilets")),
    (VisitorPlaceKind.CAFE.value, mark("the café")),
    (VisitorPlaceKind.CLOAKROOM.value, mark("the cloakroom")),
    (VisitorPlaceKind.SHOP.value, mark("the shop")),
    (VisitorPlaceKind.ENTRANCE.value, mark("the entrance")),
    (VisitorPlaceKind.EXIT.value, mark("the exit")),
]


class VisitorPlaceForm:
    """The form of a place."""

    def __init__(self, snapshot: CatalogueSnapshot) -> None:
        self._snapshot = snapshot

    def values(self, place: VisitorPlace) -> Values:
        """Return the place as fields. `x` and `y` are metres on the plan."""
        return {
            "kind": place.kind.value,
            "room": place.room,
            "x": f"{place.x:g}",
            "y": f"{place.y:g}",
        }

    def read(
        self, place: VisitorPlace, typed: Mapping[str, str]
    ) -> tuple[VisitorPlace, dict[str, str]]:
        """Return the place as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        kind = typed.get("kind", place.kind)
        if kind not in list(VisitorPlaceKind):
            errors["kind"], kind = _("Choose one of these."), place.kind
        room = typed.get("room", place.room).strip()
        outlines = {one.key: one.outline for one in self._snapshot.rooms}
        if room not in outlines:
            errors["room"] = _("Choose one of the rooms.")
        x = read_number("x", typed, place.x, PLAN_LIMITS_M, errors)
        y = read_number("y", typed, place.y, PLAN_LIMITS_M, errors)
        outline = outlines.get(room)
        if outline and "x" not in errors and "y" not in errors and not lies_in(outline, (x, y)):
            errors["x"] = _("This lies outside the room. Look again at the plan.")
        return replace(place, kind=VisitorPlaceKind(kind), room=room, x=x, y=y), errors


class VisitorPlaceResource(Resource):
    """`/desk/plan/places`."""

    kind, path = PartKind.PLACE, "plan/places"
    singular, plural = mark("place"), mark("Places visitors look for")
    add_label, remove_label = mark("Add a place"), mark("Remove this place")
    permission = Permission.ROOMS
    form_template, list_template = "catalogue/place.html", "catalogue/places.html"

    def form(self, snapshot: CatalogueSnapshot) -> VisitorPlaceForm:
        """Return the form of a place."""
        return VisitorPlaceForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> VisitorPlace:
        """Return the place that a new one starts from."""
        return VisitorPlace(key="new", kind=VisitorPlaceKind.SEATS, room="", x=0.0, y=0.0)

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: VisitorPlace) -> str:
        """Return what it is and its room."""
        return f"{_(dict(PLACE_KIND_LABELS)[body.kind])}, {snapshot.room(body.room)}"

    def template_context(
        self, snapshot: CatalogueSnapshot, body: VisitorPlace, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices of its fields."""
        rooms = [("", _("Choose a room")), *snapshot.room_choices()]
        return {"rooms": rooms, "place_kinds": translated_choices(PLACE_KIND_LABELS)}

    def filter(
        self, snapshot: CatalogueSnapshot, rows: list[ListRow], query: Mapping[str, str]
    ) -> tuple[list[ListRow], dict[str, Any]]:
        """Return all rows, and the label of each kind."""
        return rows, {"place_kinds": dict(translated_choices(PLACE_KIND_LABELS))}
