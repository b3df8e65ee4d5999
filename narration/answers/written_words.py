"""Reads the words of a question as they are meant where people write two as one, one as two, or as they write in haste.

What a museum's texts have as one word or as two stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from narration.answers.question_words import QuestionWords
from narration.answers.terms import Terms
from runtime.folding import fold, is_unspaced, words

_LEAST_LETTERS_OF_A_CUT = 2  # of each of two words that stand as one
_LEAST_LETTERS_TO_CUT = 6
_LEAST_LETTERS_OF_A_JOINT = 5  # of a word that was written as two


class WrittenWord(NamedTuple):
    """A word of a question, and whether it is written like a name: with a capital within a sentence."""

    typed: str
    is_name: bool


def written_words(text: str, known: QuestionWords, terms: Terms) -> Iterator[WrittenWord]:
    """Yield the words of a question in NFC, each as the texts and the question words write it."""
    typed = [
        WrittenWord(match.group(), match.group()[0].isupper() and not _begins(text, match.start()))
        for match in words(text)
    ]
    at = 0
    while at < len(typed):
        word = typed[at]
        folded = fold(word.typed)
        joined = at + 1 < len(typed) and _joined(folded, fold(typed[at + 1].typed), known, terms)
        if joined:
            yield WrittenWord(joined, word.is_name)
            at += 2
            continue
        at += 1
        meant = known.written.get(folded) or _cut(folded, known, terms)
        if meant is None:
            yield word
        else:
            yield from (WrittenWord(one, False) for one in meant)


def _begins(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not any(map(str.isalnum, before)) or before.endswith((".", "?", "!", ":"))


def _joined(one: str, other: str, known: QuestionWords, terms: Terms) -> str | None:
    """Return the word that two stand for, None where they are two: one of them at least is no word that is known."""
    joined = one + other
    if len(joined) < _LEAST_LETTERS_OF_A_JOINT or not joined.isalpha():
        return None
    is_one = joined in known.known or terms.has_word(joined)
    are_two = all(part in known.known or terms.has_word(part) for part in (one, other))
    return joined if is_one and not are_two else None


def _cut(word: str, known: QuestionWords, terms: Terms) -> tuple[str, str] | None:
    """Return the two words that stand as one, which begin a question; None where it is a word, or a misspelt one."""
    if len(word) < _LEAST_LETTERS_TO_CUT or not word.isalpha() or is_unspaced(word):
        return None
    if word in known.known or terms.has_word(word):
        return None
    for at in range(len(word) - _LEAST_LETTERS_OF_A_CUT, _LEAST_LETTERS_OF_A_CUT - 1, -1):
        one, other = word[:at], word[at:]
        if one in known.asking and other in known.asking:
            return one, other
    return None
