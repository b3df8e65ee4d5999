"""Reads numbers as they are written: Roman numerals, groups of thousands, decimals, fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
ROMAN = rf"(?=[MDCLXVI]){_ROMAN}"
"""Matches a Roman numeral of 1 to 3999 in capitals, written by the rules."""
_WELL_FORMED = re.compile(rf"{ROMAN}$")
FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
SPACE = "[ \u00a0\u202f\u2009]"


def roman_value(numeral: str) -> int | None:
    """Return the value of a Roman numeral in capitals or small letters, or None when it is not one."""
    capitals = numeral.upper()
    if not _WELL_FORMED.match(capitals):
        return None
    total = 0
    for sign, following in zip(capitals, [*capitals[1:], "I"], strict=True):
        value = _VALUES[sign]
        total += -value if value < _VALUES[following] else value
    return total


@dataclass(frozen=True)
class Figure:
    """A number as written: its whole part, the digits after the decimal sign, and a fraction (numerator, denominator).

    `grouped`: it was written with a sign between thousands, so it is no year.
    """

    whole: int
    decimals: str = ""
    fraction: tuple[int, int] | None = None
    grouped: bool = False
    negative: bool = False
    digits: str = ""

    @property
    def is_one(self) -> bool:
        """Whether it is exactly 1."""
        return self.whole == 1 and not self.decimals and self.fraction is None

    @property
    def is_whole(self) -> bool:
        """Whether nothing follows its whole part."""
        return not self.decimals and self.fraction is None


def figure_pattern(group: str, decimal: str) -> str:
    """Return a pattern without groups for numbers that use these signs (classes of a pattern)."""
    whole = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+(?!\d)|\d+)"
    decimals = rf"(?:{decimal}\d+)?"
    signs = "".join(FRACTIONS)
    bare = r"\d{1,3}[/⁄]\d{1,3}(?![/\d])"
    fraction = rf"(?:{SPACE}?[{signs}]|{SPACE}\d{{1,2}}[/⁄]\d{{1,2}}(?![/\d]))?"
    return rf"(?:[-−](?<![\w)][-−]))?(?:{bare}|{whole}{decimals}{fraction}|[{signs}])"


def read_figure(written: str, group: str, decimal: str) -> Figure | None:
    """Return the number that `written` is, or None when it is none. `group`, `decimal`: as for `figure_pattern`."""
    signs = "".join(FRACTIONS)
    match = re.fullmatch(
        rf"(?P<minus>[-−])?(?:(?P<whole>\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{decimal}(?P<decimals>\d+))?)?"
        rf"(?:{SPACE}?(?:(?P<sign>[{signs}])|(?P<top>\d{{1,2}})[/⁄](?P<bottom>\d{{1,2}})))?",
        written,
    )
    if match is None:
        return _bare_fraction(written)
    if match["whole"] is not None and match["top"] and not re.search(SPACE, written):
        return _bare_fraction(written)
    fraction = None
    if match["sign"]:
        fraction = FRACTIONS[match["sign"]]
    elif match["top"]:
        fraction = (int(match["top"]), int(match["bottom"]))
    digits = re.sub(r"\D", "", match["whole"] or "")
    if not digits and fraction is None:
        return None
    return Figure(
        whole=int(digits or 0),
        decimals=match["decimals"] or "",
        fraction=fraction,
        grouped=bool(digits) and digits != match["whole"],
        negative=bool(match["minus"]),
        digits=digits,
    )


def _bare_fraction(written: str) -> Figure | None:
    match = re.fullmatch(r"(\d{1,3})[/⁄](\d{1,3})", written)
    return Figure(0, fraction=(int(match[1]), int(match[2]))) if match else None
