"""An offer as a form: its words, and the condition under which visitors see it.

What a newcomer would get wrong: an offer that nobody approved is never shown, and changing its words takes the
approval away.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from contract.museum import LastMinutes, Offer, RoomQuiet
from tour_server.catalogue.editing import (
    Values,
    kept,
    read_number,
    read_text,
    read_whole,
    text_values,
)
from tour_server.catalogue.snapshot import House

ROOM_QUIET, LAST_MINUTES = "room_quiet", "last_minutes"


class OfferForm:
    """Offers of this house, as forms."""

    def __init__(self, house: House) -> None:
        self._house = house

    def values(self, offer: Offer) -> Values:
        """The offer as fields; those of the condition it does not have are filled with sensible ones."""
        quiet = isinstance(offer.condition, RoomQuiet)
        room = offer.condition.room if isinstance(offer.condition, RoomQuiet) else ""
        share = offer.condition.share if isinstance(offer.condition, RoomQuiet) else 0.25
        minutes = offer.condition.minutes if isinstance(offer.condition, LastMinutes) else 60
        return {
            **text_values("title", offer.title, self._house.languages),
            **text_values("text", offer.text, self._house.languages),
            "condition": ROOM_QUIET if quiet else LAST_MINUTES,
            "room": room,
            "share": f"{100 * share:g}",
            "minutes": str(minutes),
            "written_by": offer.written_by,
        }

    def read(self, offer: Offer, typed: Mapping[str, str]) -> tuple[Offer, dict[str, str]]:
        """The offer with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        languages = self._house.languages
        title = read_text("title", offer.title, typed, languages)
        text = read_text("text", offer.text, typed, languages)
        for name, words in (("title", title), ("text", text)):
            if not words:
                wrong[f"{name}.{languages[0]}"] = f"An offer needs a {name} in one language."
        written_by = kept(offer.written_by, typed.get("written_by"))
        if not written_by:
            wrong["written_by"] = "Say who wrote this."
        changed = replace(
            offer,
            title=title,
            text=text,
            written_by=written_by,
            condition=self._condition(offer, typed, wrong),
        )
        if (changed.title, changed.text, changed.condition) != (
            offer.title,
            offer.text,
            offer.condition,
        ):
            changed = replace(changed, approved_by=None)
        return changed, wrong

    def _condition(
        self, offer: Offer, typed: Mapping[str, str], wrong: dict[str, str]
    ) -> RoomQuiet | LastMinutes:
        were = self.values(offer)
        if typed.get("condition", were["condition"]) == LAST_MINUTES:
            return LastMinutes(read_whole("minutes", typed, int(were["minutes"]), 5, 600, wrong))
        room = typed.get("room", were["room"])
        if room not in {one.key for one in self._house.rooms}:
            wrong["room"] = "Choose the room."
            return offer.condition
        share = read_number("share", typed, float(were["share"]), 0, 100, wrong)
        return RoomQuiet(room, round(share / 100, 4))
