"""Applies a change of many works, in one transaction: all of it counts, or nothing. Each work left alone is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.museum import Work, worded
from contract.rights import Rights
from tour_server.catalogue.approval_units import UnitKey, approval_units, with_approver
from tour_server.catalogue.approvals import Approvals
from tour_server.catalogue.approved_wordings import record_approvals
from tour_server.catalogue.bulk_write import BulkWrite
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import ApprovedWording
from tour_server.imports.needed_parts import needed_keys
from tour_server.recorder import Recorder
from tour_server.search.bulk_documents import (
    BulkAction,
    BulkState,
    BulkWork,
    EarlierWording,
)
from tour_server.search.bulk_store import BulkChange, BulkStore, StoredWork
from tour_server.search.events import BULK_CHANGED
from web.translations import mark

Progress = Callable[[int, int], None]
GONE = mark("it is not there any more")
SAME = mark("there was nothing to change")
NO_PICTURE = mark("it has no picture")
STILL_NEEDED = mark("a tour, a link or an offer needs it")
NO_ROOM = mark("the room is not there any more")
OWN = mark("you changed its words last, so a colleague approves them")


class BulkApply:
    """Applies changes of many works."""

    def __init__(
        self, store: BulkStore, drafts: Drafts, approvals: Approvals, recorder: Recorder
    ) -> None:
        self._store, self._drafts = store, drafts
        self._approvals, self._recorder = approvals, recorder

    def apply(self, number: int, progress: Progress) -> None:
        """Apply a change; one that was applied already stays as it is.

        Raises KeyError, DocumentVersionError, and what `progress` raises; then nothing has changed.
        """
        one = self._store.get(number)
        if one.state is not BulkState.WAITING:
            return
        with self._drafts.in_bulk(one.asked_by) as write:
            run = _Application(self._store, self._approvals, one, write)
            done = 0
            for batch in self._store.batches(write.session, number):
                progress(done, one.document.works)
                self._store.write(write.session, number, run.batch(batch))
                done += len(batch)
            self._store.set(
                write.session, one, BulkState.DONE, changed=run.changed, texts=run.texts
            )
            self._recorder.record(
                BULK_CHANGED,
                one.asked_by,
                one.action.value,
                f"change {number}, {run.changed} works",
                session=write.session,
            )


class _Application:
    """One change that is being applied."""

    def __init__(
        self, store: BulkStore, approvals: Approvals, one: BulkChange, write: BulkWrite
    ) -> None:
        self._approvals, self._one, self._write = approvals, one, write
        self._at = store.now()
        self.changed = self.texts = 0
        is_removal = one.action is BulkAction.REMOVE
        self._needed = needed_keys(write, PartKind.WORK) if is_removal else set()
        rooms = {key for key, _, _ in write.all(PartKind.ROOM)}
        self._has_room = one.action is not BulkAction.ROOM or one.document.room in rooms

    def batch(self, works: Sequence[StoredWork]) -> list[StoredWork]:
        """Change a batch of works. Returns what became of each."""
        drafts = self._write.read(PartKind.WORK, [one.key for one in works])
        found = {one.key: self._work(one.key, drafts.get(one.key)) for one in works}
        bodies = {key: body for key, (work, body) in found.items() if body is not None}
        if self._one.action is BulkAction.REMOVE:
            written = self._write.remove(PartKind.WORK, list(bodies))
        else:
            keep = self._one.action is BulkAction.APPROVE
            written = self._write.write(PartKind.WORK, bodies, with_approvals=keep)
        done = []
        for one in works:
            work, body = found[one.key]
            if one.key in written:
                work = replace(work, written=written[one.key])
            elif body is not None and not work.wordings:
                work = replace(work, left=SAME)
            self.changed += not work.left
            done.append(replace(one, work=work))
        return done

    def _work(self, key: str, draft: tuple[int, Any] | None) -> tuple[BulkWork, Work | None]:
        """Return what becomes of a work: its body, None where it is left alone."""
        if draft is None or draft[1] is None:
            return BulkWork(name=key, left=GONE), None
        version, body = draft
        name = f"{body.number} {worded(body.title, list(body.title))[0]}"
        kept = BulkWork(name=name, before=version, written=version)
        action, asked = self._one.action, self._one.document
        if action is BulkAction.APPROVE:
            return self._approved(key, version, body, kept)
        if action is BulkAction.REMOVE:
            if key in self._needed:
                return replace(kept, left=STILL_NEEDED), None
            return replace(kept, standing=_standing(self._write.session, key)), body
        if action is BulkAction.ROOM:
            if not self._has_room:
                return replace(kept, left=NO_ROOM), None
            if body.room == asked.room:
                return replace(kept, left=SAME), None
            return kept, replace(body, room=asked.room, x=0.0, y=0.0)  # its place was in that room
        if not body.media:
            return replace(kept, left=NO_PICTURE), None
        media = [
            replace(medium, rights=_with_rights(medium.rights, asked.licence, asked.holder))
            for medium in body.media
        ]
        return kept, replace(body, media=media)

    def _approved(
        self, key: str, version: int, body: Work, kept: BulkWork
    ) -> tuple[BulkWork, Work | None]:
        contents = approval_units(body)
        part = Part(PartKind.WORK, key, version, body, self._at, self._one.asked_by)
        units, own = self._approvals.approvable(part, list(contents), self._one.asked_by)
        if not units:
            return replace(kept, own=len(own), left=OWN if own else SAME), None
        session, by = self._write.session, self._one.asked_by
        wordings = [_earlier(session, unit) for unit in units]
        approved = {unit: contents[unit] for unit in units}
        record_approvals(session, PartKind.WORK, key, approved, by, self._at)
        self.texts += len(units)
        work = replace(kept, own=len(own), wordings=wordings)
        return work, with_approver(body, approved, by)


def _earlier(session: Session, unit: UnitKey) -> EarlierWording:
    row = session.get(ApprovedWording, unit)
    if row is None:
        return EarlierWording(*unit)
    session.expunge(row)
    return EarlierWording(*unit, row.content, row.approved_by, row.approved_at, row.stands)


def _standing(session: Session, key: str) -> list[tuple[str, str]]:
    table = ApprovedWording
    query = select(table.path, table.language).where(
        table.kind == PartKind.WORK.value, table.key == key, table.stands
    )
    return [(path, language) for path, language in session.execute(query)]


def _with_rights(rights: Rights, licence: str, holder: str) -> Rights:
    return replace(rights, licence=licence, holder=holder or rights.holder)
