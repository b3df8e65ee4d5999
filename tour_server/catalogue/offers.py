"""Offers at the desk: their texts, and when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract.museum import LastMinutes, Offer, RoomQuiet
from tour_server.catalogue.field_values import number_attributes
from tour_server.catalogue.form_state import FormFields
from tour_server.catalogue.offer_form import MINUTES_LIMITS, PERCENT_LIMITS, OfferForm
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource import ListRow, Resource
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.staff.session import person
from web.translations import gettext as _
from web.translations import mark, ngettext


class OfferResource(Resource):
    """`/desk/offers`."""

    kind, path = PartKind.OFFER, "offers"
    singular, plural = mark("offer"), mark("Offers")
    add_label, remove_label = mark("Add an offer"), mark("Remove this offer")
    form_template, list_template = "catalogue/offer.html", "catalogue/offers.html"
    text_fields = ("title", "text")

    def form(self, snapshot: CatalogueSnapshot) -> OfferForm:
        """Return the form of an offer."""
        return OfferForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> Offer:
        """Return the offer that a new one starts from."""
        return Offer(
            key="new", title={}, text={}, condition=LastMinutes(), written_by=person().name
        )

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Offer) -> str:
        """Return its title for staff."""
        return snapshot.name(body.title)

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Offer, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices and limits of its fields."""
        return {
            "rooms": snapshot.room_choices(),
            "share_limits": number_attributes(PERCENT_LIMITS),
            "minutes_limits": number_attributes(MINUTES_LIMITS),
        }

    def filter(
        self, snapshot: CatalogueSnapshot, rows: list[ListRow], query: Mapping[str, str]
    ) -> tuple[list[ListRow], dict[str, Any]]:
        """Return all rows, and in words when each offer is shown."""
        return rows, {"when": {row.key: _when(snapshot, row.body) for row in rows}}


def _when(snapshot: CatalogueSnapshot, offer: Offer) -> str:
    if isinstance(offer.condition, RoomQuiet):
        room, share = snapshot.room(offer.condition.room), offer.condition.share
        return _("{room} is at most {share} full", room=room, share=format(share, ".0%"))
    return ngettext(
        "{number} minutes before closing",
        "{number} minutes before closing",
        offer.condition.minutes,
    )
