"""The form of the site: its name, languages, time zone, opening hours, special days and look.

A day whose times are empty is closed.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from contract.formality import Formality
from contract.museum import Site, SpecialDay
from tour_server.catalogue.field_values import (
    Values,
    read_text,
    text_values,
    typed_text,
)
from tour_server.catalogue.hours_fields import hours_values, read_hours
from tour_server.catalogue.language_names import tag_of
from tour_server.catalogue.look_check import LookFault
from tour_server.catalogue.look_form import look_values, read_look
from tour_server.catalogue.snapshot import CatalogueSnapshot
from web.translations import gettext as _
from web.translations import mark

WEEKDAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
IN_TURN, AT_ONCE = "in-turn", "at-once"
NEW = "new"  # in place of the date of the special day that is being added


class SiteForm:
    """The form of the site."""

    def __init__(
        self, snapshot: CatalogueSnapshot, faults: Callable[[Site], list[LookFault]]
    ) -> None:
        """`faults` returns what is wrong with the look of a site."""
        self._snapshot, self._faults = snapshot, faults

    def values(self, site: Site) -> Values:
        """Return the site as fields: `open.<0 Monday to 6>.opens`, `day.<date>.opens`, and so on."""
        values = text_values("name", site.name, site.languages)
        values |= text_values("prices", site.prices, site.languages)
        values |= text_values("questions", site.questions, site.languages)
        values |= {
            "languages": ", ".join(site.languages),
            "time_zone": site.time_zone,
            "entrance": site.entrance or "",
            "adults": site.adult_formality.value,
            "children": site.child_formality.value,
            "speaking": IN_TURN if site.speak_in_turn else AT_ONCE,
        }
        for number, hours in enumerate(site.opening):
            values |= hours_values(f"open.{number}", hours)
        for day in site.exceptions:
            prefix = f"day.{day.date.isoformat()}"
            values |= hours_values(prefix, day.hours)
            values |= text_values(f"{prefix}.reason", day.reason, site.languages)
        return values | look_values(site)

    def empty_day(self, site: Site) -> Values:
        """Return the fields of a special day to be added."""
        reason = text_values(f"day.{NEW}.reason", {}, site.languages)
        return {f"day.{NEW}.date": "", **hours_values(f"day.{NEW}", None), **reason}

    def read(self, site: Site, typed: Mapping[str, str]) -> tuple[Site, dict[str, str]]:
        """Return the site as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        name = read_text("name", site.name, typed, site.languages)
        if not name:
            errors[f"name.{site.languages[0]}"] = _(
                "The museum needs a name in one language at least."
            )
        entrance = typed.get("entrance", site.entrance or "")
        if entrance and entrance not in {room.key for room in self._snapshot.rooms}:
            errors["entrance"] = _("Choose one of the rooms.")
        adults, children = (
            _formality(field, typed, stored, errors)
            for field, stored in (
                ("adults", site.adult_formality),
                ("children", site.child_formality),
            )
        )
        typed_site = self._with_look(site, typed, errors)
        return replace(
            typed_site,
            name=name,
            questions=read_text("questions", site.questions, typed, site.languages),
            prices=read_text("prices", site.prices, typed, site.languages),
            languages=_languages(site, typed, errors),
            time_zone=_time_zone(site, typed, errors),
            opening=[
                read_hours(f"open.{number}", hours, typed, errors)
                for number, hours in enumerate(site.opening)
            ],
            exceptions=self._days(site, typed, errors),
            entrance=entrance or None,
            adult_formality=adults,
            child_formality=children,
            speak_in_turn=_speak_in_turn(site, typed, errors),
        ), errors

    def _with_look(self, site: Site, typed: Mapping[str, str], errors: dict[str, str]) -> Site:
        """Return the site with the look as typed. A fault that the stored look has does not stop other changes."""
        changed = read_look(site, typed, errors)
        if (changed.look, changed.accent) != (site.look, site.accent):
            for fault in self._faults(changed):
                errors.setdefault(fault.field, fault.sentence)
        return changed

    def _days(
        self, site: Site, typed: Mapping[str, str], errors: dict[str, str]
    ) -> list[SpecialDay]:
        days = []
        for day in site.exceptions:
            prefix = f"day.{day.date.isoformat()}"
            hours = read_hours(prefix, day.hours, typed, errors)
            reason = read_text(f"{prefix}.reason", day.reason, typed, site.languages)
            days.append(replace(day, hours=hours, reason=reason))
        prefix = f"day.{NEW}"
        if any(text.strip() for name, text in typed.items() if name.startswith(f"{prefix}.")):
            date = _date(f"{prefix}.date", typed, {day.date for day in days}, errors)
            hours = read_hours(prefix, None, typed, errors)
            reason = read_text(f"{prefix}.reason", {}, typed, site.languages)
            if date is not None:
                days.append(SpecialDay(date, hours, reason))
        return sorted(days, key=lambda day: day.date)


def without_day(site: Site, date: str) -> Site:
    """Return the site without one special day."""
    return replace(site, exceptions=[day for day in site.exceptions if str(day.date) != date])


def _date(
    name: str, typed: Mapping[str, str], taken: set[dt.date], errors: dict[str, str]
) -> dt.date | None:
    text = typed.get(name, "").strip()
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        errors[name] = (
            _("“{text}” is no date. Write one like 2027-12-25.", text=text)
            if text
            else _("Say which day this is.")
        )
        return None
    if date in taken:
        errors[name] = _("That day stands above already. Change it there.")
        return None
    return date


def _languages(site: Site, typed: Mapping[str, str], errors: dict[str, str]) -> list[str]:
    """Return the languages as typed, by names or tags with commas between them; tags may have spaces alone."""
    text = typed.get("languages", ", ".join(site.languages))
    found: list[str] = []
    for piece in filter(None, (one.strip() for one in re.split(r"[,;\n]", text))):
        tags = [tag_of(piece)]
        if tags == [None]:
            tags = [tag_of(word) for word in piece.split()]
        if None in tags:
            errors["languages"] = _(
                "No language is called “{name}”. Write a name like Nederlands or Dutch, or a tag like pt-BR.",
                name=piece,
            )
            return site.languages
        found += [tag for tag in tags if tag is not None]
    if not found:
        errors["languages"] = _("The museum speaks one language at least.")
    return list(dict.fromkeys(found)) or site.languages


def _time_zone(site: Site, typed: Mapping[str, str], errors: dict[str, str]) -> str:
    zone = typed_text(site.time_zone, typed.get("time_zone"))
    if zone not in zoneinfo.available_timezones():
        errors["time_zone"] = _(
            "“{zone}” is no time zone. Write one like Europe/Amsterdam.", zone=zone
        )
    return zone


def _formality(
    field: str, typed: Mapping[str, str], stored: Formality, errors: dict[str, str]
) -> Formality:
    chosen = typed.get(field, stored)
    if chosen not in list(Formality):
        errors[field] = _("Choose one of these.")
        return stored
    return Formality(chosen)


def _speak_in_turn(site: Site, typed: Mapping[str, str], errors: dict[str, str]) -> bool:
    chosen = typed.get("speaking")
    if chosen is None:
        return site.speak_in_turn
    if chosen not in (IN_TURN, AT_ONCE):
        errors["speaking"] = _("Choose one of these.")
    return chosen != AT_ONCE
