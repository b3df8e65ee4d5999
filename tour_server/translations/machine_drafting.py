"""Drafts what is missing by a translation machine, and never touches words that are there.

Only narration and the glossary's meanings are drafted: they say to staff and to visitors that a machine wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from contract.museum import Authorship
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import SAVE_ATTEMPTS
from tour_server.catalogue.parts import PartKind
from tour_server.recorder import Recorder
from tour_server.translations.block_keys import block_keys
from tour_server.translations.events import MACHINE_DRAFTED
from tour_server.translations.glossary_terms import GlossaryPairs
from tour_server.translations.part_writing import can_be_marked, fits, with_translation
from tour_server.translations.translated_texts import TextWording, TranslatedText, translated_texts
from tour_server.translations.translator import (
    MachineDraft,
    SourceText,
    Translator,
    TranslatorError,
)

MACHINE = "translation machine"  # who changed the draft, in its history
MOST_FAILURES = 3  # one after the other; then the machine is given up
MOST_NAMED = 10  # problems


class DraftingResult(Struct, frozen=True):
    """What came of it: texts drafted, and left without a draft; why, in sentences; words of the glossary it lost."""

    drafted: int = 0
    left: int = 0
    problems: list[str] = []
    lost_terms: list[str] = []


class _Wanted(Struct, frozen=True):
    path: str
    source: TextWording


class MachineDrafting:
    """Drafts one part after the other."""

    def __init__(
        self,
        drafts: Drafts,
        translator: Translator,
        recorder: Recorder,
        languages: Callable[[], list[str]],
    ) -> None:
        self._drafts, self._translator = drafts, translator
        self._recorder, self._languages = recorder, languages

    def draft(
        self,
        parts: Sequence[tuple[PartKind, str]],
        language: str,
        by: str,
        progress: Callable[[int, int], None],
    ) -> DraftingResult:
        """Draft what is missing in these parts. Raises TranslatorError where the machine is given up.

        What was drafted before an error or an interruption stays, and is not missing any more the next time.
        """
        terms = [one.body for one in self._drafts.all(PartKind.TERM, without_newer=True)]
        glossaries: dict[str, GlossaryPairs] = {}
        drafted = left = failures = 0
        problems: list[str] = []
        lost: list[str] = []
        try:
            for number, (kind, key) in enumerate(parts):
                progress(number, len(parts))
                try:
                    part = self._drafts.get(kind, key)
                except KeyError:
                    continue  # removed meanwhile
                wanted = self._wanted(part, language)
                if not wanted:
                    continue
                for source in {one.source.language for one in wanted}:
                    if source not in glossaries:
                        glossaries[source] = GlossaryPairs(terms, source, language)
                try:
                    made = self._translated(wanted, language, glossaries)
                except TranslatorError as error:
                    failures += 1
                    left += len(wanted)
                    _add(problems, str(error))
                    if failures == MOST_FAILURES:
                        raise
                    continue
                failures = 0
                written = self._write(kind, key, language, made)
                drafted += written
                left += len(wanted) - written
                for one in made.values():
                    _add(problems, one.problem)
                    for term in one.lost_terms:
                        _add(lost, term)
        finally:
            if drafted:
                self._recorder.record(
                    MACHINE_DRAFTED, by, language, f"{drafted}, {self._translator.name}"
                )
        return DraftingResult(drafted, left, problems, lost)

    def _wanted(self, part: Part, language: str) -> list[_Wanted]:
        found = []
        for text in translated_texts(part.body, self._languages()):
            source = text.source_for(language)
            if source is not None and _may_be_drafted(part.body, text, language):
                found.append(_Wanted(text.path, source))
        return found

    def _translated(
        self, wanted: Sequence[_Wanted], language: str, glossaries: dict[str, GlossaryPairs]
    ) -> dict[str, MachineDraft]:
        """Return the drafts by path. Raises TranslatorError."""
        found = {}
        for source in dict.fromkeys(one.source.language for one in wanted):
            of_source = [one for one in wanted if one.source.language == source]
            texts = [
                SourceText(one.source.text, glossaries[source].in_text(one.source.text))
                for one in of_source
            ]
            drafts = self._translator.translate(texts, source, language)
            for one, draft in zip(of_source, drafts, strict=True):
                found[one.path] = draft
        return found

    def _write(self, kind: PartKind, key: str, language: str, made: dict[str, MachineDraft]) -> int:
        """Save the drafts of what is missing still. Returns how many."""
        for attempt in range(SAVE_ATTEMPTS):
            try:
                part = self._drafts.get(kind, key)
            except KeyError:
                return 0
            body, number = part.body, 0
            for text in translated_texts(part.body, self._languages()):
                draft = made.get(text.path)
                if draft is None or not draft.text:
                    continue
                if not _may_be_drafted(part.body, text, language):
                    continue
                changed = with_translation(
                    body,
                    text.path,
                    language,
                    draft.text,
                    self._languages(),
                    lambda: block_keys(self._drafts),
                    by=self._translator.name,
                    authorship=Authorship.TRANSLATION_MACHINE,
                )
                if fits(kind, changed):
                    body, number = changed, number + 1
            if not number:
                return 0
            try:
                self._drafts.put(kind, key, body, part.version, MACHINE)
            except ConflictError:
                if attempt == SAVE_ATTEMPTS - 1:
                    return 0
                continue
            return number
        return 0


def _may_be_drafted(body: Any, text: TranslatedText, language: str) -> bool:
    """Return whether a text is missing in a language, and can say that a machine wrote it."""
    return language not in text.wordings and can_be_marked(body, text.path)


def _add(found: list[str], one: str) -> None:
    if one and one not in found and len(found) < MOST_NAMED:
        found.append(one)
