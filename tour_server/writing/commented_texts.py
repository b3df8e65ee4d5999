"""The texts of a part that can be commented on, and by which name a comment knows each.

A narration block is known by its key, as the first comments were. Any other text by its path within the part, with a
slash before it: `/title`, `/media/front.jpg/alt`; a path that is too long for the column by a hash of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from contract.museum import Link, VisitorPlace, Work, worded
from contract.text_fields import text_fields
from contract.text_units import text_hash
from tour_server.catalogue.approvals import text_name
from tour_server.catalogue.parts import Body
from web.translations import gettext as _

LONGEST_UNIT = 64  # characters of the column
LONGEST_QUOTE = 160


class CommentedText(Struct, frozen=True):
    """A text, its name for staff, and its beginning in the first of the museum's languages that has it."""

    unit: str
    name: str
    words: str
    language: str


def commented_texts(body: Body, languages: Sequence[str]) -> list[CommentedText]:
    """Return the texts of a part, those in no language that may stay so left out."""
    if isinstance(body, VisitorPlace):
        return []
    found = []
    for field in text_fields(body):
        words, language = worded(field.text, languages)
        if words or field.is_required:
            name = text_name(field.path)
            found.append(CommentedText(unit_of(field.path), name, _quoted(words), language))
    if isinstance(body, Work | Link):
        name = _("Narration")
        found += [
            CommentedText(block.key, name, _quoted(block.text), block.language)
            for block in body.blocks
        ]
    return found


def unit_of(path: str) -> str:
    """Return how a comment knows the text at a path of contract.text_units."""
    first, _slash, rest = path.partition("/")
    within = path if first == "special-day" else rest if first == "site" else rest.partition("/")[2]
    unit = f"/{within}"
    return unit if len(unit) <= LONGEST_UNIT else f"/{text_hash(unit)}"


def _quoted(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"
