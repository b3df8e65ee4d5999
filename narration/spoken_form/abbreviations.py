"""Abbreviations, initials and signs between words."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, partial

from narration.spoken_form.measures import unit_pattern
from narration.spoken_form.numerals import ROMAN
from narration.spoken_form.scan import Scan
from narration.spoken_form.wording import Abbreviation, Where, Wording

_INITIALS = re.compile(
    r"(?<![\w.])(?P<letters>(?:[A-ZÀ-ÖØ-Þ]\.[\s\u00a0]?-?)+)(?=[\s\u00a0]?(?:[A-ZÀ-ÖØ-Þ][\w’']|(?:van|de|den|der|von|du|da|di|"
    r"del|della|la|le|ten|ter|zu|y)\b|d['’]))"
)
_INITIAL_AND = re.compile(
    r"(?<=[a-zà-ÿ]\s)[A-Z]\.(?=\s(?:and|&|en|et|und|y|e)\s)"
)  # Henry J. and Drue Heinz
_ERA_BEFORE = re.compile(r"(?:\bav|\bapr?|\b[ad])\.?\s?$")
_LETTERS_WITH_DOTS = re.compile(r"(?<![\w.])(?P<letters>(?:[A-Z]\.){2,})(?!\w)")
_AFTER_NUMBER = re.compile(r"(?:\d|\d['’]?s|[\d)\]]|\d(?:st|nd|rd|th)|\?)[\s\u00a0]*$")
_AFTER_ORDINAL = re.compile(
    rf"(?:\d(?:st|nd|rd|th|e|de|ste|ᵉ|er|ème|\.)|(?<!\w)(?:{ROMAN})(?:e|er|ᵉ|ème)?|centur(?:y|ies)|millennium)[\s\u00a0]*$"
)


def say_abbreviations(scan: Scan, wording: Wording) -> None:
    """Say abbreviations in full, by what stands before and after them."""
    for abbreviation, pattern in _patterns(wording):
        scan.apply(
            pattern,
            partial(_say_abbreviation, scan, wording, abbreviation),
        )


def say_initials(scan: Scan) -> None:
    """Say two or more initials before a name one by one; a single one may be an abbreviation, as in S. Juan."""
    scan.apply(_INITIALS, lambda match: _say_initials(scan, match, ()))


def say_letters(scan: Scan, wording: Wording) -> None:
    """Say what is left: an initial before a name, a few names of letters, and the signs for "and", "by" and "plus"."""
    starters = wording.contexts.sentence_starters
    scan.apply(_INITIALS, lambda match: _say_initials(scan, match, starters))
    scan.apply(_INITIAL_AND, lambda match: _say_sign(scan, match, match.group()[0]))
    scan.apply(_LETTERS_WITH_DOTS, lambda match: _say_letters(scan, wording, match))
    scan.apply(_letters(wording), lambda match: _say_letters(scan, wording, match))
    scan.apply(_AMPERSAND, lambda match: _say_sign(scan, match, wording.signs.ampersand))
    scan.apply(_TIMES, lambda match: _say_sign(scan, match, wording.signs.by))
    scan.apply(_PLUS, lambda match: _say_sign(scan, match, wording.signs.plus))


_AMPERSAND = re.compile(r"(?<=\s)&(?=\s)")
_TIMES = re.compile(r"(?<=\s)×(?=\s)")
_PLUS = re.compile(r"(?<=\d)\s?\+\s?(?=\d)")


@cache
def _letters(wording: Wording) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?P<letters>{'|'.join(wording.letters)})(?!\w)")


@cache
def _patterns(wording: Wording) -> tuple[tuple[Abbreviation, re.Pattern[str]], ...]:
    return tuple((entry, re.compile(_pattern(entry, wording))) for entry in wording.abbreviations)


def _pattern(entry: Abbreviation, wording: Wording) -> str:
    start = (
        r"(?<![\w.])" if entry.written[-1:] != "]" or entry.written != "[*°]" else r"(?<![\w.*])"
    )
    number, unit = wording.figures(), unit_pattern(wording)
    by_money = "|".join(re.escape(name) for name in wording.money if not name.isalpha())
    ahead = {
        Where.BEFORE_NUMBER: rf"(?=[\s\u00a0]?(?:{by_money})?[\s\u00a0]?(?:{number}|{ROMAN}(?![\w’'])))",
        Where.BEFORE_FIGURE: rf"(?=[\s\u00a0]?\??{number})",
        Where.BEFORE_ROMAN: rf"(?=[\s\u00a0]?{ROMAN}(?!\w))",
        Where.BEFORE_NAME: r"(?=[\s\u00a0]?[A-ZÀ-ÖØ-Þ][\w’'.])",
        Where.BEFORE_MEASURE: rf"(?=[\s\u00a0]?[:=]?[\s\u00a0]?{number}\s?(?:{unit}|"
        rf"(?:[×x;,–-]\s?(?:[A-Za-zÉéø]{{1,5}}\.?\s?)?{number}\s?)+{unit}))",
    }.get(entry.where, r"(?![^\W\d_])")
    return rf"{start}(?P<written>{entry.written}){ahead}"


def _say_abbreviation(
    scan: Scan, wording: Wording, entry: Abbreviation, match: re.Match[str]
) -> bool:
    start, end = match.span("written")
    if entry.where is Where.AFTER_NUMBER and not _AFTER_NUMBER.search(scan.text, 0, start):
        return False
    if entry.where is Where.AFTER_ORDINAL and not _AFTER_ORDINAL.search(scan.text, 0, start):
        return False
    if entry.where is Where.BEFORE_NAME and _is_street(scan, wording, start, end):
        return False
    words = entry.spoken
    may_close = entry.where in (Where.ANYWHERE, Where.AFTER_NUMBER, Where.AFTER_ORDINAL)
    dot = match["written"].endswith(".") and may_close
    if dot and scan.ends_sentence(end, wording.contexts.sentence_starters):
        words += "."
    scan.say(start, end, words)
    return True


def _is_street(scan: Scan, wording: Wording, start: int, end: int) -> bool:
    """Return whether St. is the street of the name before it, and the capital after it begins a sentence."""
    if wording.code != "en" or scan.text[start:end] != "St.":
        return False
    named = bool(re.search(r"[A-Z][\w’']*\s$", scan.text[:start]))
    return named and scan.after(end) in wording.contexts.sentence_starters


def _say_initials(scan: Scan, match: re.Match[str], starters: Collection[str]) -> bool:
    letters = re.findall(r"[^\W\d_]", match["letters"])
    following = scan.after(match.start() + len(match["letters"].rstrip()))
    spelled = re.search(r"(?<!\w)[A-Z]\s$", scan.text[: match.start()])  # U K. Then
    if len(letters) == 1 and (not starters or following in starters or spelled):
        return False  # "Vitamin C. The": the dot ends a sentence
    if _ERA_BEFORE.search(scan.text, 0, match.start()):
        return False  # av. J.-C.
    end = match.start() + len(match["letters"].rstrip(" \u00a0-"))
    trailing = (
        match["letters"].rstrip(" \u00a0").endswith("-") or scan.text[end : end + 1].isalpha()
    )
    stop = match.end() if trailing else end
    scan.say(match.start(), stop, " ".join(letters) + (" " if trailing else ""))
    return True


def _say_letters(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    words = " ".join(re.findall(r"\w", match["letters"]))
    if match["letters"].endswith(".") and scan.ends_sentence(
        match.end(), wording.contexts.sentence_starters
    ):
        words += "."
    scan.say(match.start(), match.end(), words)
    return True


def _say_sign(scan: Scan, match: re.Match[str], words: str) -> bool:
    scan.say(match.start(), match.end(), words)
    return True
