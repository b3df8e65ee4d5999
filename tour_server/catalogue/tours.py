"""Tours at the desk: their words, and their stops in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contract.museum import Tour
from tour_server.catalogue.editing import Values
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.resource import Asked, Noun
from tour_server.catalogue.shown import LEVELS, Fields
from tour_server.catalogue.snapshot import House
from tour_server.catalogue.tour_form import TourForm, moved, without_stop


class Tours(Noun):
    """`/desk/tours`."""

    kind, at, one, many = Kind.TOUR, "tours", "tour", "Tours"
    page, list_page = "catalogue/tour.html", "catalogue/tours.html"
    texts = ("title", "summary")

    def form(self, here: House) -> TourForm:
        """How a tour is typed here."""
        return TourForm(here)

    def blank(self, here: House) -> Tour:
        """What a new tour begins from."""
        return Tour(key="new", title={}, summary={}, stops=[])

    @staticmethod
    def name(here: House, body: Tour) -> str:
        """Its title in a language of the museum."""
        return here.name(body.title)

    def more_values(self, here: House, body: Tour) -> Values:
        """The field of a stop to be added."""
        return {"add": ""}

    def words(self, here: House, body: Tour, fields: Fields) -> dict[str, Any]:
        """What its template offers to choose from."""
        return {"levels": LEVELS, "others": here.choices({stop.work for stop in body.stops})}

    def asked(self, action: str, what: str) -> Asked:
        """Moving or removing a stop."""
        changes: dict[str, Callable[[Tour], Tour]] = {
            "earlier": lambda tour: moved(tour, what, -1),
            "later": lambda tour: moved(tour, what, 1),
            "without": lambda tour: without_stop(tour, what),
        }
        anchor = f"stop-{what}" if action in ("earlier", "later") else None
        return Asked(changes.get(action), anchor=anchor)

    def lacks(self, body: Tour, typed: Mapping[str, str]) -> dict[str, str]:
        """A first stop."""
        return {} if body.stops else {"add": "Choose the first stop; more come next."}
