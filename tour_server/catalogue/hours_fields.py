"""The three fields of a day's hours in a form. A day whose times are empty is closed.

A closing time that is not after the opening is one of the next day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from contract.hours import LAST_MINUTE, hours_fault
from contract.museum import Hours
from tour_server.catalogue.field_values import Values, same_text
from web.translations import gettext as _

_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?(?::00)?$")
_PAUSE = re.compile(r"\s*(?:-|–|—|−)\s*")
MOST_PAUSES = 6  # a day
LATEST_NEXT_DAY = dt.time(9)  # a later closing before the opening is a slip


def hours_values(prefix: str, hours: Hours | None) -> Values:
    """Return the hours of a day as three fields, empty where it is closed: a pause is written as `12:30–13:30`."""
    if hours is None:
        return {f"{prefix}.opens": "", f"{prefix}.closes": "", f"{prefix}.pauses": ""}
    closes = hours.next_day or hours.closes
    return {
        f"{prefix}.opens": f"{hours.opens:%H:%M}",
        f"{prefix}.closes": f"{closes:%H:%M}",
        f"{prefix}.pauses": ", ".join(
            f"{shut:%H:%M}–{again:%H:%M}" for shut, again in hours.pauses
        ),
    }


def read_hours(
    prefix: str, stored: Hours | None, typed: Mapping[str, str], errors: dict[str, str]
) -> Hours | None:
    """Return the hours as typed, and add a sentence to `errors` for each field that is not acceptable."""
    stored_texts = hours_values(prefix, stored)
    texts = {name: typed.get(name, stored_texts[name]).strip() for name in stored_texts}
    if all(same_text(texts[name], stored_texts[name]) for name in stored_texts):
        return stored
    pauses_text = texts.pop(f"{prefix}.pauses")
    if not any(texts.values()):
        if pauses_text:
            errors[f"{prefix}.opens"] = _("Say when it opens and closes, too.")
        return stored if pauses_text else None
    times = _times(texts, errors)
    pauses = _pauses(f"{prefix}.pauses", pauses_text, errors)
    if len(times) < 2 or pauses is None:
        return stored
    opens, closes = times
    past_midnight = closes <= opens
    if past_midnight and closes > LATEST_NEXT_DAY:
        errors[f"{prefix}.closes"] = _(
            "It closes before it opens. A day can last until {time} of the next one.",
            time=f"{LATEST_NEXT_DAY:%H:%M}",
        )
        return stored
    hours = Hours(
        opens,
        LAST_MINUTE if past_midnight else closes,
        pauses,
        closes if past_midnight else None,
    )
    if hours_fault(hours):
        errors[f"{prefix}.pauses"] = _(
            "Each pause lies between opening and closing, one after the other."
        )
        return stored
    return hours


def _times(texts: Mapping[str, str], errors: dict[str, str]) -> list[dt.time]:
    times: list[dt.time] = []
    for name, text in texts.items():
        time = _time(text)
        if time is None:
            errors[name] = (
                _("“{text}” is no time. Write one like 10:00.", text=text)
                if text
                else _("Say when it closes, or clear when it opens: then it is closed.")
                if name.endswith("closes")
                else _("Say when it opens, or clear when it closes: then it is closed.")
            )
        else:
            times.append(time)
    return times


def _pauses(
    name: str, text: str, errors: dict[str, str]
) -> tuple[tuple[dt.time, dt.time], ...] | None:
    """Return the pauses as typed, None and a sentence where they can't be read."""
    found: list[tuple[dt.time, dt.time]] = []
    for piece in filter(None, (one.strip() for one in re.split(r"[,;\n]", text))):
        times = [_time(one) for one in _PAUSE.split(piece)]
        if len(times) != 2 or times[0] is None or times[1] is None:
            errors[name] = _("“{text}” is no pause. Write one like 12:30–13:30.", text=piece)
            return None
        found.append((times[0], times[1]))
    if len(found) > MOST_PAUSES:
        errors[name] = _("Write {number} pauses at most.", number=MOST_PAUSES)
        return None
    return tuple(found)


def _time(text: str) -> dt.time | None:
    found = _TIME.match(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None
