"""The texts of a part beside their source, for the page on which one language of a part is translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from contract.museum import GlossaryTerm
from contract.text_units import text_hash
from narration.speaking_pace import text_seconds
from tour_server.catalogue.approved_wordings import approved_contents
from tour_server.catalogue.differences import diff_words
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.translations.glossary_terms import GlossaryPairs, TermPair
from tour_server.translations.memory import MemoryMatch, TranslationMemory
from tour_server.translations.origins import origins_of
from tour_server.translations.segments import sentences
from tour_server.translations.text_words import name_of_text
from tour_server.translations.texts_form import PREFIX
from tour_server.translations.translated_texts import (
    TextState,
    TextWording,
    TranslatedText,
    WordingKey,
    WordingOrigin,
    text_state,
    translated_texts,
)

MOST_SENTENCES = 24  # of a page that are looked up in memory
_LOOKED_UP = (TextState.MISSING, TextState.STALE, TextState.MACHINE)


class Remembered(Struct, frozen=True):
    """A sentence of the source, and how sentences like it were translated."""

    sentence: str
    matches: list[MemoryMatch]


class SideRow(Struct, frozen=True):
    """A text in the language of the page beside its source.

    `pieces`: what changed in the source since (same | gone | new, text), empty where nothing did or the earlier wording
    is not kept. `confirmed_by`: who said that it is still right.
    """

    path: str
    name: str
    state: TextState
    source: TextWording | None
    pieces: list[tuple[str, str]]
    confirmed_by: str
    terms: list[TermPair]
    remembered: list[Remembered]

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"{PREFIX}{self.path}"

    @property
    def seconds(self) -> int:
        """About how many seconds its source takes to say, 0 where it is not said."""
        if self.source is None or "/block/" not in self.path:
            return 0
        return max(1, round(text_seconds(self.source.text)))

    @property
    def source_hash(self) -> str:
        """The hash of the source, by which a form says which one a person saw."""
        return "" if self.source is None else text_hash(self.source.text)


class SideBySide:
    """Reads the rows of a page."""

    def __init__(self, database: Database, drafts: Drafts, memory: TranslationMemory) -> None:
        self._database, self._drafts, self._memory = database, drafts, memory

    def rows(self, part: Part, language: str, languages: Sequence[str]) -> list[SideRow]:
        """Return every text of a part in a language, those that nobody has written yet, too."""
        with self._database.reading() as session:
            origins = origins_of(session, part.kind, [part.key])[part.key]
            contents = approved_contents(session, part.kind.value, part.key)
        approved = {unit for unit, one in contents.items() if one.stands}
        themes = {one.key: next(iter(one.body.name.values()), one.key) for one in self._themes()}
        glossaries: dict[str, GlossaryPairs] = {}
        terms = [one.body for one in self._drafts.all(PartKind.TERM, without_newer=True)]
        left, rows = MOST_SENTENCES, []
        for text in translated_texts(part.body, languages):
            state = text_state(text, language, origins, approved)
            origin = _origin(text, language, origins)
            source = _source(text, language, origin)
            pairs: list[TermPair] = []
            remembered: list[Remembered] = []
            if source is not None:
                glossary = glossaries.setdefault(
                    source.language, _glossary(terms, source.language, language, part)
                )
                pairs = glossary.in_text(source.text)
                if state in _LOOKED_UP and left > 0:
                    found = sentences(source.text, source.language)[:left]
                    left -= len(found)
                    remembered = self._remembered(found, source.language, language, part)
            rows.append(
                SideRow(
                    text.path,
                    name_of_text(part.body, text.path, themes),
                    state,
                    source,
                    self._pieces(part, text, origin) if state is TextState.STALE else [],
                    "" if origin is None else origin.confirmed_by,
                    pairs,
                    remembered,
                )
            )
        return rows

    def _themes(self) -> list[Part]:
        return self._drafts.all(PartKind.THEME, without_newer=True)

    def _remembered(
        self, found: Sequence[str], source_language: str, language: str, part: Part
    ) -> list[Remembered]:
        looked_up = [
            Remembered(
                sentence,
                self._memory.matches(sentence, source_language, language, (part.kind, part.key)),
            )
            for sentence in found
        ]
        return [one for one in looked_up if one.matches]

    def _pieces(
        self, part: Part, text: TranslatedText, origin: WordingOrigin | None
    ) -> list[tuple[str, str]]:
        """Return what changed in the source since a text was translated."""
        if origin is None or not origin.version:
            return []
        now = text.wordings.get(origin.source_language)
        earlier = self._drafts.get_version(part.kind, part.key, origin.version).body
        if now is None or earlier is None:
            return []
        for one in translated_texts(earlier, [origin.source_language]):
            before = one.wordings.get(origin.source_language)
            if before is not None and before.path == now.path:
                return diff_words(before.text, now.text)
        return []


def _origin(
    text: TranslatedText, language: str, origins: Mapping[WordingKey, WordingOrigin]
) -> WordingOrigin | None:
    wording = text.wordings.get(language)
    return None if wording is None else origins.get(wording.key)


def _source(
    text: TranslatedText, language: str, origin: WordingOrigin | None
) -> TextWording | None:
    """Return the wording that a text was made from, else the one that it would be made from."""
    if origin is not None and origin.source_language in text.wordings:
        return text.wordings[origin.source_language]
    return text.source_for(language)


def _glossary(
    terms: Sequence[GlossaryTerm], source_language: str, language: str, part: Part
) -> GlossaryPairs:
    """Return the glossary between two languages; a term's own page does not explain the term by itself."""
    others = [one for one in terms if part.kind is not PartKind.TERM or one.key != part.key]
    return GlossaryPairs(others, source_language, language)
