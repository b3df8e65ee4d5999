"""Writes a text of a part in one language, as a person or a machine does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from contract.museum import Authorship, GlossaryTerm
from contract.text_units import replace_in_part
from tour_server.catalogue.block_form import TEXT_LIMITS
from tour_server.catalogue.glossary import LONGEST_MEANING
from tour_server.catalogue.parts import Body, PartKind, decode, encode
from tour_server.translations.text_words import block_at
from tour_server.translations.translated_italics import with_italics
from web.translations import gettext as _

TranslatedBody = TypeVar("TranslatedBody", bound=Body)


def with_translation(
    part: TranslatedBody,
    path: str,
    language: str,
    text: str,
    languages: Sequence[str],
    block_keys: Callable[[], Collection[str]],
    *,
    by: str,
    authorship: Authorship = Authorship.PERSON,
    italics: Sequence[str] = (),
) -> TranslatedBody:
    """Return a part with a text in one language; an empty text takes the wording or the block out.

    `by`: who wrote it, as a block keeps it. Blocks and meanings of the glossary say whether a machine did; no other
    text can. `italics`: phrases in italics, where it is known which. Raises KeyError for a path that the part has not,
    ValueError for a block that finds no key.
    """
    changed: TranslatedBody = replace_in_part(  # type: ignore[type-var]
        part, path, language, text, languages, block_keys, written_by=by, authorship=authorship
    )
    if italics:
        changed = with_italics(changed, path, language, languages, italics)
    if not isinstance(changed, GlossaryTerm) or not path.endswith("/meaning"):
        return changed
    by_language = {one: who for one, who in changed.authorship.items() if one != language}
    if authorship is not Authorship.PERSON and text:
        by_language[language] = authorship
    return replace(changed, authorship=by_language)


def author_of(part: Body, path: str, language: str) -> tuple[str, Authorship]:
    """Return who wrote a text, as its block says it, and whether a machine did."""
    block = block_at(part, path)
    if block is not None:
        return block.written_by, block.authorship
    if isinstance(part, GlossaryTerm) and path.endswith("/meaning"):
        return "", part.authorship.get(language, Authorship.PERSON)
    return "", Authorship.PERSON


def can_be_marked(part: Body, path: str) -> bool:
    """Return whether visitors are told that a machine wrote a text: only blocks and meanings carry that."""
    if isinstance(part, GlossaryTerm):
        return path.endswith("/meaning")
    return path.endswith("/text") and "/block/" in path


def text_problem(part: Body, path: str, text: str) -> str:
    """Return why a text can't stand at a path, in a sentence, empty where it can."""
    longest = 0
    if "/block/" in path and path.endswith("/text"):
        longest = TEXT_LIMITS.longest or 0
    elif isinstance(part, GlossaryTerm) and path.endswith("/meaning"):
        longest = LONGEST_MEANING
    if longest and len(text) > longest:
        return _("{length} characters; {longest} at most.", length=len(text), longest=longest)
    return ""


def fits(kind: PartKind, part: Body) -> bool:
    """Return whether a part is one that can be stored."""
    try:
        decode(kind, encode(part))
    except msgspec.ValidationError:
        return False
    return True
