"""Reads parts of the drafts into the index, a batch at a time."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.museum import Museum, Work, worded
from contract.text_units import languages_without_narration
from runtime.document_version import DocumentVersionError
from runtime.folding import fold
from tour_server.catalogue.approval_units import approval_units
from tour_server.catalogue.by_number import UsablePicture, by_number
from tour_server.catalogue.outgoing_names import NameFilter, OutgoingNames
from tour_server.catalogue.parts import Body, PartKind, decode_stored, encode
from tour_server.catalogue.tables import ApprovedWording, Draft
from tour_server.search.facets import IndexedFacts, mask_of
from tour_server.search.index_file import IndexFile
from tour_server.search.part_words import COLUMNS, part_texts, part_tokens, stops_of

Named = tuple[str, str]  # the kind and the key of a part
_COLUMNS = ("kind", "key", "version", "changed_at", "changed_by", "approved", "number", "title", "maker", "room",
            "mask", "rights", "waiting", "hash")  # fmt: skip
_INSERT = f"INSERT INTO part ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_INSERT_WORDS = (
    f"INSERT INTO word (rowid, {', '.join(COLUMNS)}) VALUES (?, {', '.join('?' * len(COLUMNS))})"  # noqa: S608
)
_SORT_LETTERS = 60


class IndexContext(Struct, frozen=True):
    """What of the rest of the museum stands in the index of a work."""

    languages: list[str]
    rooms: dict[str, dict[str, str]]


class IndexWriter:
    """Writes the index. `approval_needed`: a museum's setting, by which works wait for approval."""

    def __init__(
        self,
        index: IndexFile,
        names: OutgoingNames,
        usable: UsablePicture,
        *,
        approval_needed: bool,
    ) -> None:
        self._index, self._names, self._usable = index, names, usable
        self._approval_needed = approval_needed
        self.setting = f"approval needed: {approval_needed}"
        """What else than the drafts the rows depend on: with another one every part is read again."""

    def write(self, session: Session, parts: Iterable[Named]) -> list[Named]:
        """Read these parts anew; at most some hundreds.

        Returns the works to read, too, because their room or the museum's languages changed.
        """
        wanted = list(dict.fromkeys(parts))
        context, names = self.context(session), self._names.read()
        by_kind: dict[str, list[str]] = {}
        for kind, key in wanted:
            by_kind.setdefault(kind, []).append(key)
        rows = [row for kind, keys in by_kind.items() for row in _drafts(session, kind, keys)]
        approved = {
            (kind, key): number
            for kind, keys in by_kind.items()
            for key, number in _standing(session, kind, keys)
        }
        with self._index.writing() as db:
            also = _concerned(db, wanted, context)
            for kind, key in wanted:
                _forget(db, kind, key)
            for row in rows:
                self._add(db, row, approved.get((row.kind, row.key), 0), context, names)
        just_read = set(wanted)
        return [one for one in also if one not in just_read]

    def context(self, session: Session) -> IndexContext:
        """Return the museum's languages and rooms, as they are in the drafts."""
        sites, rooms = (
            [(row.key, _body(row)) for row in _drafts(session, kind)]
            for kind in (PartKind.SITE, PartKind.ROOM)
        )
        languages = [] if not sites or sites[0][1] is None else sites[0][1].languages
        return IndexContext(languages, {key: body.name for key, body in rooms if body is not None})

    def publish(self, museum: Museum) -> list[Named]:
        """Take in what visitors have. Returns the works to read again, because it differs from what they had."""
        hashes = {work.key: _hash(work) for work in museum.works}
        with self._index.writing() as db:
            before = dict(db.execute("SELECT key, hash FROM published"))
            db.execute("DELETE FROM published")
            db.executemany("INSERT INTO published VALUES (?, ?)", list(hashes.items()))
        changed = {
            key for key in hashes.keys() | before.keys() if hashes.get(key) != before.get(key)
        }
        return [("work", key) for key in sorted(changed)]

    def judged(self, session: Session, keys: Sequence[str]) -> list[Named]:
        """Return those of these works of whose pictures each was judged by now."""
        found: list[Named] = []
        for row in _drafts(session, PartKind.WORK, keys):
            media = getattr(_body(row), "media", [])
            if all(self._usable(one.file, one.crop) is not None for one in media if one.reference):
                found.append((row.kind, row.key))
        return found

    def _add(
        self,
        db: sqlite3.Connection,
        row: Draft,
        approved: int,
        context: IndexContext,
        names: NameFilter,
    ) -> None:
        body = _body(row)
        if body is None:
            return
        values: dict[str, Any] = {
            "kind": row.kind,
            "key": row.key,
            "version": row.version,
            "changed_at": stamp(row.changed_at),
            "changed_by": row.changed_by,
            "approved": approved,
            "number": 0,
            "title": _sorted_by(getattr(body, "title", getattr(body, "name", {})), context),
            "maker": "",
            "room": "",
            "mask": 0,
            "rights": "",
            "waiting": self._waiting(body, approved),
            "hash": "",
        }
        if isinstance(body, Work):
            values |= self._of_work(db, body, values["waiting"], context, names)
        part = db.execute(_INSERT, tuple(values.values())).lastrowid
        tokens = part_tokens(part_texts(row.key, body, context.rooms))
        db.execute(_INSERT_WORDS, (part, *tokens.values()))
        stops = {(work, row.key) for work in stops_of(body)}
        db.executemany("INSERT INTO stop VALUES (?, ?)", sorted(stops))

    def _of_work(
        self,
        db: sqlite3.Connection,
        work: Work,
        waiting: int,
        context: IndexContext,
        names: NameFilter,
    ) -> dict[str, Any]:
        digest = _hash(names.part(work))
        is_published = noted(db, "release") not in ("", "0")
        visitors = db.execute("SELECT hash FROM published WHERE key = ?", (work.key,)).fetchone()
        missing = languages_without_narration(work, context.languages)
        references = [medium for medium in work.media if medium.reference]
        stated = [work.rights] if work.rights is not None else []
        rights = sorted({one.licence for one in (*stated, *(one.rights for one in work.media))})
        facts = IndexedFacts(
            waiting=waiting,
            is_new=is_published and visitors is None,
            is_changed=is_published and visitors is not None and visitors[0] != digest,
            by_number=by_number(work, self._usable),
            is_unjudged=any(self._usable(one.file, one.crop) is None for one in references),
            told=[one for one in context.languages if one not in missing],
        )
        return {
            "number": work.number,
            "maker": _sorted_by(work.maker, context),
            "room": work.room,
            "mask": mask_of(work, facts, context.languages),
            "rights": f"|{'|'.join(rights)}|" if rights else "",
            "hash": digest,
        }

    def _waiting(self, body: Body, approved: int) -> int:
        if self._approval_needed:
            return max(0, len(approval_units(body)) - approved)
        return sum(block.approved_by is None for block in getattr(body, "blocks", ()))


def stamp(at: Any) -> str:
    """Return a moment as the index holds it: sortable text in UTC."""
    return str(at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def note(db: sqlite3.Connection, name: str, value: str) -> None:
    """Note a fact about the whole index."""
    db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))


def noted(db: sqlite3.Connection, name: str) -> str:
    """Return a fact about the whole index, empty where it was never noted."""
    row = db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
    return "" if row is None else str(row[0])


def _concerned(
    db: sqlite3.Connection, wanted: Iterable[Named], context: IndexContext
) -> list[Named]:
    """Return the works that were read with other names of rooms, or other languages, and note those of now."""
    found: list[Named] = []
    languages = " ".join(context.languages)
    if noted(db, "languages") != languages:
        found += db.execute("SELECT kind, key FROM part WHERE kind = 'work'").fetchall()
        note(db, "languages", languages)
    for kind, key in wanted:
        names = repr(sorted(context.rooms.get(key, {}).items()))
        if kind == PartKind.ROOM and noted(db, f"room {key}") != names:
            found += db.execute(
                "SELECT kind, key FROM part WHERE kind = 'work' AND room = ?", (key,)
            ).fetchall()
            note(db, f"room {key}", names)
    return list(dict.fromkeys(found))


def _forget(db: sqlite3.Connection, kind: str, key: str) -> None:
    row = db.execute("SELECT id FROM part WHERE kind = ? AND key = ?", (kind, key)).fetchone()
    if row is not None:
        db.execute("DELETE FROM word WHERE rowid = ?", row)
        db.execute("DELETE FROM part WHERE id = ?", row)
    if kind == PartKind.TOUR:
        db.execute("DELETE FROM stop WHERE tour = ?", (key,))


def _drafts(session: Session, kind: str, keys: Sequence[str] | None = None) -> list[Draft]:
    query = select(Draft).where(Draft.kind == kind)
    if keys is not None:
        query = query.where(Draft.key.in_(keys))
    return list(session.scalars(query))


def _standing(session: Session, kind: str, keys: Sequence[str]) -> list[tuple[str, int]]:
    table = ApprovedWording
    query = (
        select(table.key, func.count())
        .where(table.kind == kind, table.key.in_(keys), table.stands)
        .group_by(table.key)
    )
    return [(key, number) for key, number in session.execute(query)]


def _body(row: Draft) -> Any:
    """Return the part, None where it can't be read: the desk names those above its pages."""
    try:
        return decode_stored(PartKind(row.kind), row.key, row.body)
    except (DocumentVersionError, msgspec.ValidationError):
        return None


def _hash(work: Work) -> str:
    return hashlib.blake2b(encode(work).encode(), digest_size=12).hexdigest()


def _sorted_by(text: Any, context: IndexContext) -> str:
    return fold(worded(text, context.languages)[0] or "")[:_SORT_LETTERS] if text else ""
