"""Tells how a spreadsheet program shows a number: as a date, with leading zeros, or as it is."""

from __future__ import annotations

import datetime as dt
import re

from tour_server.imports.sheet_table import DateShown

# Built-in formats that show dates and times (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are East Asian).
_BUILT_IN = {
    **dict.fromkeys((14, 15, 22, *range(27, 37), *range(50, 59)), DateShown.FULL),
    16: DateShown.WITHOUT_YEAR,
    17: DateShown.WITHOUT_DAY,
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), DateShown.TIME),
}
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001  (cells have no time zone)
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_465  # 31 December 9999
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class NumberFormat:
    """A number format: `shown` is what it shows of a date, None for no date; `digits` are its leading zeros."""

    def __init__(self, identifier: int, code: str = "") -> None:
        section = _LITERAL.sub("", code).split(";")[0].strip()
        self.digits = len(section) if re.fullmatch("0{2,}", section) else 0
        self.year_only = bool(re.fullmatch("y+|e+", section, re.IGNORECASE))
        self.shown = _BUILT_IN.get(identifier) if not code else _shown(section.lower())

    def text(self, number: str, from_1904: bool) -> tuple[str, DateShown | None]:
        """Return what is shown of a number as the file has it, and what of a date it shows.

        A date comes as 2024-03-15, a year alone as 2024. Raises ValueError for a number that is no date.
        """
        if self.shown is None and not self.year_only:
            return plain_number(number).zfill(self.digits), None
        moment = _moment(float(number), from_1904)
        if self.year_only:
            return str(moment.year), None
        if self.shown == DateShown.TIME:
            return moment.time().isoformat(), self.shown
        return day_and_time(moment), self.shown


def _shown(section: str) -> DateShown | None:
    if section == "general" or not re.search("[dmyhs]", section):
        return None
    if re.search("[#0?@]", section.replace("s.0", "s").replace(".00", "")):
        return None
    if not re.search("[dy]", section) and re.search("[hs]", section):
        return DateShown.TIME
    if "y" not in section:
        return DateShown.WITHOUT_YEAR
    return DateShown.FULL if "d" in section else DateShown.WITHOUT_DAY


def _moment(serial: float, from_1904: bool) -> dt.datetime:
    if not 0 <= serial <= _LAST_SERIAL:
        raise ValueError("no date has this number")
    if from_1904:
        return _EPOCH_1904 + dt.timedelta(days=serial)
    shift = 1 if serial < 60 else 0  # Excel counts 29 February 1900, which never was
    return _EPOCH_1900 + dt.timedelta(days=serial + shift)


def day_and_time(moment: dt.datetime) -> str:
    """Return 2024-03-15, with its time unless that is midnight."""
    rounded = moment.replace(microsecond=0)
    midnight = rounded.time() == dt.time()
    return rounded.date().isoformat() if midnight else rounded.isoformat(" ")


def plain_number(number: str) -> str:
    """Return a number as people write it: 1650 for 1650.0, 12.3 for 12.300000000000001."""
    if number.isascii() and number.isdigit():
        return number
    value = float(number)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"
