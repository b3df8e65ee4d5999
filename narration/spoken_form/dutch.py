"""Dutch as it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from narration.spoken_form.numerals import SPACE
from narration.spoken_form.scan import words_of
from narration.spoken_form.wording import Abbreviation, Contexts, Money, Signs, Where, Wording

_ONES = words_of(
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien"
)
_TENS = words_of("_ _ twintig dertig veertig vijftig zestig zeventig tachtig negentig")
_ORDINALS = {
    "een": "eerste", "twee": "tweede", "drie": "derde", "vier": "vierde", "vijf": "vijfde", "zes": "zesde",
    "zeven": "zevende", "acht": "achtste", "negen": "negende", "tien": "tiende", "elf": "elfde",
    "twaalf": "twaalfde",
}  # fmt: skip
_FRENCH = {14: "Quatorze", 15: "Quinze", 16: "Seize", 18: "Dix-huit"}
_BEFORE, _FIGURE = Where.BEFORE_NUMBER, Where.BEFORE_FIGURE
_NAME, _MEASURE = Where.BEFORE_NAME, Where.BEFORE_MEASURE


class Dutch(Wording):
    """Dutch; a year in hundreds with a space, as in zestienhonderd tweeënveertig."""

    code = "nl"
    group = rf"(?:\.|{SPACE.replace(' ', '')})"
    decimal = r"(?:,|\.(?=\d{1,2}(?!\d)))"
    signs = Signs(
        to="tot", by="bij", either="of", of="van", point="komma", minus="min", percent="procent",
        ampersand="en", degrees="graden", colon="op", plus="plus",
    )  # fmt: skip
    months: ClassVar[Sequence[str]] = words_of(
        "januari februari maart april mei juni juli augustus september oktober november december"
    )
    month_abbreviations: ClassVar[Mapping[str, int]] = {
        "jan": 1, "feb": 2, "febr": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9,
        "okt": 10, "nov": 11, "dec": 12,
    }  # fmt: skip
    units: ClassVar[Mapping[str, tuple[str, str]]] = {
        "mm": ("millimeter",) * 2, "cm": ("centimeter",) * 2, "dm": ("decimeter",) * 2, "m": ("meter",) * 2,
        "km": ("kilometer",) * 2, "m²": ("vierkante meter",) * 2, "cm²": ("vierkante centimeter",) * 2,
        "km²": ("vierkante kilometer",) * 2, "m³": ("kubieke meter",) * 2, "g": ("gram",) * 2,
        "gr": ("gram",) * 2, "kg": ("kilo",) * 2, "mg": ("milligram",) * 2, "t": ("ton",) * 2,
        "l": ("liter",) * 2, "ml": ("milliliter",) * 2, "ha": ("hectare",) * 2,
        "km/h": ("kilometer per uur",) * 2, "km/u": ("kilometer per uur",) * 2, "°C": ("graden Celsius",) * 2,
        "min": ("minuut", "minuten"), "″": ("inch",) * 2,
    }  # fmt: skip
    money: ClassVar[Mapping[str, Money]] = {
        "€": Money("euro", "euro", hundredths="cent"),
        "EUR": Money("euro", "euro", hundredths="cent"),
        "£": Money("pond", "pond"),
        "$": Money("dollar", "dollar"),
        "US$": Money("dollar", "dollar"),
        "¥": Money("yen", "yen"),
        "ƒ": Money("gulden", "gulden"),
        "fl.": Money("gulden", "gulden"),
        "f": Money("gulden", "gulden"),
        "CHF": Money("Zwitserse frank", "Zwitserse frank"),
        "BEF": Money("frank", "frank"),
    }
    scales = r"duizend|miljoen|miljard"
    ordinal_suffix = r"(?:ste|de|e|ᵉ)"
    roman_suffix = r"(?:ste|de|e|ᵉ)"
    contexts = Contexts(
        year_before=frozenset(
            words_of(
                "in sinds tot uit vanaf van rond omstreeks circa ca voor na tussen en "
                "anno jaar begin eind midden geboren gestorven overleden gedateerd om "
                "zomer winter lente herfst voorjaar najaar"
            )
        ),
        count_before=frozenset(
            words_of("dan ruim bijna meer zo'n ongeveer zeker precies alle deze die de ruim")
        ),
        count_after=r"(?!(?:werden|waren|hebben|zouden|kwamen|gingen|en|een|toen|dan|van|in|aan|men|jan|begon|"
        r"schilderden|maakten|tussen|ontstaan|tegen|samen|binnen|buiten|boven|beneden|geboren|overleden)$)"
        r"[a-zëï-]+(?:en|ers|els|foto's|objecten|gulden|euro|meter)$",
        century=r"(?:eeuw(?:en|s|se)?|millennium)",
        counted_by_roman=r"(?i:deel|dl\.|boek|hoofdstuk|zaal|akte|bedrijf|scène|band|vol\.|volume|plaat|pl\.|type|"
        r"stijl|fase|figuur|fig\.|nummer|nr\.|no\.|groep|klasse|tabel|wereldoorlog|compositie|staat|serie|tafel)",
        sentence_starters=frozenset(
            words_of(
                "De Het Een In Op Hij Zij Ze Dit Dat Deze Die En Maar Toen Als Wij We Je "
                "U Uit Van Voor Na Er Zo Zijn Haar Hier Daar Met Bij Kijk"
            )
        ),
        code_before=r"(?i:inv(?:entaris|\.)?\s?-?\s?(?:nummer|nr\.?|no\.)|objectnummer|inv\.)",
        decade_before=r"(?:de\s)?[Jj]aren",
        pages_before=r"(?i:fol\.|f\.|folio)",
    )
    abbreviations = (
        Abbreviation(r"[Ii]nv\.?\s?-?(?:[Nn]r|[Nn]o)\.?", "inventarisnummer"),
        Abbreviation(r"[Cc]at\.?\s?-?(?:[Nn]r|[Nn]o)\.?", "catalogusnummer"),
        Abbreviation(r"[Cc]a\.?|[Cc]\.|c(?=\d)", "circa", _FIGURE),
        Abbreviation(r"±", "ongeveer", _FIGURE),
        Abbreviation(r"v\.\s?C(?:hr)?\.?", "voor Christus"),
        Abbreviation(r"n\.\s?C(?:hr)?\.?", "na Christus"),
        Abbreviation(r"(?:(?<=voor )|(?<=na ))Chr\.", "Christus"),
        Abbreviation(r"v\.\s?o\.\s?j\.|v\.\s?g\.\s?j\.", "voor onze jaartelling"),
        Abbreviation(r"[Nn]rs\.|[Nn]os\.", "nummers", _BEFORE),
        Abbreviation(r"[Nn]r\.?|[Nn]o\.|N[°º]|n[°º]|№|#", "nummer", _BEFORE),
        Abbreviation(r"[Cc]at\.", "catalogus"),
        Abbreviation(r"pp\.", "pagina's", _BEFORE),
        Abbreviation(r"p\.", "pagina", _BEFORE),
        Abbreviation(r"[Bb]lz\.", "bladzijde"),
        Abbreviation(r"fol\.|f\.(?=\s?\d{1,3}(?!\d))", "folio", _BEFORE),
        Abbreviation(r"[Aa]fb\.", "afbeelding"),
        Abbreviation(r"[Ff]ig\.", "figuur", _BEFORE),
        Abbreviation(r"[Dd]l\.", "deel"),
        Abbreviation(r"[Hh]fst\.", "hoofdstuk"),
        Abbreviation(r"[Vv]ol\.", "volume"),
        Abbreviation(r"[Pp]l\.", "plaat", _BEFORE),
        Abbreviation(r"geb\.", "geboren"),
        Abbreviation(r"gest\.", "gestorven"),
        Abbreviation(r"overl\.|†", "overleden"),
        Abbreviation(r"[*°]", "geboren", _FIGURE),
        Abbreviation(r"werkz\.", "werkzaam"),
        Abbreviation(r"[Hh]\.?", "hoogte", _MEASURE),
        Abbreviation(r"[Bb]r?\.?", "breedte", _MEASURE),
        Abbreviation(r"[Dd]\.?", "diepte", _MEASURE),
        Abbreviation(r"[Ll]\.?", "lengte", _MEASURE),
        Abbreviation(r"[Dd]iam\.?|[Dd]m\.|[øØ⌀]", "diameter", _MEASURE),
        Abbreviation(r"[Gg]ew\.", "gewicht", _MEASURE),
        Abbreviation(r"St\.?", "Sint", Where.BEFORE_NAME),
        Abbreviation(r"St\.(?=-)", "Sint"),
        Abbreviation(r"(?<=[Dd]e )[Hh]\.", "Heilige", _NAME),
        Abbreviation(r"O\.?\s?L\.?\s?V\.?", "Onze-Lieve-Vrouw"),
        Abbreviation(r"[Dd]hr\.", "de heer", _NAME),
        Abbreviation(r"[Mm]evr\.|[Mm]w\.", "mevrouw", _NAME),
        Abbreviation(r"[Dd]r\.", "doctor", _NAME),
        Abbreviation(r"[Pp]rof\.", "professor"),
        Abbreviation(r"[Mm]r\.", "meester", _NAME),
        Abbreviation(r"[Jj]hr\.", "jonkheer", _NAME),
        Abbreviation(r"[Dd]s\.", "dominee", _NAME),
        Abbreviation(r"toegeschr\.", "toegeschreven"),
        Abbreviation(r"[Oo]\.\s?a\.", "onder andere"),
        Abbreviation(r"[Bb]ijv\.|[Bb]v\.", "bijvoorbeeld"),
        Abbreviation(r"[Dd]\.\s?w\.\s?z\.", "dat wil zeggen"),
        Abbreviation(r"enz\.", "enzovoort"),
        Abbreviation(r"e\.\s?a\.", "en anderen"),
        Abbreviation(r"resp\.", "respectievelijk"),
        Abbreviation(r"[Vv]gl\.", "vergelijk"),
        Abbreviation(r"[Zz]\.\s?j\.", "zonder jaar"),
        Abbreviation(r"[Vv]\.\s?l\.\s?n\.\s?r\.", "van links naar rechts"),
        Abbreviation(r"[Mm]\.\s?b\.\s?v\.", "met behulp van"),
        Abbreviation(r"[Ii]\.\s?p\.\s?v\.", "in plaats van"),
        Abbreviation(r"[Tt]\.\s?g\.\s?v\.", "ter gelegenheid van"),
        Abbreviation(r"[Ii]\.\s?o\.\s?v\.", "in opdracht van"),
        Abbreviation(r"eeuw(?=\s)", "eeuw", Where.AFTER_ORDINAL),
        Abbreviation(r"e\.", "eeuw", Where.AFTER_ORDINAL),
        Abbreviation(r"[Jj]r\.", "junior"),
        Abbreviation(r"[Ss]r\.", "senior"),
    )

    def cardinal(self, number: int, following: str = "") -> str:
        """See Wording."""
        return "één" if number == 1 else self._joined(number)

    def _joined(self, number: int) -> str:
        if number < 20:
            return _ONES[number]
        if number < 100:
            tens, ones = divmod(number, 10)
            if not ones:
                return _TENS[tens]
            return _ONES[ones] + ("ën" if _ONES[ones].endswith("e") else "en") + _TENS[tens]
        if number < 1000:
            hundreds, rest = divmod(number, 100)
            front = "" if hundreds == 1 else _ONES[hundreds]
            return f"{front}honderd" + (self._joined(rest) if rest else "")
        if 1100 <= number < 2000:
            hundreds, rest = divmod(number, 100)
            return f"{_ONES[hundreds]}honderd" + (f" {self._joined(rest)}" if rest else "")
        if number < 1_000_000:
            thousands, rest = divmod(number, 1000)
            front = "" if thousands == 1 else self._joined(thousands)
            return f"{front}duizend" + (f" {self._joined(rest)}" if rest else "")
        size, name = (10**9, "miljard") if number >= 10**9 else (10**6, "miljoen")
        count, rest = divmod(number, size)
        return f"{self.cardinal(count)} {name}" + (f" {self._joined(rest)}" if rest else "")

    def year(self, number: int) -> str:
        """Return a year in hundreds where it has no others: 2500 before Christ is vijfentwintighonderd."""
        if 2000 < number < 10_000 and number % 1000 and not number % 100:
            return f"{self._joined(number // 100)}honderd"
        return self.cardinal(number)

    def ordinal(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """See Wording."""
        words = self._joined(number)
        rest = number % 100
        if 0 < rest < 20:
            last = _ONES[rest]
            return words.removesuffix(last) + _ORDINALS.get(last, f"{last}de")
        return f"{words}ste"

    def ruler(self, number: int, name: str, feminine: bool, before: Sequence[str]) -> str:
        """Return de Veertiende; Louis XV, the style, keeps its French name in Dutch."""
        if name == "Louis" and number in _FRENCH:
            return _FRENCH[number]
        words = self.ordinal(number, "", (), "")
        return f"de {words[0].upper()}{words[1:]}"

    def day(self, number: int, before: Sequence[str], month_follows: bool) -> str:
        """Return vijftien (juli)."""
        return self.cardinal(number)

    def fraction(self, top: int, bottom: int, alone: bool) -> str:
        """Return een half, twee derde, drie kwart."""
        if bottom == 2:
            return "een half"
        name = "kwart" if bottom == 4 else self.ordinal(bottom, "", (), "")
        return f"{'een' if top == 1 else self.cardinal(top)} {name}"

    def decade(self, number: int, suffix: str) -> str | None:
        """Return jaren 60 as jaren zestig; the word before the number decides."""
        return self.year(number) if not suffix and number % 10 == 0 else None

    def clock(self, hour: int, minute: int) -> str:
        """Return tien uur dertig."""
        return f"{self.cardinal(hour)} uur" + (f" {self.cardinal(minute)}" if minute else "")
