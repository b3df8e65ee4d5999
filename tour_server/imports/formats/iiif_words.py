"""Texts in IIIF manifests: language maps of version 3, values with a language of version 2, and the HTML in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from contract.museum import Text
from tour_server.catalogue.words_of_html import decode_entities
from tour_server.imports.formats.format_source import UNDETERMINED
from tour_server.imports.formats.json_values import as_list, as_text
from tour_server.imports.formats.language_words import joined, language_tag

_INLINE = re.compile(
    r"</?(?:a|b|i|em|strong|br|p|span|su[bp]|small|div)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
"""Tags that museums write in the middle of a value, against the specification."""
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?!(?:i|em|cite)\b)[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
"""All tags but those of italics, which `plain_records` reads."""


def iiif_values(value: Any, language: str) -> Iterator[tuple[str, str]]:
    """Yield (language, words) of each value, in both versions of the specification.

    `language`: of words whose language isn't said. Words in HTML lose its tags, but for those of italics.
    """
    for one in as_list(value):
        if not isinstance(one, dict):
            yield language, without_html(as_text(one))
        elif "@value" in one:
            said = language_tag(as_text(one.get("@language")), language)
            yield said, without_html(as_text(one["@value"]))
        else:
            for tag, words in one.items():
                said = language_tag(tag, language)
                yield from ((said, without_html(as_text(word))) for word in as_list(words))


def iiif_text(value: Any, language: str) -> Text:
    """Returns a value as a text, with several values of one language joined."""
    return joined(iiif_values(value, language))


def language_map(text: Text) -> dict[str, list[str]]:
    """Returns a text as a manifest has it."""
    return {iiif_language(tag): [plain_value(words)] for tag, words in text.items()}


def iiif_language(tag: str) -> str:
    """Returns the language of words as a manifest has it."""
    return "none" if tag == UNDETERMINED else tag


def without_html(words: str) -> str:
    """Returns words with entities decoded and without tags but those of italics.

    By IIIF a value is HTML that begins with < and ends with >; museums write HTML in the middle, too.
    """
    if not _is_html(words):
        return decode_entities(words)
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", words))).strip()


def plain_value(words: str) -> str:
    """Returns words that no reader takes for HTML."""
    if _is_html(words) or without_html(words) != words:
        return f"<span>{html.escape(words, quote=False)}</span>"
    return words


def _is_html(words: str) -> bool:
    return (words.startswith("<") and words.endswith(">")) or bool(_INLINE.search(words))
