"""What staff type into the forms of staff, read with a sentence where it can't be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from tour_server.staffing.colleagues import StaffingError
from tour_server.staffing.planned_shift import DAY_MINUTES, HourWish
from tour_server.staffing.tables import SKILL_CHARACTERS
from web.translations import gettext as _

LONGEST_NIGHT, NIGHT_IS_OVER = 16 * 60, 12 * 60  # 22:00 to 6:00 is a night, 10:00 to 9:00 a mistake
ONE_DAY, EVERY_DAY, WEEKDAYS = "day", "every", tuple("0123456")  # which days a wish is about
_TIME = re.compile(r"([01]?[0-9]|2[0-4])[:.]([0-5][0-9])", re.ASCII)


def typed_text(form: Mapping[str, str], name: str, label: str, most: int) -> str:
    """Returns a field's text with single spaces. Raises StaffingError when it is empty or too long."""
    text = " ".join(form.get(name, "").split())
    if not 0 < len(text) <= most or not text.isprintable():
        raise StaffingError(
            _("{label}: write something, {most} letters at most.", label=label, most=most)
        )
    return text


def typed_skill(form: Mapping[str, str], label: str, *, may_be_empty: bool = False) -> str:
    """Returns a skill in small letters. Raises StaffingError."""
    if may_be_empty and not form.get("skill", "").strip():
        return ""
    return typed_text(form, "skill", label, SKILL_CHARACTERS).casefold()


def typed_number(form: Mapping[str, str], name: str, label: str, least: int, most: int) -> int:
    """Returns a field's whole number. Raises StaffingError when it is none, or out of bounds."""
    text = form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 8 and least <= int(text) <= most):
        raise StaffingError(
            _(
                "{label}: write a whole number from {least} to {most}.",
                label=label,
                least=least,
                most=most,
            )
        )
    return int(text)


def typed_hours(form: Mapping[str, str], name: str, label: str, most: int) -> int:
    """Returns a number of hours, with a comma or a point, as minutes. Raises StaffingError."""
    text = form.get(name, "").strip().replace(",", ".")
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text, re.ASCII) and float(text) * 60 <= most:
        return round(float(text) * 60)
    raise StaffingError(_("{label}: write hours from 0 to {most}.", label=label, most=most // 60))


def typed_time(form: Mapping[str, str], name: str, label: str) -> int:
    """Returns a time as minutes since midnight. Raises StaffingError."""
    found = _TIME.fullmatch(form.get(name, "").strip())
    minutes = -1 if found is None else int(found[1]) * 60 + int(found[2])
    if not 0 <= minutes <= DAY_MINUTES:
        raise StaffingError(_("{label}: write a time, such as 09:30.", label=label))
    return minutes


def typed_span(form: Mapping[str, str], label: str) -> tuple[int, int]:
    """Returns the fields `begins` and `ends` as minutes. Raises StaffingError when they are in the wrong order."""
    return typed_times(form, ("begins", "ends"), label)


def typed_times(form: Mapping[str, str], names: tuple[str, str], label: str) -> tuple[int, int]:
    """Returns two fields as minutes, the second past midnight where it ends within half a day of the next morning.

    Raises StaffingError when it ends before it begins.
    """
    begins, ends = (typed_time(form, name, label) for name in names)
    if ends <= begins and DAY_MINUTES + ends - begins <= LONGEST_NIGHT and ends <= NIGHT_IS_OVER:
        return begins, DAY_MINUTES + ends
    if begins >= ends:
        raise StaffingError(_("{label}: it ends before it begins.", label=label))
    return begins, ends


def typed_wish(form: Mapping[str, str]) -> HourWish:
    """Returns the fields of a wish by the hour; of `begins` and `ends` one may be empty. Raises StaffingError."""
    label = _("Wish")
    times = {name: form.get(name, "").strip() for name in ("begins", "ends")}
    if not any(times.values()):
        raise StaffingError(_("Wish: write from when, or until when."))
    whole = {"begins": "0:00", "ends": "24:00"}
    begins, ends = typed_times(
        {name: time or whole[name] for name, time in times.items()}, ("begins", "ends"), label
    )
    if form.get("rather") not in ("0", "1"):
        raise StaffingError(_("Choose whether they would rather work or rather not."))
    when = form.get("when", "")
    day = typed_day(form, "wish_day", _("The one day")) if when == ONE_DAY else None
    if when not in (ONE_DAY, EVERY_DAY, *WEEKDAYS):
        raise StaffingError(_("Choose which days."))
    weekday = int(when) if when in WEEKDAYS else None
    return HourWish(begins, ends, form["rather"] == "1", day, weekday)


def typed_day(form: Mapping[str, str], name: str, label: str) -> dt.date:
    """Returns a day. Raises StaffingError."""
    found = day_or_none(form.get(name, "").strip())
    if found is None:
        raise StaffingError(_("{label}: write a day, such as 2027-03-01.", label=label))
    return found


def day_or_none(text: str) -> dt.date | None:
    """Returns a day written as 2027-03-01, None for anything else."""
    if re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", text, re.ASCII) is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
