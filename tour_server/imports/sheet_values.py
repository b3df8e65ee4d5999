"""Reads the values of cells: dates, numbers and languages, and tells what a spreadsheet program made of them.

Note: a spreadsheet program turns what looks like a date into one: `15-3` becomes 15 March of this year, `1650` in a
column of dates becomes the day 1650. What was typed can't be known any more, so it is reported and never guessed.
"""

from __future__ import annotations

import datetime as dt
import re

from contract.field_limits import field_limits
from contract.museum import Level, Work
from tour_server.imports.column_languages import LEVEL_WORDS, stated_language
from tour_server.imports.sheet_table import DateShown
from web.translations import gettext as _

# The first letters of the months in Dutch, English, French, German and Spanish, as spreadsheet programs shorten them.
_MONTHS = (
    r"(?:jan|ene|feb|f[eé]v|mrt|mar|maa|m[aä]r|mär|apr|avr|abr|mei|mai|may|jun|juin|jui|jul|juil|aug|ao[uû]t?|ago|"
    r"sep|sept|set|okt|oct|nov|dec|d[eé]c|dez|dic)[a-zé]{0,3}\.?"
)
_DAY_AND_MONTH = re.compile(
    rf"\d{{1,2}}[-./]{_MONTHS}|{_MONTHS}[-./ ]\d{{2}}|\d{{1,2}}-{_MONTHS}-\d{{2}}", re.IGNORECASE
)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_FIRST_OF_JANUARY = re.compile(r"0?1([-./])0?1\1(\d{4})")
_TIME = re.compile(r"\d{1,2}:\d\d(:\d\d)?")
_DECODED_WRONGLY = re.compile(
    "[ÃÂ][\u0080-\u00bf]|â€|Ã[€-\u2122]"
)  # UTF-8 that a program took for a code page
_SERIAL = re.compile(r"[1-6]\d{4}(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"\d{1,2}[.,]\d{3}")
_HASHES = re.compile(r"#{3,}")
_ERROR = re.compile(r"#(?:[¡¿]?[A-ZÀ-Ý0-9/]{2,12}[!?]|N/A|N/B|N/D|NV|NB|N/V|ND)")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)(?:[.,]0+)?")
_TOTAL = re.compile(
    r"(?:(?:grand|sub|eind|sub-|gesamt)\s*)?(?:total|totaal|totals|totalen|totaux|totales|gesamt|summe|som|somme|suma)"
    r"(?:\s*(?:général|general))?[\s:=]*[\d.,]*",
    re.IGNORECASE,
)
_EPOCH = dt.date(1899, 12, 30)
_NOWHERE = frozenset(
    re.split(
        r"\|",
        "not on view|not on display|off view|in storage|storage|niet op zaal|niet opgesteld|depot|in depot|magazijn"
        "|opslag|non exposé|en réserve|réserve|réserves|nicht ausgestellt|im depot|magazin|no expuesto|almacén"
        "|en depósito|-|n/a",
    )
)


class CellValueError(ValueError):
    """A cell can't be read; the message is the end of a sentence that begins with the column."""


def checked_text(text: str, shown: DateShown | None = None) -> str:
    """Return a text. Raises CellValueError for what a spreadsheet program made of it: an error, #####, a date."""
    if _HASHES.fullmatch(text):
        raise CellValueError(
            _(
                "“{value}” stands where the column was too narrow; make it wider and export again",
                value=text,
            )
        )
    if _DECODED_WRONGLY.search(text):
        raise CellValueError(
            _("“{value}” was saved with wrong letters; export it anew, as UTF-8", value=text[:40])
        )
    if _ERROR.fullmatch(text):
        raise CellValueError(_("the formula gives the error {error}", error=text))
    if shown is not None:
        raise CellValueError(
            _("the spreadsheet program made the date {date} of it; write it as text", date=text)
        )
    return text


def date_text(text: str, shown: DateShown | None) -> str:
    """Return a date as a label says it: 1650, c. 1650–1660, 1923-05-17.

    Raises CellValueError where a spreadsheet program changed what was typed.
    """
    if shown in (DateShown.WITHOUT_YEAR, DateShown.WITHOUT_DAY, DateShown.TIME):
        return checked_text(text, shown)
    checked_text(text)
    if _DAY_AND_MONTH.fullmatch(text):
        raise CellValueError(
            _(
                "“{value}” is what a spreadsheet program makes of a date; write it as text",
                value=text,
            )
        )
    if _TIME.fullmatch(text):
        raise CellValueError(_("“{value}” is a time of the day, no date", value=text))
    first = _FIRST_OF_JANUARY.fullmatch(text)
    if first is not None:
        text = f"{first[2]}-01-01"
    day = _DAY.fullmatch(text)
    if day is not None:
        year, month, of_month = day.groups()
        if (month, of_month) == ("01", "01"):
            raise CellValueError(
                _(
                    "is the day {date}; perhaps the year {year} is meant: write it as text",
                    date=f"{year}-01-01",
                    year=year,
                )
            )
        return f"{year}-{month}-{of_month}"
    if _SERIAL.fullmatch(text):
        number = int(text[:5])
        raise CellValueError(
            _(
                "the number {value} is how a spreadsheet program keeps the day {date}",
                value=text,
                date=(_EPOCH + dt.timedelta(days=number)).isoformat(),
            )
        )
    if _THOUSANDS.fullmatch(text):
        raise CellValueError(
            _("“{value}” is a number with a sign for thousands; write the year as text", value=text)
        )
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole is not None else text


def date_span(first: str, last: str) -> str:
    """Return the years between which something was made: 1650–1660, 1650 where both are the same, –1660."""
    return first if first == last or not last else f"{first}–{last}"


def is_total(text: str) -> bool:
    """Return whether a cell begins a row of totals: `Totaal: 12`, `Grand total`, `Summe`."""
    return _TOTAL.fullmatch(text) is not None


def inventory_text(text: str, shown: DateShown | None) -> str:
    """Return an inventory number, or another name of a work. Raises CellValueError where it was changed."""
    checked_text(text, shown)
    if _SCIENTIFIC.fullmatch(text) and "+" in text:
        raise CellValueError(
            _("the spreadsheet program shortened it to {value}; write it as text", value=text)
        )
    if _DAY_AND_MONTH.fullmatch(text):
        raise CellValueError(
            _(
                "“{value}” is what a spreadsheet program makes of a date; write it as text",
                value=text,
            )
        )
    return text


def visitors_number(text: str, shown: DateShown | None) -> int:
    """Return the number that visitors type. Raises CellValueError for any other text."""
    checked_text(text, shown)
    limits = field_limits(Work, "number")
    low, high = int(limits.low or 0), int(limits.high or 0)
    whole = _WHOLE.fullmatch(text)
    if whole is None or len(whole[1]) > 9 or not low <= int(whole[1]) <= high:
        raise CellValueError(
            _("“{value}” is no number from {low} to {high}", value=text, low=low, high=high)
        )
    return int(whole[1])


def language_tag(text: str) -> str:
    """Return the tag of a language that a cell names: nl for nl, NL and Nederlands. Raises CellValueError."""
    language = stated_language(text)
    if language is None:
        raise CellValueError(_("“{value}” is no language; write one like nl or pt-BR", value=text))
    return language


def level_of(text: str) -> Level:
    """Return the level that a cell names, in any of five languages. Raises CellValueError."""
    if text.casefold() in LEVEL_WORDS:
        return LEVEL_WORDS[text.casefold()]
    if text in list(Level):
        return Level(text)
    raise CellValueError(
        _("“{value}” is no level; write one of {levels}", value=text, levels=", ".join(Level))
    )


def room_name(text: str, shown: DateShown | None) -> str:
    """Return the name of a room, "" for what says that a work is in none. Raises CellValueError."""
    checked_text(text, shown)
    whole = re.fullmatch(r"(\d+)\.0", text)
    return "" if text.casefold() in _NOWHERE else whole[1] if whole else text
