"""The form of an offer: its texts, and the condition under which visitors see it.

Note: an offer without approval is not shown; see tour_server.catalogue.drafts.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from contract.field_limits import FieldLimits, field_limits
from contract.museum import LastMinutes, Offer, RoomQuiet
from tour_server.catalogue.field_values import (
    Values,
    read_number,
    read_text,
    read_whole,
    text_values,
    typed_text,
)
from tour_server.catalogue.snapshot import CatalogueSnapshot
from web.translations import gettext as _

ROOM_QUIET, LAST_MINUTES = "room_quiet", "last_minutes"  # values of the field `condition`
MINUTES_LIMITS = field_limits(LastMinutes, "minutes")
_SHARE_LIMITS = field_limits(RoomQuiet, "share")
PERCENT_LIMITS = FieldLimits(
    low=100 * (_SHARE_LIMITS.low or 0), high=100 * (_SHARE_LIMITS.high or 0)
)


class OfferForm:
    """The form of an offer."""

    def __init__(self, snapshot: CatalogueSnapshot) -> None:
        self._snapshot = snapshot

    def values(self, offer: Offer) -> Values:
        """Return the offer as fields. Those of the other condition have their defaults."""
        quiet = offer.condition if isinstance(offer.condition, RoomQuiet) else RoomQuiet("")
        last = offer.condition if isinstance(offer.condition, LastMinutes) else LastMinutes()
        return {
            **text_values("title", offer.title, self._snapshot.languages),
            **text_values("text", offer.text, self._snapshot.languages),
            "condition": ROOM_QUIET if offer.condition is quiet else LAST_MINUTES,
            "room": quiet.room,
            "share": f"{100 * quiet.share:g}",
            "minutes": str(last.minutes),
            "written_by": offer.written_by,
        }

    def read(self, offer: Offer, typed: Mapping[str, str]) -> tuple[Offer, dict[str, str]]:
        """Return the offer as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        languages = self._snapshot.languages
        title = read_text("title", offer.title, typed, languages)
        text = read_text("text", offer.text, typed, languages)
        if not title:
            errors[f"title.{languages[0]}"] = _("An offer needs a title in one language.")
        if not text:
            errors[f"text.{languages[0]}"] = _("An offer needs a text in one language.")
        written_by = typed_text(offer.written_by, typed.get("written_by"))
        if not written_by:
            errors["written_by"] = _("Say who wrote this.")
        condition = self._condition(offer, typed, errors)
        changed = replace(offer, title=title, text=text, written_by=written_by, condition=condition)
        return changed, errors

    def _condition(
        self, offer: Offer, typed: Mapping[str, str], errors: dict[str, str]
    ) -> RoomQuiet | LastMinutes:
        stored = self.values(offer)
        if typed.get("condition", stored["condition"]) == LAST_MINUTES:
            minutes = int(stored["minutes"])
            return LastMinutes(read_whole("minutes", typed, minutes, MINUTES_LIMITS, errors))
        room = typed.get("room", stored["room"])
        if room not in {one.key for one in self._snapshot.rooms}:
            errors["room"] = _("Choose the room.")
            return offer.condition
        share = read_number("share", typed, float(stored["share"]), PERCENT_LIMITS, errors)
        return RoomQuiet(room, round(share / 100, 4))
