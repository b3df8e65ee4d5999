"""Reads school holidays from an iCalendar file, as ministries and calendars give them out."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec

from tour_server.forecast.known_days import LONGEST_DAYS, MOST_NAME, KnownDay, KnownKind
from web.translations import gettext as _

MOST_BYTES = 2_000_000
MOST_HOLIDAYS = 1000


class CalendarError(ValueError):
    """A file is no calendar of holidays, in a sentence."""


def is_installed() -> bool:
    """Returns whether the library is there."""
    return find_spec("icalendar") is not None


def read_school_holidays(content: bytes) -> list[KnownDay]:
    """Returns the holidays of a calendar, the earliest first. Raises CalendarError.

    An event that repeats counts at its first dates only: the dates of school holidays differ each year.
    """
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(content)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, AttributeError, UnicodeError) as error:
        raise CalendarError(_("This is no calendar (.ics).")) from error
    found = []
    for event in events[:MOST_HOLIDAYS]:
        try:
            first = _day(event.decoded("DTSTART"))
            last = _last_day(event, first)
        except (KeyError, ValueError, TypeError, AttributeError):
            continue  # an event without a day says nothing about days
        if first <= last and (last - first).days < LONGEST_DAYS:
            name = str(event.get("SUMMARY", ""))[:MOST_NAME]
            found.append(KnownDay(KnownKind.SCHOOL, first, last, name))
    if not found:
        raise CalendarError(_("No event in this calendar has a first and a last day."))
    return sorted(found, key=lambda one: (one.first, one.last))


def _last_day(event: object, first: dt.date) -> dt.date:
    decoded = event.decoded  # type: ignore[attr-defined]
    if "DTEND" in event:  # type: ignore[operator]
        end = decoded("DTEND")
        last = _day(end)
        midnight = not isinstance(end, dt.datetime) or end.time() == dt.time()
        return max(first, last - dt.timedelta(days=1)) if midnight else last
    if "DURATION" in event:  # type: ignore[operator]
        length: dt.timedelta = decoded("DURATION")
        return first + max(dt.timedelta(), length - dt.timedelta(seconds=1))
    return first


def _day(moment: object) -> dt.date:
    """Return the day of what a calendar has for a moment. Raises TypeError where it has words."""
    if isinstance(moment, dt.datetime):
        return moment.date()
    if not isinstance(moment, dt.date):
        raise TypeError("a day is no words")
    return moment
