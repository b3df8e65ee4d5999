"""Publishes at a time: planned, cancelled, and begun when their time has come.

What is planned stands in the database. A server that was off at the time begins the publish at its next start, and
says so. A plan becomes a job in one transaction, so it is begun once, whenever the server dies.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import select

from tour_server.database import Database
from tour_server.publishing.events import PLAN_BEGUN, PLAN_CANCELLED, PUBLISH_PLANNED
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.tables import PlannedPublishRow
from tour_server.recorder import SERVER, Recorder
from web.translations import gettext as _

log = logging.getLogger(__name__)

LATE_SECONDS = 120.0  # after its time; earlier a publish only waited for another one
ENDED_LISTED = 5  # plans that have ended, on the page
LONGEST_AHEAD = dt.timedelta(days=2 * 366)


class PlanState(StrEnum):
    """Where a plan is in its life."""

    PLANNED = "planned"
    BEGUN = "begun"
    CANCELLED = "cancelled"


class PlannedPublish(Struct, frozen=True):
    """A publish at a time. `ended_at`: when it was begun or cancelled."""

    id: int
    at: dt.datetime
    note: str
    planned_by: str
    state: PlanState
    ended_at: dt.datetime | None
    ended_by: str | None

    @property
    def was_late(self) -> bool:
        """Whether it was begun long after its time: the server was off."""
        return (
            self.state is PlanState.BEGUN
            and self.ended_at is not None
            and (self.ended_at - self.at).total_seconds() > LATE_SECONDS
        )


class PlanError(ValueError):
    """What can't be planned, in a sentence for the person who asked."""


class PlannedPublishes:
    """Keeps the plans and begins them. Safe to call from many threads."""

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        now: Callable[[], dt.datetime],
        zone: Callable[[], dt.tzinfo],
        recorder: Recorder,
    ) -> None:
        """`now` returns the time in UTC. `zone`: the museum's."""
        self._database, self._publisher = database, publisher
        self._now, self._zone, self._recorder = now, zone, recorder

    def plan(self, at: dt.datetime, note: str, by: str) -> None:
        """Plan a publish of the drafts as they will be then. Raises PlanError."""
        now = self._now()
        if at <= now:
            raise PlanError(_("That time is over. Choose a later one, or publish now."))
        if at - now > LONGEST_AHEAD:
            raise PlanError(_("That is more than two years away. Choose an earlier time."))
        row = PlannedPublishRow(
            at=at, note=note, planned_by=by, planned_at=now, state=PlanState.PLANNED.value
        )
        if any(one.at == at for one in self.planned()):
            raise PlanError(_("A publish is planned for that time already."))
        with self._database.writing() as session:
            session.add(row)
            self._recorder.record(PUBLISH_PLANNED, by, self._local(at), note, session=session)

    def cancel(self, number: int, by: str) -> bool:
        """Cancel a plan. Returns False when it was begun or cancelled already. Raises KeyError for an unknown one."""
        with self._database.writing() as session:
            row = session.get(PlannedPublishRow, number, with_for_update=True)
            if row is None:
                raise KeyError(number)
            if row.state != PlanState.PLANNED:
                return False
            row.state, row.ended_at, row.ended_by = PlanState.CANCELLED.value, self._now(), by
            self._recorder.record(
                PLAN_CANCELLED, by, self._local(row.at), row.note, session=session
            )
        return True

    def planned(self) -> list[PlannedPublish]:
        """Return what is planned, the next one first."""
        table = PlannedPublishRow
        query = select(table).where(table.state == PlanState.PLANNED.value)
        with self._database.reading() as session:
            return [_plan(row) for row in session.scalars(query.order_by(table.at, table.id))]

    def ended(self) -> list[PlannedPublish]:
        """Return the plans that ended last, the newest first."""
        table = PlannedPublishRow
        query = select(table).where(table.state != PlanState.PLANNED.value)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(table.ended_at.desc()).limit(ENDED_LISTED))
            return [_plan(row) for row in rows]

    def begin_due(self) -> None:
        """Ask for the publish of the plan whose time has come; while another publish runs it waits."""
        now = self._now()
        due = [plan for plan in self.planned() if plan.at <= now]
        if not due:
            return
        with self._database.writing() as session:
            row = session.get(PlannedPublishRow, due[0].id, with_for_update=True)
            if row is None or row.state != PlanState.PLANNED:
                return  # cancelled, or begun by another process, since it was read
            note, local = row.note, self._local(row.at)
            if (now - row.at).total_seconds() > LATE_SECONDS:
                late = f"Planned for {local}; the server was off then."
                note = f"{note} ({late})" if note else late
                log.warning("A publish that was planned for %s begins now.", local)
            job = self._publisher.ask(row.planned_by, note, session=session)
            if job is None:
                return
            row.state, row.ended_at, row.ended_by = PlanState.BEGUN.value, now, SERVER
            row.job = job
            self._recorder.record(PLAN_BEGUN, SERVER, local, note, session=session)

    def _local(self, at: dt.datetime) -> str:
        return f"{at.astimezone(self._zone()):%Y-%m-%d %H:%M}"


def _plan(row: PlannedPublishRow) -> PlannedPublish:
    return PlannedPublish(
        row.id, row.at, row.note, row.planned_by, PlanState(row.state), row.ended_at, row.ended_by
    )
