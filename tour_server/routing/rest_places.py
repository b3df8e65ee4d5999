"""Where a visitor can rest, and when a long visit does."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from contract.museum import Museum

REST_EVERY_SECONDS = 2100
"""From one rest to the next: museum fatigue sets in after about 30 to 45 minutes. S. Bitgood, "Museum fatigue: a
critical review", Visitor Studies 12 (2009)."""

REST_TOLERANCE_SECONDS = 480  # so much earlier or later, where the seat is on the way
REST_SECONDS = {"seats": 300, "cafe": 900}  # assumptions
CAFE_FROM_SECONDS = 5400  # a visit shorter than this has no time for the café
MAX_RESTS = 3
MAX_PLACES = 12


class RestPlace(Struct, frozen=True):
    """Seats or the café. `kind`: a key of REST_SECONDS."""

    key: str
    kind: str
    room: str
    at: tuple[float, float]


def rest_places(museum: Museum) -> list[RestPlace]:
    """Return the museum's places with seats and its cafés, MAX_PLACES at most.

    A museum of before places were part of it has none.
    """
    places = getattr(museum, "places", ())
    return [
        RestPlace(place.key, str(place.kind), place.room, (place.x, place.y))
        for place in places
        if str(place.kind) in REST_SECONDS
    ][:MAX_PLACES]


def rest_moments(budget_seconds: int, places: Sequence[RestPlace]) -> list[tuple[int, str]]:
    """Return when a visit of this length rests, in seconds from its begin, and the kind of place.

    Nothing within the last part of a visit that is shorter than one stretch.
    """
    kinds = {place.kind for place in places}
    found = []
    for number in range(1, MAX_RESTS + 1):
        moment = number * REST_EVERY_SECONDS
        if moment + REST_TOLERANCE_SECONDS >= budget_seconds:
            break
        cafe = number == 2 and budget_seconds >= CAFE_FROM_SECONDS and "cafe" in kinds
        if cafe or "seats" in kinds:
            found.append((moment, "cafe" if cafe else "seats"))
    return found
