"""Asks the index for works: how many fit, which stand on a page, and how many each further filter would leave."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tour_server.search.catching_up import CatchingUp
from tour_server.search.facets import WorkState, bit_of, bit_of_language
from tour_server.search.index_file import IndexFile
from tour_server.search.index_writer import noted, stamp
from tour_server.search.tokens import expression, query_words
from tour_server.search.work_query import WorkQuery, day_of

PAGE_LENGTH = 50
_KEPT_COUNTS = 50
_WEIGHTS = "10.0, 6.0, 10.0, 3.0, 1.0"  # of part_words.COLUMNS: a title counts more than a mention
_MOST_RANKED = 5_000  # with more hits, weighing them takes longer than it helps
_ORDERS = {
    "number": "number, id",
    "title": "title, number, id",
    "maker": "maker = '', maker, title, id",
    "newest": "changed_at DESC, id DESC",
    "oldest": "changed_at, id",
}
Group = tuple[str, int, str, str, int]  # room, mask, rights, changed by, how many works


class FoundWork(Struct, frozen=True):
    """A work of a page."""

    key: str
    mask: int
    waiting: int


class FilterCounts(Struct, frozen=True):
    """How many works fit, and how many would with one filter changed, by that filter's value."""

    count: int
    total: int
    room: dict[str, int]
    missing: dict[str, int]
    rights: dict[str, int]
    by: dict[str, int]
    state: dict[WorkState, int]
    tour: dict[str, int]


class WorkSearch:
    """Asks the index. Safe to call from many threads."""

    def __init__(
        self, index: IndexFile, catching_up: CatchingUp, zone: Callable[[], dt.tzinfo]
    ) -> None:
        """`zone`: the museum's, in which days begin."""
        self._index, self._catching_up, self._zone = index, catching_up, zone
        self._counts: dict[tuple[int, WorkQuery], FilterCounts] = {}
        self._lock = threading.Lock()

    def counts(self, query: WorkQuery) -> FilterCounts:
        """Return how many works fit, and how many each filter would leave."""
        asked = self._catching_up.changes, replace(query, page=1, sort="")
        with self._lock:
            found = self._counts.get(asked)
        if found is None:
            with self._index.reading() as db:
                found = self._count(db, query)
            with self._lock:
                while len(self._counts) >= _KEPT_COUNTS:
                    self._counts.pop(next(iter(self._counts)))
                self._counts[asked] = found
        return found

    def page(self, query: WorkQuery, count: int) -> list[FoundWork]:
        """Return the works of a page, of `count` that fit."""
        with self._index.reading() as db:
            begin, order = (query.page - 1) * PAGE_LENGTH, query.order
            if order == "best" and count <= _MOST_RANKED:
                rows = self._best(db, query, begin)
            else:
                where, values = self._conditions(db, query)
                by = _ORDERS["number" if order == "best" else order]
                rows = db.execute(
                    f"SELECT key, mask, waiting FROM part WHERE {where} ORDER BY {by} LIMIT ? OFFSET ?",  # noqa: S608
                    (*values, PAGE_LENGTH, begin),
                ).fetchall()
        return [FoundWork(*row) for row in rows]

    def unread(self) -> int:
        """Read what changed, as far as a page can wait for it. Returns how many parts are still to be read."""
        return self._catching_up.look()

    def keys(self, query: WorkQuery) -> list[str]:
        """Return the keys of all works that fit, by number."""
        with self._index.reading() as db:
            where, values = self._conditions(db, query)
            rows = db.execute(f"SELECT key FROM part WHERE {where} ORDER BY number, id", values)  # noqa: S608
            return [key for (key,) in rows]

    def languages(self) -> list[str]:
        """Return the museum's languages as the index knows them."""
        with self._index.reading() as db:
            return noted(db, "languages").split()

    def _best(self, db: sqlite3.Connection, query: WorkQuery, begin: int) -> list[Any]:
        asked = expression(query_words(query.q, noted(db, "languages").split()))
        if not asked:
            return []
        where, values = self._conditions(db, replace(query, q=""))
        return db.execute(
            "SELECT key, mask, waiting FROM word JOIN part ON part.id = word.rowid "  # noqa: S608
            f"WHERE word MATCH ? AND {where} ORDER BY CAST(number AS TEXT) != ?, "
            f"bm25(word, {_WEIGHTS}), number LIMIT ? OFFSET ?",
            (asked, *values, query.q, PAGE_LENGTH, begin),
        ).fetchall()

    def _conditions(
        self, db: sqlite3.Connection, query: WorkQuery, *, all_filters: bool = True
    ) -> tuple[str, list[Any]]:
        """Return what a row has to fit, as SQL and its values; `all_filters` with those that groups can decide."""
        where, values = ["kind = 'work'"], list[Any]()
        languages = noted(db, "languages").split()
        if query.q:
            asked = expression(query_words(query.q, languages))
            where.append("id IN (SELECT rowid FROM word WHERE word MATCH ?)" if asked else "0")
            values += [asked] if asked else []
        if query.tour and all_filters:
            where.append("key IN (SELECT work FROM stop WHERE tour = ?)")
            values.append(query.tour)
        if (day := day_of(query.since)) is not None:
            begin = dt.datetime.combine(day, dt.time(), self._zone()).astimezone(dt.UTC)
            where.append("changed_at >= ?")
            values.append(stamp(begin))
        if all_filters:
            for condition, value in _decided_by_groups(query, languages):
                where.append(condition)
                values += value
        return " AND ".join(where), values

    def _count(self, db: sqlite3.Connection, query: WorkQuery) -> FilterCounts:
        languages = noted(db, "languages").split()
        total = db.execute("SELECT count(*) FROM part WHERE kind = 'work'").fetchone()[0]
        bare, bare_values = self._conditions(db, query, all_filters=False)
        in_tour = " AND key IN (SELECT work FROM stop WHERE tour = ?)" if query.tour else ""
        groups: list[Group] = db.execute(
            "SELECT room, mask, rights, changed_by, count(*) FROM part "  # noqa: S608
            f"WHERE {bare}{in_tour} GROUP BY room, mask, rights, changed_by",
            (*bare_values, *([query.tour] if query.tour else [])),
        ).fetchall()
        where, values = self._conditions(db, replace(query, tour=""))
        tours = db.execute(
            f"SELECT tour, count(*) FROM stop JOIN part ON part.key = stop.work WHERE {where} GROUP BY tour",  # noqa: S608
            values,
        )
        return _counted(groups, query, languages, total, dict(tours.fetchall()))


def _decided_by_groups(query: WorkQuery, languages: Sequence[str]) -> list[tuple[str, list[Any]]]:
    found: list[tuple[str, list[Any]]] = []
    if query.room:
        found.append(("room = ?", [query.room]))
    if query.missing in languages:
        found.append(("mask & ? = 0", [bit_of_language(query.missing, languages)]))
    if query.rights:
        found.append(("instr(rights, ?) > 0", [f"|{query.rights}|"]))
    if query.by:
        found.append(("changed_by = ?", [query.by]))
    return [*found, *(("mask & ? != 0", [bit_of(state)]) for state in query.states)]


def _counted(
    groups: Sequence[Group],
    query: WorkQuery,
    languages: Sequence[str],
    total: int,
    tours: dict[str, int],
) -> FilterCounts:
    bits = {language: bit_of_language(language, languages) for language in languages}
    count = 0
    found: dict[str, Counter[Any]] = {
        name: Counter() for name in ("room", "missing", "rights", "by", "state")
    }
    for room, mask, rights, by, number in groups:
        fits = {
            "room": query.room in ("", room),
            "missing": query.missing not in bits or not mask & bits[query.missing],
            "rights": not query.rights or f"|{query.rights}|" in rights,
            "by": query.by in ("", by),
            "state": all(mask & bit_of(state) for state in query.states),
        }
        failing = [name for name, fit in fits.items() if not fit]
        if not failing:
            count += number
        values: dict[str, list[Any]] = {
            "room": [room],
            "missing": [language for language, bit in bits.items() if not mask & bit],
            "rights": [one for one in rights.split("|") if one],
            "by": [by],
            "state": [state for state in WorkState if mask & bit_of(state)],
        }
        for name, those in values.items():
            if not failing or (failing == [name] and name != "state"):
                found[name].update(dict.fromkeys(those, number))
    return FilterCounts(
        count, total, tour=tours, **{name: dict(one) for name, one in found.items()}
    )
