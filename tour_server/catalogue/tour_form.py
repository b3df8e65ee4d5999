"""A tour as a form: its words, and its stops in the order they are walked."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from contract.museum import Level, Stop, Tour
from tour_server.catalogue.editing import Values, read_number, read_text, read_whole, text_values
from tour_server.catalogue.snapshot import House


class TourForm:
    """Tours over this house, as forms."""

    def __init__(self, house: House) -> None:
        self._house = house

    def values(self, tour: Tour) -> Values:
        """The tour as fields; a stop's fields carry the key of its work, so that they follow it when it moves."""
        values = text_values("title", tour.title, self._house.languages)
        values |= text_values("summary", tour.summary, self._house.languages)
        values |= {"minutes": str(tour.minutes), "level": tour.level.value}
        for stop in tour.stops:
            values[f"stop.{stop.work}.value"] = f"{stop.value:g}"
            values[f"stop.{stop.work}.essential"] = "yes" if stop.essential else "no"
        return values

    def read(self, tour: Tour, typed: Mapping[str, str]) -> tuple[Tour, dict[str, str]]:
        """The tour with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        languages = self._house.languages
        title = read_text("title", tour.title, typed, languages)
        if not title:
            wrong[f"title.{languages[0]}"] = "A tour needs a title in one language at least."
        level = typed.get("level", tour.level)
        if level not in list(Level):
            wrong["level"], level = "Choose one of these.", tour.level
        stops = [
            replace(
                stop,
                value=read_number(f"stop.{stop.work}.value", typed, stop.value, 0, 1, wrong),
                essential=typed.get(
                    f"stop.{stop.work}.essential", "yes" if stop.essential else "no"
                )
                == "yes",
            )
            for stop in tour.stops
        ]
        added = typed.get("add", "")
        if added and added not in {stop.work for stop in stops}:
            if self._house.work(added) is None:
                wrong["add"] = "Choose one of the works."
            else:
                stops.append(Stop(work=added))
        return replace(
            tour,
            title=title,
            summary=read_text("summary", tour.summary, typed, languages),
            minutes=read_whole("minutes", typed, tour.minutes, 5, 600, wrong),
            level=Level(level),
            stops=stops,
        ), wrong


def moved(tour: Tour, work: str, by: int) -> Tour:
    """The tour with one stop `by` places later (negative: earlier), as far as there is room."""
    stops = list(tour.stops)
    at = next((n for n, stop in enumerate(stops) if stop.work == work), None)
    if at is None:
        return tour
    to = min(max(at + by, 0), len(stops) - 1)
    stops.insert(to, stops.pop(at))
    return replace(tour, stops=stops)


def without_stop(tour: Tour, work: str) -> Tour:
    """The tour without one stop; the last one stays, for a tour has one at least."""
    stops = [stop for stop in tour.stops if stop.work != work]
    return replace(tour, stops=stops) if stops else tour
