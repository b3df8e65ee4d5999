"""Finds the words of the museum's glossary in a text, for pages on which a visitor asks what a word means.

A word is found as it stands in the glossary, or in one of its further forms, whatever its capitals, apostrophes,
hyphens and line breaks. Where a script has no spaces a word is found inside a run of letters; elsewhere only as a whole
word, though a hyphen may join it to another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from msgspec import Struct

from contract.museum import Authorship, GlossaryTerm, Key, Language

_APOSTROPHES = "'’ʼ‘"
_HYPHENS = "-‐‑"
# Scripts in which letters follow each other without spaces, by the first word of Unicode's names.
_SCRIPTS_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


class WordMeaning(Struct, frozen=True):
    """A term of the glossary in one language."""

    key: Key
    language: Language
    term: str
    meaning: str
    authorship: Authorship = Authorship.PERSON


class TextPiece(Struct, frozen=True):
    """A piece of a text; `term` is the key of the glossary's term that it is, None where it is none."""

    text: str
    term: Key | None = None
    italic: bool = False


class GlossaryInLanguage:
    """The terms that have a word and a meaning in one language."""

    def __init__(self, terms: Sequence[GlossaryTerm], language: Language) -> None:
        self._meanings = {
            term.key: WordMeaning(
                term.key,
                language,
                term.term[language],
                term.meaning[language],
                term.authorship.get(language, Authorship.PERSON),
            )
            for term in terms
            if term.term.get(language) and term.meaning.get(language)
        }
        forms = [
            (form, term.key)
            for term in terms
            if term.key in self._meanings
            for form in (term.term[language], *term.forms.get(language, ()))
        ]
        forms.sort(key=lambda one: -len(one[0]))  # the longest first, of equals the first in order
        self._keys = [key for _, key in forms]
        choices = "|".join(f"({_pattern(form)})" for form, _ in forms)
        self._pattern = re.compile(choices, re.IGNORECASE) if choices else None

    def pieces(self, text: str, without: Collection[Key] = ()) -> list[TextPiece]:
        """Returns the text in pieces, in which each term is marked where it comes first.

        `without`: terms that are not marked. The pieces together are the text, in Unicode's composed form.
        """
        text = unicodedata.normalize("NFC", text)
        found: list[TextPiece] = []
        seen, end = set(without), 0
        for match in self._pattern.finditer(text) if self._pattern is not None else ():
            key = self._keys[(match.lastindex or 1) - 1]
            if key in seen or _splits_a_letter(text, match.end()):
                continue
            seen.add(key)
            found.append(TextPiece(text[end : match.start()]))
            found.append(TextPiece(match.group(), key))
            end = match.end()
        found.append(TextPiece(text[end:]))
        return [piece for piece in found if piece.text]

    def meaning(self, key: Key) -> WordMeaning:
        """Returns what a term means. Raises KeyError where it has no meaning in this language."""
        return self._meanings[key]


def _pattern(form: str) -> str:
    """Returns the regular expression of one form, without groups."""
    letters = unicodedata.normalize("NFC", form).split()
    words = r"\s+".join("".join(map(_letter, word)) for word in letters)
    before = "" if _without_spaces(letters[0][0]) else r"(?<!\w)"
    after = "" if _without_spaces(letters[-1][-1]) else r"(?!\w)"
    return f"{before}{words}{after}"


def _letter(letter: str) -> str:
    for alike in (_APOSTROPHES, _HYPHENS):
        if letter in alike:
            return f"[{re.escape(alike)}]"
    return re.escape(letter)


def _without_spaces(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_SCRIPTS_WITHOUT_SPACES)


def _splits_a_letter(text: str, end: int) -> bool:
    """Returns whether a mark that belongs to the letter before follows."""
    return end < len(text) and unicodedata.category(text[end]).startswith("M")
