"""The text of a part that answers a query best, with the place marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tour_server.search.part_words import COLUMNS, FIELD_WORDS, PartText
from tour_server.search.tokens import QueryWord, answered, marked
from web.translations import gettext as _


class Snippet(Struct, frozen=True):
    """Where a query was found: the field in words, the text's language, and its pieces (is asked for, text)."""

    field: str
    language: str
    pieces: list[tuple[bool, str]]


def snippet(
    texts: Iterator[PartText], asked: Sequence[QueryWord], without: Sequence[str] = ()
) -> Snippet | None:
    """Return where the most words of a query stand, but for fields that the page shows anyway; None where nowhere."""
    if not asked:
        return None
    best: PartText | None = None
    most = 0
    for text in texts:
        if not text.text or text.field in without:
            continue
        number = answered(text.text, text.language, asked)
        better = best is None or COLUMNS.index(text.column) < COLUMNS.index(best.column)
        if number > most or (number == most > 0 and better):
            best, most = text, number
    if best is None:
        return None
    pieces = marked(best.text, best.language, asked)
    return Snippet(_(FIELD_WORDS[best.field]), best.language, pieces) if pieces else None
