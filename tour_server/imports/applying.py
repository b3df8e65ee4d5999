"""Applies a proposal to the drafts: in one transaction, so that all of it counts or nothing.

Each part is compared once more with the draft as it is now: what staff changed since the proposal was made is left as
they made it, and named.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from sqlalchemy import and_, true

from contract.museum import Work
from tour_server.catalogue.bulk_write import BulkWrite
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import TYPES, Body, PartKind
from tour_server.imports.comparing import compare_fields
from tour_server.imports.events import IMPORT_APPLIED
from tour_server.imports.import_documents import (
    WHOLE,
    ImportState,
    Outcome,
    ProposedPart,
)
from tour_server.imports.import_write import ImportWrite
from tour_server.imports.needed_parts import REMOVAL_ORDER, needed_keys
from tour_server.imports.part_fields import Fields, beginning, body_of, fields_of, with_fields
from tour_server.imports.proposals import Import, Proposals, StoredPart
from tour_server.imports.proposer import Progress
from tour_server.imports.tables import ProposedRow
from tour_server.imports.work_index import WorkIndex
from tour_server.recorder import Recorder
from web.translations import gettext as _
from web.translations import mark

CHANGED_SINCE = mark("a colleague changed it since the import was read")
NOT_WANTED = mark("a colleague removed it since the import was read")
STILL_NEEDED = mark("other parts of the museum need it")
_LISTED = (Outcome.ADD, Outcome.CHANGE, Outcome.CONFLICT, Outcome.SAME)


class Applying:
    """Applies proposals."""

    def __init__(self, proposals: Proposals, drafts: Drafts, recorder: Recorder) -> None:
        self._proposals, self._drafts, self._recorder = proposals, drafts, recorder

    def apply(self, number: int, by: str, progress: Progress) -> None:
        """Apply an import; one that is applied already stays as it is.

        Raises KeyError where there is no such import, DocumentVersionError for a draft of newer software, and what
        `progress` raises; then nothing has changed.
        """
        one = self._proposals.get(number)
        if one.state is ImportState.APPLIED:
            return
        with self._drafts.in_bulk(by) as write, WorkIndex() as index:
            _Application(self._proposals, one, write, index, progress).run()
            self._proposals.set(
                number,
                ImportState.APPLIED,
                session=write.session,
                applied_by=by,
                applied_at=self._proposals.now(),
            )
            self._recorder.record(
                IMPORT_APPLIED, by, one.source, f"import {number}", session=write.session
            )


class _Application(ImportWrite):
    """One proposal that is being applied."""

    def __init__(
        self,
        proposals: Proposals,
        one: Import,
        write: BulkWrite,
        index: WorkIndex,
        progress: Progress,
    ) -> None:
        super().__init__(proposals, one, write, index, progress)
        self._instead: dict[str, str] = {}
        self._had_site = next(write.all(PartKind.SITE), None) is not None

    def run(self) -> None:
        """Write every part that is wanted, then remove those that are."""
        table, session, number = ProposedRow, self._write.session, self._import.number
        self._index_works()
        leaving = and_(table.outcome == Outcome.GONE.value, table.taken)
        freed = true() if self._import.document.replace else leaving
        for batch in self._proposals.batches(
            session, number, table.kind == PartKind.WORK.value, freed
        ):
            self._index.forget([part.key for part in batch])
        rooms = table.kind == PartKind.ROOM.value
        for batch in self._proposals.batches(session, number, rooms):
            self._instead |= {
                part.key: part.proposed.instead for part in batch if part.proposed.instead
            }
        for kind in PartKind:
            conditions = (
                table.kind == kind.value,
                table.outcome.in_([one.value for one in _LISTED]),
            )
            for batch in self._proposals.batches(session, number, *conditions):
                self._progress(self._done, self._all)
                self._apply(kind, batch)
                self._done += len(batch)
        for kind in REMOVAL_ORDER:
            for batch in self._proposals.batches(
                session, number, table.kind == kind.value, leaving
            ):
                self._progress(self._done, self._all)
                self._remove(kind, batch)
                self._done += len(batch)

    def _apply(self, kind: PartKind, batch: list[StoredPart]) -> None:
        drafts = self._write.read(kind, [part.key for part in batch])
        elsewhere = self._proposals.said_by_any(self._write.session, kind, list(drafts))
        bodies: dict[str, Body] = {}
        done: dict[int, ProposedPart] = {}
        said: list[tuple[PartKind, str, str, Mapping[str, object]]] = []
        for part in batch:
            if not part.taken or part.proposed.instead:
                continue
            version, draft = drafts.get(part.key, (0, None))
            base = part.proposed.base or elsewhere.get(part.key, {})
            proposed, body = self._body(part, version, draft, base)
            if body is not None:
                bodies[part.key] = body
            if (proposed.left, proposed.before) != (part.proposed.left, part.proposed.before):
                done[part.place] = proposed
            if part.proposed.identifier and not proposed.left:
                remembered = {**part.proposed.base, **part.proposed.said}
                said.append((kind, part.proposed.identifier, part.key, remembered))
        written = self._write.write(kind, bodies)
        for part in batch:
            if part.key in written:
                proposed = done.get(part.place, part.proposed)
                done[part.place] = replace(proposed, written=written[part.key])
            elif part.place in done:
                done[part.place] = replace(done[part.place], before=0)
        session, number = self._write.session, self._import.number
        self._proposals.update_parts(
            session,
            number,
            [replace(part, proposed=done[part.place]) for part in batch if part.place in done],
        )
        self._proposals.remember_said(session, self._import.source, number, said)

    def _body(
        self, part: StoredPart, version: int, draft: Body | None, base: Fields
    ) -> tuple[ProposedPart, Body | None]:
        """Return the part with its version before, or why it is left alone; and what it becomes."""
        proposed = part.proposed
        if draft is None:
            return self._new(part, version)
        if part.outcome is Outcome.ADD or WHOLE in [one.path for one in proposed.conflicts]:
            if (part.kind is PartKind.SITE and self._had_site) or part.kind is PartKind.ROOM:
                return proposed, None
            return replace(proposed, left=CHANGED_SINCE), None
        before = fields_of(draft)
        said = self._moved(proposed.said)
        if proposed.whole:
            if version != proposed.version:
                return replace(proposed, left=CHANGED_SINCE), None
            return replace(proposed, before=version), self._checked(said, {}, TYPES[part.kind])
        differing = compare_fields(before, base, said)
        seen = {one.path: one.before for one in (*proposed.changes, *proposed.conflicts)}
        taken = {
            one.path: one.after
            for one in (*differing.changes, *differing.conflicts)
            if one.path in seen
            and before.get(one.path) == seen[one.path]
            and (one in differing.changes or one.path in proposed.chosen)
        }
        unseen = [
            one
            for one in differing.conflicts
            if one.path not in seen or one.before != seen[one.path]
        ]
        if unseen:
            proposed = replace(proposed, left=CHANGED_SINCE)
        if not taken:
            return proposed, None
        after = with_fields(before, taken, proposed.defaults)
        body = self._checked(after, before, TYPES[part.kind])
        return replace(proposed, before=version), body

    def _new(self, part: StoredPart, version: int) -> tuple[ProposedPart, Body | None]:
        """Return what a part without a draft becomes, None where it stays away."""
        proposed = part.proposed
        if part.outcome is Outcome.SAME:
            return proposed, None
        if part.outcome is Outcome.CONFLICT and WHOLE not in proposed.chosen:
            return replace(proposed, left="" if proposed.version == 0 else NOT_WANTED), None
        if part.outcome is Outcome.CHANGE:
            return replace(proposed, left=NOT_WANTED), None
        defaults = self._moved(proposed.defaults)
        if self._import.document.room and "/room" in defaults and "/room" not in proposed.said:
            defaults["/room"] = self._import.document.room
        fields = with_fields(beginning(defaults), self._moved(proposed.said), defaults)
        return replace(proposed, before=version), self._checked(fields, {}, TYPES[part.kind])

    def _moved(self, fields: Fields) -> Fields:
        """Return the fields with the room that is meant in the place of one that is not made."""
        moved = dict(fields)
        for path in ("/room", "/entrance"):
            if path in moved:
                moved[path] = self._instead.get(moved[path], moved[path])
        return moved

    def _checked(self, fields: Fields, before: Fields, kind: type[Body]) -> Body:
        """Return the part of these fields, with a number that no other work has."""
        body: Body = body_of(fields, kind)
        if not isinstance(body, Work):
            return body
        return self._index.settled(body, before.get("/number"))

    def _remove(self, kind: PartKind, batch: list[StoredPart]) -> None:
        drafts = self._write.read(kind, [part.key for part in batch])
        needed = needed_keys(self._write, kind)
        said = self._proposals.said(
            self._write.session,
            self._import.source,
            kind,
            [part.proposed.identifier for part in batch],
        )
        wanted, done = [], []
        for part in batch:
            version = drafts.get(part.key, (0, None))[0]
            proposed = part.proposed
            if version == 0:
                continue
            if version != proposed.version:
                proposed = replace(proposed, left=CHANGED_SINCE)
            elif part.key in needed:
                proposed = replace(proposed, left=STILL_NEEDED)
            else:
                wanted.append(part.key)
                base = said.get(proposed.identifier, ("", {}))[1]
                proposed = replace(proposed, before=version, base=base)
            done.append(replace(part, proposed=proposed))
        removed = self._write.remove(kind, wanted)
        done = [
            replace(part, proposed=replace(part.proposed, written=removed.get(part.key, 0)))
            for part in done
        ]
        session, number = self._write.session, self._import.number
        self._proposals.update_parts(session, number, done)
        self._proposals.remember_said(
            session,
            self._import.source,
            number,
            [
                (kind, part.proposed.identifier, part.key, {})
                for part in done
                if part.key in removed
            ],
        )


def left_sentence(part: ProposedPart) -> str:
    """Return why a part was left alone, in the language of the request."""
    return _(part.left) if part.left else ""
