"""The words of a flyer that no part of the museum has: its hours by weekday, and how to take the tour on a phone."""

from __future__ import annotations

import datetime as dt
from itertools import chain, groupby

from babel import Locale
from babel.dates import format_time

from contract.museum import Hours, Level, Site
from contract.opening import states_hours
from runtime.languages import best
from tour_server.visit.words import VisitWords
from web.translations import SOURCE_LANGUAGE, gettext_noop, shipped_catalogue

MESSAGES = {
    "hours": gettext_noop("Opening hours"),
    "phone": gettext_noop("This tour on a phone"),
    "scan": gettext_noop("Scan the code, or go to {address}"),
    "by_number": gettext_noop("Every work has a number: type it on the screen or on the phone."),
    "on_tour": gettext_noop("On this tour"),
    "plan": gettext_noop("The way"),
}


class FlyerWords:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        catalogue = shipped_catalogue()
        found = best([language], catalogue.complete(MESSAGES.values())) or SOURCE_LANGUAGE
        self.language = found
        self._translations = catalogue.translations(found)

    def say(self, key: str, **facts: object) -> str:
        """Returns a sentence. Raises KeyError for an unknown `key`."""
        return self._translations.translate(MESSAGES[key]).format(**facts)


def hours_lines(site: Site, words: VisitWords) -> list[tuple[str, str]]:
    """Returns (days, hours) for each run of weekdays with the same hours, Monday first; none where none are stated."""
    if not states_hours(site):
        return []
    locale = Locale.parse(words.language, sep="-")
    names = locale.days["stand-alone"]["wide"]

    def hour(time: dt.time) -> str:
        return format_time(time, "short", locale=locale)

    def said(hours: Hours | None) -> str:
        if hours is None:
            return words.plain(site, Level.ADULT, "closed_word")
        times = [hours.opens, *chain.from_iterable(hours.pauses), hours.next_day or hours.closes]
        pairs = zip(times[::2], times[1::2], strict=True)
        return ", ".join(f"{hour(begin)} – {hour(end)}" for begin, end in pairs)

    lines = []
    for _hours, run in groupby(enumerate(site.opening), key=lambda day: day[1]):
        days = list(run)
        first, last = days[0][0], days[-1][0]
        name = names[first] if first == last else f"{names[first]} – {names[last]}"
        lines.append((name, said(days[0][1])))
    return lines
