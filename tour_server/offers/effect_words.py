"""One plain sentence on whether an offer moved visitors."""

from __future__ import annotations

from statistics import fmean

from tour_server.offers.effect import LEAST_HOURS, OfferEffect
from web.translations import gettext as _


def effect_sentence(effect: OfferEffect) -> str:
    """Returns what the hours with and without the offer say, and how sure that is."""
    if effect.difference is None:
        return _(
            "Not known yet: {shown} hours with the offer and {held_back} without; {least} of each are needed.",
            shown=len(effect.shown),
            held_back=len(effect.held_back),
            least=LEAST_HOURS,
        )
    facts = {
        "shown": f"{fmean(effect.shown):.1f}",
        "held_back": f"{fmean(effect.held_back):.1f}",
        "low": f"{effect.low:+.1f}",
        "high": f"{effect.high:+.1f}",
    }
    if effect.may_be_chance:
        return _(
            "In hours with the offer {shown} people were in the room on average, without it {held_back}; "
            "the difference may be chance (it lies between {low} and {high}, 95 times in 100).",
            **facts,
        )
    return _(
        "In hours with the offer {shown} people were in the room on average, without it {held_back}; "
        "that is more than chance (the difference lies between {low} and {high}, 95 times in 100).",
        **facts,
    )
