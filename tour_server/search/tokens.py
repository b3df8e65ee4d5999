"""What the index holds of a text, what a query asks for, and where a found text answers it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from runtime.folding import (
    fold,
    grams,
    is_unspaced,
    spelled_out,
    unspaced_runs,
    words,
)
from runtime.stems import stem

MOST_WORDS = 12  # of a query
SNIPPET_LETTERS = 160


class QueryWord(Struct, frozen=True):
    """One word of a query: what a word of a text may begin with, or what its stem may be.

    `phrase`: pairs of letters that follow each other, for scripts without spaces between words.
    """

    begin: str = ""
    stems: frozenset[str] = frozenset()
    phrase: tuple[str, ...] = ()

    def expression(self) -> str:
        """Return it as FTS5 reads it."""
        if self.phrase:
            return f'"{" ".join(self.phrase)}"'
        ways = [f'"{self.begin}"*', *(f'"{one}"' for one in sorted(self.stems))]
        return f"({' OR '.join(ways)})"

    def fits(self, tokens: Sequence[str], folded: str) -> bool:
        """Returns whether a word of a text, by its tokens and folded, answers it."""
        if self.phrase:
            run = "".join(pair[0] for pair in self.phrase) + self.phrase[-1][1:]
            return run in folded
        return any(token.startswith(self.begin) or token in self.stems for token in tokens)


@lru_cache(maxsize=50_000)
def word_tokens(word: str, language: str) -> tuple[str, ...]:
    """Return what the index holds of one word: folded, spelled out, and its stem."""
    found: list[str] = []
    for run in unspaced_runs(fold(word)):
        found += grams(run) if is_unspaced(run) else [run]
    if len(found) == 1:
        lower = word.casefold()
        more = [stem(lower, language)] if language else []
        if not word.isascii():
            more.append(spelled_out(word))
        found += [one for one in dict.fromkeys(more) if one and one not in found]
    return tuple(found)


def text_tokens(text: str, language: str = "") -> Iterator[str]:
    """Yield what the index holds of a text. An empty `language`: the text has none, as a number."""
    for match in words(unicodedata.normalize("NFC", text)):
        yield from word_tokens(match.group(), language)


def query_words(query: str, languages: Iterable[str]) -> list[QueryWord]:
    """Return the words of a query. It may be in any of the `languages`: nobody says in which they ask."""
    spoken, found = list(languages), []
    for match in words(unicodedata.normalize("NFC", query)):
        lower = match.group().casefold()
        for run in unspaced_runs(fold(lower)):
            if is_unspaced(run) and len(run) > 1:
                found.append(QueryWord(phrase=tuple(grams(run)[:-1])))
            else:
                stems = {stem(lower, language) for language in spoken} if run.isalpha() else set()
                kept = frozenset(one for one in stems if one and not is_unspaced(one))
                found.append(QueryWord(run, kept))
    return found[:MOST_WORDS]


def expression(asked: Sequence[QueryWord]) -> str:
    """Return a query as FTS5 reads it: each of its words has to be found."""
    return " AND ".join(one.expression() for one in asked)


def marked(text: str, language: str, asked: Sequence[QueryWord]) -> list[tuple[bool, str]]:
    """Return the text around the first word that is asked for, as pieces (is asked for, text); [] where none is."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    hits = [
        (match.start(), match.end())
        for match in words(text)
        if _answers(match.group(), language, asked)
    ]
    if not hits:
        return []
    begin, end = _window(text, hits[0][0])
    pieces: list[tuple[bool, str]] = [(False, "…")] if begin else []
    at = begin
    for start, stop in hits:
        if start < begin or stop > end:
            continue
        pieces += [(False, text[at:start]), (True, text[start:stop])]
        at = stop
    pieces.append((False, text[at:end] + ("…" if end < len(text) else "")))
    return [piece for piece in pieces if piece[1]]


def answered(text: str, language: str, asked: Sequence[QueryWord]) -> int:
    """Return how many words of a query a text answers."""
    found = [
        (word_tokens(match.group(), language), fold(match.group()))
        for match in words(unicodedata.normalize("NFC", text))
    ]
    return sum(any(one.fits(tokens, folded) for tokens, folded in found) for one in asked)


def _answers(word: str, language: str, asked: Sequence[QueryWord]) -> bool:
    tokens, folded = word_tokens(word, language), fold(word)
    return any(one.fits(tokens, folded) for one in asked)


def _window(text: str, hit: int) -> tuple[int, int]:
    begin = max(0, hit - SNIPPET_LETTERS // 3)
    if begin:
        begin = text.find(" ", begin, hit) + 1 or begin
    end = min(len(text), begin + SNIPPET_LETTERS)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), hit + 1) if " " in text[begin:end] else end
    return begin, max(end, min(len(text), hit + 40))
