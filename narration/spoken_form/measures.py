"""Sizes, weights, money, percentages, degrees and the time of the day."""

from __future__ import annotations

import re
from functools import cache

from narration.spoken_form.numerals import Figure
from narration.spoken_form.scan import Scan, words_of
from narration.spoken_form.wording import Wording

_ALIASES = {"m2": "m²", "cm2": "cm²", "km2": "km²", "m3": "m³", '"': "″", "”": "″"}
_DOTTED = ("in", "ft", "lb", "lbs", "oz", "min", "Min", "Std", "gr", "yrs")
_ONLY_BEFORE, _ONLY_AFTER = ("f",), ("F", "FF")
_BY = "[×xX]"
# Words after which an English size does not stand before what it measures: "12 cm wide".
_AFTER_SIZES = frozenset(
    words_of(
        "wide high tall long deep thick in by of and or from to at on above below across apart away square each with "
        "for is are was were per x into"
    )
)


def say_measures(scan: Scan, wording: Wording) -> None:
    """Say the time of the day, sums of money, sizes and percentages in words."""
    for pattern in _clocks(wording):
        scan.apply(pattern, lambda match: _say_clock(scan, wording, match))
    for pattern in _sums(wording):
        scan.apply(pattern, lambda match: _say_sum(scan, wording, match))
    scan.apply(_sizes(wording), lambda match: _say_size(scan, wording, match))
    scan.apply(_shares(wording), lambda match: _say_share(scan, wording, match))


@cache
def unit_pattern(wording: Wording) -> str:
    """Return the pattern of a unit, without groups, with the dot that some have."""
    aliases = {name for name in _ALIASES if name[0].isalpha()}
    names = sorted({*wording.units, *aliases}, key=len, reverse=True)
    parts = []
    for name in names:
        if (
            name == "in"
        ):  # the word "in" is no inch: it needs its dot, or the end of a size after it
            parts.append(rf"in(?:\.|(?=\s?(?:{_BY}\s|[();,]|$)))")
        else:
            parts.append(re.escape(name) + (r"\.?" if name in _DOTTED else ""))
    if wording.code == "en":  # 24" × 36"
        parts.append(rf"[\"”](?=\s?{_BY}\s?\d)|(?:(?<={_BY}\s\d\d)|(?<={_BY}\d\d))[\"”]")
    return rf"(?:{'|'.join(parts)})(?![\w'’²³])"


@cache
def _sizes(wording: Wording) -> re.Pattern[str]:
    one = rf"{wording.figures()}(?:\s?{unit_pattern(wording)})?"
    return re.compile(
        rf"(?<![\w/])(?<!\d[.,]){one}(?:\s?(?:{_BY}|[–—-])\s?{one})*(?!\w)(?![.,/]\d)"
    )


@cache
def _clocks(wording: Wording) -> tuple[re.Pattern[str], ...]:
    hours = r"(?P<hour>[01]?\d|2[0-4])"
    minutes = r"(?P<minute>[0-5]\d)"
    start, word = r"(?<![\w.,:/])", r"(?:uur|u\.|Uhr|hrs|h)"
    found = [
        rf"{start}{hours}:{minutes}(?![\d:])(?:\s?{word}(?!\w))?",
        rf"{start}{hours}\.{minutes}\s?{word}(?!\w)",
    ]
    if wording.code in ("nl", "de"):
        found.append(rf"{start}{hours}(?P<minute>)\s?(?:uur|u\.|Uhr)(?!\w)")
    elif wording.code in ("fr", "es"):
        found.append(rf"{start}{hours}\s?h(?:\s?{minutes}|(?P<none>))(?![\w.])")
    else:
        found.insert(
            0, rf"{start}{hours}(?:[:.]{minutes})?\s?(?P<half>[ap])\.?m(?:\.(?!\s+[a-z]))?(?!\w)"
        )
    return tuple(map(re.compile, found))


@cache
def _sums(wording: Wording) -> tuple[re.Pattern[str], ...]:
    names = sorted(wording.money, key=len, reverse=True)
    before = "|".join(re.escape(name) for name in names if name not in _ONLY_AFTER)
    after = "|".join(
        re.escape(name) for name in names if name not in _ONLY_BEFORE and name != "fl."
    )
    scale = rf"(?:\s(?P<scale>{wording.scales})(?!\w))?"
    figure = rf"(?P<figure>{wording.figures()})"
    return (
        re.compile(rf"(?<![\w])(?P<money>{before})\s?{figure}(?:,[-–—]|\.[-–—])?{scale}(?![\w%])"),
        re.compile(rf"(?<![\w.,/]){figure}{scale}\s?(?:d['’]\s?|de\s)?(?P<money>{after})(?!\w)"),
    )


@cache
def _shares(wording: Wording) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,/])(?P<figure>{wording.figures()})\s?(?P<sign>[%°])(?!\w)")


def _say_clock(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    found = match.groupdict()
    if wording.code in ("fr", "es") and found.get("minute") is None and ":" in match.group():
        return False
    before = scan.before(match.start()).lower()
    if before in ("schaal", "scale", "échelle", "maßstab", "escala"):
        return False
    if match["hour"] == "1" and match.group().startswith("1:") and not found.get("half"):
        return False  # a scale, 1:50
    words = wording.clock(int(match["hour"]), int(found.get("minute") or 0))
    if found.get("half"):
        words += f" {found['half'].upper()} M"
        if match.group().endswith(".") and scan.ends_sentence(
            match.end(), wording.contexts.sentence_starters
        ):
            words += "."
    scan.say(match.start(), match.end(), words)
    return True


def _say_sum(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    figure = wording.read(match["figure"])
    if figure is None:
        return False
    money = wording.money[match["money"]]
    words = wording.amount(figure, money, wording.scale(match["scale"] or ""))
    scan.say(match.start(), match.end(), words)
    return True


def _say_size(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    unit, figure = unit_pattern(wording), wording.figures()
    pieces = list(
        re.finditer(
            rf"(?P<unit>(?<=[\d\s½¼¾⅓⅔⅛⅜⅝⅞]){unit})|(?P<figure>{figure})|(?P<sign>{_BY}|[–—-])",
            match.group(),
        )
    )
    if not any(piece["unit"] or re.fullmatch(_BY, piece["sign"] or "") for piece in pieces):
        return False
    said: list[tuple[int, int, str]] = []
    name = ""
    last: Figure | None = None
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        start, end = match.start() + piece.start(), match.start() + piece.end()
        if piece["unit"]:
            symbol = piece["unit"].rstrip(".")
            one, many = wording.units[_ALIASES.get(symbol, symbol)]
            last = wording.read(pieces[at - 1].group()) if at and pieces[at - 1]["figure"] else None
            plural = last is None or wording.is_plural(last)
            name = many if plural and not _is_attribute(scan, wording, match, start, end) else one
            dot = piece["unit"].endswith(".") and scan.ends_sentence(
                end, wording.contexts.sentence_starters
            )
            said.append((start, end, name + ("." if dot else "")))
        elif piece["figure"]:
            number = wording.read(piece["figure"])
            if number is None:
                return False
            counted = name if pieces[at + 1 : at + 2] and pieces[at + 1]["unit"] else ""
            said.append((start, end, wording.figure(number, counted)))
        else:
            by = re.fullmatch(_BY, piece["sign"])
            said.append((start, end, wording.signs.by if by else wording.signs.to))
    for start, end, words in reversed(said):
        scan.say(start, end, words)
    return True


def _is_attribute(scan: Scan, wording: Wording, match: re.Match[str], start: int, end: int) -> bool:
    """Return whether a unit stands before what it measures, in English: "a 12 cm bowl" is said in the singular."""
    following = scan.after(end)
    if wording.code != "en" or not following[:1].islower() or following in _AFTER_SIZES:
        return False
    attached = scan.text[start - 1].isdigit()
    return attached or scan.before(match.start()).lower() in ("a", "an")


def _say_share(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    figure = wording.read(match["figure"])
    if figure is None:
        return False
    scan.say(match.start("figure"), match.end("figure"), wording.figure(figure))
    word = wording.signs.percent if match["sign"] == "%" else wording.signs.degrees
    scan.say(match.start("sign"), match.end("sign"), word)
    return True
