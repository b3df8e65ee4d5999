"""What the museum decided: which checks stop a publish, and what it may show although no rights are stated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import select

from tour_server.checks.check import ReadinessCheck
from tour_server.checks.events import CHECKS_DECIDED, RIGHTS_TAKEN_ON
from tour_server.checks.finding import Finding
from tour_server.checks.tables import ShownWithoutRights, StoppingCheck
from tour_server.database import Database
from tour_server.inserting import insert_into
from tour_server.recorder import Recorder

Item = tuple[str, str, str]
"""The kind and the key of a part, and which thing of it."""


class CheckDecisions:
    """Reads and records the decisions. Safe to call from many threads."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    def stopping(self, checks: Sequence[ReadinessCheck]) -> set[str]:
        """Return the names of the checks at which a publish stops."""
        with self._database.reading() as session:
            decided = {row.name: row.stops for row in session.scalars(select(StoppingCheck))}
        return {
            one.name
            for one in checks
            if one.always_stops or decided.get(one.name, one.stops_at_first)
        }

    def decide(self, checks: Sequence[ReadinessCheck], stopping: Collection[str], by: str) -> None:
        """Let a publish stop at these checks and at no other, but for those at which it always does."""
        now = self._now()
        rows = [
            {"name": one.name, "stops": one.name in stopping, "changed_at": now, "changed_by": by}
            for one in checks
            if not one.always_stops
        ]
        before = self.stopping(checks)
        with self._database.writing() as session:
            adding = insert_into(session, StoppingCheck).values(rows)
            replacing = {
                name: adding.excluded[name] for name in ("stops", "changed_at", "changed_by")
            }
            session.execute(adding.on_conflict_do_update(index_elements=["name"], set_=replacing))
            after = {row["name"] for row in rows if row["stops"]}
            changes = [
                f"{one.name}: {'stops' if one.name in after else 'does not stop'} a publish"
                for one in checks
                if not one.always_stops and (one.name in before) != (one.name in after)
            ]
            if changes:
                self._recorder.record(
                    CHECKS_DECIDED, by, detail="\n".join(changes), session=session
                )

    def shown_without_rights(self) -> set[Item]:
        """Return what may be shown although its rights are not stated."""
        table = ShownWithoutRights
        with self._database.reading() as session:
            rows = session.execute(select(table.kind, table.key, table.item))
            return {(kind, key, item) for kind, key, item in rows}

    def show_without_rights(self, findings: Iterable[Finding], by: str) -> int:
        """Record that the museum may show what these findings are about. Returns how many things that is."""
        items = sorted(
            {(one.kind.value, one.key, item) for one in findings for item in one.items}
            - self.shown_without_rights()
        )
        if not items:
            return 0
        now = self._now()
        with self._database.writing() as session:
            for kind, key, item in items:
                adding = insert_into(session, ShownWithoutRights).values(
                    kind=kind, key=key, item=item, said_at=now, said_by=by
                )
                session.execute(adding.on_conflict_do_nothing())
            parts = sorted({f"{kind} {key}" for kind, key, _item in items})
            self._recorder.record(
                RIGHTS_TAKEN_ON,
                by,
                f"{len(items)} pictures and texts",
                ", ".join(parts),
                session=session,
            )
        return len(items)
