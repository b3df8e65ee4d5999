"""Files of counts that were brought in: a proposal until a person applies it; it can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import StrEnum

import msgspec
from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from tour_server.database import Database
from tour_server.forecast.count_table import CountTable
from tour_server.forecast.hour_counts import IMPORTED
from tour_server.forecast.tables import CountImportRow, VisitorHourRow

BATCH = 500


class CountImportState(StrEnum):
    """Where an import is."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    TAKEN_BACK = "taken-back"


class SeriesProposal(Struct, frozen=True):
    """What a file brings of one series. `replaced`: hours or days that an earlier import has and this one replaces."""

    series: str
    first: dt.date
    last: dt.date
    rows: int
    people: float
    replaced: int


class CountImport(Struct, frozen=True):
    """An import as the list shows it."""

    number: int
    name: str
    state: CountImportState
    rows: int
    added_at: dt.datetime
    added_by: str


class CountImports:
    """Reads and writes the imports. May be called from any thread."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database, self._now = database, now

    def add(self, name: str, table: CountTable, by: str) -> int:
        """Store a file as a proposal. Returns its number."""
        row = CountImportRow(
            name=name,
            state=CountImportState.PROPOSED.value,
            document=msgspec.json.encode(table).decode(),
            rows=len(table.rows),
            added_at=self._now(),
            added_by=by,
        )
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            return row.number

    def listed(self) -> list[CountImport]:
        """Returns all imports, the newest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(CountImportRow).order_by(CountImportRow.number.desc()))
            return [_listed(row) for row in rows]

    def get(self, number: int) -> tuple[CountImport, CountTable] | None:
        """Returns an import with its rows; None where there is none of this number."""
        with self._database.reading() as session:
            row = session.get(CountImportRow, number, options=[undefer(CountImportRow.document)])
        if row is None:
            return None
        return _listed(row), msgspec.json.decode(row.document, type=CountTable)

    def proposal(self, table: CountTable) -> list[SeriesProposal]:
        """Returns what a table brings, by series."""
        found = []
        with self._database.reading() as session:
            for series in sorted({row.series for row in table.rows}):
                rows = [row for row in table.rows if row.series == series]
                days = [row.day for row in rows]
                there = {
                    (day, hour)
                    for day, hour in session.execute(
                        select(VisitorHourRow.day, VisitorHourRow.hour).where(
                            VisitorHourRow.series == series,
                            VisitorHourRow.source == IMPORTED,
                            VisitorHourRow.day >= min(days),
                            VisitorHourRow.day <= max(days),
                        )
                    )
                }
                replaced = sum((row.day, row.hour) in there for row in rows)
                people = sum(row.people for row in rows)
                found.append(
                    SeriesProposal(series, min(days), max(days), len(rows), people, replaced)
                )
        return found

    def apply(self, number: int) -> CountImport | None:
        """Take the counts of a proposal in. Returns the import; None where there is no such proposal."""
        return self._change(number, CountImportState.PROPOSED, CountImportState.APPLIED)

    def take_back(self, number: int) -> CountImport | None:
        """Take the counts of an import out again. Returns the import; None where it was not applied."""
        return self._change(number, CountImportState.APPLIED, CountImportState.TAKEN_BACK)

    def discard(self, number: int) -> None:
        """Delete an import whose counts are not in."""
        with self._database.writing() as session:
            session.execute(
                delete(CountImportRow).where(
                    CountImportRow.number == number,
                    CountImportRow.state != CountImportState.APPLIED.value,
                )
            )

    def _change(
        self, number: int, before: CountImportState, after: CountImportState
    ) -> CountImport | None:
        with self._database.writing() as session:
            row = session.get(
                CountImportRow,
                number,
                options=[undefer(CountImportRow.document)],
                with_for_update=True,
            )
            if row is None or row.state != before.value:
                return None
            table = msgspec.json.decode(row.document, type=CountTable)
            for begin in range(0, len(table.rows), BATCH):
                for one in table.rows[begin : begin + BATCH]:
                    key = (one.series, one.day, one.hour, IMPORTED)
                    stored = session.get(VisitorHourRow, key)
                    if stored is not None:
                        session.delete(stored)
                session.flush()
                if after is CountImportState.APPLIED:
                    session.add_all(
                        VisitorHourRow(
                            series=one.series,
                            day=one.day,
                            hour=one.hour,
                            source=IMPORTED,
                            people=one.people,
                            open_share=1.0,
                        )
                        for one in table.rows[begin : begin + BATCH]
                    )
                    session.flush()
                session.expire_all()
            row.state = after.value
            return _listed(row)


def _listed(row: CountImportRow) -> CountImport:
    return CountImport(
        row.number, row.name, CountImportState(row.state), row.rows, row.added_at, row.added_by
    )
