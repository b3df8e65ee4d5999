"""Reads the cells of tables that tills and weather services write: dates, hours and numbers, in several languages."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from babel.dates import get_month_names

from tour_server.forecast.history import WHOLE_DAY

LANGUAGES = ("en", "nl", "de", "fr", "es", "it")  # whose names of months are read
FIRST_YEAR, LAST_YEAR = 1990, 2100

_DIGITS = re.compile(r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_DAY_AND_NAME = re.compile(
    r"(\d{1,2})[\s.\-/]*(?:de )?([^\W\d_]{3,})[\s.,\-/]*(?:de )?(\d{4}|\d{2})(?!\d)"
)
_NAME_AND_DAY = re.compile(r"([^\W\d_]{3,})[\s.\-]*(\d{1,2})\D{1,3}(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?(?:\.\d+)?\s*(am|pm|a\.m\.|p\.m\.)?", re.I)
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})", re.I)
_HOUR = re.compile(r"(\d{1,2})\s*(?:uur|uhr|h|u)?")
_GROUPED = re.compile(r"-?\d{1,3}([.,]\d{3})+")
_GROUPED_AND_DECIMALS = re.compile(r"(-?\d{1,3}(?:([.,])\d{3})+)(?!\2)[.,](\d+)")
_THREE_DECIMALS = re.compile(r"-?\d{1,3}[.,]000")
_TOTAL = re.compile(
    r"\W*(?:sub|eind|grand|zwischen|general|dag|week|maand|jaar)?[\s-]*"
    r"(?:tota(?:a?l|les?|ux|en)|totals|summe|gesamt|gesamtsumme|som|suma|somme)\b",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """Returns a name without case, accents and spaces at its ends, to compare it."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def order_of_dates(cells: Iterable[str]) -> tuple[bool, bool]:
    """Returns whether the day stands before the month, and whether that is only assumed."""
    first_large = second_large = plain = False
    for cell in cells:
        match = _DIGITS.search(cell)
        if match is None or len(match[1]) > 2:
            continue
        plain = True
        first_large |= int(match[1]) > 12
        second_large |= int(match[2]) > 12
    return not (second_large and not first_large), plain and not (first_large or second_large)


def looks_dated(text: str) -> bool:
    """Returns whether a date is written in a cell, a wrong one included."""
    return _parts(text, day_first=True) is not None


def date_of(text: str, *, day_first: bool) -> dt.date | None:
    """Returns the date in a cell; None where there is none, or one that no calendar has."""
    parts = _parts(text, day_first)
    if parts is None:
        return None
    year, month, day, _end = parts
    try:
        found = dt.date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def by_clock_of(text: str, zone: dt.tzinfo | None) -> str:
    """Returns a moment that states its distance from UTC as the clock of `zone` shows it; other cells as they are."""
    if zone is None or _ZONED.fullmatch(text.strip()) is None:
        return text
    try:
        moment = dt.datetime.fromisoformat(text.strip().upper())
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return text  # a wrong date, which its row says


def hour_of_moment(text: str) -> int:
    """Returns the hour of a moment or a time; WHOLE_DAY where only a date stands there."""
    parts = _parts(text, day_first=True)
    return hour_of(text if parts is None else text[parts[3] :])


def hour_of(text: str) -> int:
    """Returns the hour of a time, of a span like 10:00-11:00, or of a number; WHOLE_DAY where it is none."""
    text = text.strip().lstrip("T,").strip()
    match = _TIME.match(text)
    if match is not None:
        hour = int(match[1])
        half = (match[3] or "").lower()[:1]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
    elif (whole := _HOUR.fullmatch(text)) is not None:
        hour = int(whole[1])
    else:
        return WHOLE_DAY
    return hour if 0 <= hour < 24 else WHOLE_DAY


def has_minutes(text: str) -> bool:
    """Returns whether a moment lies between the quarters of an hour, as that of a sale does."""
    parts = _parts(text, day_first=True)
    match = _TIME.match((text if parts is None else text[parts[3] :]).strip().lstrip("T,").strip())
    return match is not None and int(match[2]) % 15 > 0


def number_of(text: str, *, three_decimals: bool = False) -> float | None:
    """Returns the number in a cell, with signs of thousands or decimals of either kind; None where there is none.

    `three_decimals`: 2,000 is two, as some tills write a quantity.
    """
    plain = text.replace("\u2212", "-")
    for sign in ("\u00a0", "\u202f", " ", "'", "\u2019"):
        plain = plain.replace(sign, "")
    if (both := _GROUPED_AND_DECIMALS.fullmatch(plain)) is not None:
        plain = f"{re.sub('[.,]', '', both[1])}.{both[3]}"
    elif _GROUPED.fullmatch(plain) and not three_decimals:
        plain = re.sub("[.,]", "", plain)
    try:
        found = float(plain.replace(",", "."))
    except ValueError:
        return None
    return found if found - found == 0 else None  # neither infinite nor NaN


def has_three_decimals(cells: Iterable[str]) -> bool:
    """Returns whether all numbers of a column are written like 2,000: no house counts in thousands."""
    numbers = [cell.strip() for cell in cells if number_of(cell) is not None]
    return bool(numbers) and all(_THREE_DECIMALS.fullmatch(one) for one in numbers)


def is_total(cells: Iterable[str]) -> bool:
    """Returns whether a cell begins with a word for a total."""
    return any(_TOTAL.match(cell) for cell in cells)


def _parts(text: str, day_first: bool) -> tuple[int, int, int, int] | None:
    """Return year, month, day and where they end."""
    match = _DIGITS.search(text)
    if match is not None:
        first, second, third = (int(part) for part in match.groups())
        if len(match[1]) > 2:
            return first, second, third, match.end()
        day, month = (first, second) if day_first else (second, first)
        return third, month, day, match.end()
    match = _COMPACT.search(text)
    if match is not None:
        return int(match[1]), int(match[2]), int(match[3]), match.end()
    for pattern, (day_at, month_at) in ((_DAY_AND_NAME, (1, 2)), (_NAME_AND_DAY, (2, 1))):
        match = pattern.search(text)
        if match is not None and (named := _months().get(folded(match[month_at]))):
            return int(match[3]), named, int(match[day_at]), match.end()
    return None


@cache
def _months() -> dict[str, int]:
    """Return the names of months and their shortened forms, folded, each with its number."""
    found: dict[str, int] = {"mrt": 3, "mar": 3, "sept": 9, "okt": 10}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                found[folded(name).strip(".")] = number
    return found
