"""A date and a time as a person types them at a museum, as the moment that they mean there."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from web.translations import gettext as _


class LocalTimeError(ValueError):
    """A date or a time that is none, in a sentence for the person who typed it."""


class SkippedTimeError(LocalTimeError):
    """A time that the clocks skip that night."""


class RepeatedTimeError(LocalTimeError):
    """A time that comes twice that night. `choices`: the moments that it can mean, the earlier first."""

    def __init__(self, sentence: str, choices: tuple[dt.datetime, dt.datetime]) -> None:
        self.choices = choices
        super().__init__(sentence)


def read_local_time(date: str, time: str, zone: dt.tzinfo, which: str = "") -> dt.datetime:
    """Return the moment in UTC. `which` of two that have one name: `first`, `second` or "", not said.

    Raises LocalTimeError, SkippedTimeError, RepeatedTimeError.
    """
    try:
        day, hour = dt.date.fromisoformat(date.strip()), dt.time.fromisoformat(time.strip())
    except ValueError as error:
        raise LocalTimeError(_("Give a date and a time, like 2027-03-01 and 09:00.")) from error
    if hour.tzinfo is not None:
        raise LocalTimeError(_("The time is the museum's own. Write it like 09:00."))
    try:
        first, second = (
            dt.datetime.combine(day, hour, zone).replace(fold=fold).astimezone(dt.UTC)
            for fold in (0, 1)
        )
    except OverflowError as error:
        raise LocalTimeError(_("That is too far away.")) from error
    if first == second:
        return first
    if first > second:  # the clocks go forward: neither reading comes back as it was typed
        after = first.astimezone(zone)
        raise SkippedTimeError(
            _(
                "{time} does not exist on that night: the clocks go forward over it. "
                "Choose {after}, or a time before it.",
                time=f"{hour:%H:%M}",
                after=f"{after:%H:%M}",
            )
        )
    if which in ("first", "second"):
        return first if which == "first" else second
    raise RepeatedTimeError(
        _(
            "{time} comes twice on that night: the clocks go back. Choose which of the two you mean.",
            time=f"{hour:%H:%M}",
        ),
        (first, second),
    )


def zone_name(zone: dt.tzinfo) -> str:
    """Return what staff call a time zone: `Europe/Amsterdam`."""
    return zone.key if isinstance(zone, ZoneInfo) else "UTC"
