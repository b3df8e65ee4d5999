"""Spanish as it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from narration.spoken_form.numerals import SPACE
from narration.spoken_form.scan import words_of
from narration.spoken_form.wording import Abbreviation, Contexts, Money, Signs, Where, Wording

_ONES = words_of(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós "
    "veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
)
_TENS = words_of("_ _ veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_HUNDREDS = words_of(
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
)
_ORDINALS = words_of(
    "_ primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo "
    "duodécimo decimotercero decimocuarto decimoquinto decimosexto decimoséptimo "
    "decimoctavo decimonoveno"
)
_ORDINAL_TENS = words_of(
    "_ _ vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo "
    "nonagésimo"
)
_FEMININE = re.compile(
    r"(?:as?|ción|ciones|dad|dades|sión|siones|imágenes|veces|torres|noches?|calles?|llaves?|naves?|flores|manos?|luces|cruces|"
    r"series?|partes?|fuentes?|mujeres|pieles|paredes)$"
)
# S. before another name is its initial.
_SAINTS = (
    "Juan|Pedro|Pablo|José|Francisco|Antonio|Jerónimo|Sebastián|Miguel|Jorge|Lorenzo|Andrés|Esteban|Marcos|Mateo|Lucas|"
    "Bartolomé|Agustín|Bernardo|Bruno|Isidro|Fernando|Ildefonso|Martín|Nicolás|Roque|Vicente|Cristóbal|Benito|Felipe|"
    "Ignacio|Gabriel|Rafael|Simón|Gregorio|Ambrosio|Hugo|Serapio|Pascual|Diego|Joaquín|Bernardino|Buenaventura"
)
_MASCULINE = re.compile(
    r"(?:ma|mas|días?|mapas?|artistas?|dálmatas?|atletas?|colegas?|planetas?|poetas?|cometas?|belgas?|la|las|para|hasta|ya|una)$"
)
_BEFORE, _FIGURE = Where.BEFORE_NUMBER, Where.BEFORE_FIGURE
_NAME, _MEASURE = Where.BEFORE_NAME, Where.BEFORE_MEASURE


class Spanish(Wording):
    """Spanish: rulers, popes and centuries have ordinals up to the tenth and cardinals from the eleventh on."""

    code = "es"
    group = rf"(?:\.|{SPACE})"
    decimal = r"(?:,|\.(?=\d{1,2}(?!\d)))"
    signs = Signs(
        to="a", by="por", either="o", of="de", point="coma", minus="menos", percent="por ciento",
        ampersand="y", degrees="grados", colon="a", plus="más",
    )  # fmt: skip
    months: ClassVar[Sequence[str]] = words_of(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    )
    month_abbreviations: ClassVar[Mapping[str, int]] = {
        "setiembre": 9, "ene": 1, "feb": 2, "abr": 4, "jun": 6, "jul": 7, "ago": 8, "sept": 9, "sep": 9, "oct": 10,
        "nov": 11, "dic": 12,
    }  # fmt: skip
    units: ClassVar[Mapping[str, tuple[str, str]]] = {
        "mm": ("milímetro", "milímetros"), "cm": ("centímetro", "centímetros"), "dm": ("decímetro", "decímetros"),
        "m": ("metro", "metros"), "km": ("kilómetro", "kilómetros"), "m²": ("metro cuadrado", "metros cuadrados"),
        "cm²": ("centímetro cuadrado", "centímetros cuadrados"),
        "km²": ("kilómetro cuadrado", "kilómetros cuadrados"), "m³": ("metro cúbico", "metros cúbicos"),
        "g": ("gramo", "gramos"), "kg": ("kilogramo", "kilogramos"), "mg": ("miligramo", "miligramos"),
        "t": ("tonelada", "toneladas"), "l": ("litro", "litros"), "ml": ("mililitro", "mililitros"),
        "ha": ("hectárea", "hectáreas"), "km/h": ("kilómetro por hora", "kilómetros por hora"),
        "°C": ("grado Celsius", "grados Celsius"), "min": ("minuto", "minutos"), "″": ("pulgada", "pulgadas"),
    }  # fmt: skip
    money: ClassVar[Mapping[str, Money]] = {
        "€": Money("euro", "euros", hundredths="céntimos"),
        "EUR": Money("euro", "euros", hundredths="céntimos"),
        "£": Money("libra", "libras", "piezas"),
        "$": Money("dólar", "dólares"),
        "US$": Money("dólar", "dólares"),
        "¥": Money("yen", "yenes"),
        "Pta.": Money("peseta", "pesetas", "piezas"),
        "ptas.": Money("peseta", "pesetas", "piezas"),
        "CHF": Money("franco suizo", "francos suizos"),
        "ƒ": Money("florín", "florines"),
    }
    scales = r"mil(?:\smillones)?|millón|millones"
    ordinal_suffix = r"(?:\.?[ºªᵒᵃ°]s?|\.?er|\.?ra?\b|[oa]\b)"
    roman_suffix = r"(?:\.?[ºª])"
    letters = ("USA", "TV", "RDA", "RFA", "ADN", "OEA", "DNI", "VOC")
    contexts = Contexts(
        year_before=frozenset(
            words_of(
                "en hacia desde de hasta año años antes después y entre circa ca c h a "
                "principios fines nacido nacida fallecido fallecida muerto verano "
                "invierno otoño primavera"
            )
        ),
        count_before=frozenset(
            words_of("que unos unas casi más los las estos estas aproximadamente todos todas")
        ),
        count_after=r"(?!(?:tras|antes|después|las|los|sus|mientras|apenas|es|pues|entonces)$)[a-záéíóúñ]+s$",
        century=r"(?:[Ss]iglos?|[Ss]s?\.|milenio)",
        counted_by_roman=r"(?i:tomo|t\.|volumen|vol\.|libro|capítulo|cap\.|acto|escena|sala|lámina|lám\.|parte|guerra|"
        r"figura|fig\.|número|n[.º°]+|grupo|serie|estilo|tipo|fase|tabla|composición|estado|mundial)",
        sentence_starters=frozenset(
            words_of(
                "El La Los Las Un Una En Y Pero Su Sus Este Esta Estos Estas Cuando "
                "Después Antes Con Por Para Se Al Del De Aquí Fue Es Mire Mira No Desde "
                "Hasta"
            )
        ),
        code_before=r"(?i:n(?:[.º°]|úm)+\s?(?:de\s)?inv(?:entario|\.)|inv\.|número\sde\sinventario)",
        decade_before=r"(?:[Aa]ños|[Dd]écada\sde(?:\slos)?)",
        pages_before=r"(?i:fols?\.|f\.|folio|ff\.)",
    )
    abbreviations = (
        Abbreviation(r"[Nn]\.?[º°]\s(?:de\s)?inv\.", "número de inventario"),
        Abbreviation(r"[Nn]\.?[º°](?=\s(?:de\s)?(?:inv|cat))", "número"),
        Abbreviation(r"[Cc]a?\.|ca|c(?=\d)", "circa", _FIGURE),
        Abbreviation(r"[Hh]\.", "hacia", _FIGURE),
        Abbreviation(r"±|aprox\.", "aproximadamente"),
        Abbreviation(r"a\.?\s?(?:de\s)?J?\.?\s?C\.", "antes de Cristo"),
        Abbreviation(r"d\.?\s?(?:de\s)?J?\.?\s?C\.", "después de Cristo"),
        Abbreviation(r"a\.\s?e\.\s?c\.", "antes de la era común"),
        Abbreviation(r"e\.\s?c\.", "de la era común", Where.AFTER_NUMBER),
        Abbreviation(r"ss\.", "siglos", Where.BEFORE_ROMAN),
        Abbreviation(r"[Ss]\.", "siglo", Where.BEFORE_ROMAN),
        Abbreviation(r"[Nn]\.?[ºo°]s|[Nn]úms\.", "números", _BEFORE),
        Abbreviation(r"[Nn]\.?[º°]|[Nn]úm\.|[Nn]ro\.|[Nn]o\.|№|#", "número", _BEFORE),
        Abbreviation(r"[Ii]nv\.", "inventario"),
        Abbreviation(r"[Cc]at\.", "catálogo"),
        Abbreviation(r"pp\.|págs\.", "páginas", _BEFORE),
        Abbreviation(r"p\.|pág\.", "página", _BEFORE),
        Abbreviation(r"fols\.|ff\.", "folios", _BEFORE),
        Abbreviation(r"[Ff]ol\.|f\.(?=\s?\d{1,3}(?!\d))", "folio", _BEFORE),
        Abbreviation(r"[Ff]igs\.", "figuras", _BEFORE),
        Abbreviation(r"[Ff]ig\.", "figura", _BEFORE),
        Abbreviation(r"[Ll]ám\.", "lámina"),
        Abbreviation(r"[Vv]ol\.", "volumen"),
        Abbreviation(r"[Cc]ap\.", "capítulo"),
        Abbreviation(r"[Tt]\.", "tomo", _BEFORE),
        Abbreviation(r"[Tt]\.", "tomo", Where.BEFORE_ROMAN),
        Abbreviation(r"[*]", "nacido en", _FIGURE),
        Abbreviation(r"†|m\.", "muerto en", _FIGURE),
        Abbreviation(r"n\.", "nacido en", _FIGURE),
        Abbreviation(r"[Aa]lt?\.|[Aa]lt\.", "alto", _MEASURE),
        Abbreviation(r"[Aa]n(?:ch)?\.", "ancho", _MEASURE),
        Abbreviation(r"[Ll]arg?\.|L\.?", "largo", _MEASURE),
        Abbreviation(r"[Hh]\.?", "altura", _MEASURE),
        Abbreviation(r"[Pp]rof\.", "profundidad", _MEASURE),
        Abbreviation(r"[Dd]iám\.|[Dd]iam\.|D\.|[øØ⌀]", "diámetro", _MEASURE),
        Abbreviation(r"Sta\.", "Santa", _NAME),
        Abbreviation(r"Sto\.", "Santo", _NAME),
        Abbreviation(r"S\.(?=\s(?:To|Do))", "Santo", _NAME),
        Abbreviation(rf"S\.(?=\s(?:{_SAINTS})\b)", "San"),
        Abbreviation(r"Ntra\.\s?Sra\.", "Nuestra Señora"),
        Abbreviation(r"Sra\.", "señora", _NAME),
        Abbreviation(r"Sr\.", "señor", _NAME),
        Abbreviation(r"Dra\.", "doctora", _NAME),
        Abbreviation(r"Dr\.", "doctor", _NAME),
        Abbreviation(r"[DdF]\.\s?(?=[A-ZÁÉÍÓÚ][a-z]+\sde\s)", "don ", _NAME),
        Abbreviation(r"[Aa]trib\.", "atribuido"),
        Abbreviation(r"p\.\s?ej\.", "por ejemplo"),
        Abbreviation(r"etc\.", "etcétera"),
        Abbreviation(r"s\.\s?f\.", "sin fecha"),
        Abbreviation(r"cf\.", "compárese"),
        Abbreviation(r"col\.", "colección"),
        Abbreviation(r"EE\.\s?UU\.", "Estados Unidos"),
    )

    def cardinal(self, number: int, following: str = "") -> str:
        """See Wording; one, and hundreds, agree with the noun."""
        words = self._plain(number)
        if not following or not following[:1].islower():
            return words
        if _is_feminine(following):
            words = re.sub(r"(cient|quinient)os\b", r"\1as", words)
            return re.sub(r"uno$", "una", words)
        if re.search(r"[oersnlz]s?$", following) and following not in (
            "de",
            "y",
            "en",
            "por",
            "se",
        ):
            words = re.sub(r"veintiuno$", "veintiún", words)
            words = re.sub(r"\buno$", "un", words)
        return words

    def _plain(self, number: int) -> str:
        if number < 30:
            return _ONES[number]
        if number < 100:
            tens, ones = divmod(number, 10)
            return _TENS[tens] + (f" y {_ONES[ones]}" if ones else "")
        if number < 1000:
            hundreds, rest = divmod(number, 100)
            if number == 100:
                return "cien"
            return _HUNDREDS[hundreds] + (f" {self._plain(rest)}" if rest else "")
        if number < 1_000_000:
            thousands, rest = divmod(number, 1000)
            front = "mil" if thousands == 1 else f"{_shortened(self._plain(thousands))} mil"
            return front + (f" {self._plain(rest)}" if rest else "")
        millions, rest = divmod(number, 1_000_000)
        front = "un millón" if millions == 1 else f"{_shortened(self._plain(millions))} millones"
        return front + (f" {self._plain(rest)}" if rest else "")

    def ordinal(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """Return primero, primera or primer; the written ending tells which."""
        if number < 20:
            words = _ORDINALS[number]
        elif number < 100:
            tens, ones = divmod(number, 10)
            words = _ORDINAL_TENS[tens] + (f" {_ORDINALS[ones]}" if ones else "")
        else:
            return self.cardinal(number)
        if re.search(r"[ªᵃa]", suffix):
            return re.sub(r"o\b", "a", words)
        short = "er" in suffix or (
            following[:1].islower() and following not in ("de", "del", "y", "en") and bool(suffix)
        )
        return re.sub(r"(primer|tercer)o$", r"\1", words) if short else words

    def century(self, number: int, suffix: str, before: Sequence[str], following: str) -> str:
        """Return siglo primero, siglo diecisiete."""
        if number > 10:
            return self._plain(number)
        return self.ordinal(
            number, "º" if following.startswith("milenio") else "", before, following
        )

    def ruler(self, number: int, name: str, feminine: bool, before: Sequence[str]) -> str:
        """Return Segundo or Segunda, and Catorce from the eleventh on."""
        if number > 10:
            words = self._plain(number)
        else:
            words = re.sub(r"o$", "a", _ORDINALS[number]) if feminine else _ORDINALS[number]
        return words[0].upper() + words[1:]

    def day(self, number: int, before: Sequence[str], month_follows: bool) -> str:
        """Return quince (de julio)."""
        return self._plain(number)

    def month_year_link(self) -> tuple[str, str]:
        """Return de, twice: quince de julio de mil seiscientos seis."""
        return " de ", " de "

    def fraction(self, top: int, bottom: int, alone: bool) -> str:
        """Return un medio, dos tercios, tres cuartos."""
        if bottom == 2:
            return "un medio" if alone else "medio"
        name = {3: "tercio", 4: "cuarto"}.get(bottom) or (
            _ORDINALS[bottom] if bottom <= 10 else f"{self._plain(bottom)}avo"
        )
        return f"{'un' if top == 1 else self._plain(top)} {name}{'s' if top > 1 else ''}"

    def scale(self, written: str) -> str:
        """Return millones de before what is counted."""
        return f"{written} de" if written.startswith("mill") else written

    def decade(self, number: int, suffix: str) -> str | None:
        """Return años 20 as años veinte."""
        return self._plain(number) if not suffix and number % 10 == 0 else None

    def clock(self, hour: int, minute: int) -> str:
        """Return diecisiete treinta, and veinte horas on the hour."""
        words = "una" if hour == 1 else self._plain(hour)
        if not minute:
            return f"{words} {'hora' if hour == 1 else 'horas'}"
        return f"{words} {self._plain(minute)}"


def _shortened(words: str) -> str:
    return re.sub(r"\buno$", "un", re.sub(r"veintiuno$", "veintiún", words))


def _is_feminine(word: str) -> bool:
    return bool(_FEMININE.search(word)) and not _MASCULINE.search(word)
