"""The takes in the database, and which of them is used for a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.museum import Block
from runtime.document_version import DocumentVersionError
from tour_server.database import Database
from tour_server.recorder import EventKind, Recorder
from tour_server.recordings.sound_store import SoundStore, StoredSound
from tour_server.recordings.tables import RecordedTakeRow
from tour_server.recordings.take import VERSIONS, Take, TakeAlignment

KEPT = EventKind("recording-kept", "A recording of a text was kept.")
CHOSEN = EventKind("recording-chosen", "A recording was chosen for a text, or for its new wording.")
NOT_USED = EventKind("recording-not-used", "The recording of a text is not used any more.")
DELETED = EventKind("recording-deleted", "A recording was deleted.")
RECORDING_EVENTS = (KEPT, CHOSEN, NOT_USED, DELETED)
UNKEPT_FOR = dt.timedelta(days=7)  # dropped files that nobody kept

TextKey = tuple[str, str, str]
"""A text that can be recorded: the key of its block, its language and its words."""


class Recordings:
    """May be called from any thread."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        now: Callable[[], dt.datetime],
        recorder: Recorder,
    ) -> None:
        """`folder` holds the files. `now` returns the time in UTC."""
        self._database, self._now, self._recorder = database, now, recorder
        self.sounds = SoundStore(folder)

    def add_file(self, sound: StoredSound, name: str, speaker: str, by: str) -> None:
        """Add a dropped file, whose block somebody has still to choose: see `keep`."""
        with self._database.writing() as session:
            session.add(self._row(sound, name, speaker, by))

    def add(self, sound: StoredSound, block: Block, text: str, speaker: str, by: str) -> None:
        """Keep what was recorded in the browser of `text`, which may have changed since, and use it for that text."""
        with self._database.writing() as session:
            row = self._row(sound, "", speaker, by)
            session.add(row)
            self._keep(session, row, block, text, by)

    def keep(self, number: int, block: Block, by: str) -> None:
        """Keep a dropped file as the recording of a block, and use it for its text. Only who dropped it can."""
        with self._database.writing() as session:
            row = session.get(RecordedTakeRow, number)
            if row is not None and not row.block and row.added_by == by:
                self._keep(session, row, block, block.text, by)

    def use(self, number: int, by: str, text: str | None = None) -> None:
        """Use a take for its text again, before others; or for `text`, and find its words' times anew."""
        with self._database.writing() as session:
            row = session.get(RecordedTakeRow, number)
            if row is None or not row.block:
                return
            row.chosen_at = self._now()
            if text is not None and text != row.text:
                row.text, row.alignment = text, None
            self._recorder.record(CHOSEN, by, f"block {row.block}", _take(row), session=session)

    def do_not_use(self, block: str, text: str, by: str) -> None:
        """Use no take for this text of a block; they are kept."""
        of = RecordedTakeRow
        query = select(of).where(of.block == block, of.text == text, of.chosen_at.is_not(None))
        with self._database.writing() as session:
            for row in session.scalars(query):
                row.chosen_at = None
                self._recorder.record(NOT_USED, by, f"block {block}", _take(row), session=session)

    def delete(self, number: int, by: str) -> None:
        """Delete a take, and its file unless another take has the same. Raises OSError."""
        with self._database.writing() as session:
            row = session.get(RecordedTakeRow, number)
            if row is None:
                return
            file = row.file
            session.delete(row)
            session.flush()
            if row.block:
                self._recorder.record(
                    DELETED, by, f"block {row.block}", _take(row), session=session
                )
            count = select(func.count()).where(RecordedTakeRow.file == file)
            is_last = not session.scalar(count)
        if is_last:
            self.sounds.delete(file)

    def delete_unkept(self) -> int:
        """Delete the dropped files that nobody kept for UNKEPT_FOR. Returns how many."""
        of, before = RecordedTakeRow, self._now() - UNKEPT_FOR
        query = select(of.number).where(of.block == "", of.added_at < before)
        with self._database.reading() as session:
            old = list(session.scalars(query))
        for number in old:
            self.delete(number, "server")
        return len(old)

    def get(self, number: int) -> Take | None:
        """Returns a take, None when there is none of this number."""
        with self._database.reading() as session:
            row = session.get(RecordedTakeRow, number)
        return None if row is None else _as_take(row)

    def of_blocks(self, blocks: Collection[str]) -> dict[str, list[Take]]:
        """Returns the kept takes of blocks, the newest first."""
        of = RecordedTakeRow
        query = select(of).where(of.block.in_([one for one in blocks if one]))
        found: dict[str, list[Take]] = {}
        with self._database.reading() as session:
            for row in session.scalars(query.order_by(of.number.desc())):
                found.setdefault(row.block, []).append(_as_take(row))
        return found

    def unkept(self, by: str) -> list[Take]:
        """Returns the files that a person dropped and has not kept, in the order in which they came."""
        of = RecordedTakeRow
        query = select(of).where(of.block == "", of.added_by == by).order_by(of.number)
        with self._database.reading() as session:
            return [_as_take(row) for row in session.scalars(query)]

    def lacking_times(self) -> list[Take]:
        """Returns the kept takes whose words' times have still to be found."""
        of = RecordedTakeRow
        query = select(of).where(of.block != "", of.alignment.is_(None)).order_by(of.number)
        with self._database.reading() as session:
            return [_as_take(row) for row in session.scalars(query)]

    def set_times(self, take: Take, found: TakeAlignment) -> None:
        """Store what alignment found, unless the take has got another text meanwhile, or is gone."""
        with self._database.writing() as session:
            row = session.get(RecordedTakeRow, take.number)
            if row is not None and row.text == take.text:
                row.alignment = VERSIONS.encode(found).decode()

    def in_use(self, until: dt.datetime | None = None) -> Mapping[TextKey, Take]:
        """Returns the take that is used for each text: the one that was chosen last, once it has its words' times.

        `until`: as it was then.
        """
        of = RecordedTakeRow
        query = select(of).where(of.chosen_at.is_not(None), of.alignment.is_not(None))
        if until is not None:
            query = query.where(of.chosen_at <= until)
        with self._database.reading() as session:
            takes = [_as_take(row) for row in session.scalars(query.order_by(of.chosen_at))]
        return {(take.block, take.language, take.text): take for take in takes if take.alignment}

    def _row(self, sound: StoredSound, name: str, speaker: str, by: str) -> RecordedTakeRow:
        return RecordedTakeRow(
            block="",
            language="",
            file=sound.file,
            name=name[:200],
            recorded_text="",
            text="",
            seconds=sound.seconds,
            clipped=sound.clipped,
            speaker=speaker[:100],
            added_by=by,
            added_at=self._now(),
        )

    def _keep(
        self, session: Session, row: RecordedTakeRow, block: Block, text: str, by: str
    ) -> None:
        row.block, row.language = block.key, block.language
        row.recorded_text = row.text = text
        row.chosen_at = self._now()
        session.flush()
        self._recorder.record(KEPT, by, f"block {block.key}", _take(row), session=session)


def _take(row: RecordedTakeRow) -> str:
    return f"take {row.number}"


def _as_take(row: RecordedTakeRow) -> Take:
    return Take(
        number=row.number,
        block=row.block,
        language=row.language,
        file=row.file,
        name=row.name,
        recorded_text=row.recorded_text,
        text=row.text,
        seconds=row.seconds,
        clipped=row.clipped,
        speaker=row.speaker,
        added_by=row.added_by,
        added_at=row.added_at,
        chosen_at=row.chosen_at,
        alignment=_alignment(row.alignment),
    )


def _alignment(body: str | None) -> TakeAlignment | None:
    """Returns what alignment found; None where newer software wrote it: the take is not used then."""
    try:
        return None if body is None else VERSIONS.decode(body, TakeAlignment)
    except DocumentVersionError:
        return None
