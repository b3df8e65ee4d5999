"""The phrases in italics of a translated text: read of a block, and written with its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from contract.field_limits import type_limits
from contract.italics import kept_italics
from contract.museum import Block, ItalicPhrase, Link, Work
from tour_server.catalogue.parts import Body
from tour_server.translations.text_words import block_at
from tour_server.translations.translated_texts import translated_texts

TranslatedPart = TypeVar("TranslatedPart", bound=Body)


def italics_at(part: Body | None, path: str, language: str, languages: Sequence[str]) -> list[str]:
    """Return the phrases in italics of a text in one language; none of a text that is no narration."""
    block = None if part is None else _block(part, path, language, languages)
    return [] if block is None else list(block.italics)


def with_italics(
    part: TranslatedPart,
    path: str,
    language: str,
    languages: Sequence[str],
    phrases: Sequence[str],
) -> TranslatedPart:
    """Return a part with those of the phrases in italics that the text has. Other texts than narration have none."""
    block = _block(part, path, language, languages)
    if block is None or not isinstance(part, Work | Link):
        return part
    longest = type_limits(ItalicPhrase).longest or 0
    kept = [one for one in kept_italics(block.text, phrases) if len(one) <= longest]
    if kept == block.italics:
        return part
    changed = replace(block, italics=kept, approved_by=None)
    blocks = [changed if one is block else one for one in part.blocks]
    return replace(part, blocks=blocks)


def _block(part: Body, path: str, language: str, languages: Sequence[str]) -> Block | None:
    for text in translated_texts(part, languages):
        wording = text.wordings.get(language)
        if path == text.path or path in [one.path for one in text.wordings.values()]:
            return None if wording is None else block_at(part, wording.path)
    return None
