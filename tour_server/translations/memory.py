"""Translation memory: sentences of the drafts that were translated, found again when one is the same or nearly so."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.translations.tables import TranslationSegment
from tour_server.translations.translation_index import sentence_hash

LEAST_PERCENT = 75  # below it a translator writes anew sooner than correct, as agencies reckon
MOST_OFFERED = 3  # for a sentence
_MOST_COMPARED = 400  # candidates of the database that share a long word with the sentence
_MOST_RATED = 30  # of those, the ones that share most words
_RARE_WORDS = 4


class MemoryMatch(Struct, frozen=True):
    """A sentence that was translated before: how like it is, what it became, and the part that it stands in."""

    percent: int
    source: str
    target: str
    kind: PartKind
    key: str


class TranslationMemory:
    """Finds sentences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def matches(
        self,
        sentence: str,
        source_language: str,
        language: str,
        without: tuple[PartKind, str] | None = None,
    ) -> list[MemoryMatch]:
        """Return the best translations of a sentence, the exact ones first; none of the part `without`."""
        plain = " ".join(sentence.split())
        if not plain:
            return []
        best: dict[str, MemoryMatch] = {}
        for source, target, kind, key in self._candidates(plain, source_language, language):
            if (PartKind(kind), key) == without:
                continue
            percent = likeness(plain, source)
            before = best.get(target)
            if percent >= LEAST_PERCENT and (before is None or before.percent < percent):
                best[target] = MemoryMatch(percent, source, target, PartKind(kind), key)
        return sorted(best.values(), key=lambda one: -one.percent)[:MOST_OFFERED]

    def _candidates(
        self, plain: str, source_language: str, language: str
    ) -> list[tuple[str, str, str, str]]:
        one, other = aliased(TranslationSegment), aliased(TranslationSegment)
        query = (
            select(one.text, other.text, one.kind, one.key)
            .join(
                other,
                (other.kind == one.kind)
                & (other.key == one.key)
                & (other.path == one.path)
                & (other.place == one.place),
            )
            .where(one.language == source_language, other.language == language)
        )
        exact = query.where(one.text_hash == sentence_hash(plain)).limit(_MOST_RATED)
        length = len(plain)
        long_words = {word.lower() for word in plain.split() if len(word) > 3}
        words = sorted(long_words, key=len, reverse=True)[:_RARE_WORDS]
        lowered = func.lower(one.text)
        near = query.where(
            one.length >= length * LEAST_PERCENT // 100,
            one.length <= length * 100 // LEAST_PERCENT + 1,
        ).limit(_MOST_COMPARED)
        if words:
            near = near.where(or_(*(lowered.contains(word, autoescape=True) for word in words)))
        with self._database.reading() as session:
            found = [(text, made, kind, key) for text, made, kind, key in session.execute(exact)]
            others = [(text, made, kind, key) for text, made, kind, key in session.execute(near)]
        return [*found, *_most_alike(plain, others)]


def likeness(first: str, second: str) -> int:
    """Return how like two sentences are, in percent; 100 is the same but for capitals and spaces."""
    one, other = (" ".join(text.casefold().split()) for text in (first, second))
    if one == other:
        return 100
    return min(99, int(100 * difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()))


def _most_alike(
    plain: str, rows: Sequence[tuple[str, str, str, str]]
) -> list[tuple[str, str, str, str]]:
    """Return the rows that share most words with the sentence: only they are compared letter by letter."""
    words = set(plain.casefold().split())

    def shared(row: tuple[str, str, str, str]) -> float:
        others = set(row[0].casefold().split())
        return len(words & others) / max(1, len(words | others))

    return sorted(rows, key=shared, reverse=True)[:_MOST_RATED]
