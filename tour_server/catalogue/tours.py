"""Tours at the desk: their texts, and their stops in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contract.museum import Tour
from tour_server.catalogue.field_values import Values, number_attributes
from tour_server.catalogue.form_state import LEVEL_LABELS, FormFields, translated_choices
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource import ActionResult, Resource
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.catalogue.tour_form import (
    MINUTES_LIMITS,
    TourForm,
    moved,
    without_stop,
)
from web.translations import gettext as _
from web.translations import mark


class TourResource(Resource):
    """`/desk/tours`."""

    kind, path = PartKind.TOUR, "tours"
    singular, plural = mark("tour"), mark("Tours")
    add_label, remove_label = mark("Add a tour"), mark("Remove this tour")
    form_template, list_template = "catalogue/tour.html", "catalogue/tours.html"
    text_fields = ("title", "summary")

    def form(self, snapshot: CatalogueSnapshot) -> TourForm:
        """Return the form of a tour."""
        return TourForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> Tour:
        """Return the tour that a new one starts from."""
        return Tour(key="new", title={}, summary={}, stops=[])

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Tour) -> str:
        """Return its title for staff."""
        return snapshot.name(body.title)

    def extra_values(self, snapshot: CatalogueSnapshot, body: Tour) -> Values:
        """Return the field of a stop to be added."""
        return {"add": ""}

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Tour, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices and limits of its fields."""
        return {
            "levels": translated_choices(LEVEL_LABELS),
            "other_works": snapshot.work_choices({stop.work for stop in body.stops}),
            "minutes_limits": number_attributes(MINUTES_LIMITS),
        }

    def handle_action(self, action: str, target: str) -> ActionResult:
        """Move or remove a stop."""
        changes: dict[str, Callable[[Tour], Tour]] = {
            "earlier": lambda tour: moved(tour, target, -1),
            "later": lambda tour: moved(tour, target, 1),
            "without": lambda tour: without_stop(tour, target),
        }
        anchor = f"stop-{target}" if action in ("earlier", "later") else None
        return ActionResult(changes.get(action), anchor=anchor)

    def missing_fields(self, body: Tour, typed: Mapping[str, str]) -> dict[str, str]:
        """Ask for a first stop."""
        return {} if body.stops else {"add": _("Choose the first stop; more come next.")}
