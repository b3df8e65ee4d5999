"""Reads school holidays from an iCalendar file, as ministries and calendars give them out."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from typing import Any

from msgspec import Struct

from tour_server.forecast.known_days import LONGEST_DAYS, MOST_NAME, KnownDay, KnownKind
from tour_server.forecast.repeated_events import first_days, local_day, local_moment
from web.translations import gettext as _

MOST_BYTES = 2_000_000
MOST_HOLIDAYS = 1000


class SchoolCalendar(Struct, frozen=True):
    """The holidays of a calendar, the earliest first. `left_out`: events without a day, or of more than a year."""

    days: list[KnownDay]
    left_out: int


class CalendarError(ValueError):
    """A file is no calendar of holidays, in a sentence."""


def is_installed() -> bool:
    """Returns whether the library is there."""
    return find_spec("icalendar") is not None


def read_school_holidays(
    content: bytes, until: dt.date = dt.date(2100, 12, 31), zone: dt.tzinfo | None = None
) -> SchoolCalendar:
    """Returns the holidays of a calendar. Raises CalendarError.

    `until`: up to which day events are repeated that do. `zone`: by whose clock moments with a time count.
    """
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(content)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, AttributeError, UnicodeError) as error:
        raise CalendarError(_("This is no calendar (.ics).")) from error
    moved = {_moved(event, zone) for event in events} - {None}
    found: set[tuple[dt.date, dt.date, str]] = set()
    left_out = 0
    for event in events:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            first = local_day(event.decoded("DTSTART"), zone)
            length = _last_day(event, first, zone) - first
            days = first_days(event, first, until, zone)
        except (KeyError, ValueError, TypeError, AttributeError):
            left_out += 1  # an event without a day says nothing about days
            continue
        if not 0 <= length.days < LONGEST_DAYS:
            left_out += 1
            continue
        name, own = str(event.get("SUMMARY", ""))[:MOST_NAME], str(event.get("UID", ""))
        kept = (
            days if "RECURRENCE-ID" in event else {day for day in days if (own, day) not in moved}
        )
        found |= {(day, day + length, name) for day in kept}
        if len(found) > MOST_HOLIDAYS:
            raise CalendarError(
                _(
                    "This calendar has more than {number} holidays. Take one of school holidays only.",
                    number=MOST_HOLIDAYS,
                )
            )
    if not found:
        raise CalendarError(_("No event in this calendar has a first and a last day."))
    holidays = [KnownDay(KnownKind.SCHOOL, *one) for one in sorted(found)]
    return SchoolCalendar(holidays, left_out)


def _moved(event: Any, zone: dt.tzinfo | None) -> tuple[str, dt.date] | None:
    """Return which repetition of which event this one takes the place of; None of an event by itself."""
    try:
        return str(event.get("UID", "")), local_day(event.decoded("RECURRENCE-ID"), zone)
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _last_day(event: Any, first: dt.date, zone: dt.tzinfo | None) -> dt.date:
    if "DTEND" in event:
        end = local_moment(event.decoded("DTEND"), zone)
        if not isinstance(end, dt.datetime):
            return max(first, end - dt.timedelta(days=1))
        whole = end.time() == dt.time()
        return max(first, end.date() - dt.timedelta(days=1)) if whole else end.date()
    if "DURATION" in event:
        length: dt.timedelta = event.decoded("DURATION")
        return first + max(dt.timedelta(), length - dt.timedelta(seconds=1))
    return first
