"""A moment as staff read it, in the time of their museum and relative to today: `today 14:03`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from web.translations import day_in_words
from web.translations import gettext as _


class Moments:
    """Formats moments, relative to the time of the call."""

    def __init__(self, now: Callable[[], dt.datetime], zone: Callable[[], dt.tzinfo]) -> None:
        self._now, self._zone = now, zone

    def __call__(self, at: dt.datetime) -> str:
        """Format `at` as `today 14:03`, `yesterday 09:30`, `2 March 09:30`, `2 March 2027 09:30`.

        Raises ValueError where `at` has no time zone.
        """
        if at.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        zone = self._zone()
        local, today = at.astimezone(zone), self._now().astimezone(zone).date()
        return f"{_day(local.date(), today)} {local:%H:%M}"


def _day(day: dt.date, today: dt.date) -> str:
    near = {0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}.get((today - day).days)
    if near is not None:
        return near
    return day_in_words(day, "d MMMM" if day.year == today.year else "d MMMM y")
