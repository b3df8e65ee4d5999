"""German as it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from narration.spoken_form.numerals import SPACE
from narration.spoken_form.scan import words_of
from narration.spoken_form.wording import Abbreviation, Contexts, Money, Signs, Where, Wording

_ONES = words_of(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
    "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
)
_TENS = words_of("_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_ORDINALS = {"eins": "erst", "drei": "dritt", "sieben": "siebt", "acht": "acht"}
_WEAK = (
    frozenset(  # words after which an adjective ends in -en, in every gender but for those below
        words_of(
            "am im vom zum zur beim dem den des eines einem einen einer dieses diesem "
            "diesen ihres seines ihrem seinem bis seit ab nach vor aus von mit unter bei "
            "um"
        )
    )
)
_DATIVE = frozenset(
    words_of("von unter mit bei zu nach seit aus vom zum beim zur dem gegenüber neben hinter vor")
)
_ACCUSATIVE = frozenset(["für", "durch", "gegen", "ohne", "um", "an", "auf", "über"])
_TITLES = frozenset(
    words_of(
        "könig königin kaiser kaiserin papst zar zarin kurfürst herzog herzogin fürst "
        "graf sultan pharao erzherzog großherzog prinz könige päpste landgraf markgraf "
        "bischof"
    )
)
_FEMININE = re.compile(
    r"(?:(?<!l)e|ung|heit|keit|schaft|ion|tät|ik|ur|ei)$|^(?:Hand|Leinwand|Wand|Stadt|Zahl|Schrift|Tafel|"
    r"Feder|Nacht|Welt|Frau|Insel|Kammer|Mauer|Tochter|Mutter|Schwester|Schüssel|Gabel|Kugel|Nadel|Orgel|Oper|Mark)$"
)
_FEMININE_NOT = re.compile(
    r"(?:Jahre|Werke|Stücke|Tage|Stile|Teile|Ende|Gemälde|Gebäude|Auge|Name|Kunde|Löwe)$"
)
_NEUTER = re.compile(
    r"(?:jahrhunderts?|jahrtausends?|jahrzehnts?|viertels?|drittels?|kapitels?|geschoss(?:es)?|jh\.?|jhd\.?|jhdt\.?|"
    r"bild|buch|blatt|konzil|semester|konzert|halbjahr|lebensjahr(?:es)?|jahr(?:es)?|exemplar|obergeschoss|mal)$",
    re.IGNORECASE,
)
_BEFORE, _FIGURE = Where.BEFORE_NUMBER, Where.BEFORE_FIGURE
_NAME, _MEASURE = Where.BEFORE_NAME, Where.BEFORE_MEASURE


class German(Wording):
    """German: ordinals take their ending from the words around them."""

    code = "de"
    group = rf"(?:\.|{SPACE.replace(' ', '')}|['’])"
    decimal = r"(?:,|\.(?=\d{1,2}(?![\d.])(?!\s?[A-ZÄÖÜ])))"
    signs = Signs(
        to="bis", by="mal", either="oder", of="von", point="Komma", minus="minus", percent="Prozent",
        ampersand="und", degrees="Grad", colon="zu", plus="plus",
    )  # fmt: skip
    months: ClassVar[Sequence[str]] = words_of(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
    )
    month_abbreviations: ClassVar[Mapping[str, int]] = {
        "jan": 1, "jänner": 1, "feb": 2, "febr": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9,
        "okt": 10, "nov": 11, "dez": 12,
    }  # fmt: skip
    units: ClassVar[Mapping[str, tuple[str, str]]] = {
        "mm": ("Millimeter",) * 2, "cm": ("Zentimeter",) * 2, "dm": ("Dezimeter",) * 2, "m": ("Meter",) * 2,
        "km": ("Kilometer",) * 2, "m²": ("Quadratmeter",) * 2, "cm²": ("Quadratzentimeter",) * 2,
        "km²": ("Quadratkilometer",) * 2, "m³": ("Kubikmeter",) * 2, "g": ("Gramm",) * 2, "kg": ("Kilogramm",) * 2,
        "mg": ("Milligramm",) * 2, "t": ("Tonne", "Tonnen"), "l": ("Liter",) * 2, "ml": ("Milliliter",) * 2,
        "ha": ("Hektar",) * 2, "km/h": ("Kilometer pro Stunde",) * 2, "°C": ("Grad Celsius",) * 2,
        "min": ("Minute", "Minuten"), "Min": ("Minute", "Minuten"), "Std": ("Stunde", "Stunden"), "″": ("Zoll",) * 2,
    }  # fmt: skip
    money: ClassVar[Mapping[str, Money]] = {
        "€": Money("Euro", "Euro", hundredths="Cent"),
        "EUR": Money("Euro", "Euro", hundredths="Cent"),
        "£": Money("Pfund", "Pfund"),
        "$": Money("Dollar", "Dollar"),
        "US$": Money("Dollar", "Dollar"),
        "¥": Money("Yen", "Yen"),
        "CHF": Money("Franken", "Franken"),
        "Fr.": Money("Franken", "Franken"),
        "DM": Money("D-Mark", "D-Mark"),
        "fl.": Money("Gulden", "Gulden"),
        "ƒ": Money("Gulden", "Gulden"),
    }
    scales = r"Tausend|Millionen|Million|Milliarden?|Mio\.|Mrd\."
    ordinal_suffix = r"(?:\.|te[nrms]?|ste[nrms]?)"
    roman_suffix = r"\."
    contexts = Contexts(
        year_before=frozenset(
            words_of(
                "in seit bis ab um von vom nach vor zwischen und circa ca etwa jahr jahre "
                "jahres anno sommer winter frühjahr herbst anfang ende mitte geboren "
                "gestorben datiert"
            )
        ),
        count_before=frozenset(
            words_of(
                "als rund fast über knapp etwa insgesamt mindestens höchstens die diese alle mehr"
            )
        ),
        count_after=r"(?:(?:Kunst)?[Ww]erken?|Bildern?|Gemälden?|Objekten?|Stücken?|Jahren?|Menschen|Besuchern?|Büchern?|"
        r"Zeichnungen|Skulpturen|Exponaten?|Blättern?|Steinen?|Figuren|Münzen|Teilen?|Personen|Exemplaren?|"
        r"Gulden|Mark|Euro|Taler|Meter|Stufen|Häusern?|Einwohnern?|Schiffen?|Fotografien|Scherben)$",
        century=r"(?:Jahrhunderts?|Jh\.|Jhd\.|Jhdt\.)",
        counted_by_roman=r"(?i:band|bd\.|buch|kapitel|kap\.|akt|szene|teil|tafel|taf\.|saal|raum|abbildung|abb\.|"
        r"typ|stil|phase|gruppe|serie|figur|nummer|nr\.|komposition|improvisation|weltkrieg|klasse|stufe)",
        sentence_starters=frozenset(
            words_of(
                "Der Die Das Ein Eine Er Sie Es Wir Ihr Im In Am An Auf Hier Dies Diese "
                "Dieser Dieses Und Aber Doch Als Wer Was Man Sein Seine Ihre Ihr Mit Von "
                "Vor Nach Aus Zu Für Dann Danach Damals Dort Heute Schauen Sehen Unter "
                "Bei"
            )
        ),
        code_before=r"(?:Inv(?:entar|\.)?\s?-?(?:[Nn]ummer|Nr\.)|Inv\.|Objektnummer)",
        decade_before=r"$^",
        pages_before=r"(?:[Ff]ol\.|Bl\.|f\.)",
    )
    abbreviations = (
        Abbreviation(r"Inv\.?\s?-?\s?(?:Nr|Nummer)\.?", "Inventarnummer"),
        Abbreviation(r"Kat\.?\s?-?\s?(?:Nr|Nummer)\.?", "Katalognummer"),
        Abbreviation(r"[Cc]a\.?|[Cc]\.|c(?=\d)", "circa", _FIGURE),
        Abbreviation(r"±", "etwa", _FIGURE),
        Abbreviation(
            r"(?:(?<=des \d\. )|(?<=des \d\d\. )|(?<=des frühen \d\d\. )|(?<=des späten \d\d\. ))(?:Jh|Jhd|Jhdt)\.",
            "Jahrhunderts",
        ),
        Abbreviation(r"(?:Jh|Jhd|Jhdt)s\.", "Jahrhunderts", Where.AFTER_ORDINAL),
        Abbreviation(r"(?:Jh|Jhd|Jhdt)\.", "Jahrhundert", Where.AFTER_ORDINAL),
        Abbreviation(r"v\.\s?Chr\.?", "vor Christus"),
        Abbreviation(r"n\.\s?Chr\.?", "nach Christus"),
        Abbreviation(r"(?:(?<=vor )|(?<=nach ))Chr\.", "Christus"),
        Abbreviation(r"v\.\s?u\.\s?Z\.", "vor unserer Zeitrechnung"),
        Abbreviation(r"n\.\s?u\.\s?Z\.|u\.\s?Z\.", "unserer Zeitrechnung"),
        Abbreviation(r"[Nn]rn\.", "Nummern", _BEFORE),
        Abbreviation(r"[Nn]r\.?|No\.|N[°º]|№|#", "Nummer", _BEFORE),
        Abbreviation(r"Inv\.", "Inventar"),
        Abbreviation(r"Kat\.", "Katalog"),
        Abbreviation(r"S\.", "Seite", _BEFORE),
        Abbreviation(r"Bl\.", "Blatt", _BEFORE),
        Abbreviation(r"[Ff]ol\.|f\.(?=\s?\d{1,3}(?!\d))", "Folio", _BEFORE),
        Abbreviation(r"Abb\.", "Abbildung"),
        Abbreviation(r"Taf\.", "Tafel"),
        Abbreviation(r"Bde\.", "Bände"),
        Abbreviation(r"Bd\.", "Band"),
        Abbreviation(r"Kap\.", "Kapitel"),
        Abbreviation(r"Aufl\.", "Auflage"),
        Abbreviation(r"geb\.", "geboren"),
        Abbreviation(r"gest\.|†", "gestorben"),
        Abbreviation(r"[*°]", "geboren", _FIGURE),
        Abbreviation(r"tät\.", "tätig"),
        Abbreviation(r"H\.?|h\.?", "Höhe", _MEASURE),
        Abbreviation(r"B\.?|b\.?", "Breite", _MEASURE),
        Abbreviation(r"T\.?|t\.?", "Tiefe", _MEASURE),
        Abbreviation(r"L\.?|l\.?", "Länge", _MEASURE),
        Abbreviation(r"D\.?|Dm\.?|Durchm\.|Ø|ø|⌀", "Durchmesser", _MEASURE),
        Abbreviation(r"Gew\.", "Gewicht", _MEASURE),
        Abbreviation(r"St\.?", "Sankt", _NAME),
        Abbreviation(r"St\.(?=-)", "Sankt"),
        Abbreviation(r"Hll\.|hll\.", "heilige"),
        Abbreviation(
            r"(?<=[Dd]es )[Hh]l\.|(?<=[Dd]em )[Hh]l\.|(?<=[Dd]en )[Hh]l\.|(?<=[Vv]om )[Hh]l\.",
            "heiligen",
        ),
        Abbreviation(r"(?<=[Ee]in )[Hh]l\.", "heiliger"),
        Abbreviation(r"[Hh]l\.", "heilige", _NAME),
        Abbreviation(r"Dr\.", "Doktor", _NAME),
        Abbreviation(r"Prof\.", "Professor"),
        Abbreviation(r"Hrsg\.|Hg\.", "Herausgeber"),
        Abbreviation(r"u\.\s?a\.", "unter anderem"),
        Abbreviation(r"z\.\s?B\.", "zum Beispiel"),
        Abbreviation(r"d\.\s?h\.", "das heißt"),
        Abbreviation(r"d\.\s?Ä\.", "der Ältere"),
        Abbreviation(r"d\.\s?J\.", "der Jüngere"),
        Abbreviation(r"d\.\s?Gr\.", "der Große"),
        Abbreviation(r"bzw\.", "beziehungsweise"),
        Abbreviation(r"usw\.", "und so weiter"),
        Abbreviation(r"vgl\.|Vgl\.", "vergleiche"),
        Abbreviation(r"sog\.", "sogenannte"),
        Abbreviation(r"zugeschr\.", "zugeschrieben"),
        Abbreviation(r"o\.\s?J\.", "ohne Jahr"),
        Abbreviation(r"Mio\.", "Millionen"),
        Abbreviation(r"Mrd\.", "Milliarden"),
        Abbreviation(r"Str\.", "Straße"),
    )

    def cardinal(self, number: int, following: str = "") -> str:
        """Return the number; one before a noun is ein or eine."""
        if number == 1 and following[:1].isupper():
            return "eine" if _is_feminine(following) else "ein"
        return self._plain(number)

    def _plain(self, number: int) -> str:
        if number < 20:
            return _ONES[number]
        if number < 100:
            tens, ones = divmod(number, 10)
            front = {0: "", 1: "einund"}.get(ones) if ones < 2 else f"{_ONES[ones]}und"
            return f"{front}{_TENS[tens]}"
        if number < 1000:
            hundreds, rest = divmod(number, 100)
            front = "" if hundreds == 1 else _ONES[hundreds]
            return f"{front}hundert" + (self._plain(rest) if rest else "")
        if number < 1_000_000:
            thousands, rest = divmod(number, 1000)
            front = "" if thousands == 1 else self._plain(thousands).removesuffix("s")
            return f"{front}tausend" + (self._plain(rest) if rest else "")
        size, one, many = (
            (10**9, "Milliarde", "Milliarden") if number >= 10**9 else (10**6, "Million", "Millionen")
        )  # fmt: skip
        count, rest = divmod(number, size)
        front = f"eine {one}" if count == 1 else f"{self._plain(count)} {many}"
        return front + (f" {self._plain(rest)}" if rest else "")

    def year(self, number: int) -> str:
        """Return 1642 as sechzehnhundertzweiundvierzig."""
        if not 1100 <= number < 2000:
            return self._plain(number)
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]}hundert" + (self._plain(rest) if rest else "")

    def ordinal(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """Return the ordinal with the ending that the words before it and the noun after it ask for."""
        if suffix not in ("", "."):
            return self._stem(number) + suffix[suffix.index("te") + 1 :]
        return self._stem(number) + _ending(before, _gender(following))

    def ruler(self, number: int, name: str, feminine: bool, before: Sequence[str]) -> str:
        """Return der, des, dem or den with the ordinal, by the words before the name."""
        if name == "Louis" and number in (14, 15, 16):
            return {14: "quatorze", 15: "quinze", 16: "seize"}[number]
        stem = self._stem(number)
        stem = stem[0].upper() + stem[1:]
        lead = [word.lower() for word in before if word.lower().rstrip("s") not in _TITLES]
        first = lead[0] if lead else ""
        genitive = is_genitive(name)
        of_the = before[:1] and before[0].lower() in (
            "kaisers",
            "königs",
            "papstes",
            "zaren",
            "herzogs",
        )
        if genitive or (of_the and first in ("des", "eines")):
            return f"{'der' if feminine else 'des'} {stem}en"
        if first in _DATIVE:
            return f"{'der' if feminine else 'dem'} {stem}en"
        if first in _ACCUSATIVE:
            return f"die {stem}e" if feminine else f"den {stem}en"
        return f"{'die' if feminine else 'der'} {stem}e"

    def day(self, number: int, before: Sequence[str], month_follows: bool) -> str:
        """Return dritte, dritten or dritter (Mai)."""
        return self._stem(number) + _ending(before, "masculine")

    def fraction(self, top: int, bottom: int, alone: bool) -> str:
        """Return ein halb, zwei Drittel, drei Viertel."""
        if bottom == 2:
            return "ein halb" if alone else "einhalb"
        name = self._stem(bottom).removesuffix("t") + "tel"
        return f"{'ein' if top == 1 else self._plain(top)} {name[0].upper()}{name[1:]}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        """Return dreieinhalb, drei drei Viertel."""
        front = self._plain(whole)
        if bottom == 2:
            return f"{front.removesuffix('s')}{'und' if whole == 1 else ''}einhalb"
        return f"{front} {self.fraction(top, bottom, alone=False)}"

    def decimals(self, digits: str) -> str:
        """Return each digit by itself."""
        return " ".join(_ONES[int(digit)] for digit in digits)

    def scale(self, written: str) -> str:
        """See Wording."""
        return {"Mio.": "Millionen", "Mrd.": "Milliarden"}.get(written, written)

    def decade(self, number: int, suffix: str) -> str | None:
        """Return 1920er (Jahre) as neunzehnhundertzwanziger."""
        return f"{self.year(number)}er" if suffix == "er" and number % 10 == 0 else None

    def clock(self, hour: int, minute: int) -> str:
        """Return zehn Uhr dreißig."""
        front = "ein" if hour == 1 else self._plain(hour)
        return f"{front} Uhr" + (f" {self._plain(minute)}" if minute else "")

    def _stem(self, number: int) -> str:
        rest = number % 100
        words = self._plain(number)
        if 0 < rest < 20:
            last = _ONES[rest]
            return words.removesuffix(last) + _ORDINALS.get(last, f"{last}t")
        return f"{words}st"


def is_genitive(name: str) -> bool:
    """Return whether the end of a name is a case ending: Ludwigs, Julius', but not Pius, Louis or Nikolaus."""
    if name.endswith(("'", "’")):
        return True
    return not re.search(r"(?:us|is|es|as|os)$", name) and name.endswith("s")


def _gender(following: str) -> str:
    word = following.strip(".")
    if _NEUTER.search(following):
        return "neuter"
    return "feminine" if word[:1].isupper() and _is_feminine(word) else "masculine"


def _is_feminine(word: str) -> bool:
    return bool(_FEMININE.search(word)) and not _FEMININE_NOT.search(word)


def _ending(before: Sequence[str], gender: str) -> str:
    """Return the ending of an adjective: -e, -en, -er or -es. Skips ordinals joined by und, bis, oder."""
    words = [word.lower() for word in before]
    while (
        words
        and words[0] in ("und", "bis", "oder", "sowie")
        and words[1:2]
        and words[1].endswith(".")
    ):
        words = words[2:]
    first = words[0] if words else ""
    second = words[1] if len(words) > 1 else ""
    if first in _WEAK or (first == "der" and gender != "masculine") or first == "einer":
        return "en"
    if first in (
        "der",
        "die",
        "das",
        "ins",
        "eine",
        "diese",
        "dieser",
        "dieses",
        "jede",
        "seine",
        "ihre",
    ):
        return "e"
    if first.endswith("en") and second in _WEAK | {"der", "die"}:  # im späten 17. Jahrhundert
        return "en"
    if first.endswith("e") and second in ("das", "die", "der", "ins"):
        return "e"
    return {"masculine": "er", "feminine": "e", "neuter": "es"}[gender]
