"""A source as a citation with a field each: its title, the place in it, and a DOI, an ISBN, an ISSN or a web address.

A source has one text for where to look (contract.museum.Source.where). It holds the place first and the identifier
after it: `p. 7, doi:10.1000/182`. Identifiers are checked by their form and their check digits; nothing is fetched.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from contract.museum import Source
from tour_server.checks.addresses import is_well_written
from web.translations import gettext as _

_BETWEEN = ", "
_DOI_START = r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)"
_IDENTIFIER = re.compile(
    rf"(?:^|[,;]?\s+|[,;])((?:{_DOI_START}\S+|10\.\d+/\S+|https?:\S+|www\.\S+|IS[BS]N(?:-1[03])?:?\s*"
    r"[\dXx][\dXx \-–]*))$",
    re.IGNORECASE,
)
_DOI = re.compile(rf"^{_DOI_START}?(10\.\d{{4,9}}/\S+)$", re.IGNORECASE)
_LOOKS_LIKE_A_DOI = re.compile(rf"^(?:{_DOI_START}|10\.)", re.IGNORECASE)
_BOOK = re.compile(r"^(?:ISBN(?:-1[03])?:?\s*)?([\dX](?:[\dX \-–]*[\dX])?)$", re.IGNORECASE)
_SERIAL = re.compile(r"^ISSN:?\s*([\dX \-–]+)$", re.IGNORECASE)
_SAID_TO_BE_A_BOOK = re.compile(r"^ISBN", re.IGNORECASE)
_LONGEST = 40  # characters of a number of a book, so that a wrong one is checked quickly


class IdentifierKind(StrEnum):
    """What an identifier is."""

    DOI = "doi"
    ISBN = "isbn"
    ISSN = "issn"
    WEB = "web"
    UNKNOWN = "unknown"


class Identifier(Struct, frozen=True):
    """An identifier of a source. `address`: where it leads, or empty. `problem`: why it can't be right."""

    kind: IdentifierKind
    text: str
    address: str = ""
    problem: str = ""


class Citation(Struct, frozen=True):
    """A source for its reader and its form. `place`: a page, a chapter, a shelf mark."""

    title: str
    place: str = ""
    identifier: Identifier | None = None


def citation_of(source: Source) -> Citation:
    """Return a source as a citation."""
    where = (source.where or "").strip()
    found = _IDENTIFIER.search(where)
    if found is None:
        return Citation(source.citation, where)
    place = where[: found.start()].rstrip(" ,;")
    return Citation(source.citation, place, identifier_of(found[1]))


def source_of(title: str, place: str, identifier: str) -> Source:
    """Return the source of the three fields of a form."""
    pieces = [" ".join(one.replace(" |", " /").split()) for one in (place, identifier)]
    where = _BETWEEN.join(one for one in pieces if one)
    return Source(" ".join(title.split()), where or None)


def identifier_of(text: str) -> Identifier:
    """Return what an identifier is, and whether it can be right."""
    text = text.strip()
    if doi := _DOI.match(text):
        return Identifier(IdentifierKind.DOI, text, f"https://doi.org/{doi[1]}")
    if _LOOKS_LIKE_A_DOI.match(text):
        problem = _("A DOI begins with 10., four digits or more, and a slash.")
        return Identifier(IdentifierKind.DOI, text, problem=problem)
    if serial := _SERIAL.match(text):
        problem = "" if _is_issn(serial[1]) else _("Its check digit does not fit: read it again.")
        return Identifier(IdentifierKind.ISSN, text, problem=problem)
    book = _BOOK.match(text[:_LONGEST])
    if book and (_SAID_TO_BE_A_BOOK.match(text) or len(_digits(book[1])) in (10, 13)):
        problem = "" if _is_isbn(book[1]) else _("Its check digit does not fit: read it again.")
        return Identifier(IdentifierKind.ISBN, text, problem=problem)
    if text.lower().startswith(("http:", "https:", "www.")):
        address = f"https://{text}" if text.lower().startswith("www.") else text
        if is_well_written(text):
            return Identifier(IdentifierKind.WEB, text, address)
        return Identifier(
            IdentifierKind.WEB, text, problem=_("It is not written as an address is.")
        )
    problem = _("This is no DOI, no ISBN and no web address.")
    return Identifier(IdentifierKind.UNKNOWN, text, problem=problem)


def _digits(text: str) -> str:
    return re.sub(r"[ \-–]", "", text).upper()


def _is_isbn(text: str) -> bool:
    """Return whether the check digit of an ISBN of 10 or 13 digits fits."""
    digits = _digits(text)
    if len(digits) == 10:
        return _sum_fits(digits, 11)
    if len(digits) != 13 or not digits.isdigit() or digits[:3] not in ("978", "979"):
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0


def _is_issn(text: str) -> bool:
    digits = _digits(text)
    return len(digits) == 8 and _sum_fits(digits, 11)


def _sum_fits(digits: str, modulus: int) -> bool:
    """Return whether the weighted sum of the digits is a multiple of the modulus; the last may be X for ten."""
    if not digits[:-1].isdigit():
        return False
    values = [*map(int, digits[:-1]), 10 if digits[-1] == "X" else int(digits[-1])]
    return sum(value * (len(values) - at) for at, value in enumerate(values)) % modulus == 0
