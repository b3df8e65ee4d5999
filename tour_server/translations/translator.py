"""The seam for translation machines: texts in, drafts out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from tour_server.translations.glossary_terms import TermPair


class TranslatorError(Exception):
    """The machine does not translate now. Its text is a sentence for staff."""


class SourceText(Struct, frozen=True):
    """A text to translate, and the words of the glossary in it."""

    text: str
    terms: list[TermPair] = []


class MachineDraft(Struct, frozen=True):
    """What became of a text: its translation, or why there is none, in a sentence.

    `lost_terms`: words of the glossary that the translation does not have as the glossary says.
    """

    text: str
    problem: str = ""
    lost_terms: list[str] = []


class Translator(Protocol):
    """Translates texts."""

    @property
    def name(self) -> str:
        """What it is called where it says who wrote a text."""

    def translate(
        self, texts: Sequence[SourceText], source_language: str, language: str
    ) -> list[MachineDraft]:
        """Return a draft for each text, in their order. Raises TranslatorError where it can't translate at all."""
