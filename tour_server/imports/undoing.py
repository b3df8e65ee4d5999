"""Undoes an import: every part that it changed becomes what it was, but for those that staff changed since.

Those are named and left, and so is what other parts need by now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from contract.museum import Work
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import Body, PartKind
from tour_server.imports.applying import STILL_NEEDED
from tour_server.imports.events import IMPORT_UNDONE
from tour_server.imports.import_documents import ImportState, Outcome
from tour_server.imports.import_write import ImportWrite
from tour_server.imports.needed_parts import REMOVAL_ORDER, needed_keys
from tour_server.imports.proposals import Proposals, StoredPart
from tour_server.imports.proposer import Progress
from tour_server.imports.tables import ProposedRow
from tour_server.imports.work_index import WorkIndex
from tour_server.recorder import Recorder
from web.translations import mark

CHANGED_AFTERWARDS = mark("a colleague changed it after the import")
NO_ROOM = mark("its room from before the import is not there any more")


class Undoing:
    """Undoes imports."""

    def __init__(self, proposals: Proposals, drafts: Drafts, recorder: Recorder) -> None:
        self._proposals, self._drafts, self._recorder = proposals, drafts, recorder

    def undo(self, number: int, by: str, progress: Progress) -> None:
        """Undo an import in one transaction; one that is undone already stays as it is.

        Raises KeyError where there is no such import, DocumentVersionError for a draft of newer software, and what
        `progress` raises; then nothing has changed.
        """
        one = self._proposals.get(number)
        if one.state is ImportState.UNDONE:
            return
        with self._drafts.in_bulk(by) as write, WorkIndex() as index:
            _Reversal(self._proposals, one, write, index, progress).run()
            self._proposals.set(
                number,
                ImportState.UNDONE,
                session=write.session,
                undone_by=by,
                undone_at=self._proposals.now(),
            )
            self._recorder.record(
                IMPORT_UNDONE, by, one.source, f"import {number}", session=write.session
            )


class _Reversal(ImportWrite):
    """One import that is being undone."""

    def run(self) -> None:
        """Bring back what was changed or removed, then remove what was added."""
        self._index_works()
        for batch in self._batches(
            PartKind.WORK
        ):  # their numbers are free: each goes, or gets its own back
            written = [part for part in batch if part.proposed.written]
            drafts = self._write.read(PartKind.WORK, [part.key for part in written])
            self._index.forget(self._as_written(PartKind.WORK, written, drafts))
        for kind in PartKind:
            for batch in self._batches(kind):
                self._bring_back(kind, [part for part in batch if part.proposed.before])
        for kind in REMOVAL_ORDER:
            for batch in self._batches(kind):
                self._take_out(
                    kind,
                    [part for part in batch if part.proposed.written and not part.proposed.before],
                )
                self._forget_said(kind, batch)

    def _batches(self, kind: PartKind) -> Iterator[list[StoredPart]]:
        for batch in self._proposals.batches(
            self._write.session, self._import.number, ProposedRow.kind == kind.value
        ):
            self._progress(min(self._done // 3, self._all), self._all)
            self._done += len(batch)
            yield batch

    def _bring_back(self, kind: PartKind, parts: list[StoredPart]) -> None:
        drafts = self._write.read(kind, [part.key for part in parts])
        as_written = self._as_written(kind, parts, drafts)
        earlier = self._write.version_before(
            kind, {part.key: part.proposed.before for part in parts}
        )
        rooms = (
            {key for key, _, _ in self._write.all(PartKind.ROOM)}
            if kind is PartKind.WORK
            else set()
        )
        bodies: dict[str, Body] = {}
        done = []
        for part in parts:
            body, proposed = earlier[part.key], replace(part.proposed, left="")
            if part.key not in as_written or body is None:
                proposed = replace(proposed, left=CHANGED_AFTERWARDS)
            elif isinstance(body, Work) and body.room not in rooms:
                proposed = replace(proposed, left=NO_ROOM)
            else:
                if isinstance(body, Work):
                    current = drafts.get(part.key, (0, None))[1]
                    body = self._index.settled(body, None if current is None else current.number)
                bodies[part.key] = body
            done.append(replace(part, proposed=proposed))
        self._write.write(kind, bodies)
        self._proposals.update_parts(self._write.session, self._import.number, done)

    def _take_out(self, kind: PartKind, parts: list[StoredPart]) -> None:
        if not parts:
            return
        drafts = self._write.read(kind, [part.key for part in parts])
        as_written = self._as_written(kind, parts, drafts)
        needed = needed_keys(self._write, kind)
        if kind is PartKind.SITE and not self._all_rooms_leave():
            needed |= {part.key for part in parts}
        wanted, done = [], []
        for part in parts:
            proposed = replace(part.proposed, left="")
            if part.key not in as_written:
                proposed = replace(proposed, left=CHANGED_AFTERWARDS)
            elif part.key in needed:
                proposed = replace(proposed, left=STILL_NEEDED)
            else:
                wanted.append(part.key)
            done.append(replace(part, proposed=proposed))
        self._write.remove(kind, wanted)
        self._proposals.update_parts(self._write.session, self._import.number, done)

    def _as_written(
        self, kind: PartKind, parts: list[StoredPart], drafts: Mapping[str, tuple[int, Body | None]]
    ) -> set[str]:
        """Return the keys of the parts that are as the import made them, whatever became of them in between."""
        written = self._write.version_before(
            kind, {part.key: part.proposed.written for part in parts}
        )
        return {key for key, body in written.items() if drafts.get(key, (0, None))[1] == body}

    def _all_rooms_leave(self) -> bool:
        """Return whether each room of the drafts was made by this import and is as it was made."""
        rooms = {(key, version) for key, version, _ in self._write.all(PartKind.ROOM)}
        for batch in self._proposals.batches(
            self._write.session,
            self._import.number,
            ProposedRow.kind == PartKind.ROOM.value,
        ):
            rooms -= {(one.key, one.proposed.written) for one in batch if not one.proposed.before}
        return not rooms

    def _forget_said(self, kind: PartKind, batch: list[StoredPart]) -> None:
        """Make what the source said last what it was before this import."""
        self._proposals.restore_said(
            self._write.session,
            self._import.source,
            self._import.number,
            [
                (kind, part.proposed.identifier, part.key, part.proposed.base)
                for part in batch
                if part.proposed.identifier and part.outcome is not Outcome.PROBLEM
            ],
        )
