"""The texts of a part with their wordings in every language, and from which of them each was made.

A text is what contract.text_units gives one path. A narration block has a key in each language, so a wording has the
path of its own block: it stays the same when the museum changes the order of its languages.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from contract.museum import Authorship, GlossaryTerm, Link, VisitorPlace, Work
from contract.narration_groups import narration_groups
from contract.text_fields import part_path
from contract.text_units import TextStatus, TextUnit, part_text_units, text_hash
from tour_server.catalogue.approval_units import UnitKey
from tour_server.catalogue.parts import Body
from web.translations import mark


class TextState(StrEnum):
    """How far a text is in one language. Each text has one, the first of these that is true of it."""

    MISSING = "missing"
    STALE = "stale"  # its source changed after it was made
    MACHINE = "machine"  # a machine's draft
    UNKNOWN = "unknown"  # nobody knows from which wording it was made
    WRITTEN = "written"
    APPROVED = "approved"


STATE_WORDS = {
    TextState.MISSING: mark("missing"),
    TextState.STALE: mark("stale"),
    TextState.MACHINE: mark("machine draft"),
    TextState.UNKNOWN: mark("source not known"),
    TextState.WRITTEN: mark("written"),
    TextState.APPROVED: mark("approved"),
}

WordingKey = tuple[str, str, str]
"""The own path, the language and the hash of a wording."""


class TextWording(Struct, frozen=True):
    """A text in one language. `path` is its own."""

    path: str
    language: str
    text: str
    status: TextStatus

    @property
    def key(self) -> WordingKey:
        """What its origin is found by."""
        return self.path, self.language, text_hash(self.text)


class TranslatedText(Struct, frozen=True):
    """A text of a part. `wordings` are those that are not empty, by language, in the museum's order.

    `is_narration`: its wordings are blocks.
    """

    path: str
    wordings: dict[str, TextWording]
    is_narration: bool = False

    def source_for(self, language: str) -> TextWording | None:
        """Return what a translation into `language` would be made from: the first other wording."""
        return next((one for one in self.wordings.values() if one.language != language), None)


class WordingOrigin(Struct, frozen=True):
    """From what a wording was made; see the table TranslationOrigin. An empty language: from nothing."""

    source_language: str
    source_hash: str
    version: int
    confirmed_by: str = ""


def translated_texts(part: Body | None, languages: Sequence[str]) -> list[TranslatedText]:
    """Return the texts of a part. `languages` are the museum's, in its order."""
    if part is None or isinstance(part, VisitorPlace):
        return []
    own = _own_paths(part)
    found: dict[str, dict[str, TextWording]] = {}
    for unit in part_text_units(part, languages):
        wordings = found.setdefault(unit.path, {})
        if unit.status is not TextStatus.MISSING:
            path = own.get((unit.path, unit.language), unit.path)
            status = TextStatus.DRAFTED if _is_of_machine(part, unit) else unit.status
            wordings[unit.language] = TextWording(path, unit.language, unit.text, status)
    narration = {path for path, _language in own}
    return [
        TranslatedText(path, wordings, path in narration)
        for path, wordings in found.items()
        if wordings or not path.endswith("/rights/note")
    ]


def new_origins(
    before: Sequence[TranslatedText],
    after: Sequence[TranslatedText],
    version: int,
    known: Mapping[WordingKey, WordingOrigin],
) -> dict[WordingKey, WordingOrigin]:
    """Return the origins of the wordings of `version` that have none yet, `before` being the version before it.

    Only texts in several languages have origins. A wording that is older than all others was made from nothing.
    """
    old = {(one.path, one.language): one for text in before for one in text.wordings.values()}
    found: dict[WordingKey, WordingOrigin] = {}
    for text in after:
        if len(text.wordings) < 2:
            continue
        first = next(iter(text.wordings))
        for wording in text.wordings.values():
            if wording.key in known or wording.key in found:
                continue
            earlier = old.get((wording.path, wording.language))
            if earlier is not None and earlier.key == wording.key:
                found[wording.key] = WordingOrigin("", "", 0)  # it stood alone until now
                continue
            source = _source(text, wording, earlier, first, old, {**known, **found})
            if source is not None:
                found[wording.key] = WordingOrigin(source.language, text_hash(source.text), version)
            elif earlier is None and old:
                found[wording.key] = WordingOrigin("", "", 0)
    return found


def _source(
    text: TranslatedText,
    wording: TextWording,
    earlier: TextWording | None,
    first: str,
    old: Mapping[tuple[str, str], TextWording],
    known: Mapping[WordingKey, WordingOrigin],
) -> TextWording | None:
    """Return what a new wording was made from, None for what stands by itself."""
    others = [one for one in text.wordings.values() if one.language != wording.language]
    if earlier is not None:
        origin = known.get(earlier.key)
        if origin is not None:  # a translation stays one of the same language
            return next((one for one in others if one.language == origin.source_language), None)
    elif wording.language == first:
        return next((one for one in others if (one.path, one.language) in old), None)
    return None if wording.language == first else others[0]


def text_state(
    text: TranslatedText,
    language: str,
    origins: Mapping[WordingKey, WordingOrigin],
    approved: Collection[UnitKey] = (),
) -> TextState:
    """Return how far a text is in a language. `approved`: what of the part is approved as it is."""
    wording = text.wordings.get(language)
    if wording is None:
        return TextState.MISSING
    origin = origins.get(wording.key)
    if origin is not None and is_stale(text, origin):
        return TextState.STALE
    is_approved = wording.status is TextStatus.APPROVED or (wording.path, language) in approved
    if wording.status is TextStatus.DRAFTED and not is_approved:
        return TextState.MACHINE
    if origin is None and len(text.wordings) > 1 and language != next(iter(text.wordings)):
        return TextState.UNKNOWN
    return TextState.APPROVED if is_approved else TextState.WRITTEN


def is_stale(text: TranslatedText, origin: WordingOrigin) -> bool:
    """Return whether the wording that something was made from has changed since. One that is gone has not."""
    source = text.wordings.get(origin.source_language)
    return source is not None and text_hash(source.text) != origin.source_hash


def _is_of_machine(part: Body, unit: TextUnit) -> bool:
    """Return whether a term of the glossary says that a machine wrote its meaning in this language."""
    if not isinstance(part, GlossaryTerm) or not unit.path.endswith("/meaning"):
        return False
    by = part.authorship.get(unit.language, Authorship.PERSON)
    return by is not Authorship.PERSON


def _own_paths(part: Body) -> dict[tuple[str, str], str]:
    """Return the own path of each narration block by the paths that lead to its group and its language."""
    if not isinstance(part, Work | Link):
        return {}
    stem = f"{part_path(part)}/block"
    return {
        (f"{stem}/{other.key}/text", block.language): f"{stem}/{block.key}/text"
        for group in narration_groups(part.blocks)
        for block in group.blocks
        for other in group.blocks
    }
