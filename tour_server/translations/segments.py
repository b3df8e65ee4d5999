"""Cuts texts into sentences, and pairs the sentences of texts that translate each other."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from narration.phrases import SENTENCE, break_costs, tokens


class Segment(Struct, frozen=True):
    """A sentence. Sentences of one place in several languages translate each other."""

    place: int
    language: str
    text: str


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text; a line break ends one, too."""
    return [found for line in text.splitlines() for found in _of_line(line, language)]


def segments(wordings: Mapping[str, str]) -> list[Segment]:
    """Return the segments of a text by language: its sentences where all have as many, else each as a whole."""
    cut = {language: sentences(text, language) for language, text in wordings.items()}
    if len({len(one) for one in cut.values()}) > 1:
        cut = {language: [" ".join(text.split())] for language, text in wordings.items()}
    return [
        Segment(place, language, text)
        for language, texts in cut.items()
        for place, text in enumerate(texts)
    ]


def _of_line(line: str, language: str) -> list[str]:
    parts = tokens(line, language)
    found, begin = [], 0
    for token, cost in zip(parts, break_costs(line, parts, language), strict=True):
        if cost == SENTENCE:
            found.append(line[begin : token.end].strip())
            begin = token.end
    return [one for one in found if one]
