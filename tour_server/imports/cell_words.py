"""Reads the words of a cell as a museum's database exports them: without markup, with several values told apart."""

from __future__ import annotations

import html
import re
from html.entities import html5

from tour_server.catalogue.plain_text import plain_text
from tour_server.imports.column_fields import ColumnField
from tour_server.imports.sheet_table import clean

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,31});", re.IGNORECASE)
# Between several makers or materials in one cell: Axiell writes a bar, Micromusée a semicolon. FileMaker's sign for
# repeated fields became a bar when the cell was read.
_SEVERAL = re.compile(r"\s*+[|;]\s*+")
_WITHOUT_MARKUP = frozenset(
    {ColumnField.PICTURE, ColumnField.INVENTORY, ColumnField.KEY, ColumnField.IDENTIFIER}
)
_LISTS = frozenset({ColumnField.MAKER, ColumnField.MATERIALS, ColumnField.PLACE})


def cell_words(text: str, field: ColumnField) -> str:
    """Return the words of a cell of a column that holds `field`.

    Tags of HTML go, and with them what they hide; `&amp;` is a sign. Several makers or materials are divided by `; `.
    What only looks like a tag or an entity stays: `a < b`, `<untitled>`, `R&D`.
    """
    if field in _WITHOUT_MARKUP:
        return text
    if "<" in text:
        text = clean(plain_text(text))
    if "&" in text:
        text = clean(_ENTITY.sub(_sign, text))
    if field in _LISTS and ("|" in text or ";" in text):
        text = "; ".join(piece for piece in _SEVERAL.split(text) if piece)
    return text


def _sign(found: re.Match[str]) -> str:
    entity = found[0]
    known = entity[1] == "#" or entity[1:] in html5
    return html.unescape(entity) if known else entity
