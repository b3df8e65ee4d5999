"""Finds any part of the museum: works, rooms, tours, offers, links, themes, terms and the museum itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from tour_server.catalogue.bulk_write import BulkRead
from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.search.index_file import IndexFile
from tour_server.search.index_writer import noted
from tour_server.search.part_words import part_texts
from tour_server.search.snippets import Snippet, snippet
from tour_server.search.tokens import expression, query_words

PAGE_LENGTH = 20
_MOST_RANKED = 5_000


class FoundPart(Struct, frozen=True):
    """A part that answers a query, and where."""

    kind: PartKind
    key: str
    body: Any
    snippet: Snippet | None


class FoundParts(Struct, frozen=True):
    """The parts of one page of results, and how many there are of each kind."""

    parts: list[FoundPart]
    counts: dict[PartKind, int]


class AnythingSearch:
    """Asks the index. Safe to call from many threads."""

    def __init__(self, database: Database, index: IndexFile) -> None:
        self._database, self._index = database, index

    def find(
        self, text: str, kind: str, page: int, rooms: Mapping[str, Mapping[str, str]]
    ) -> FoundParts:
        """Return a page of what answers a query, of one kind or of all (empty): what fits best first."""
        with self._index.reading() as db:
            asked = query_words(text, noted(db, "languages").split())
            words = expression(asked)
            if not words:
                return FoundParts([], {})
            found = "FROM word JOIN part ON part.id = word.rowid WHERE word MATCH ?"
            rows = db.execute(f"SELECT kind, count(*) {found} GROUP BY kind", (words,))
            counts = {PartKind(name): number for name, number in rows}
            hits = counts.get(PartKind(kind), 0) if kind else sum(counts.values())
            rank = "bm25(word, 10.0, 6.0, 10.0, 3.0, 1.0), " if hits <= _MOST_RANKED else ""
            of_kind = "AND kind = ? " if kind else ""
            hit = db.execute(
                f"SELECT kind, key {found} {of_kind}"
                f"ORDER BY CAST(number AS TEXT) != ?, {rank}kind, number LIMIT ? OFFSET ?",
                (words, *([kind] if kind else []), text, PAGE_LENGTH, (page - 1) * PAGE_LENGTH),
            ).fetchall()
        parts = []
        for (name, key), body in self._bodies(hit).items():
            texts = part_texts(key, body, rooms)
            parts.append(FoundPart(PartKind(name), key, body, snippet(texts, asked)))
        return FoundParts(parts, counts)

    def _bodies(self, hit: list[tuple[str, str]]) -> dict[tuple[str, str], Any]:
        bodies: dict[tuple[str, str], Any] = {}
        with self._database.reading() as session:
            read = BulkRead(session)
            for name in {name for name, _ in hit}:
                keys = [key for other, key in hit if other == name]
                for key, (_version, body) in read.read(PartKind(name), keys).items():
                    bodies[name, key] = body
        return {one: bodies[one] for one in hit if bodies.get(one) is not None}
