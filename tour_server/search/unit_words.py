"""Puts what an event of an approval is about into words: `title nl` is the title, Nederlands."""

from __future__ import annotations

from contract.museum import Link, Work
from runtime.languages import own_name
from tour_server.catalogue.field_words import block_name, field_name
from tour_server.catalogue.parts import Body
from tour_server.search.part_words import FIELD_WORDS
from web.translations import gettext as _


def unit_words(detail: str, body: Body | None) -> str:
    """Return which text of its part is meant. `body`: the part, None where it is not known any more."""
    if isinstance(body, Work | Link):
        for block in body.blocks:
            if block.key == detail:
                return f"{_(FIELD_WORDS['block'])}, {block_name(block.language, block.level)}"
    path, space, language = detail.partition(" ")
    *_places, last = path.split("/")
    if not space:
        return "" if not detail else field_name(last)
    called = _(FIELD_WORDS[last]) if last in FIELD_WORDS else field_name(last)
    return f"{called}, {own_name(language)}"
