"""Reads the words of a cell as a museum's database exports them: several values in one cell are told apart."""

from __future__ import annotations

import re

from tour_server.catalogue.words_of_html import decode_entities
from tour_server.imports.column_fields import ColumnField

# Between several makers or materials in one cell: Axiell writes a bar, Micromusée a semicolon. FileMaker's sign for
# repeated fields became a bar when the cell was read.
_SEVERAL = re.compile(r"\s*+[|;]\s*+")
_LISTS = frozenset({ColumnField.MAKER, ColumnField.MATERIALS, ColumnField.PLACE})


def cell_words(text: str, field: ColumnField) -> str:
    """Return the words of a cell of a column that holds `field`; several makers or materials are divided by `; `.

    The semicolon of an entity of HTML divides nothing. Its tags go later, with those of every source (plain_records).
    """
    if field in _LISTS and ("|" in text or ";" in text):
        return "; ".join(piece for piece in _SEVERAL.split(decode_entities(text)) if piece)
    return text
