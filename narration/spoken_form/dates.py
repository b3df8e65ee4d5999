"""Dates: in figures (1606-07-15, 15.7.1606) and with the name of a month."""

from __future__ import annotations

import re
from functools import cache

from narration.spoken_form.scan import Scan
from narration.spoken_form.wording import Wording

_IN_FIGURES = re.compile(
    r"(?<![\w./-])(?:(?P<y1>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})"
    r"|(?P<d2>\d{1,2})(?P<sep>[./-])(?P<m2>\d{1,2})(?P=sep)(?P<y2>\d{4}))(?![\w/-]|\.\d)"
)
_JOINED = r"\s+(?:and|to|en|tot|t/m|et|au|und|bis|y|al?|à)\s+"


def say_dates(scan: Scan, wording: Wording) -> None:
    """Say dates in words."""
    scan.apply(_IN_FIGURES, lambda match: _say_figures(scan, wording, match))
    scan.apply(_day_and_month(wording), lambda match: _say_day_and_month(scan, wording, match))
    if wording.month_first:
        scan.apply(_month_and_day(wording), lambda match: _say_month_and_day(scan, wording, match))
    scan.apply(_first_day(wording), lambda match: _say_first_day(scan, wording, match))
    scan.apply(_month_and_year(wording), lambda match: _say_month_name(scan, wording, match))


@cache
def _day_and_month(wording: Wording) -> re.Pattern[str]:
    suffix = f"(?:{wording.ordinal_suffix})?"
    return re.compile(
        rf"(?<![\w.,/-])(?:(?P<first>\d{{1,2}}){suffix}\s?(?P<dash>[–-])\s?)?(?P<day>\d{{1,2}}){suffix}"
        rf"(?P<link>\s+(?:of\s+|de\s+)?)(?P<month>{wording.months_pattern()})"
        r"(?:,?\s+(?:del?\s+)?(?P<year>\d{4})(?![\w]|[.,]\d))?"
    )


@cache
def _month_and_day(wording: Wording) -> re.Pattern[str]:
    suffix = f"(?:{wording.ordinal_suffix})?"
    return re.compile(
        rf"(?<!\w)(?P<month>{wording.months_pattern()})\s+(?P<day>\d{{1,2}}){suffix}(?![\w–/-]|[.:]\d|,\d{{1,3}}(?!\d))"
        r"(?:(?:,\s*|\s+)(?P<year>\d{4})(?![\w]|[.,]\d))?"
    )


@cache
def _first_day(wording: Wording) -> re.Pattern[str]:
    suffix = f"(?:{wording.ordinal_suffix})?"
    return re.compile(
        rf"(?<![\w.,/-])(?P<day>\d{{1,2}})(?P<suffix>{suffix})(?={_JOINED}\d{{1,2}}{suffix}\s+(?:of\s+|de\s+)?"
        rf"{wording.months_pattern()})"
    )


@cache
def _month_and_year(wording: Wording) -> re.Pattern[str]:
    short = "|".join(sorted(map(re.escape, wording.month_abbreviations), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<month>(?i:{short})\.?)(?=\s+\d{{4}}\b)")


def _say_figures(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    day, month = int(match["d1"] or match["d2"]), int(match["m1"] or match["m2"])
    year = int(match["y1"] or match["y2"])
    if month > 12 and day <= 12:
        day, month = month, day  # 7/15/1606, as in America
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    to_month, to_year = wording.month_year_link()
    before = scan.words_before(match.start(), 3)
    words = wording.day(day, before, True) + to_month
    words += wording.months[month - 1] + to_year + wording.year(year)
    scan.say(match.start(), match.end(), words)
    return True


def _say_day_and_month(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    if not 1 <= int(match["day"]) <= 31:
        return False
    before = scan.words_before(match.start(), 3)
    words = wording.day(int(match["day"]), before, True)
    if "of" in match["link"]:
        words = words.removesuffix(" of")
    if match["first"]:
        first = wording.day(int(match["first"]), before, True).removesuffix(" of")
        scan.say(match.start(), match.start("dash"), first)
        scan.say(match.start("dash"), match.end("dash"), wording.signs.to)
        words = words.removeprefix("the ")
    scan.say(match.start("day"), match.start("link"), words)
    _say_month_name(scan, wording, match)
    if match["year"]:
        scan.say(match.start("year"), match.end("year"), wording.year(int(match["year"])))
    return True


def _say_month_and_day(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    if not 1 <= int(match["day"]) <= 31:
        return False
    _say_month_name(scan, wording, match)
    end = match.start("year") if match["year"] else match.end()
    day_end = match.start("day") + len(scan.text[match.start("day") : end].rstrip(", \u00a0"))
    scan.say(match.start("day"), day_end, wording.day(int(match["day"]), (), False))
    if match["year"]:
        scan.say(match.start("year"), match.end("year"), wording.year(int(match["year"])))
    return True


def _say_first_day(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    words = wording.day(int(match["day"]), scan.words_before(match.start(), 3), True)
    scan.say(match.start(), match.end(), words.removesuffix(" of"))
    return True


def _say_month_name(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    number = wording.month(match["month"])
    if number is None:
        return False
    name = wording.months[number - 1]
    if match["month"].lower() != name.lower():
        dot = "." if match["month"].lower() == f"{name}.".lower() else ""
        scan.say(match.start("month"), match.end("month"), name + dot)
    return True
