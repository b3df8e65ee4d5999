"""Years, spans of years, decades and every other number: what a number in figures is, by the words beside it.

A number of four figures without a sign for thousands is a year from 1000 to 2100, unless a word beside it says that
something is counted. A number of three figures is a year only beside an era, and in a span in brackets.
"""

from __future__ import annotations

import re
from functools import cache

from narration.spoken_form.numerals import Figure
from narration.spoken_form.scan import Scan, words_of
from narration.spoken_form.wording import Wording

_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_ERA = re.compile(
    r"[\s\u00a0]*(?:B\.?\s?C\b|BCE\b|CE\b|C\.\s?E\b|AD\b|A\.\s?D\b|[vn]\.\s?Chr|av\.?\s?J|apr?\.\s?J|av\.\s?n|"
    r"[ad]\.?\s?(?:de\s)?(?:J\.?\s?)?C\.|v\.\s?[uo]\.|n\.\s?u\.|voor\sChristus|na\sChristus|avant\sJ|antes\sde\sCristo)"
)
_AD_BEFORE = re.compile(r"(?:\bAD|\bA\.\s?D\.|\bCE|[Aa]nno)[\s\u00a0]$")
_LONGEST_NUMBER = 12  # figures; a longer one is said figure by figure
_FRACTIONS_TO = (2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32)


def say_numbers(scan: Scan, wording: Wording) -> None:
    """Say decades, spans of years, years and numbers in words."""
    for pattern in _decades(wording):
        scan.apply(pattern, lambda match: _say_decade(scan, wording, match))
    scan.apply(_SPAN, lambda match: _say_span(scan, wording, match))
    scan.apply(_YEAR_OR_YEAR, lambda match: _say_year_or_year(scan, wording, match))
    scan.apply(_number(wording), lambda match: _say_number(scan, wording, match))
    scan.apply(_FIGURES_LEFT, lambda match: _say_figures_left(scan, wording, match))
    scan.apply(_DASH, lambda match: _say_dash(scan, wording, match))
    scan.apply(_DECADES, lambda match: _say_dash(scan, wording, match))
    scan.apply(_SCALE, lambda match: _say_scale(scan, wording, match))


_SPAN = re.compile(
    r"(?<!\w)(?<!\d[.,/-])(?P<first>\d{1,4})\s?(?P<sign>[–—-])\s?(?P<last>\d{1,4})(?![\w/–—-]|[.,]\d)"
)
_YEAR_OR_YEAR = re.compile(
    r"(?<!\w)(?<!\d[.,/-])(?P<first>1\d{3}|20\d\d)/(?P<last>\d{2}|\d{4})(?![\w/])"
)
_DASH = re.compile(
    r"(?:(?<=[\d%½¼¾])|(?<=\bBC)|(?<=\bBCE)|(?<=Chr\.)|(?<=\bC\.))\s?(?P<sign>[–—])\s?(?=\??(?:ca?\.\s?|circa\s|(?:AD|CE)\s|[€£$]\s?)?\d)"
)
_FIGURES_LEFT = re.compile(r"\d+")  # beside letters: c1856, 4moms
_DECADES = re.compile(r"(?<=\d{4})(?P<sign>\s?[-–]\s?)(?=\d{2,4}['’]?s\b)")  # 1870-1880s
_SCALE = re.compile(r"(?<=\d)(?P<sign>:)(?=\d)")


@cache
def _decades(wording: Wording) -> tuple[re.Pattern[str], ...]:
    contexts = wording.contexts
    found = {
        "en": [r"(?<!\w)(?<!\d[.,])['’‘]?(?P<number>\d{2}0|\d0|\d{3}0)(?P<suffix>['’]?s)(?!\w)"],
        "de": [
            r"(?<!\w)(?<!\d[.,])['’‘]?(?P<number>\d{2}0|\d0|\d{3}0)(?:-|–)?(?P<suffix>er)(?!\w)"
        ],
    }.get(wording.code)
    if found is None:
        start = rf"(?<=\b){contexts.decade_before}\s"
        found = [rf"(?P<lead>{start})['’‘]?(?P<number>\d0|\d{{3}}0)(?P<suffix>)(?![\w–-]|[.,]\d)"]
    return tuple(map(re.compile, found))


@cache
def _number(wording: Wording) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w])(?<!\d[.,])(?P<figure>{wording.figures()})(?P<letter>[A-Za-z])?(?!\w)"
    )


def _say_decade(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    words = wording.decade(int(match["number"]), match["suffix"])
    if words is None:
        return False
    start = match.start("number")
    if start and scan.text[start - 1] in "'’‘":
        start -= 1
    if "lead" in match.groupdict() and not scan.free(start, match.end()):
        return False
    scan.say(start, match.end(), words)
    return True


def _say_span(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    """Say "1606–1669"; a second year that is shortened, as in 1914–18, is said in full."""
    first, last = match["first"], match["last"]
    era = bool(_ERA.match(scan.text, match.end())) or bool(
        _AD_BEFORE.search(scan.text, 0, match.start())
    )
    bracketed = (
        scan.text[: match.start()].rstrip().endswith("(") and len(first) >= 3 and len(last) >= 3
    )
    years = (
        era or bracketed or (_year_like(first) and (_year_like(last) or _continues(first, last)))
    )
    if years and _counted(scan, wording, match.end()):
        years = False
    full = int(last)
    if years and not era and len(last) <= 2 and len(first) == 4:
        full = int(first[: 4 - len(last)] + last)
        if full <= int(first):
            return False
    said = wording.year if years else wording.cardinal
    following = scan.after(match.end())
    scan.say(match.start("first"), match.end("first"), said(int(first)))
    scan.say(match.start("sign"), match.end("sign"), f" {wording.signs.to} ")
    tail = _year_like(last) and len(first) < 4 and not _counted(scan, wording, match.end())
    words = wording.year(full) if years or tail else wording.cardinal(full, following)
    scan.say(match.start("last"), match.end("last"), words)
    return True


def _say_year_or_year(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    """Say 1642/43 as one year or the next, 1515/20 as a span."""
    first = int(match["first"])
    last = int(match["first"][: 4 - len(match["last"])] + match["last"])
    if last <= first:
        return False
    sign = wording.signs.either if last - first == 1 else wording.signs.to
    middle = match.end("first")
    scan.say(match.start(), middle, wording.year(first))
    scan.say(middle, middle + 1, f" {sign} ")
    scan.say(middle + 1, match.end(), wording.year(last))
    return True


def _say_number(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    written = match["figure"]
    figure = wording.read(written)
    if figure is None:
        return False
    following = scan.after(match.end("figure")) if not match["letter"] else ""
    words = _number_words(scan, wording, match, figure, following)
    if match["letter"]:
        words += f" {match['letter']}"
    scan.say(match.start(), match.end(), words)
    return True


def _number_words(
    scan: Scan, wording: Wording, match: re.Match[str], figure: Figure, following: str
) -> str:
    if figure.fraction is not None and not figure.whole and "/" in match["figure"]:
        top, bottom = figure.fraction
        if bottom not in _FRACTIONS_TO or top >= bottom:
            return f"{wording.cardinal(top)} {wording.signs.of} {wording.cardinal(bottom)}"
    digits = figure.digits
    if figure.is_whole and digits:
        if len(digits) > _LONGEST_NUMBER or (len(digits) > 1 and digits.startswith("0")):
            return " ".join(wording.cardinal(int(digit)) for digit in digits)
        if not figure.grouped and not match["letter"] and _is_year(scan, wording, match, digits):
            return wording.year(figure.whole)
    return wording.figure(figure, following)


def _continues(first: str, last: str) -> bool:
    """Return whether one or two figures shorten a later year: 1914–18, 1837–9."""
    return len(last) <= 2 and int(last) > int(first[-len(last) :])


def _year_like(digits: str) -> bool:
    return len(digits) == 4 and _FIRST_YEAR <= int(digits) <= _LAST_YEAR


def _is_year(scan: Scan, wording: Wording, match: re.Match[str], digits: str) -> bool:
    """Return whether a whole number is a year: by its era, its size, and the words on both sides."""
    start, end = match.start(), match.end()
    if _ERA.match(scan.text, end) or _AD_BEFORE.search(scan.text, 0, start):
        return True
    if not _year_like(digits):
        return False
    before = scan.before(start).lower().rstrip(".") if scan.touches_word_before(start) else ""
    if _counted(scan, wording, end):
        return (
            before in wording.contexts.year_before
            and before not in wording.contexts.count_before
            and (before in _SURE)
        )
    return (
        before not in wording.contexts.count_before
        or before in wording.contexts.year_before
        or not scan.after(end)
    )


# A word after which four figures are a year though a plural follows: "in 1888 sunflowers were", "since 1642 guards".
_SURE = frozenset(
    words_of("in since until dated anno sinds seit im jahr en depuis desde jaar année año")
)


def _counted(scan: Scan, wording: Wording, end: int) -> bool:
    """Return whether the word after a number says that it counts: "1500 works", "1642 Gemälde"."""
    return bool(re.match(wording.contexts.count_after, scan.after(end).rstrip(".")))


def _say_figures_left(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    digits = match.group()
    after_letter = match.start() > 0 and scan.text[match.start() - 1].isalpha()
    if len(digits) > _LONGEST_NUMBER or (len(digits) > 1 and digits.startswith("0")):
        words = " ".join(wording.cardinal(int(digit)) for digit in digits)
    elif after_letter and _year_like(digits):
        words = wording.year(int(digits))
    else:
        words = wording.cardinal(int(digits))
    scan.say(match.start(), match.end(), words)
    return True


def _say_dash(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    scan.say(match.start(), match.end(), f" {wording.signs.to} ")
    return True


def _say_scale(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    scan.say(match.start(), match.end(), f" {wording.signs.colon} ")
    return True
