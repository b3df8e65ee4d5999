"""The offers that hold now, as `/visit/now` gives them to a phone, which chooses one by the profile it alone knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from contract.museum import Offer, Text
from narration.offer_choice import audience
from tour_server.visit.visitor import Visitor


def offers_reply(visitor: Visitor, offers: Sequence[Offer]) -> list[dict[str, Any]]:
    """Returns the offers with for whom they are. Their texts are in the language that serves this visitor best."""
    return [_facts(visitor, offer) for offer in offers]


def for_earlier_scripts(offers: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Returns the first offer that is for everyone. Pages that a phone kept before it chose by itself show that one."""
    for offer in offers:
        if not offer["themes"] and not offer["levels"] and not offer["after"]:
            return {name: offer[name] for name in ("key", "title", "text")}
    return None


def _facts(visitor: Visitor, offer: Offer) -> dict[str, Any]:
    view = visitor.view
    found: dict[str, Any] = msgspec.to_builtins(
        audience(offer, view.museum, steps=view.needs_steps(offer))
    )
    found |= {"title": _worded(visitor, offer.title), "text": _worded(visitor, offer.text)}
    if offer.place:
        found["place"] = _worded(visitor, offer.place)
    if offer.target is not None:
        found |= {
            "room": offer.target,
            "room_name": _worded(visitor, view.room_names[offer.target]),
        }
    if offer.needs_code:
        found["code"] = True
    if shown := view.shown_with(offer):
        picture, addresses = shown
        found["picture"] = addresses.address
        found["credit"] = picture.rights.credit
        if picture.alt:
            found["alt"] = _worded(visitor, picture.alt)
    return found


def _worded(visitor: Visitor, text: Text) -> dict[str, str]:
    words, language = visitor.worded(text)
    return {language: words}
