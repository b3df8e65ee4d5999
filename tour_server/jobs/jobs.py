"""The jobs in the database: asked for, found, cancelled, and their life as the runner lives it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence

from msgspec import Struct
from sqlalchemy import delete, select, update
from sqlalchemy.event import listen
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.jobs.job import UNENDED, Job, JobKind, JobState, encode_arguments
from tour_server.jobs.tables import JobRow
from web.translations import mark

INTERRUPTIONS = 3  # after so many a job fails: it may be what ends the server
SERVER_STOPPED = mark(
    "The server stopped several times while this was done. It is not tried again; the reason may be in the "
    "server's log."
)
DATABASE_AWAY_LONG = mark(
    "Several times the database did not answer while this was done. It is not tried again; the reason is in the "
    "server's log."
)
DOING_LENGTH = 200  # characters


class _Progress(Struct, frozen=True):
    doing: str
    done: int
    of: int


class Jobs:
    """May be called from any thread. The progress of running jobs is in memory, and in the database now and then."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now` returns the time in UTC."""
        self._database, self._now = database, now
        self._progress: dict[int, _Progress] = {}
        self.asked = threading.Event()  # set when there may be something to do

    def ask(
        self,
        kind: JobKind,
        arguments: Struct | None = None,
        by: str = "server",
        *,
        session: Session | None = None,
    ) -> int | None:
        """Ask for a job. Returns its number, None when there is one of a kind that has only one at a time.

        With `session` the job is asked for in that transaction, otherwise in its own.
        """
        row = JobRow(
            kind=kind.name,
            only_one=kind.name if kind.only_one else None,
            arguments="{}" if arguments is None else encode_arguments(arguments),
            asked_by=by,
            asked_at=self._now(),
            state=JobState.WAITING.value,
        )
        try:
            if session is not None:
                with session.begin_nested():
                    session.add(row)
                # Before the commit no thread would find it, and would then wait until it looks again.
                listen(session, "after_commit", lambda _session: self.asked.set())
            else:
                with self._database.writing() as own:
                    own.add(row)
                    own.flush()
        except IntegrityError:
            return None
        self.asked.set()
        return row.id

    def get(self, number: int) -> Job | None:
        """Returns a job, None when there is none of this number."""
        with self._database.reading() as session:
            row = session.get(JobRow, number)
        return None if row is None else self._job(row)

    def newest(self, kind: str) -> Job | None:
        """Returns the job of a kind that was asked for last, None where there is none."""
        query = select(JobRow).where(JobRow.kind == kind).order_by(JobRow.id.desc()).limit(1)
        with self._database.reading() as session:
            row = session.scalar(query)
        return None if row is None else self._job(row)

    def unended(self, kind: str) -> bool:
        """Returns whether a job of this kind waits or runs."""
        query = select(JobRow.id).where(JobRow.kind == kind, JobRow.state.in_(UNENDED))
        with self._database.reading() as session:
            return session.scalar(query.limit(1)) is not None

    def listed(self, length: int = 100) -> list[Job]:
        """Returns the newest jobs, the newest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(JobRow).order_by(JobRow.id.desc()).limit(length)).all()
        return [self._job(row) for row in rows]

    def cancel(self, number: int) -> None:
        """Cancel a job that waits; ask one that runs to end. Changes nothing for one that has ended."""
        with self._database.writing() as session:
            row = session.get(JobRow, number, with_for_update=True)
            if row is None or row.state not in UNENDED:
                return
            row.cancel_asked = True
            if row.state == JobState.WAITING:
                _end(row, JobState.CANCELLED, self._now())

    def cancel_asked(self, number: int) -> bool:
        """Return True when this job was cancelled."""
        with self._database.reading() as session:
            return bool(session.scalar(select(JobRow.cancel_asked).where(JobRow.id == number)))

    # What the runner calls

    def resume(self) -> None:
        """Make jobs wait again that ran when the server died; fail those that were interrupted too often.

        Note: a database belongs to one server process; to a second one the jobs of the first would look interrupted.
        """
        with self._database.writing() as session:
            for row in session.scalars(select(JobRow).where(JobRow.state == JobState.RUNNING)):
                self._interrupt(row, SERVER_STOPPED)
        self.asked.set()

    def interrupted(self, number: int) -> None:
        """Make a running job wait again during which the database did not answer; fail it where that was too often."""
        with self._database.writing() as session:
            self._interrupt(session.get_one(JobRow, number), DATABASE_AWAY_LONG)
        self._progress.pop(number, None)

    def _interrupt(self, row: JobRow, problem: str) -> None:
        row.interruptions += 1
        if row.cancel_asked:
            _end(row, JobState.CANCELLED, self._now())
        elif row.interruptions >= INTERRUPTIONS:
            _end(row, JobState.FAILED, self._now())
            row.problem = problem
        else:
            row.state = JobState.WAITING.value

    def take(self, kinds: Sequence[str]) -> Job | None:
        """Make the oldest waiting job of these kinds run. Returns it, None when none waits."""
        query = (
            select(JobRow)
            .where(JobRow.state == JobState.WAITING.value, JobRow.kind.in_(kinds))
            .order_by(JobRow.id)
            .limit(1)
        )
        with self._database.reading() as session:  # to look costs no transaction that writes
            if session.scalar(query) is None:
                return None
        with self._database.writing() as session:
            row = session.scalar(query.with_for_update(skip_locked=True))
            if row is None:
                return None
            row.state = JobState.RUNNING.value
            row.started_at = row.started_at or self._now()
            session.flush()
            return self._job(row)

    def report(self, number: int, doing: str, done: int, of: int, *, write: bool) -> None:
        """Report the progress of a running job, in memory, and with `write` in the database."""
        self._progress[number] = _Progress(doing[:DOING_LENGTH], done, of)
        if write:
            values = {"doing": doing[:DOING_LENGTH], "done": done, "of": of}
            with self._database.writing() as session:
                session.execute(update(JobRow).where(JobRow.id == number).values(**values))

    def end(
        self, number: int, state: JobState, problem: str = "", result: Struct | None = None
    ) -> None:
        """End a running job; WAITING gives it back, to be done after the next start."""
        with self._database.writing() as session:
            row = session.get_one(JobRow, number)
            progress = self._progress.get(number)
            if progress is not None:
                row.doing, row.done, row.of = progress.doing, progress.done, progress.of
            row.problem = problem
            row.result = None if result is None else encode_arguments(result)
            if state is JobState.WAITING:
                row.state = state.value
            else:
                _end(row, state, self._now())
        self._progress.pop(number, None)

    def forget(self, older_than: dt.datetime) -> None:
        """Delete the jobs that ended before a moment."""
        with self._database.writing() as session:
            session.execute(delete(JobRow).where(JobRow.ended_at < older_than))

    def _job(self, row: JobRow) -> Job:
        live = self._progress.get(row.id) or _Progress(row.doing or "", row.done or 0, row.of or 0)
        return Job(
            id=row.id,
            kind=row.kind,
            arguments=row.arguments.encode(),
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
            state=JobState(row.state),
            interruptions=row.interruptions,
            cancel_asked=row.cancel_asked,
            doing=live.doing,
            done=live.done,
            of=live.of,
            problem=row.problem,
            result=None if row.result is None else row.result.encode(),
        )


def _end(row: JobRow, state: JobState, at: dt.datetime) -> None:
    row.state, row.ended_at, row.only_one = state.value, at, None
