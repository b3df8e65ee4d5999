"""Takes marks of italics out of a text, as `<i>De Stijl</i>` or `*De Stijl*`, and says which phrases they marked.

A text never holds marks: voices would say them. A lone asterisk (a note, 2 * 3) is no mark and stays.
"""

from __future__ import annotations

import re

from contract.field_limits import type_limits
from contract.italics import kept_italics
from contract.museum import ItalicPhrase
from tour_server.catalogue.words_of_html import as_written, words_of_html

# Two of the same around words, with nothing but space or punctuation outside: not 2 * 3, snake_case, or *) and a note.
_BOLD = re.compile(r"(?<![\w*_\\])(\*\*|__)(?=[^\s*_])([^\n]{1,2000}?)(?<=[^\s*_])\1(?![\w*_])")
_MARKED = re.compile(r"(?<![\w*_\\])([*_])(?=[^\s*_)])([^*_\n]{1,200}?)(?<=\S)\1(?![\w*_])")
_LONGEST = type_limits(ItalicPhrase).longest or 0


def text_and_italics(written: str, *, is_decoded: bool = False) -> tuple[str, list[str]]:
    """Return the text without tags and marks, and the phrases that stood in italics, in their order.

    `is_decoded`: the entities of HTML in it were decoded before (`words_of_html`).
    """
    found = words_of_html(written, is_decoded=is_decoded)
    text = _BOLD.sub(lambda bold: bold[2], found.text)
    phrases = [*found.italics, *(marked[2] for marked in _MARKED.finditer(text))]
    text = _MARKED.sub(lambda marked: marked[2], text)
    return text, [one for one in kept_italics(text, phrases) if len(one) <= _LONGEST]


def line_without_marks(written: str, *, is_decoded: bool = False) -> str:
    """Return the text without tags and marks, in one line where tags broke it."""
    text, _italics = text_and_italics(written, is_decoded=is_decoded)
    return as_written(text, written)
