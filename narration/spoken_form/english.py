"""English as it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from narration.spoken_form.numerals import SPACE
from narration.spoken_form.scan import words_of
from narration.spoken_form.wording import Abbreviation, Contexts, Money, Signs, Where, Wording

_ONES = words_of(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = words_of("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_IRREGULAR = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_BEFORE, _FIGURE = Where.BEFORE_NUMBER, Where.BEFORE_FIGURE
_NAME, _MEASURE = Where.BEFORE_NAME, Where.BEFORE_MEASURE


class English(Wording):
    """English with British "and" and the day before the month; a date in American order is said in that order."""

    code = "en"
    month_first = True
    group = rf"(?:,|{SPACE.replace(' ', '')})"
    decimal = r"(?:\.|,(?=\d{1,2}(?!\d)))"
    signs = Signs(
        to="to", by="by", either="or", of="of", point="point", minus="minus", percent="percent",
        ampersand="and", degrees="degrees", colon="to", plus="plus",
    )  # fmt: skip
    months: ClassVar[Sequence[str]] = words_of(
        "January February March April May June July August September October November December"
    )
    month_abbreviations: ClassVar[Mapping[str, int]] = {
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "oct": 10,
        "nov": 11, "dec": 12,
    }  # fmt: skip
    units: ClassVar[Mapping[str, tuple[str, str]]] = {
        "mm": ("millimetre", "millimetres"),
        "cm": ("centimetre", "centimetres"),
        "dm": ("decimetre", "decimetres"),
        "m": ("metre", "metres"),
        "km": ("kilometre", "kilometres"),
        "m²": ("square metre", "square metres"),
        "cm²": ("square centimetre", "square centimetres"),
        "km²": ("square kilometre", "square kilometres"),
        "m³": ("cubic metre", "cubic metres"),
        "g": ("gram", "grams"),
        "kg": ("kilogram", "kilograms"),
        "mg": ("milligram", "milligrams"),
        "t": ("tonne", "tonnes"),
        "l": ("litre", "litres"),
        "ml": ("millilitre", "millilitres"),
        "ha": ("hectare", "hectares"),
        "km/h": ("kilometre an hour", "kilometres an hour"),
        "°C": ("degree Celsius", "degrees Celsius"),
        "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
        "in": ("inch", "inches"),
        "ft": ("foot", "feet"),
        "lb": ("pound", "pounds"),
        "lbs": ("pound", "pounds"),
        "oz": ("ounce", "ounces"),
        "″": ("inch", "inches"),
        "′": ("foot", "feet"),
        "min": ("minute", "minutes"),
        "sec": ("second", "seconds"),
        "secs": ("second", "seconds"),
        "yrs": ("year", "years"),
    }
    money: ClassVar[Mapping[str, Money]] = {
        "€": Money("euro", "euros", hundredths="cents"),
        "EUR": Money("euro", "euros", hundredths="cents"),
        "£": Money("pound", "pounds", hundredths="pence"),
        "GBP": Money("pound", "pounds"),
        "$": Money("dollar", "dollars", hundredths="cents"),
        "US$": Money("dollar", "dollars"),
        "USD": Money("dollar", "dollars"),
        "¥": Money("yen", "yen"),
        "ƒ": Money("guilder", "guilders"),
        "CHF": Money("Swiss franc", "Swiss francs"),
    }
    scales = r"thousand|million|billion"
    ordinal_suffix = r"(?:st|nd|rd|th|ST|ND|RD|TH)"
    roman_suffix = r"(?:st|nd|rd|th)"
    contexts = Contexts(
        year_before=frozenset(
            words_of(
                "in since until till from by circa c ca dated anno year early late mid "
                "spring summer autumn winter fall born died before after between b d of "
                "to and during during around about"
            )
        ),
        count_before=frozenset(
            words_of(
                "than over nearly almost some roughly exactly approximately another these "
                "those all every up only least most has have had contains contain holds "
                "hold shows counted counts sold made owns own with"
            )
        ),
        count_after=r"(?!(?:is|was|has|his|this|as|its|across|perhaps|always|towards|besides|les|des|unless|these|"
        r"does|thus|us|yes)$)[a-z-]+(?:s|people|men|women|children|feet|sheep)$",
        century=r"(?:centur(?:y|ies)|cent\.?|c\.|millennium)",
        counted_by_roman=r"(?i:act|scene|part|volume|vol\.|book|chapter|room|hall|gallery|plate|pl\.|war|type|style|"
        r"phase|figure|fig\.|number|n[or]\.|level|layer|band|class|group|series|case|table|section|canto|apollo|"
        r"composition|version|improvisation|state|vatican|dynasty)",
        sentence_starters=frozenset(
            words_of(
                "The A An In On At He She It They His Her Its Their This That These Those "
                "We You And But When After Before From For Here There One As By With Look"
            )
        ),
        code_before=r"(?i:inv(?:entory|\.)?\s?(?:nos?\.|nr\.|number)|acc(?:ession|\.)?\s?(?:nos?\.|number)|accession)",
        decade_before=r"the",
        pages_before=r"(?i:fols?\.|ff?\.|folio)",
    )
    abbreviations = (
        Abbreviation(r"[Ii]nv\.\s?(?:[Nn]o\.|[Nn]r\.)", "inventory number"),
        Abbreviation(r"[Aa]cc\.\s?[Nn]o\.", "accession number"),
        Abbreviation(r"[Cc]at\.\s?[Nn]o\.", "catalogue number"),
        Abbreviation(r"[Cc]\.?\s?a\.", "circa", _FIGURE),
        Abbreviation(r"ca\.?", "circa", _FIGURE),
        Abbreviation(r"[Cc]\.", "circa", _FIGURE),
        Abbreviation(r"c(?=\d)", "circa", _FIGURE),
        Abbreviation(
            r"[Cc]a?\.(?=\s(?:early|mid|late|first|second|third|the|end|spring|summer)\b)", "circa"
        ),
        Abbreviation(r"±", "about", _FIGURE),
        Abbreviation(r"[Cc]ent\.|[Cc]\.|(?<=(?:th|st|nd|rd) )C", "century", Where.AFTER_ORDINAL),
        Abbreviation(r"B\.?\s?C\.?\s?E\.?", "B C E", Where.AFTER_NUMBER),
        Abbreviation(r"C\.?\s?E\.", "C E", Where.AFTER_NUMBER),
        Abbreviation(r"CE", "C E", Where.AFTER_NUMBER),
        Abbreviation(r"BC|B\.\s?C\.", "B C", Where.AFTER_NUMBER),
        Abbreviation(r"BC|B\.\s?C\.", "B C", Where.AFTER_ORDINAL),
        Abbreviation(r"BCE|B\.\s?C\.\s?E\.", "B C E", Where.AFTER_ORDINAL),
        Abbreviation(r"AD|A\.\s?D\.", "A D", Where.AFTER_NUMBER),
        Abbreviation(r"AD|A\.\s?D\.", "A D", Where.AFTER_ORDINAL),
        Abbreviation(r"AD|A\.\s?D\.|CE", "A D", _BEFORE),
        Abbreviation(r"century\s+(?=BC\b)", "century", Where.AFTER_ORDINAL),
        Abbreviation(r"Nos\.|nos\.", "numbers", _BEFORE),
        Abbreviation(r"No\.|no\.|N[°º]|Nr\.|nr\.|№|#", "number", _BEFORE),
        Abbreviation(r"[Cc]at\.", "catalogue", _BEFORE),
        Abbreviation(r"pp\.", "pages", _BEFORE),
        Abbreviation(r"p\.", "page", _BEFORE),
        Abbreviation(r"fols\.|ff\.", "folios", _BEFORE),
        Abbreviation(r"fol\.|f\.(?=\s?\d{1,3}(?!\d))", "folio", _BEFORE),
        Abbreviation(r"[Vv]ols\.", "volumes"),
        Abbreviation(r"[Vv]ol\.", "volume"),
        Abbreviation(r"[Ff]igs\.", "figures", _BEFORE),
        Abbreviation(r"[Ff]ig\.", "figure", _BEFORE),
        Abbreviation(r"[Pp]l\.", "plate", _BEFORE),
        Abbreviation(r"[Cc]h\.", "chapter", _BEFORE),
        Abbreviation(r"[Ee]d\.", "edition", _BEFORE),
        Abbreviation(r"fl\.", "flourished", _FIGURE),
        Abbreviation(r"act\.", "active", _FIGURE),
        Abbreviation(r"b\.", "born", _FIGURE),
        Abbreviation(r"d\.", "died", _FIGURE),
        Abbreviation(r"[*°]", "born", _FIGURE),
        Abbreviation(r"†", "died", _FIGURE),
        Abbreviation(r"[Hh]\.?", "height", _MEASURE),
        Abbreviation(r"[Ww]\.?", "width", _MEASURE),
        Abbreviation(r"[Dd]\.?", "depth", _MEASURE),
        Abbreviation(r"[Ll]\.?", "length", _MEASURE),
        Abbreviation(r"[Dd]iam\.?|[øØ⌀]", "diameter", _MEASURE),
        Abbreviation(r"[Ww]t\.?", "weight", _MEASURE),
        Abbreviation(r"St\.?", "Saint", _NAME),
        Abbreviation(r"SS\.|Sts\.?", "Saints", _NAME),
        Abbreviation(r"Mr\.?(?=\sand\sMrs)", "Mister"),
        Abbreviation(r"Mr\.?", "Mister", _NAME),
        Abbreviation(r"Mrs\.?", "Missis", _NAME),
        Abbreviation(r"Dr\.?", "Doctor", _NAME),
        Abbreviation(r"Prof\.", "Professor", _NAME),
        Abbreviation(r"Rev\.", "Reverend", _NAME),
        Abbreviation(r"Ms\.", "Ms", _NAME),
        Abbreviation(r"Capt\.", "Captain", _NAME),
        Abbreviation(r"Bros\.", "Brothers"),
        Abbreviation(r"Ltd\.?", "Limited"),
        Abbreviation(r"Ave\.", "Avenue"),
        Abbreviation(r"Mt\.?", "Mount", _NAME),
        Abbreviation(r"attrib\.|attr\.", "attributed"),
        Abbreviation(r"e\.\s?g\.", "for example"),
        Abbreviation(r"i\.\s?e\.", "that is"),
        Abbreviation(r"[Ee]tc\.", "et cetera"),
        Abbreviation(r"cf\.", "compare"),
        Abbreviation(r"approx\.", "approximately"),
        Abbreviation(r"Jr\.?", "Junior"),
        Abbreviation(r"Sr\.", "Senior"),
        Abbreviation(r"n\.d\.", "no date"),
        Abbreviation(r"vs\.", "versus"),
    )

    def cardinal(self, number: int, following: str = "") -> str:
        """See Wording."""
        if number < 20:
            return _ONES[number]
        if number < 100:
            tens, ones = divmod(number, 10)
            return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
        if number < 1000:
            hundreds, rest = divmod(number, 100)
            return f"{_ONES[hundreds]} hundred" + (f" and {self.cardinal(rest)}" if rest else "")
        for size, name in _SCALES:
            if number >= size:
                count, rest = divmod(number, size)
                link = " and " if rest < 100 else " "
                return f"{self.cardinal(count)} {name}" + (
                    f"{link}{self.cardinal(rest)}" if rest else ""
                )
        raise AssertionError("every number is covered")

    def year(self, number: int) -> str:
        """Return 1603 as sixteen oh three, 1900 as nineteen hundred, 2005 as two thousand and five."""
        century, rest = divmod(number, 100)
        if number < 100 or number >= 10_000 or (century % 10 == 0 and rest < 10):
            return self.cardinal(number)
        if not rest:
            return f"{self.cardinal(century)} hundred"
        return (
            f"{self.cardinal(century)} {self.cardinal(rest) if rest > 9 else 'oh ' + _ONES[rest]}"
        )

    def ordinal(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """See Wording."""
        words = self.cardinal(number)
        stem, last = words, ""
        for sign in "- ":
            if sign in words:
                stem, last = words.rsplit(sign, 1)[0] + sign, words.rsplit(sign, 1)[1]
                break
        else:
            stem, last = "", words
        if " " in last:
            stem, last = stem + last.rsplit(" ", 1)[0] + " ", last.rsplit(" ", 1)[1]
        if last in _IRREGULAR:
            return stem + _IRREGULAR[last]
        return stem + (last[:-1] + "ieth" if last.endswith("y") else last + "th")

    def ruler(self, number: int, name: str, feminine: bool, before: Sequence[str]) -> str:
        """Return the Fourteenth."""
        return f"the {self._capital(number)}"

    def day(self, number: int, before: Sequence[str], month_follows: bool) -> str:
        """Return the fifteenth of (July), or (July) fifteenth."""
        words = self.ordinal(number, "", before, "")
        if not month_follows:
            return words
        the = "" if before and before[0].lower() == "the" else "the "
        return f"{the}{words} of"

    def fraction(self, top: int, bottom: int, alone: bool) -> str:
        """Return a half, three quarters, five eighths."""
        if bottom == 2:
            return "one half" if alone else "a half"
        name = "quarter" if bottom == 4 else self.ordinal(bottom, "", (), "")
        count = "a" if top == 1 and not alone else self.cardinal(top)
        if count == "a" and name[0] in "aeiou":
            count = "an"
        return f"{count} {name}{'s' if top > 1 else ''}"

    def decimals(self, digits: str) -> str:
        """Return each digit by itself."""
        return " ".join(_ONES[int(digit)] for digit in digits)

    def decade(self, number: int, suffix: str) -> str | None:
        """Return 1820s as eighteen twenties, 1600s as sixteen hundreds."""
        if suffix.strip("’'") != "s" or number % 10:
            return None
        words = self.year(number)
        return words[:-1] + "ies" if words.endswith("y") else words + "s"

    def clock(self, hour: int, minute: int) -> str:
        """See Wording."""
        if not minute:
            return self.cardinal(hour)
        return f"{self.cardinal(hour)} {self.cardinal(minute) if minute > 9 else 'oh ' + _ONES[minute]}"

    def _capital(self, number: int) -> str:
        words = self.ordinal(number, "", (), "")
        return words[0].upper() + words[1:]
