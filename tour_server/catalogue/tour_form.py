"""The form of a tour: its texts, and its stops in order."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from contract.field_limits import field_limits
from contract.museum import Level, Stop, Tour
from tour_server.catalogue.field_values import (
    Values,
    read_number,
    read_text,
    read_whole,
    text_values,
)
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.catalogue.typed_works import unknown_work
from web.translations import gettext as _

MINUTES_LIMITS = field_limits(Tour, "minutes")
VALUE_LIMITS = field_limits(Stop, "value")


class TourForm:
    """The form of a tour."""

    def __init__(self, snapshot: CatalogueSnapshot) -> None:
        self._snapshot = snapshot

    def values(self, tour: Tour) -> Values:
        """Return the tour as fields. A stop's fields are named by its work, so that they stay with it when it moves."""
        values = text_values("title", tour.title, self._snapshot.languages)
        values |= text_values("summary", tour.summary, self._snapshot.languages)
        values |= {"minutes": str(tour.minutes), "level": tour.level.value}
        for stop in tour.stops:
            values[f"stop.{stop.work}.value"] = f"{stop.value:g}"
            values[f"stop.{stop.work}.essential"] = "yes" if stop.essential else "no"
        return values

    def read(self, tour: Tour, typed: Mapping[str, str]) -> tuple[Tour, dict[str, str]]:
        """Return the tour as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        languages = self._snapshot.languages
        title = read_text("title", tour.title, typed, languages)
        if not title:
            errors[f"title.{languages[0]}"] = _("A tour needs a title in one language at least.")
        level = typed.get("level", tour.level)
        if level not in list(Level):
            errors["level"], level = _("Choose one of these."), tour.level
        stops = [_read_stop(stop, typed, errors) for stop in tour.stops]
        added = typed.get("add", "")
        if added:
            work = self._snapshot.typed_work(added)
            if work is None:
                errors["add"] = unknown_work(self._snapshot)
            elif work.key not in {stop.work for stop in stops}:
                stops.append(Stop(work=work.key))
        return replace(
            tour,
            title=title,
            summary=read_text("summary", tour.summary, typed, languages),
            minutes=read_whole("minutes", typed, tour.minutes, MINUTES_LIMITS, errors),
            level=Level(level),
            stops=stops,
        ), errors


def moved(tour: Tour, work: str, by: int) -> Tour:
    """Return the tour with one stop `by` places later (negative: earlier), as far as the tour reaches."""
    stops = list(tour.stops)
    at = next((n for n, stop in enumerate(stops) if stop.work == work), None)
    if at is None:
        return tour
    to = min(max(at + by, 0), len(stops) - 1)
    stops.insert(to, stops.pop(at))
    return replace(tour, stops=stops)


def without_stop(tour: Tour, work: str) -> Tour:
    """Return the tour without one stop, or unchanged when it has no other."""
    stops = [stop for stop in tour.stops if stop.work != work]
    return replace(tour, stops=stops) if stops else tour


def _read_stop(stop: Stop, typed: Mapping[str, str], errors: dict[str, str]) -> Stop:
    prefix = f"stop.{stop.work}"
    stored = "yes" if stop.essential else "no"
    return replace(
        stop,
        value=read_number(f"{prefix}.value", typed, stop.value, VALUE_LIMITS, errors),
        essential=typed.get(f"{prefix}.essential", stored) == "yes",
    )
