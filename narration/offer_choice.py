"""Chooses at most one offer for a visitor, where their profile is known: in their phone or at their kiosk.

A phone does the same in tour_server/visit/static/offer_choice.js; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from contract.museum import Block, Key, Museum, Offer
from contract.offer_terms import AfterStops


class WorksMet(Struct, frozen=True):
    """A visitor has to have met `stops` of these works."""

    works: list[Key]
    stops: int


class OfferAudience(Struct, frozen=True):
    """For whom an offer is. `themes`, `levels`: who chose one of them; none is for all.

    `steps`: its place can't be reached without steps.
    """

    key: Key
    themes: list[Key] = []
    levels: list[str] = []
    after: list[WorksMet] = []
    steps: bool = False


class OfferVisitor(Struct, frozen=True):
    """What a phone or kiosk knows of its visitor. `interests`: theme -> weight; none chosen is open to all themes.

    `past`: the offers that they took or put away. `shown`: the one that they see now.
    """

    interests: Mapping[Key, float] = {}
    level: str = "adult"
    met: Sequence[Key] = ()
    past: Sequence[Key] = ()
    shown: Key | None = None
    step_free: bool = False


def audience(offer: Offer, museum: Museum, *, steps: bool = False) -> OfferAudience:
    """Return for whom an offer is, with the works that count towards its themes. `steps`: see OfferAudience."""
    after = [
        WorksMet([work.key for work in museum.works if _is_on(work.blocks, one.theme)], one.stops)
        for one in offer.conditions
        if isinstance(one, AfterStops)
    ]
    return OfferAudience(
        offer.key, offer.themes, [level.value for level in offer.levels], after, steps
    )


def _is_on(blocks: Sequence[Block], theme: Key) -> bool:
    return any(block.theme == theme for block in blocks)


def choose_offer(offers: Sequence[OfferAudience], visitor: OfferVisitor) -> Key | None:
    """Return the offer to show, None when none is for this visitor.

    The one that is shown stays as long as it may. Otherwise the one whose themes weigh most for this visitor comes
    first, and among equals the first in staff's order.
    """
    fitting = [offer for offer in offers if _fits(offer, visitor)]
    if any(offer.key == visitor.shown for offer in fitting):
        return visitor.shown
    best = max(fitting, key=lambda offer: _weight(offer, visitor), default=None)
    return None if best is None else best.key


def _weight(offer: OfferAudience, visitor: OfferVisitor) -> float:
    return sum(visitor.interests.get(theme, 0.0) for theme in offer.themes)


def _fits(offer: OfferAudience, visitor: OfferVisitor) -> bool:
    met = set(visitor.met)
    chose_themes = any(weight > 0 for weight in visitor.interests.values())
    return (
        offer.key not in visitor.past
        and not (offer.steps and visitor.step_free)
        and (not offer.levels or visitor.level in offer.levels)
        and (not offer.themes or not chose_themes or _weight(offer, visitor) > 0)
        and all(len(met & set(one.works)) >= one.stops for one in offer.after)
    )
