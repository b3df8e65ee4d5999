"""Files of counts that were brought in: a proposal until a person applies it; it can be taken back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session, undefer

from contract.museum import Museum
from tour_server.database import Database
from tour_server.forecast.count_table import CountRow, CountTable
from tour_server.forecast.hour_counts import IMPORTED, REOPENED_DAYS, reopen_outcomes
from tour_server.forecast.imported_hours import Hours, hours_of, rows_of
from tour_server.forecast.tables import CountImportRow, VisitorHourRow

BATCH = 2000


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
        by_series: dict[str, list[CountRow]] = defaultdict(list)
        for row in table.rows:
            by_series[row.series].append(row)
        with self._database.reading() as session:
            for series, rows in sorted(by_series.items()):
                days = [row.day for row in rows]
                there = _imported(session, series, min(days), max(days))
                replaced = sum((row.day, row.hour) in there for row in rows)
                people = sum(row.people for row in rows)
                found.append(
                    SeriesProposal(series, min(days), max(days), len(rows), people, replaced)
                )
        return found

    def apply(self, number: int, museum: Museum) -> CountImport | None:
        """Take the counts of a proposal in. Returns the import; None where there is no such proposal."""
        with self._database.writing() as session:
            row = _locked(session, number, CountImportState.PROPOSED)
            if row is None:
                return None
            hours = hours_of(_table(row), museum)
            _delete(session, hours)
            _insert(session, rows_of(hours, hours))
            reopen_outcomes(session, {key[:2] for key in hours}, self._since())
            row.state = CountImportState.APPLIED.value
            return _listed(row)

    def take_back(self, number: int, museum: Museum) -> CountImport | None:
        """Take the counts of an import out again. Returns the import; None where it was not applied.

        What it had replaced of imports that are still taken in is there again. All that imports have of its days is
        made anew, for the hours that are open may have changed since it was taken in.
        """
        with self._database.writing() as session:
            row = _locked(session, number, CountImportState.APPLIED)
            if row is None:
                return None
            days = {(one.series, one.day) for one in _table(row).rows}
            row.state = CountImportState.TAKEN_BACK.value
            session.flush()
            before: Hours = {}
            for other in session.scalars(
                select(CountImportRow)
                .where(CountImportRow.state == CountImportState.APPLIED.value)
                .order_by(CountImportRow.number)
                .options(undefer(CountImportRow.document))
            ):
                before.update(hours_of(_table(other), museum))
            _delete_days(session, days)
            _insert(session, rows_of(before, [key for key in before if key[:2] in days]))
            reopen_outcomes(session, days, self._since())
            return _listed(row)

    def _since(self) -> dt.date:
        return self._now().date() - dt.timedelta(days=REOPENED_DAYS)

    def discard(self, number: int) -> None:
        """Delete an import whose counts are not in."""
        with self._database.writing() as session:
            session.execute(
                delete(CountImportRow).where(
                    CountImportRow.number == number,
                    CountImportRow.state != CountImportState.APPLIED.value,
                )
            )


def _locked(session: Session, number: int, state: CountImportState) -> CountImportRow | None:
    row = session.get(
        CountImportRow,
        number,
        options=[undefer(CountImportRow.document)],
        with_for_update=True,
    )
    return row if row is not None and row.state == state.value else None


def _table(row: CountImportRow) -> CountTable:
    return msgspec.json.decode(row.document, type=CountTable)


def _imported(
    session: Session, series: str, first: dt.date, last: dt.date
) -> set[tuple[dt.date, int]]:
    """Return the days and hours of a series that imports have."""
    of = VisitorHourRow
    found = session.execute(
        select(of.day, of.hour).where(
            of.series == series, of.source == IMPORTED, of.day >= first, of.day <= last
        )
    )
    return {(day, hour) for day, hour in found}


def _delete(session: Session, hours: Hours) -> None:
    """Delete the imported counts of hours."""
    of = VisitorHourRow.__table__.c
    deleting = delete(VisitorHourRow.__table__).where(  # type: ignore[arg-type]
        of.source == IMPORTED,
        of.series == bindparam("of_series"),
        of.day == bindparam("of_day"),
        of.hour == bindparam("of_hour"),
    )
    keys = [{"of_series": one, "of_day": day, "of_hour": hour} for one, day, hour in hours]
    for begin in range(0, len(keys), BATCH):
        session.connection().execute(deleting, keys[begin : begin + BATCH])


def _delete_days(session: Session, days: set[tuple[str, dt.date]]) -> None:
    """Delete all imported counts of days of series."""
    of = VisitorHourRow.__table__.c
    deleting = delete(VisitorHourRow.__table__).where(  # type: ignore[arg-type]
        of.source == IMPORTED, of.series == bindparam("of_series"), of.day == bindparam("of_day")
    )
    keys = [{"of_series": series, "of_day": day} for series, day in days]
    for begin in range(0, len(keys), BATCH):
        session.connection().execute(deleting, keys[begin : begin + BATCH])


def _insert(session: Session, rows: list[dict[str, object]]) -> None:
    for begin in range(0, len(rows), BATCH):
        session.execute(insert(VisitorHourRow), rows[begin : begin + BATCH])


def _listed(row: CountImportRow) -> CountImport:
    return CountImport(
        row.number, row.name, CountImportState(row.state), row.rows, row.added_at, row.added_by
    )
