"""Undoes a change of many works: each becomes what it was, but for those that staff changed since, which are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from tour_server.catalogue.bulk_write import BulkWrite
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import ApprovedWording
from tour_server.recorder import Recorder
from tour_server.search.bulk_apply import Progress
from tour_server.search.bulk_documents import BulkAction, BulkState, BulkWork
from tour_server.search.bulk_store import BulkChange, BulkStore, StoredWork
from tour_server.search.events import BULK_UNDONE


class BulkUndo:
    """Undoes changes of many works."""

    def __init__(self, store: BulkStore, drafts: Drafts, recorder: Recorder) -> None:
        self._store, self._drafts, self._recorder = store, drafts, recorder

    def undo(self, number: int, by: str, progress: Progress) -> None:
        """Undo a change in one transaction; one that is undone already stays as it is.

        Raises KeyError, DocumentVersionError, and what `progress` raises; then nothing has changed.
        """
        one = self._store.get(number)
        if one.state not in (BulkState.DONE, BulkState.UNDOING):
            return
        with self._drafts.in_bulk(by) as write:
            done = kept = 0
            for batch in self._store.batches(write.session, number):
                progress(done, one.document.works)
                works = _undone(write, one, batch)
                self._store.write(write.session, number, works)
                kept += sum(work.work.kept for work in works)
                done += len(batch)
            self._store.set(
                write.session,
                one,
                BulkState.UNDONE,
                undone_by=by,
                undone_at=self._store.now(),
                kept=kept,
            )
            self._recorder.record(
                BULK_UNDONE, by, one.action.value, f"change {number}", session=write.session
            )


def _undone(write: BulkWrite, one: BulkChange, batch: Sequence[StoredWork]) -> list[StoredWork]:
    """Bring a batch of works back. Returns what became of each that had been changed."""
    changed = [work for work in batch if not work.work.left and work.work.written]
    drafts = write.read(PartKind.WORK, [work.key for work in changed])
    newest = write.newest(PartKind.WORK, [work.key for work in changed])
    is_removal = one.action is BulkAction.REMOVE
    fits: dict[str, BulkWork] = {}
    done = []
    for work in changed:
        here = work.key in drafts
        if newest.get(work.key) != work.work.written or here == is_removal:
            done.append(replace(work, work=replace(work.work, kept=True)))
        else:
            fits[work.key] = work.work
    before = write.version_before(PartKind.WORK, {key: work.before for key, work in fits.items()})
    bodies: dict[str, Any] = {key: body for key, body in before.items() if body is not None}
    exactly = one.action in (BulkAction.APPROVE, BulkAction.REMOVE)
    write.write(PartKind.WORK, bodies, with_approvals=exactly)
    for brought in fits.values():
        _bring_wordings_back(write.session, brought)
    return done


def _bring_wordings_back(session: Session, work: BulkWork) -> None:
    """Make what was approved what it was before the change."""
    table = ApprovedWording
    for path, language in work.standing:
        session.execute(
            update(table).where(table.path == path, table.language == language).values(stands=True),
            execution_options={"synchronize_session": False},
        )
    for one in work.wordings:
        of_unit = table.path == one.path, table.language == one.language
        if one.content is None:
            session.execute(
                delete(table).where(*of_unit), execution_options={"synchronize_session": False}
            )
            continue
        values = {
            "content": one.content,
            "approved_by": one.approved_by,
            "approved_at": one.approved_at,
            "stands": one.stands,
        }
        session.execute(
            update(table).where(*of_unit).values(**values),
            execution_options={"synchronize_session": False},
        )
