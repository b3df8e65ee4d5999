"""The site as a form: its name, languages, time zone, opening hours and special days.

What a newcomer would get wrong: a day without times is closed, which is a thing to say, not a field left open.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Mapping

from msgspec.structs import replace

from contract.museum import Formality, Hours, Site, SpecialDay
from tour_server.catalogue.editing import Values, kept, read_text, same, text_values
from tour_server.catalogue.snapshot import House

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NEW = "new"  # stands for the date of the day that is being added
PAPER = "#F7F5F0"  # what the accent is written on (web/static/tokens.css)
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")  # as contract.museum.Language
_COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}$")
_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?(?::00)?$")


class SiteForm:
    """The site of this house, as a form."""

    def __init__(self, house: House) -> None:
        self._house = house

    def values(self, site: Site) -> Values:
        """The site as fields: `open.<0 Monday to 6>.opens`, `day.<date>.opens`, and so on."""
        values = text_values("name", site.name, site.languages)
        values |= {
            "languages": ", ".join(site.languages),
            "time_zone": site.time_zone,
            "entrance": site.entrance or "",
            "accent": site.accent,
            "adults": site.adult_formality.value,
            "children": site.child_formality.value,
        }
        for number, hours in enumerate(site.opening):
            values |= _hours_values(f"open.{number}", hours)
        for day in site.exceptions:
            at = f"day.{day.date.isoformat()}"
            values |= _hours_values(at, day.hours)
            values |= text_values(f"{at}.reason", day.reason, site.languages)
        return values

    def empty_day(self, site: Site) -> Values:
        """The fields of a special day to be added."""
        reason = text_values(f"day.{NEW}.reason", {}, site.languages)
        return {f"day.{NEW}.date": "", **_hours_values(f"day.{NEW}", None), **reason}

    def read(self, site: Site, typed: Mapping[str, str]) -> tuple[Site, dict[str, str]]:
        """The site with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        name = read_text("name", site.name, typed, site.languages)
        if not name:
            wrong[f"name.{site.languages[0]}"] = "The museum needs a name in one language at least."
        entrance = typed.get("entrance", site.entrance or "")
        if entrance and entrance not in {room.key for room in self._house.rooms}:
            wrong["entrance"] = "Choose one of the rooms."
        adults, children = (
            _formality(field, typed, was, wrong)
            for field, was in (("adults", site.adult_formality), ("children", site.child_formality))
        )
        return replace(
            site,
            name=name,
            languages=_languages(site, typed, wrong),
            time_zone=_time_zone(site, typed, wrong),
            opening=[
                _read_hours(f"open.{number}", hours, typed, wrong)
                for number, hours in enumerate(site.opening)
            ],
            exceptions=self._days(site, typed, wrong),
            entrance=entrance or None,
            accent=_accent(site, typed, wrong),
            adult_formality=adults,
            child_formality=children,
        ), wrong

    def _days(
        self, site: Site, typed: Mapping[str, str], wrong: dict[str, str]
    ) -> list[SpecialDay]:
        days = []
        for day in site.exceptions:
            at = f"day.{day.date.isoformat()}"
            hours = _read_hours(at, day.hours, typed, wrong)
            reason = read_text(f"{at}.reason", day.reason, typed, site.languages)
            days.append(replace(day, hours=hours, reason=reason))
        at = f"day.{NEW}"
        if any(text.strip() for name, text in typed.items() if name.startswith(f"{at}.")):
            date = _date(f"{at}.date", typed, {day.date for day in days}, wrong)
            hours = _read_hours(at, None, typed, wrong)
            reason = read_text(f"{at}.reason", {}, typed, site.languages)
            if date is not None:
                days.append(SpecialDay(date, hours, reason))
        return sorted(days, key=lambda day: day.date)


def without_day(site: Site, date: str) -> Site:
    """The site without one special day."""
    return replace(site, exceptions=[day for day in site.exceptions if str(day.date) != date])


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, `#rrggbb`, 1 to 21: WCAG 2.2, definition of contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1: WCAG 2.2, definition of relative luminance."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hours_values(at: str, hours: Hours | None) -> Values:
    if hours is None:
        return {f"{at}.opens": "", f"{at}.closes": ""}
    return {f"{at}.opens": f"{hours.opens:%H:%M}", f"{at}.closes": f"{hours.closes:%H:%M}"}


def _read_hours(
    at: str, was: Hours | None, typed: Mapping[str, str], wrong: dict[str, str]
) -> Hours | None:
    were = _hours_values(at, was)
    texts = {name: typed.get(name, were[name]).strip() for name in were}
    if all(same(texts[name], were[name]) for name in were):
        return was
    if not any(texts.values()):
        return None
    times: list[dt.time] = []
    for name, text in texts.items():
        time = _time(text)
        if time is None:
            other = "opens" if name.endswith("closes") else "closes"
            wrong[name] = (
                f"“{text}” is no time. Write one like 10:00."
                if text
                else f"Say when it {name.rpartition('.')[2]}, or clear when it {other}: then it is closed."
            )
        else:
            times.append(time)
    if len(times) < 2:
        return was
    if times[1] <= times[0]:
        wrong[f"{at}.closes"] = (
            "It closes before it opens. Past midnight is not possible; 23:59 is."
        )
        return was
    return Hours(times[0], times[1])


def _time(text: str) -> dt.time | None:
    found = _TIME.match(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _date(
    name: str, typed: Mapping[str, str], taken: set[dt.date], wrong: dict[str, str]
) -> dt.date | None:
    text = typed.get(name, "").strip()
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        wrong[name] = (
            f"“{text}” is no date. Write one like 2027-12-25." if text else "Say which day this is."
        )
        return None
    if date in taken:
        wrong[name] = "That day stands above already. Change it there."
        return None
    return date


def _languages(site: Site, typed: Mapping[str, str], wrong: dict[str, str]) -> list[str]:
    text = typed.get("languages", ", ".join(site.languages))
    found = list(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))
    bad = [one for one in found if not _TAG.match(one)]
    if bad:
        wrong["languages"] = f"“{bad[0]}” is no language tag. Write tags like nl, en or pt-BR."
    elif not found:
        wrong["languages"] = "The museum speaks one language at least."
    return site.languages if "languages" in wrong else found


def _time_zone(site: Site, typed: Mapping[str, str], wrong: dict[str, str]) -> str:
    zone = kept(site.time_zone, typed.get("time_zone"))
    if zone not in zoneinfo.available_timezones():
        wrong["time_zone"] = f"“{zone}” is no time zone. Write one like Europe/Amsterdam."
    return zone


def _accent(site: Site, typed: Mapping[str, str], wrong: dict[str, str]) -> str:
    colour = kept(site.accent, typed.get("accent"))
    if not _COLOUR.match(colour):
        wrong["accent"] = "Write a colour like #1F3A8A."
    elif (ratio := contrast(colour, PAPER)) < LEAST_CONTRAST:
        wrong["accent"] = (
            f"Too pale to read on paper: contrast {ratio:.1f}, {LEAST_CONTRAST} at least. Choose a darker one."
        )
    return colour


def _formality(
    field: str, typed: Mapping[str, str], was: Formality, wrong: dict[str, str]
) -> Formality:
    chosen = typed.get(field, was)
    if chosen not in list(Formality):
        wrong[field] = "Choose one of these."
        return was
    return Formality(chosen)
