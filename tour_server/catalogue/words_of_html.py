"""Reads words that come from elsewhere and may be HTML: plain text, and the phrases of it that stand in italics.

A spreadsheet that a content management system wrote has tags and entities in its cells, and so have LIDO, Linked Art
and what translators send back.
"""

from __future__ import annotations

import html
import re

from msgspec import Struct

from contract.field_limits import type_limits
from contract.italics import italic_ranges
from contract.museum import ItalicPhrase
from tour_server.catalogue.plain_text import has_tags, plain_text

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ITALIC = re.compile(r"<(i|em|cite)(?:\s[^<>]*)?>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_LONGEST_ITALIC = type_limits(ItalicPhrase).longest or 0
_AROUND = " .,;:"  # is no part of a title in italics


class WordsOfHtml(Struct, frozen=True):
    """Plain text, and its phrases in italics (contract.italics)."""

    text: str
    italics: list[str]


def words_of_html(words: str, *, is_decoded: bool = False) -> WordsOfHtml:
    """Return what a reader of the words sees. Entities are decoded once, unless `is_decoded`: they were before.

    What only looks like a tag or an entity stays: `a < b`, `AT&T`, `Q&A;`.
    """
    if "<" not in words and "&" not in words:
        return WordsOfHtml(plain_text(words).strip(), [])
    if not is_decoded and not has_tags(words):
        decoded = decode_entities(words)
        is_decoded = not has_tags(decoded)  # HTML as text: its own entities are still to be decoded
        words = decoded
    text = plain_text(words, is_decoded=is_decoded).strip()
    return WordsOfHtml(text, _italics(words, text, is_decoded=is_decoded))


def line_of_html(words: str, *, is_decoded: bool = False) -> str:
    """Return what a reader of the words sees, in one line where tags broke it."""
    return as_written(words_of_html(words, is_decoded=is_decoded).text, words)


def as_written(text: str, words: str) -> str:
    """Return the text of `words` in one line, unless they were written in several: tags alone broke it then."""
    return text if "\n" in words else " ".join(text.split("\n"))


def has_entities(words: str) -> bool:
    """Return whether words have a complete entity."""
    return _ENTITY.search(words) is not None


def decode_entities(words: str) -> str:
    """Return words with each complete entity decoded once; `html.unescape` takes `&copy=1` of an address for one."""
    if "&" not in words:
        return words
    return _ENTITY.sub(lambda found: html.unescape(found[0]), words)


def _italics(words: str, text: str, *, is_decoded: bool) -> list[str]:
    found: dict[str, None] = {}
    for _tag, inner in _ITALIC.findall(words) if "<" in words else ():
        phrase = " ".join(plain_text(inner, is_decoded=is_decoded).split()).strip(_AROUND)
        if 0 < len(phrase) <= _LONGEST_ITALIC and italic_ranges(text, [phrase]):
            found[phrase] = None
    return list(found)
