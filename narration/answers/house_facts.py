"""The facts that answer by themselves: those of a work's label, and those of the house."""

from __future__ import annotations

from enum import StrEnum

from contract.museum import Museum, Text, VisitorPlaceKind, Work
from contract.opening import states_hours


class LabelFact(StrEnum):
    """What the label of a work says. Of two that a question asks for in as many words, the first."""

    MAKER = "maker"
    DATE = "date"
    PLACE = "place"
    MATERIAL = "material"
    DIMENSIONS = "dimensions"
    ROOM = "room"


class HouseFact(StrEnum):
    """What visitors ask about the house."""

    TOILETS = "toilets"
    CAFE = "cafe"
    SHOP = "shop"
    CLOAKROOM = "cloakroom"
    SEATS = "seats"
    PRICES = "prices"
    HOURS = "hours"
    ENTRANCE = "entrance"
    EXIT = "exit"
    LIFT = "lift"
    TOURS = "tours"


PLACE_KINDS = {
    HouseFact.TOILETS: (VisitorPlaceKind.TOILETS, VisitorPlaceKind.ACCESSIBLE_TOILETS),
    HouseFact.CAFE: (VisitorPlaceKind.CAFE,),
    HouseFact.SHOP: (VisitorPlaceKind.SHOP,),
    HouseFact.CLOAKROOM: (VisitorPlaceKind.CLOAKROOM,),
    HouseFact.SEATS: (VisitorPlaceKind.SEATS,),
    HouseFact.ENTRANCE: (VisitorPlaceKind.ENTRANCE,),
    HouseFact.EXIT: (VisitorPlaceKind.EXIT,),
}


def label_text(work: Work, fact: LabelFact) -> Text:
    """Return what the label says, by language; {} where it says nothing. Of a room, see `Museum.room`."""
    if fact is LabelFact.ROOM:
        return {}
    field = "materials" if fact is LabelFact.MATERIAL else fact.value
    found: Text = getattr(work, field)
    return {language: words for language, words in found.items() if words}


def states(museum: Museum, fact: HouseFact) -> bool:
    """Return whether the museum has stated this fact."""
    if fact is HouseFact.HOURS:
        return states_hours(museum.site)
    if fact is HouseFact.PRICES:
        return any(museum.site.prices.values())
    if fact is HouseFact.TOURS:
        return bool(museum.tours)
    if fact is HouseFact.LIFT:
        return any(one.kind.value in ("lift", "stairs") for one in museum.connections)
    return any(place.kind in PLACE_KINDS[fact] for place in museum.places)
