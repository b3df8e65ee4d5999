"""Ordinals in figures, Roman numerals, centuries, rulers and popes."""

from __future__ import annotations

import re
from functools import cache

from narration.spoken_form.numerals import ROMAN, roman_value
from narration.spoken_form.rulers import FEMININE_NAMES, TITLES, ruler_name
from narration.spoken_form.scan import Scan, words_of
from narration.spoken_form.wording import Wording

_AND = r"(?:and|or|to|en|of|tot|et|ou|au|à|y|e|o|al?|und|oder|bis|zum)"
# After "Elizabeth" an I that one of these follows is the speaker.
_AFTER_I = frozenset(
    words_of("am have think know believe love see wonder hope would will can want like")
)


_SPAN_BEFORE = re.compile(rf"(?<!\w){ROMAN}\s?[–-]\s?$")


def say_ordinals(scan: Scan, wording: Wording) -> None:
    """Say ordinals, Roman numerals and what they number in words."""
    scan.apply(_first_of_two(wording), lambda match: _say_first_of_two(scan, wording, match))
    scan.apply(_ordinal(wording), lambda match: _say_ordinal(scan, wording, match))
    scan.apply(_roman_span(wording), lambda match: _say_roman_span(scan, wording, match))
    scan.apply(_roman(wording), lambda match: _say_roman(scan, wording, match))
    scan.apply(_small_roman(wording), lambda match: _say_small_roman(scan, wording, match))


@cache
def _first_of_two(wording: Wording) -> re.Pattern[str]:
    suffix = wording.ordinal_suffix
    return re.compile(
        rf"(?<![\w.,/])(?P<number>\d{{1,3}})(?P<suffix>{suffix}|)(?P<sign>\s?[–/-]\s?)(?=\d{{1,3}}{suffix}(?!\w))"
    )


@cache
def _ordinal(wording: Wording) -> re.Pattern[str]:
    after = r"(?=[\s\u00a0])" if wording.ordinal_suffix.startswith(r"(?:\.") else r"(?!\w)"
    return re.compile(
        rf"(?<![\w.,])(?P<number>\d{{1,3}})(?P<suffix>{wording.ordinal_suffix}){after}"
    )


@cache
def _roman(wording: Wording) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w’'&/])(?<![A-Z]\.)(?<!\d-)(?P<numeral>{ROMAN})(?P<suffix>{wording.roman_suffix}|)(?P<mark>['’]s)?(?!\w)(?![.]\w)"
    )


@cache
def _roman_span(wording: Wording) -> re.Pattern[str]:
    one = rf"{ROMAN}(?:{wording.roman_suffix})?"
    return re.compile(rf"(?<!\w){one}(?P<sign>\s?[–/-]\s?)(?={one}(?!\w))")


@cache
def _small_roman(wording: Wording) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<numeral>[ivxlc]+)(?P<suffix>{wording.roman_suffix}|)(?=[\s-]+{wording.contexts.century}(?!\w))"
    )


def _say_first_of_two(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    following = _noun_after(scan, match.end())
    words = wording.ordinal(
        int(match["number"]), match["suffix"] or "", scan.words_before(match.start(), 6), following
    )
    scan.say(match.start(), match.start("sign"), words)
    scan.say(match.start("sign"), match.end(), f" {wording.signs.to} ")
    return True


def _say_ordinal(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    number, suffix = int(match["number"]), match["suffix"]
    following = _noun_after(scan, match.end())
    before = scan.words_before(match.start(), 6)
    if suffix == "." and not _is_german_ordinal(scan, wording, match, following, before):
        return False
    if not number:
        return False
    if wording.code != "de":
        following = scan.after(match.end())
    scan.say(match.start(), match.end(), wording.ordinal(number, suffix, before, following))
    return True


def _is_german_ordinal(
    scan: Scan, wording: Wording, match: re.Match[str], following: str, before: list[str]
) -> bool:
    """Return whether the dot after a number makes an ordinal, and does not only end a sentence."""
    word = scan.after(match.end())
    if re.search(r"^\s?(?:und|bis|oder|sowie)\s", scan.text[match.end() :]):
        return bool(
            re.search(
                r"^\s?(?:und|bis|oder|sowie)\s(?:zum\s|dem\s)*\d{1,3}\.", scan.text[match.end() :]
            )
        )
    if not word and following:
        return True
    if not word or word in wording.contexts.sentence_starters:
        return False
    if int(match["number"]) > 199:
        return False
    determined = before[:1] and scan.touches_word_before(match.start())
    return (
        bool(re.fullmatch(wording.contexts.century, word))
        or not determined
        or before[0][:1].islower()
        or (
            before[0].lower()
            in ("der", "die", "das", "im", "am", "zum", "vom", "anfang", "mitte", "ende")
        )
    )


def _noun_after(scan: Scan, end: int) -> str:
    """Return the word after an ordinal, past others that are joined to it: "16. und 17. Jahrhundert"."""
    rest = scan.text[end : end + 60]
    joined = re.match(rf"\s?(?:(?:{_AND}\s|[–/-]\s?|zum\s|dem\s)*\d{{1,3}}\.?\s?)*", rest)
    at = end + (joined.end() if joined else 0)
    found = re.match(r"[\s\u00a0]*([^\W\d_][\w’'-]*\.?)", scan.text[at:])
    return found.group(1) if found else ""


def _say_roman(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    numeral, suffix = match["numeral"], match["suffix"] or ""
    number = roman_value(numeral)
    if number is None:
        return False
    end = match.end("suffix") if suffix else match.end("numeral")
    words = _roman_words(scan, wording, match, number, end)
    if words is None:
        return False
    if suffix == "." and _dot_stays(scan, wording, end):
        words += "."
    scan.say(match.start(), end, words)
    return True


def _dot_stays(scan: Scan, wording: Wording, end: int) -> bool:
    return scan.ends_sentence(end, wording.contexts.sentence_starters)


def _roman_words(
    scan: Scan, wording: Wording, match: re.Match[str], number: int, end: int
) -> str | None:
    """Return what a Roman numeral stands for here, or None where it is a word or an initial."""
    numeral, suffix, start = match["numeral"], match["suffix"] or "", match.start()
    before = scan.words_before(start, 6)
    following = scan.after(end)
    if _is_century(scan, wording, start, match.end()):
        return wording.century(number, suffix, before, _noun_after(scan, end))
    if _SPAN_BEFORE.search(scan.text, 0, start):
        return wording.cardinal(number)
    touching = bool(before) and scan.touches_word_before(start)
    name = _ruler_before(scan, start) if touching else None
    if name is not None and _is_initial(scan, wording, numeral, match.end()):
        return None
    spelled = numeral == "I" and re.fullmatch(r"[A-Z]\.?", following)  # Marguerite I. R. Solomon
    if (
        name is not None
        and not spelled
        and not (numeral == "I" and following.rstrip(".") in _AFTER_I)
    ):
        feminine = name.removesuffix("s") in FEMININE_NAMES or name in FEMININE_NAMES
        at = scan.text.rfind(name, 0, start)
        return wording.ruler(number, name, feminine, scan.words_before(at, 3))
    article = {"en": ("the",), "de": ("der", "die", "des", "dem", "den")}.get(wording.code, ())
    if touching and before[0].lower() in article and set(numeral) <= set("IVX") and numeral != "I":
        return wording.ordinal(number, suffix, before, following)
    gendered = wording.code == "es" and touching and before[0].lower() in ("el", "la")
    if gendered and following[:1].isupper() and set(numeral) <= set("IVX"):
        return wording.ordinal(number, "ª" if before[0].lower() == "la" else "º", before, following)
    counted = touching and re.fullmatch(rf"(?:{wording.contexts.counted_by_roman})s?", before[0])
    if counted and numeral not in "LCDM":
        return wording.cardinal(number) + ("." if suffix == "." else "")
    if (
        suffix == "."
        and following[:1].isupper()
        and len(numeral) > 1
        and following not in (wording.contexts.sentence_starters)
    ):
        return wording.ordinal(number, suffix, before, following)
    if suffix not in ("", "."):
        if numeral in "LCDM":  # De, Le, Ce, Me: words, not ordinals
            return None
        return wording.ordinal(number, suffix, before, following)
    if len(numeral) >= 3 and 1100 <= number <= 2100:
        return wording.year(number) + ("." if suffix == "." else "")
    if len(numeral) > 1 and set(numeral) <= set("IVX"):
        return wording.cardinal(number) + (
            "." if suffix == "." and not _dot_stays(scan, wording, end) else ""
        )
    return None


def _is_initial(scan: Scan, wording: Wording, numeral: str, end: int) -> bool:
    """Return whether one letter after a first name is an initial: "James L. Winokur", "William I. Jones"."""
    if len(numeral) > 1:
        return False
    if numeral in "LCDM":
        return True
    following = scan.after(end + 1) if scan.text[end : end + 1] == "." else ""
    return following[:1].isupper() and following not in wording.contexts.sentence_starters


def _is_century(scan: Scan, wording: Wording, start: int, end: int) -> bool:
    """Return whether a word for century stands after the numeral, or before it, past others that are joined to it."""
    numeral = rf"(?:{ROMAN}|\d{{1,2}})(?:{wording.roman_suffix})?"
    joined = rf"(?:(?:\s?(?:[–/,-]|\s{_AND}(?:\s(?:de|the|le|el|zum|dem))?)\s?){numeral})*"
    if re.match(
        rf"{joined}[\s\u00a0-]*{wording.contexts.century}(?!\w)", scan.text[end : end + 60]
    ):
        return True
    if wording.code not in ("es",):
        return False
    earlier = rf"(?:{numeral}(?:\s?[–/,-]\s?|\s{_AND}\s(?:del?\s)?))*"
    return bool(
        re.search(
            rf"(?<!\w){wording.contexts.century}\s{earlier}$", scan.text[max(start - 60, 0) : start]
        )
    )


def _ruler_before(scan: Scan, start: int) -> str | None:
    """Return the name of a ruler that stands right before, or before other numerals: "Willem II en III"."""
    line = scan.text[max(start - 60, 0) : start]
    found = re.search(rf"([^\W\d_][\w’'-]*)[\s\u00a0-](?:{ROMAN}\.?(?:,\s|\s{_AND}\s))*$", line)
    if found is None:
        return None
    title = scan.before(max(start - 60, 0) + found.start(1)).lower()
    return ruler_name(found.group(1)) or (found.group(1) if title in TITLES else None)


def _say_roman_span(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    before = scan.before(match.start())
    counted = re.fullmatch(rf"(?:{wording.contexts.counted_by_roman})s?", before)
    if not counted and not _is_century(scan, wording, match.start(), match.start("sign")):
        return False
    scan.say(match.start("sign"), match.end("sign"), f" {wording.signs.to} ")
    return True


def _say_small_roman(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    number = roman_value(match["numeral"])
    if number is None:
        return False
    before = scan.words_before(match.start(), 6)
    words = wording.century(number, match["suffix"] or "", before, scan.after(match.end()))
    scan.say(match.start(), match.end(), words)
    return True
