"""At most one offer is chosen for a visitor, by what only their phone or kiosk knows."""

from __future__ import annotations

import pytest

from contract.museum import WHOLE_DAY, Level, Offer
from contract.offer_terms import AfterStops
from narration.offer_choice import (
    OfferAudience,
    OfferVisitor,
    WorksMet,
    audience,
    choose_offer,
)
from tests.tiny_museum import tiny_museum

ALL = OfferAudience("all")
MAKING = OfferAudience("making", ["making"])
BOTH = OfferAudience("both", ["making", "makers"])
CHILDREN = OfferAudience("children", levels=["child"])
UPSTAIRS = OfferAudience("upstairs", steps=True)
AFTER = OfferAudience("after", after=[WorksMet(["a", "b", "c"], 2)])


@pytest.mark.parametrize(
    ("offers", "visitor", "chosen"),
    [
        ([], OfferVisitor(), None),
        ([ALL, MAKING], OfferVisitor(), "all"),
        ([MAKING, ALL], OfferVisitor(), "making"),
        ([ALL, MAKING], OfferVisitor({"making": 1}), "making"),
        ([ALL, MAKING], OfferVisitor({"makers": 1}), "all"),
        ([MAKING], OfferVisitor({"makers": 1}), None),
        ([MAKING], OfferVisitor({"making": 0}), "making"),
        ([MAKING, BOTH], OfferVisitor({"making": 1, "makers": 0.5}), "both"),
        ([MAKING, BOTH], OfferVisitor({"making": 1}), "making"),
        ([CHILDREN, ALL], OfferVisitor(), "all"),
        ([CHILDREN, ALL], OfferVisitor(level="child"), "children"),
        ([AFTER], OfferVisitor(met=["a"]), None),
        ([AFTER], OfferVisitor(met=["a", "a", "x"]), None),
        ([AFTER], OfferVisitor(met=["c", "x", "a"]), "after"),
        ([ALL, MAKING], OfferVisitor(past=["all"]), "making"),
        ([ALL, MAKING], OfferVisitor({"making": 1}, shown="all"), "all"),
        ([ALL, MAKING], OfferVisitor(past=["making"], shown="making"), "all"),
        ([ALL], OfferVisitor(shown="gone"), "all"),
        ([UPSTAIRS, ALL], OfferVisitor(), "upstairs"),
        ([UPSTAIRS, ALL], OfferVisitor(step_free=True, shown="upstairs"), "all"),
    ],
)
def test_the_choice(offers: list[OfferAudience], visitor: OfferVisitor, chosen: str | None) -> None:
    assert choose_offer(offers, visitor) == chosen


def test_the_works_that_count_towards_a_theme() -> None:
    offer = Offer(
        "thee",
        {},
        {},
        WHOLE_DAY,
        "Noor",
        also=[AfterStops("making", 2)],
        themes=["making"],
        levels=[Level.CHILD],
    )
    expected = OfferAudience("thee", ["making"], ["child"], [WorksMet(["lijn", "ring"], 2)])
    assert audience(offer, tiny_museum()) == expected
