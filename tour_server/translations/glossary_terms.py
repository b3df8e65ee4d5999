"""The glossary for translators: which of its words a text has, and what they are called in another language."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import GlossaryTerm
from narration.glossary import GlossaryInLanguage


class TermPair(Struct, frozen=True):
    """A word of the glossary as it stands in a text, and its translation, empty where the glossary has none."""

    key: str
    found: str
    term: str
    translation: str


class GlossaryPairs:
    """The glossary between two languages."""

    def __init__(self, terms: Sequence[GlossaryTerm], source_language: str, language: str) -> None:
        self._language = language
        self._source_language = source_language
        self._terms = {term.key: term for term in terms if term.term.get(source_language)}
        meanings = [  # a word without a meaning is no less a word
            replace(one, meaning={source_language: "—"}) for one in self._terms.values()
        ]
        self._glossary = GlossaryInLanguage(meanings, source_language)

    def in_text(self, text: str) -> list[TermPair]:
        """Return the words of the glossary that a text has, in its order."""
        return [
            TermPair(
                piece.term,
                piece.text,
                self._terms[piece.term].term[self._source_language],
                self._terms[piece.term].term.get(self._language, ""),
            )
            for piece in self._glossary.pieces(text)
            if piece.term is not None
        ]
