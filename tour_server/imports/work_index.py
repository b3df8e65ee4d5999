"""An index of all works while an import is read: by key, inventory number, source's identifier and number.

It lies in a temporary file that SQLite makes and deletes, so that it takes the same memory for ten works and for a
hundred thousand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from msgspec.structs import replace

from contract.museum import Work
from tour_server.imports.records import Record

MOST_NUMBERS = 99_999  # contract.museum.Work.number


class WorkIndex:
    """The works of the drafts, and what the records of a source ask for. To be used by one thread, in a `with`."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(
            "", isolation_level=None
        )  # a file of its own, deleted at the end
        self._db.executescript(
            """
            BEGIN;
            CREATE TABLE work (key TEXT PRIMARY KEY, inventory TEXT, source TEXT, identifier TEXT, number INTEGER);
            CREATE INDEX by_inventory ON work (inventory);
            CREATE INDEX by_identifier ON work (source, identifier);
            CREATE INDEX by_number ON work (number);
            CREATE TABLE used (key TEXT PRIMARY KEY);
            CREATE TABLE given (key TEXT PRIMARY KEY);
            CREATE TABLE asked (number INTEGER PRIMARY KEY, identity TEXT);
            CREATE TABLE seen (identity TEXT PRIMARY KEY, place TEXT);
            CREATE TABLE titled (title TEXT PRIMARY KEY, times INTEGER);
            CREATE TABLE stem (stem TEXT PRIMARY KEY, times INTEGER);
            CREATE TABLE matched (key TEXT PRIMARY KEY, place TEXT);
            """
        )
        self._next_number = 1

    def __enter__(self) -> WorkIndex:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def add_work(self, work: Work) -> None:
        """Take in a work of the drafts, also over an earlier version of it."""
        origin = work.origin
        self._db.execute(
            "INSERT OR REPLACE INTO work VALUES (?, ?, ?, ?, ?)",
            (
                work.key,
                _folded(work.inventory) or None,
                origin.source if origin else None,
                origin.identifier if origin else None,
                work.number,
            ),
        )

    def forget(self, keys: Iterable[str]) -> None:
        """Leave works out of the index: their numbers are free."""
        self._db.executemany("DELETE FROM work WHERE key = ?", ((key,) for key in keys))

    def settled(self, work: Work, kept: int | None) -> Work:
        """Return a work with a number that no other work has, and take it in: its own, else `kept`, else a free one."""
        number = work.number
        if self.holder(number) not in (None, work.key):
            number = self.free_number() if kept is None else kept
        if number != work.number:
            work = replace(work, number=number)
        self.add_work(work)
        return work

    def use_keys(self, keys: Iterable[str]) -> None:
        """Take in keys that works have or ever had."""
        self._db.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys))

    def asks(self, record: Record) -> None:
        """Take in the number that a record asks for: no made-up number takes it."""
        if record.number is not None:
            self._db.execute(
                "INSERT OR IGNORE INTO asked VALUES (?, ?)", (record.number, record.where)
            )

    def identity(self, record: Record) -> str:
        """Return by what a record is found again: the source's identifier, its inventory number, its key, its title.

        Works of the same title that have nothing else are told apart by their order. Empty: it says nothing at all.
        """
        if name := record.identifier or record.inventory or record.key:
            return name[:500]
        title = next((text for text in record.title.values() if text.strip()), "")[:480]
        if not title:
            return ""
        self._db.execute(
            "INSERT INTO titled VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1", (title,)
        )
        times = self._one("SELECT times FROM titled WHERE title = ?", title)
        return title if times == 1 else f"{title} ({times})"

    def first_place(self, identity: str, place: str) -> str | None:
        """Return the place of the record that had this identity before, None for the first one, which is kept."""
        earlier: str | None = self._one("SELECT place FROM seen WHERE identity = ?", identity)
        if earlier is None:
            self._db.execute("INSERT INTO seen VALUES (?, ?)", (identity, place))
        return earlier

    def matched_at(self, key: str, place: str) -> str | None:
        """Return the place of the record that has this work already, None for the first one, which is kept."""
        earlier: str | None = self._one("SELECT place FROM matched WHERE key = ?", key)
        if earlier is None:
            self._db.execute("INSERT INTO matched VALUES (?, ?)", (key, place))
        return earlier

    def was_seen(self, identity: str) -> bool:
        """Return whether a record has this identity."""
        return self._one("SELECT 1 FROM seen WHERE identity = ?", identity) is not None

    def has_key(self, key: str) -> bool:
        """Return whether a work of the drafts has this key."""
        return self._one("SELECT 1 FROM work WHERE key = ?", key) is not None

    def match(self, source: str, record: Record, key: str) -> str | None:
        """Return the key of the draft that a record is about: by origin, inventory number, then its own key.

        Never by a number that visitors type, which may have been made up. An inventory number that several works have
        says nothing.
        """
        if record.identifier:
            found = self._keys(
                "source = ? AND identifier = ? LIMIT 2", source, record.identifier[:500]
            )
            if len(found) == 1:
                return found[0]
        if record.inventory:
            found = self._keys("inventory = ? LIMIT 2", _folded(record.inventory))
            if len(found) == 1:
                return found[0]
        return key if key and self.has_key(key) else None

    def holder(self, number: int) -> str | None:
        """Return the key of the work that has a number, None where it is free."""
        found: str | None = self._one("SELECT key FROM work WHERE number = ? LIMIT 1", number)
        return found

    def asked_at(self, number: int) -> str | None:
        """Return the place of the record that asks for a number first, None where no record does."""
        found: str | None = self._one("SELECT identity FROM asked WHERE number = ?", number)
        return found

    def free_number(self) -> int:
        """Return the lowest number that no work has and no record asks for. Raises ValueError when there is none."""
        for number in range(self._next_number, MOST_NUMBERS + 1):
            if self.holder(number) is None and self.asked_at(number) is None:
                self._next_number = number + 1
                return number
        raise ValueError(f"no number up to {MOST_NUMBERS} is free")

    def claim_key(self, key: str) -> bool:
        """Use a key. Returns whether no work has it, and no record was given it."""
        if self.has_key(key) or self._one("SELECT 1 FROM given WHERE key = ?", key) is not None:
            return False
        self._give(key)
        return True

    def _give(self, key: str) -> None:
        self._db.execute("INSERT INTO given VALUES (?)", (key,))
        self.use_keys([key])

    def free_key(self, stem: str) -> str:
        """Return a key that no work has or ever had, made from a stem of at most 56 characters, and use it."""
        while True:
            self._db.execute(
                "INSERT INTO stem VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
                (stem,),
            )
            times = self._one("SELECT times FROM stem WHERE stem = ?", stem)
            name = stem if times == 1 else f"{stem}-{times}"
            if self._one("SELECT 1 FROM used WHERE key = ?", name) is None:
                self._give(name)
                return name

    def _keys(self, condition: str, *values: str) -> list[str]:
        query = f"SELECT key FROM work WHERE {condition}"  # noqa: S608, a condition of ours
        return [key for (key,) in self._db.execute(query, values)]

    def _one(self, query: str, *values: object) -> Any:
        row = self._db.execute(query, values).fetchone()
        return None if row is None else row[0]


def same_inventory(first: str, second: str) -> bool:
    """Return whether two inventory numbers are one, written in two ways."""
    return _folded(first) == _folded(second)


def _folded(inventory: str) -> str:
    """Return an inventory number as two people write the same one: in any case, with any space."""
    return " ".join(inventory.split()).casefold()
