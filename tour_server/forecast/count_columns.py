"""Finds the columns of a table of counts by their headings, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from tour_server.forecast.count_cells import folded, hour_of_moment, looks_dated, number_of
from tour_server.imports.sheet_table import SheetRow

LOOKED_AT = 200  # rows, to see what stands in a column
LEAST_SHARE = 0.8
LEAST_SHARE_NAMED = 0.5  # where a heading says what it is; the other cells are told by their rows
EXACT, WORD, PART, WEAK = 4, 3, 2, 1


def words(text: str) -> frozenset[str]:
    """Returns the words of a text."""
    return frozenset(text.split())


_NAMES: Mapping[str, frozenset[str]] = {
    "day": words("date day datum dag tag jour fecha dia giorno data"),
    "time": words(
        """time datetime timestamp moment tijd tijdstip tijdslot tijdvak zeitpunkt zeit uhrzeit horodatage orario"""
    ),
    "hour": words("hour uur stunde heure hora ora"),
    "people": words(
        """count counts visitors visits people tickets sold quantity qty admissions bezoekers bezoeken aantal kaarten
        verkocht personen besucher anzahl menge besuche visiteurs visites entrees quantite nombre billets visitantes
        visitas entradas cantidad visitatori visite biglietti quantita"""
    ),
    "room": words("room zaal ruimte raum saal salle sala series"),
}
_WEAK_PEOPLE = words("number total totaal gesamt totale summe")
_IN_COMPOUNDS = 4  # letters of a word that may be a part of a longer one: bezoekdatum, Ticketanzahl
_NO_PEOPLE = words(
    """id nr no nummer code price prijs preis prix precio prezzo amount bedrag betrag montant importe importo omzet
    umsatz revenue turnover euro eur usd gbp chf btw vat mwst tva iva tax order bon bestelling rekening factuur
    invoice phone telefoon type soort artikel product name naam"""
)
_NO_PEOPLE_PARTS = ("nummer", "prijs", "preis", "bedrag", "betrag", "omzet")
_OTHER_DATES = words(
    """order bestel aankoop purchase booking boeking gekocht sale verkoop kauf achat compra birth geboorte geburt print
    export created aangemaakt modified gewijzigd"""
)
"""Of two dates the visit's counts, not that of the sale."""


def named_columns(rows: Sequence[SheetRow], at: int) -> dict[str, int]:
    """Returns kind -> column by the headings in a row; nothing where no date is named. "people" may be missing."""
    body = rows[at + 1 : at + 1 + LOOKED_AT]
    heading = [_tidy(cell) for cell in rows[at].cells]
    found: dict[str, int] = {}
    for kind, holds in _HOLDS.items():
        ranked = sorted(
            (-score, column)
            for column, cell in enumerate(heading)
            if column not in found.values() and (score := _score(kind, cell))
        )
        for _score_of, column in ranked:
            if _share(body, column, holds) >= LEAST_SHARE_NAMED:
                found[kind] = column
                break
    return found if {"day", "time"} & found.keys() else {}


def guessed_columns(rows: Sequence[SheetRow]) -> dict[str, int]:
    """Returns the columns of a table without headings: that of dates, and the last of numbers, which is the total."""
    found: dict[str, int] = {}
    for column in range(max((len(row.cells) for row in rows), default=0)):
        if _share(rows, column, looks_dated) >= LEAST_SHARE:
            found.setdefault("time", column)
        elif _share(rows, column, _is_number) >= LEAST_SHARE:
            found["people"] = column
    return found


def _tidy(cell: str) -> str:
    plain = folded(cell)
    for sign, word in (("€", " euro "), ("$", " usd "), ("£", " gbp ")):
        plain = plain.replace(sign, word)
    return " ".join(re.split(r"[^a-z]+", plain)).strip()


def _score(kind: str, heading: str) -> int:
    """Return how well a heading names a kind of column, 0 not at all."""
    words = heading.split()
    if kind == "people":
        if set(words) & _NO_PEOPLE or any(part in heading for part in _NO_PEOPLE_PARTS):
            return 0
        if "number" in words[1:]:  # of a ticket, an order
            return 0
    names = _NAMES[kind]
    score = 0
    if heading in names:
        score = EXACT
    elif any(word in names for word in words):
        score = WORD
    elif any(
        word.startswith(name) or word.endswith(name)
        for word in words
        for name in names
        if len(name) >= _IN_COMPOUNDS
    ):
        score = PART
    elif kind == "people" and any(word in _WEAK_PEOPLE for word in words):
        score = WEAK
    if kind in ("day", "time") and score and any(part in heading for part in _OTHER_DATES):
        score = WEAK
    return score


def _share(rows: Sequence[SheetRow], column: int, holds: Callable[[str], bool]) -> float:
    """Return in which share of the cells of a column something stands; 1 of an empty one."""
    cells = [cell for row in rows if (cell := row.cell(column).strip())]
    return sum(map(holds, cells)) / len(cells) if cells else 1.0


def _is_number(cell: str) -> bool:
    return number_of(cell) is not None


def _is_time(cell: str) -> bool:
    return looks_dated(cell) or hour_of_moment(cell) >= 0


_HOLDS: Mapping[str, Callable[[str], bool]] = {
    "day": looks_dated,
    "time": _is_time,
    "hour": lambda _cell: True,  # a wrong hour is said by its row
    "people": _is_number,
    "room": lambda _cell: True,
}
