"""Offers at the desk: their words, when they are shown, and whether they may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort
from msgspec.structs import replace

from contract.museum import LastMinutes, Offer, RoomQuiet
from tour_server.catalogue.offer_form import OfferForm
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.resource import Asked, Line, Noun
from tour_server.catalogue.shown import Fields
from tour_server.catalogue.snapshot import House
from tour_server.staff.session import may_approve, person


class Offers(Noun):
    """`/desk/offers`."""

    kind, at, one, many = Kind.OFFER, "offers", "offer", "Offers"
    page, list_page = "catalogue/offer.html", "catalogue/offers.html"
    texts = ("title", "text")

    def form(self, here: House) -> OfferForm:
        """How a offer is typed here."""
        return OfferForm(here)

    def blank(self, here: House) -> Offer:
        """What a new offer begins from."""
        return Offer(
            key="new", title={}, text={}, condition=LastMinutes(), written_by=person().name
        )

    @staticmethod
    def name(here: House, body: Offer) -> str:
        """Its title in a language of the museum."""
        return here.name(body.title)

    def words(self, here: House, body: Offer, fields: Fields) -> dict[str, Any]:
        """What its template offers to choose from."""
        return {
            "rooms": [(room.key, here.name(room.name)) for room in here.rooms],
            "may_approve": may_approve(),
        }

    def listed(
        self, here: House, lines: list[Line], asked: Mapping[str, str]
    ) -> tuple[list[Line], dict[str, Any]]:
        """All, and when each is shown."""
        return lines, {"when": {line.key: _when(here, line.body) for line in lines}}

    def asked(self, action: str, what: str) -> Asked:
        """Approving it."""
        if action != "approve":
            return Asked()
        if not may_approve():
            abort(403, "A curator or a manager approves offers.")
        by = person().name
        return Asked(lambda offer: replace(offer, approved_by=by))


def _when(here: House, offer: Offer) -> str:
    if isinstance(offer.condition, RoomQuiet):
        room, share = here.room(offer.condition.room), offer.condition.share
        return f"{room} is at most {share:.0%} full"
    return f"{offer.condition.minutes} minutes before closing"
