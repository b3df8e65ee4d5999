"""Changes of many works that take longer than a page may: as jobs, with progress."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from tour_server.jobs.job import JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.search.bulk_apply import BulkApply
from tour_server.search.bulk_documents import BulkAction, BulkDocument, BulkState
from tour_server.search.bulk_store import BulkChange, BulkStore
from tour_server.search.bulk_undo import BulkUndo
from tour_server.staff.permissions import Permission
from web.translations import mark

AT_ONCE = 500  # works that are changed before the page answers


class BulkArguments(Struct, frozen=True):
    """Which change a job is about."""

    number: int


class BulkJobs:
    """Applies and undoes changes, at once where few works are concerned, otherwise by a job."""

    def __init__(self, jobs: Jobs, store: BulkStore, apply: BulkApply, undo: BulkUndo) -> None:
        self._jobs, self._store = jobs, store
        self._applying, self._undoing = apply, undo

        def kind(name: str, title: str, handler: Callable[[JobRun], None]) -> JobKind:
            return JobKind(name, title, handler, only_one=False, permission=Permission.WRITE)

        self.apply_kind = kind("change-works", mark("Change of many works"), self._apply)
        self.undo_kind = kind(
            "undo-works-change", mark("Undoing of a change of many works"), self._undo
        )
        self.kinds = (self.apply_kind, self.undo_kind)

    def begin(self, action: BulkAction, by: str, keys: list[str], asked: BulkDocument) -> int:
        """Change works. Returns the number of the change, which a job still does where there are many."""
        with self._store.database.writing() as session:
            number = self._store.begin(session, action, by, keys, asked)
            if len(keys) > AT_ONCE:
                self._jobs.ask(self.apply_kind, BulkArguments(number), by, session=session)
        if len(keys) <= AT_ONCE:
            self._applying.apply(number, _no_progress)
        return number

    def undo(self, one: BulkChange, by: str) -> None:
        """Undo a change, by a job where it is about many works."""
        if one.state not in (BulkState.DONE, BulkState.UNDOING) or self.is_busy(one):
            return
        if one.document.works <= AT_ONCE:
            self._undoing.undo(one.number, by, _no_progress)
            return
        with self._store.database.writing() as session:
            self._store.set(session, one, BulkState.UNDOING)
            self._jobs.ask(self.undo_kind, BulkArguments(one.number), by, session=session)

    def is_busy(self, one: BulkChange) -> bool:
        """Returns whether a change is being made or undone: its job may have failed, or been cancelled."""
        kinds = {BulkState.WAITING: self.apply_kind, BulkState.UNDOING: self.undo_kind}
        return one.state in kinds and self._jobs.unended(kinds[one.state].name)

    def _apply(self, run: JobRun) -> None:
        number = run.job.arguments_as(BulkArguments).number
        run.progress(mark("changing works"), 0, 1)
        self._applying.apply(number, run.progress_in_memory)

    def _undo(self, run: JobRun) -> None:
        number = run.job.arguments_as(BulkArguments).number
        run.progress(mark("bringing works back"), 0, 1)
        self._undoing.undo(number, run.job.asked_by, run.progress_in_memory)


def _no_progress(_done: int, _all: int) -> None:
    """Do nothing: the page answers when all is done."""
