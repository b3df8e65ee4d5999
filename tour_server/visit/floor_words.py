"""The name of a floor, in the words of a phone."""

from __future__ import annotations

from contract.museum import Level, Site
from tour_server.visit.words import VisitWords


def floor_name(words: VisitWords, site: Site, floor: int, level: Level = Level.ADULT) -> str:
    """Returns a floor's name: the ground floor, or its number."""
    if floor == 0:
        return words.plain(site, level, "floor_ground")
    return words.plain(site, level, "floor_number", floor=str(floor).replace("-", "\u2212"))
