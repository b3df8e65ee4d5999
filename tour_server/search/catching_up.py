"""Keeps the index up with the drafts: at the start of the server it compares all, then it reads what triggers name.

A request reads some parts itself, so that what was just saved is found; more than that is left to the thread, and the
pages say how much it still has to read.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sqlalchemy import delete, func, select

from contract.museum import Museum
from runtime.worker import Worker
from tour_server.catalogue.tables import ApprovedWording, Draft
from tour_server.database import DATABASE_AWAY, Database
from tour_server.search.facets import IS_UNJUDGED
from tour_server.search.index_file import IndexFile
from tour_server.search.index_writer import IndexWriter, Named, note, noted, stamp
from tour_server.search.tables import StaleIndexRow

log = logging.getLogger(__name__)

BATCH = 500  # parts
IN_A_REQUEST = 100  # parts that a page reads before it answers
LOCK_SECONDS = 0.2  # that a page waits for the thread
MOST_WORKS_IN_A_REQUEST = 1_000  # of a release that a page takes in
PAUSE_SECONDS = 2.0
UNJUDGED_SECONDS = 60.0  # between two looks whether pictures were judged meanwhile


class CatchingUp:
    """Reads into the index what changed. May be called from any thread."""

    def __init__(
        self,
        database: Database,
        index: IndexFile,
        writer: IndexWriter,
        published: Callable[[], tuple[int, Museum | None]],
    ) -> None:
        """`published` returns the number of the newest release, 0 before the first, and its museum."""
        self._database, self._index, self._writer = database, index, writer
        self._published = published
        self._lock = threading.Lock()
        self._backlog: dict[Named, None] | None = None  # None: it was not compared yet
        self._done: set[str] = set()  # rows of StaleIndexRow that were read and are to be deleted
        self.changes = 0
        """Runs upwards with each change of the index."""
        self._worker = Worker("search-index", self._run)

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread after the batch that it reads, and close the file."""
        self._worker.stop(10.0)
        self._index.close()

    def look(self) -> int:
        """Read what changed, as far as a page can wait for it. Returns how many parts are still to be read."""
        if self._lock.acquire(timeout=LOCK_SECONDS):
            try:
                return self._read(IN_A_REQUEST)
            finally:
                self._lock.release()
        return self.remaining()

    def remaining(self) -> int:
        """Return how many parts are known to be read yet; 1 where that is not known."""
        return 1 if self._backlog is None else len(self._backlog)

    def rebuild(self, progress: Callable[[int], None]) -> int:
        """Make the whole index anew. Returns how many parts it has. `progress`: how many are still to be read."""
        with self._index.writing() as db:
            for table in ("part", "word", "stop", "published"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608, our own names
            db.execute("DELETE FROM note WHERE name != 'format'")
        with self._lock:
            self._backlog = None
            while left := self._read(BATCH):
                self._tidy()
                progress(left)
            self._tidy()
        with self._index.reading() as db:
            return int(db.execute("SELECT count(*) FROM part").fetchone()[0])

    def _run(self) -> None:
        waited = 0.0
        while not self._worker.stopping.is_set():
            try:
                with self._lock:
                    left = self._read(BATCH)
                    self._tidy()
                    if not left and waited >= UNJUDGED_SECONDS:
                        waited = 0.0
                        self._look_at_unjudged()
            except DATABASE_AWAY as error:
                log.warning("the search waits for the database: %s", error)
                left = 0
            if not left:
                waited += PAUSE_SECONDS
                self._worker.wait(PAUSE_SECONDS)

    def _read(self, limit: int) -> int:
        """Read at most `limit` parts. Returns how many are left."""
        if self._backlog is None:
            self._backlog = dict.fromkeys(self._compared())
        self._take_in_release(self._backlog, limit)
        table = StaleIndexRow
        query = select(table.id, table.part_kind, table.part_key).limit(limit + len(self._done) + 1)
        with self._database.reading() as session:
            stale = [row for row in session.execute(query).all() if row.id not in self._done]
            taken = stale[:limit]
            named = [(row.part_kind, row.part_key) for row in taken]
            room = limit - len(taken)
            named += [one for _, one in zip(range(room), self._backlog, strict=False)]
            if named:
                also = self._writer.write(session, named)
                self.changes += 1
                for one in named:
                    self._backlog.pop(one, None)
                self._backlog |= dict.fromkeys(also)
            more = len(stale) > len(taken)
            waiting = session.scalar(select(func.count()).select_from(table)) if more else 0
        self._done |= {row.id for row in taken}
        return len(self._backlog) + max(0, (waiting or 0) - len(self._done))

    def _tidy(self) -> None:
        """Delete the rows of what was read."""
        done = list(self._done)
        for begin in range(0, len(done), BATCH):
            some = done[begin : begin + BATCH]
            with self._database.writing() as session:
                session.execute(delete(StaleIndexRow).where(StaleIndexRow.id.in_(some)))
            self._done -= set(some)

    def _compared(self) -> list[Named]:
        """Return every part that the index has otherwise than the drafts."""
        table = ApprovedWording
        with self._database.reading() as session:
            self._done |= set(session.scalars(select(StaleIndexRow.id)))  # seen by comparing
            standing = {
                (kind, key): number
                for kind, key, number in session.execute(
                    select(table.kind, table.key, func.count())
                    .where(table.stands)
                    .group_by(table.kind, table.key)
                )
            }
            drafts = {
                (kind, key): (version, stamp(at), standing.get((kind, key), 0))
                for kind, key, version, at in session.execute(
                    select(Draft.kind, Draft.key, Draft.version, Draft.changed_at)
                )
            }
        with self._index.writing() as db:
            if noted(db, "setting") != self._writer.setting:
                note(db, "setting", self._writer.setting)
                db.execute("UPDATE part SET version = -1")
            rows = db.execute("SELECT kind, key, version, changed_at, approved FROM part")
            known = {(kind, key): (version, at, number) for kind, key, version, at, number in rows}
        differing = [one for one, state in drafts.items() if known.get(one) != state]
        first = {"site": 0, "room": 1, "tour": 2}
        differing.sort(key=lambda one: first.get(one[0], 3))
        return [*differing, *(known.keys() - drafts.keys())]

    def _take_in_release(self, backlog: dict[Named, None], limit: int) -> None:
        """Read again the works that a new release has otherwise than the one before."""
        number, museum = self._published()
        with self._index.reading() as db:
            if noted(db, "release") == str(number):
                return
        works = 0 if museum is None else len(museum.works)
        if limit == IN_A_REQUEST and works > MOST_WORKS_IN_A_REQUEST:
            return  # the thread does it
        changed = [] if museum is None else self._writer.publish(museum)
        with self._index.writing() as db:
            is_first = noted(db, "release") in ("", "0")
            note(db, "release", str(number))
            rows = db.execute("SELECT kind, key FROM part WHERE kind = 'work'").fetchall()
        if number:
            backlog |= dict.fromkeys(rows if is_first else changed)

    def _look_at_unjudged(self) -> None:
        """Read the works again whose pictures were judged since."""
        with self._index.reading() as db:
            rows = db.execute(
                "SELECT key FROM part WHERE mask & ? ORDER BY random() LIMIT ?",
                (IS_UNJUDGED, BATCH),
            ).fetchall()
        if rows and self._backlog is not None:
            with self._database.reading() as session:
                judged = self._writer.judged(session, [key for (key,) in rows])
            self._backlog |= dict.fromkeys(judged)
