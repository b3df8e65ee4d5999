"""What a language has to say: its numbers, its dates, its units and its abbreviations. One module a language."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from narration.spoken_form.numerals import Figure, figure_pattern, read_figure


class Where(Enum):
    """Where an abbreviation has to stand to be one."""

    ANYWHERE = "anywhere"
    BEFORE_NUMBER = "before a number"
    AFTER_NUMBER = "after a number or a year"
    AFTER_ORDINAL = "after an ordinal or a Roman numeral"
    BEFORE_FIGURE = "before a number in figures"
    BEFORE_ROMAN = "before a Roman numeral"
    BEFORE_NAME = "before a word with a capital"
    BEFORE_MEASURE = "before a number with a unit"


@dataclass(frozen=True)
class Abbreviation:
    """`written` is a pattern; `spoken` what it stands for."""

    written: str
    spoken: str
    where: Where = Where.ANYWHERE


@dataclass(frozen=True)
class Money:
    """The words of a currency: one, and several. `agrees`: a word of its gender, where its own does not tell it.

    `hundredths`: what less than one is counted in.
    """

    one: str
    many: str
    agrees: str = ""
    hundredths: str = ""


@dataclass(frozen=True)
class Signs:
    """The words for signs between numbers."""

    to: str  # 1606–1669
    by: str  # 60 × 80
    either: str  # 1642/43
    of: str  # 12/50
    point: str  # 12,5
    minus: str
    percent: str
    ampersand: str
    degrees: str
    colon: str  # a scale of 1:10
    plus: str


@dataclass(frozen=True)
class Contexts:
    """Words beside a number that decide what it is, in small letters; those `after` are patterns of a whole word."""

    year_before: frozenset[str]  # "in 1642"
    count_before: frozenset[str]  # "more than 1500"
    count_after: str  # "1500 works"
    century: str  # a word for century, beside a Roman numeral
    counted_by_roman: str  # "volume II", "World War II"
    sentence_starters: frozenset[str]
    code_before: str  # "inv. no."
    decade_before: str = ""  # "jaren 60"
    pages_before: str = ""  # "fol. 12r"


class Wording(ABC):
    """A language. `group`, `decimal`: classes of a pattern. `units`: by symbol, for one and for several."""

    code: ClassVar[str]
    group: ClassVar[str]
    decimal: ClassVar[str]
    signs: ClassVar[Signs]
    contexts: ClassVar[Contexts]
    months: ClassVar[Sequence[str]]
    month_abbreviations: ClassVar[Mapping[str, int]]
    units: ClassVar[Mapping[str, tuple[str, str]]]
    money: ClassVar[Mapping[str, Money]]
    scales: ClassVar[str]  # a pattern: million, miljard
    abbreviations: ClassVar[Sequence[Abbreviation]]
    ordinal_suffix: ClassVar[str]  # a pattern of what makes 17 an ordinal
    roman_suffix: ClassVar[str]
    month_first = False  # whether "July 15" is written, too
    letters: ClassVar[Sequence[str]] = (
        "VOC",
        "WIC",
        "USA",
        "UK",
        "BBC",
        "DDR",
        "BRD",
        "UNHCR",
        "DNA",
        "TV",
    )

    @abstractmethod
    def cardinal(self, number: int, following: str = "") -> str:
        """Return the number in words; `following` is the word it counts, where it has to agree with it."""

    @abstractmethod
    def ordinal(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """Return the ordinal; `before`: the words before it, nearest first."""

    @abstractmethod
    def ruler(self, number: int, name: str, feminine: bool, before: Sequence[str]) -> str:
        """Return what is said after the name of a ruler or a pope."""

    @abstractmethod
    def day(self, number: int, before: Sequence[str], month_follows: bool) -> str:
        """Return the day of a date. `month_follows`: it stands before its month, else after it."""

    @abstractmethod
    def fraction(self, top: int, bottom: int, alone: bool) -> str:
        """Return a fraction; `alone`: without a whole number before it."""

    def year(self, number: int) -> str:
        """Return a year."""
        return self.cardinal(number)

    def month_year_link(self) -> tuple[str, str]:
        """Return what is said between day and month, and between month and year, of a date in figures."""
        return " ", " "

    def century(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """Return the number of a century that is written in Roman numerals."""
        return self.ordinal(number, suffix, before, following)

    def decade(self, number: int, suffix: str) -> str | None:
        """Return the name of a decade that is written with `suffix`, or None where the language writes none so."""
        return None

    def decimals(self, digits: str) -> str:
        """Return what is said after the decimal sign: the number, each zero before it by itself."""
        zeros = len(digits) - len(digits.lstrip("0"))
        rest = digits[zeros:]
        words = [self.cardinal(0)] * zeros
        if rest:
            words.append(self.cardinal(int(rest)))
        return " ".join(words)

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of the day, without the word for hours."""
        return f"{self.cardinal(hour)} {self.cardinal(minute)}" if minute else self.cardinal(hour)

    def figure(self, figure: Figure, following: str = "") -> str:
        """Return a number with its decimals or its fraction."""
        sign = f"{self.signs.minus} " if figure.negative else ""
        if figure.fraction is not None:
            top, bottom = figure.fraction
            if not figure.whole:
                return sign + self.fraction(top, bottom, alone=True)
            return sign + self.mixed(figure.whole, top, bottom)
        if figure.decimals:
            whole = self.cardinal(figure.whole)
            return f"{sign}{whole} {self.signs.point} {self.decimals(figure.decimals)}"
        return sign + self.cardinal(figure.whole, following)

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        """Return a whole number with a fraction."""
        return f"{self.cardinal(whole)} {self.signs.ampersand} {self.fraction(top, bottom, alone=False)}"

    def amount(self, figure: Figure, money: Money, scale: str) -> str:
        """Return a sum of money; `scale`: a written word for a million or the like, or ""."""
        name = money.one if figure.is_one and not scale else money.many
        if scale:
            return f"{self.figure(figure)} {scale} {name}".replace("' ", "'")
        if len(figure.decimals) == 2 and not figure.whole and money.hundredths:
            return f"{self.cardinal(int(figure.decimals))} {money.hundredths}"
        if len(figure.decimals) == 2:
            whole = self.figure(Figure(figure.whole), money.agrees or name)
            name = money.one if figure.whole == 1 else money.many
            return (
                f"{whole} {name} {self.cardinal(int(figure.decimals))}"
                if int(figure.decimals)
                else f"{whole} {name}"
            )
        return f"{self.figure(figure, money.agrees or name)} {name}"

    def scale(self, written: str) -> str:
        """Return a word such as million in full, with what links it to what is counted."""
        return written

    def is_plural(self, figure: Figure) -> bool:
        """Return whether a unit after this number is said in its plural."""
        if figure.is_whole:
            return figure.whole != 1
        return figure.whole > 0 or bool(figure.decimals)

    def figures(self) -> str:
        """Return the pattern of this language's numbers, without groups."""
        return figure_pattern(self.group, self.decimal)

    def read(self, written: str) -> Figure | None:
        """Return the number that `written` is, or None."""
        return read_figure(written, self.group, self.decimal)

    def month(self, written: str) -> int | None:
        """Return the number of a month, written out or shortened, or None."""
        small = written.lower().rstrip(".")
        for number, name in enumerate(self.months, 1):
            if small == name.lower():
                return number
        return self.month_abbreviations.get(small)

    def months_pattern(self) -> str:
        """Return the pattern of a month's name, with its dot where it is shortened."""
        names = sorted({*self.months, *self.month_abbreviations}, key=len, reverse=True)
        return rf"(?i:{'|'.join(map(re.escape, names))})\b\.?"
