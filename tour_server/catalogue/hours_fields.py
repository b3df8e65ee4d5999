"""The two fields of a day's hours in a form. A day whose times are empty is closed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from contract.museum import Hours
from tour_server.catalogue.field_values import Values, same_text
from web.translations import gettext as _

_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?(?::00)?$")


def hours_values(prefix: str, hours: Hours | None) -> Values:
    """Return the hours of a day as two fields, empty where it is closed."""
    if hours is None:
        return {f"{prefix}.opens": "", f"{prefix}.closes": ""}
    return {f"{prefix}.opens": f"{hours.opens:%H:%M}", f"{prefix}.closes": f"{hours.closes:%H:%M}"}


def read_hours(
    prefix: str, stored: Hours | None, typed: Mapping[str, str], errors: dict[str, str]
) -> Hours | None:
    """Return the hours as typed, and add a sentence to `errors` for each field that is not acceptable."""
    stored_texts = hours_values(prefix, stored)
    texts = {name: typed.get(name, stored_texts[name]).strip() for name in stored_texts}
    if all(same_text(texts[name], stored_texts[name]) for name in stored_texts):
        return stored
    if not any(texts.values()):
        return None
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
    if len(times) < 2:
        return stored
    if times[1] <= times[0]:
        errors[f"{prefix}.closes"] = _(
            "It closes before it opens. Past midnight is not possible; 23:59 is."
        )
        return stored
    return Hours(times[0], times[1])


def _time(text: str) -> dt.time | None:
    found = _TIME.match(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None
