"""French as it is said in France."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from narration.spoken_form.numerals import SPACE, Figure
from narration.spoken_form.scan import words_of
from narration.spoken_form.wording import Abbreviation, Contexts, Money, Signs, Where, Wording

_ONES = words_of(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize dix-sept dix-huit dix-neuf"
)
_TENS = words_of("_ _ vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt")
# Feminine: ends in -e or -ion or -té; words in -age, -isme, -ème, -ègle and the like are masculine, and so are these.
_FEMININE = re.compile(
    r"(?:e|es|ion|ions|té|tés)$|^(?:nuit|main|fleur|couleur|dent|mer|tour)s?$|^(?:fois|croix|voix)$"
)
_MASCULINE = re.compile(
    r"(?:age|isme|iste|ège|ème|mètre|gramme|litre|siècle|musée|degré|centime|livre|groupe|disque|vase|"
    r"verre|autre|homme|peintre|maître|million|milliard|lion|champion|bastion|chapitre|titre|cadre|marbre|arbre|temple|exemplaire|personnage|costume)s?$"
)
_BEFORE, _FIGURE = Where.BEFORE_NUMBER, Where.BEFORE_FIGURE
_NAME, _MEASURE = Where.BEFORE_NAME, Where.BEFORE_MEASURE


class French(Wording):
    """French: rulers from II on have cardinals, the first is premier or première."""

    code = "fr"
    group = rf"(?:{SPACE}|\.)"
    decimal = r"(?:,|\.(?=\d{1,2}(?!\d)))"
    signs = Signs(
        to="à", by="sur", either="ou", of="sur", point="virgule", minus="moins", percent="pour cent",
        ampersand="et", degrees="degrés", colon="pour", plus="plus",
    )  # fmt: skip
    months: ClassVar[Sequence[str]] = words_of(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    )
    month_abbreviations: ClassVar[Mapping[str, int]] = {
        "janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "déc": 12,
    }  # fmt: skip
    units: ClassVar[Mapping[str, tuple[str, str]]] = {
        "mm": ("millimètre", "millimètres"), "cm": ("centimètre", "centimètres"), "dm": ("décimètre", "décimètres"),
        "m": ("mètre", "mètres"), "km": ("kilomètre", "kilomètres"), "m²": ("mètre carré", "mètres carrés"),
        "cm²": ("centimètre carré", "centimètres carrés"), "km²": ("kilomètre carré", "kilomètres carrés"),
        "m³": ("mètre cube", "mètres cubes"), "g": ("gramme", "grammes"), "kg": ("kilogramme", "kilogrammes"),
        "mg": ("milligramme", "milligrammes"), "t": ("tonne", "tonnes"), "l": ("litre", "litres"),
        "ml": ("millilitre", "millilitres"), "ha": ("hectare", "hectares"),
        "km/h": ("kilomètre à l'heure", "kilomètres à l'heure"), "°C": ("degré Celsius", "degrés Celsius"),
        "min": ("minute", "minutes"), "″": ("pouce", "pouces"),
    }  # fmt: skip
    money: ClassVar[Mapping[str, Money]] = {
        "€": Money("euro", "euros", hundredths="centimes"),
        "EUR": Money("euro", "euros", hundredths="centimes"),
        "£": Money("livre", "livres", "pièces"),
        "$": Money("dollar", "dollars"),
        "US$": Money("dollar", "dollars"),
        "¥": Money("yen", "yens"),
        "F": Money("franc", "francs"),
        "FF": Money("franc", "francs"),
        "CHF": Money("franc suisse", "francs suisses"),
        "ƒ": Money("florin", "florins"),
        "fl.": Money("florin", "florins"),
    }
    scales = r"mille|millions?|milliards?"
    ordinal_suffix = r"(?:ers?|ères?|res?|ᵉʳ|èmes?|es?|ᵉ|nde?s?)"
    roman_suffix = r"(?:er|ère|re|ᵉʳ|ème|e|ᵉ)"
    letters = ("RF", "SNCF", "TGV", "USA", "RDA", "RFA", "TV", "UK", "DNA")
    contexts = Contexts(
        year_before=frozenset(
            words_of(
                "en vers depuis avant après de à dès an année et entre circa ca début fin "
                "né née mort morte"
            )
        ),
        count_before=frozenset(
            words_of("que plus moins environ près quelque quelques les des ces")
        ),
        count_after=r"(?!(?:dans|vers|sous|après|très|puis|dès|sans|depuis|mais|ses|les|des|plus|alors)$)[a-zéèê]+s$",
        century=r"(?:siècles?|s\.|millénaires?)",
        counted_by_roman=r"(?i:tome|t\.|volume|vol\.|livre|chapitre|chap\.|acte|scène|salle|planche|pl\.|partie|"
        r"guerre|figure|fig\.|numéro|n[°º]|groupe|série|style|type|phase|tableau|composition|état|république)",
        sentence_starters=frozenset(
            words_of(
                "Le La Les Un Une Il Elle Ils Elles Ce Cet Cette Ces Dans En Au Aux À Et "
                "Mais Puis Son Sa Ses Leur Sur On Nous Vous Quand Après Avant Pour Ici "
                "C'est L'artiste Regardez"
            )
        ),
        code_before=r"(?i:n[°º]\s?d['’]inv(?:entaire|\.)|inv\.(?:\s?n[°º])?|n[°º]\s?inv\.|numéro\sd['’]inventaire)",
        decade_before=r"[Aa]nnées",
        pages_before=r"(?i:fol\.|f[°º]|f\.|folio|ff\.)",
    )
    abbreviations = (
        Abbreviation(r"[Nn][°º]\s(?=d['’]inv)", "numéro"),
        Abbreviation(r"[Ii]nv\.\s?n[°º]|[Nn][°º]\s?inv\.", "numéro d'inventaire"),
        Abbreviation(r"[Cc]at\.\s?n[°º]", "numéro de catalogue"),
        Abbreviation(r"[Vv]\.", "vers", _FIGURE),
        Abbreviation(r"[Cc]a\.?|[Cc]\.|c(?=\d)", "circa", _FIGURE),
        Abbreviation(r"±|env\.", "environ", _FIGURE),
        Abbreviation(r"av\.?\s?J\.?\s?-?\s?C\.?", "avant Jésus-Christ"),
        Abbreviation(r"ap(?:r?)\.?\s?J\.?\s?-?\s?C\.?", "après Jésus-Christ"),
        Abbreviation(r"(?:(?<=avant )|(?<=après ))J\.?\s?-?\s?C\.?", "Jésus-Christ"),
        Abbreviation(r"av\.\s?n\.\s?è\.", "avant notre ère"),
        Abbreviation(r"de\sn\.\s?è\.", "de notre ère"),
        Abbreviation(r"s\.", "siècle", Where.AFTER_ORDINAL),
        Abbreviation(r"[Nn](?:[°º]s|ᵒˢ|os)", "numéros", _BEFORE),
        Abbreviation(r"[Nn][°ºᵒ]|[Nn]o\.?|№|#|[Nn]um\.", "numéro", _BEFORE),
        Abbreviation(r"[Ii]nv\.", "inventaire"),
        Abbreviation(r"[Cc]at\.", "catalogue"),
        Abbreviation(r"pp\.|p\.(?=\s?\d+\s?[-–])", "pages", _BEFORE),
        Abbreviation(r"p\.", "page", _BEFORE),
        Abbreviation(r"[Ff]ol\.|f[°º]|f\.(?=\s?\d{1,3}(?!\d))", "folio", _BEFORE),
        Abbreviation(r"[Ff]ig\.", "figure", _BEFORE),
        Abbreviation(r"[Ii]ll\.", "illustration", _BEFORE),
        Abbreviation(r"[Pp]l\.", "planche", _BEFORE),
        Abbreviation(r"[Vv]ol\.", "volume"),
        Abbreviation(r"[Cc]hap\.", "chapitre"),
        Abbreviation(r"[Tt]\.", "tome", _BEFORE),
        Abbreviation(r"[Tt]\.", "tome", Where.BEFORE_ROMAN),
        Abbreviation(r"[*°]", "né en", _FIGURE),
        Abbreviation(r"†", "mort en", _FIGURE),
        Abbreviation(r"H\.|[Hh]\.?|[Hh]aut\.", "hauteur", _MEASURE),
        Abbreviation(r"L\.|[Ll]\.?|[Ll]arg\.", "largeur", _MEASURE),
        Abbreviation(r"[Ll]ong\.", "longueur", _MEASURE),
        Abbreviation(r"[Pp]r?\.|[Pp]rof\.", "profondeur", _MEASURE),
        Abbreviation(r"[Ée]p\.|ép\.", "épaisseur", _MEASURE),
        Abbreviation(r"D\.?|[Dd]iam\.?|[øØ⌀]", "diamètre", _MEASURE),
        Abbreviation(r"[Pp]ds\.?", "poids", _MEASURE),
        Abbreviation(r"Ste(?=[-\s])", "Sainte", Where.ANYWHERE),
        Abbreviation(r"St\.?(?=[-\s][A-ZÉÈ])", "Saint"),
        Abbreviation(r"st\.?", "saint", _NAME),
        Abbreviation(r"(?:(?<=de )|(?<=par )|(?<=à ))M\.", "monsieur", _NAME),
        Abbreviation(r"M\.(?=\set\sMme)", "monsieur"),
        Abbreviation(r"MM\.", "messieurs", _NAME),
        Abbreviation(r"Mgr", "monseigneur", _NAME),
        Abbreviation(r"Mme", "madame"),
        Abbreviation(r"Mlle", "mademoiselle"),
        Abbreviation(r"Dr", "docteur", _NAME),
        Abbreviation(r"[Pp]r", "professeur", _NAME),
        Abbreviation(r"attr\.|attrib\.", "attribué"),
        Abbreviation(r"p\.\s?ex\.", "par exemple"),
        Abbreviation(r"c\.\s?-?\s?à\s?-?\s?d\.", "c'est-à-dire"),
        Abbreviation(r"etc\.", "et cetera"),
        Abbreviation(r"cf\.", "confer"),
        Abbreviation(r"s\.\s?d\.", "sans date"),
        Abbreviation(r"coll\.", "collection"),
        Abbreviation(r"éd\.", "édition", _BEFORE),
    )

    def cardinal(self, number: int, following: str = "") -> str:
        """See Wording."""
        words = self._plain(number)
        if number % 10 == 1 and number % 100 not in (11, 71, 91) and _is_feminine(following):
            return f"{words}e"
        return words

    def _plain(self, number: int, final: bool = True) -> str:
        if number < 20:
            return _ONES[number]
        if number < 100:
            tens, ones = divmod(number, 10)
            if tens in (7, 9):
                tens, ones = tens - 1, ones + 10
            if not ones:
                return _TENS[tens] + ("s" if tens == 8 and final else "")
            link = " et " if ones in (1, 11) and tens != 8 else "-"
            return f"{_TENS[tens]}{link}{_ONES[ones]}"
        if number < 1000:
            hundreds, rest = divmod(number, 100)
            front = "cent" if hundreds == 1 else f"{_ONES[hundreds]} cent"
            if not rest:
                return front + ("s" if hundreds > 1 and final else "")
            return f"{front} {self._plain(rest, final)}"
        if number < 1_000_000:
            thousands, rest = divmod(number, 1000)
            front = "mille" if thousands == 1 else f"{self._plain(thousands, False)} mille"
            return front + (f" {self._plain(rest, final)}" if rest else "")
        size, name = (10**9, "milliard") if number >= 10**9 else (10**6, "million")
        count, rest = divmod(number, size)
        front = f"{self._plain(count)} {name}{'s' if count > 1 else ''}"
        return front + (f" {self._plain(rest)}" if rest else "")

    def ordinal(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """Return premier, première or deuxième; the written ending tells the gender."""
        plural = "s" if suffix.endswith("s") else ""
        if number == 1:
            return ("première" if suffix.rstrip("s") in ("re", "ère") else "premier") + plural
        if suffix.startswith("nd"):
            return "second" + suffix[2:]
        words = self._plain(number, final=False).removesuffix("e")
        if words.endswith("cinq"):
            words += "u"
        elif words.endswith("neuf"):
            words = words[:-1] + "v"
        return f"{words}ième{plural}"

    def century(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """Return the ordinal, in the masculine."""
        return self.ordinal(number, "er" if number == 1 else "e", before, following)

    def ruler(self, number: int, name: str, feminine: bool, before: Sequence[str]) -> str:
        """Return quatorze, and premier or première for the first."""
        if number == 1:
            return "première" if feminine else "premier"
        return self._plain(number)

    def day(self, number: int, before: Sequence[str], month_follows: bool) -> str:
        """Return premier, deux, trois."""
        return "premier" if number == 1 else self._plain(number)

    def fraction(self, top: int, bottom: int, alone: bool) -> str:
        """Return un demi, deux tiers, trois quarts."""
        if bottom == 2:
            return "un demi" if alone else "demi"
        name = {3: "tiers", 4: "quart"}.get(bottom) or self.ordinal(bottom, "e", (), "")
        return f"{self._plain(top)} {name}{'s' if top > 1 and bottom != 3 else ''}"

    def decade(self, number: int, suffix: str) -> str | None:
        """Return années 1920 as années mille neuf cent vingt: the number is a plain one."""
        return self._plain(number) if not suffix and number % 10 == 0 else None

    def scale(self, written: str) -> str:
        """Return millions d' before what is counted."""
        return f"{written} d'" if written.startswith("mill") and written != "mille" else written

    def is_plural(self, figure: Figure) -> bool:
        """Return whether it is two or more: 1,5 mètre is singular."""
        return figure.whole >= 2

    def clock(self, hour: int, minute: int) -> str:
        """Return dix heures trente."""
        name = "heure" if hour == 1 else "heures"
        words = "une" if hour == 1 else self.cardinal(hour)
        return f"{words} {name}" + (f" {self._plain(minute)}" if minute else "")


def _is_feminine(word: str) -> bool:
    small = word.lower().strip(".")
    return bool(small) and bool(_FEMININE.search(small)) and not _MASCULINE.search(small)
