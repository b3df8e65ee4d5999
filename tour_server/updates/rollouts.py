"""The rollouts of this server: begun and stopped by staff, carried on by a look from time to time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.recorder import SERVER, EventKind, Recorder
from tour_server.updates.bundle_store import BundleStore
from tour_server.updates.events import (
    ROLLOUT_DONE,
    ROLLOUT_FAILED,
    ROLLOUT_PAUSED,
    ROLLOUT_STAGE,
    ROLLOUT_STARTED,
    ROLLOUT_STOPPED,
    ROLLOUT_WENT_ON,
)
from tour_server.updates.kiosk_views import KioskSoftware, kiosk_software, seen_kiosks, tellings
from tour_server.updates.nights import Night
from tour_server.updates.rollout import (
    Rollout,
    RolloutRules,
    RolloutState,
    Stage,
    Standing,
    next_state,
    observed,
    went_on,
)
from tour_server.updates.rollout_rows import (
    as_member,
    as_rollout,
    current_rollout,
    new_order,
    orders_of,
    put_member,
    put_rollout,
    watched_rollouts,
)
from tour_server.updates.software_orders import SoftwareRefusedError
from tour_server.updates.tables import RolloutRecord, SoftwareOrderRecord
from web.translations import gettext as _


class RolloutParts(Struct, frozen=True):
    """What rollouts work on. `night`: the one that it is or the next, None where there is none. `now`: in UTC."""

    database: Database
    bundles: BundleStore
    kiosks: Callable[[], Sequence[KioskStatus]]
    night: Callable[[], Night | None]
    now: Callable[[], dt.datetime]
    recorder: Recorder
    rules: RolloutRules


class Rollouts:
    """Begins, pauses and carries on rollouts. Safe to use from several threads."""

    def __init__(self, parts: RolloutParts) -> None:
        self._parts = parts

    def start(self, sha256: str, by: str, first: str | None = None, *, back: bool = False) -> None:
        """Begin a rollout.

        `first`: the kiosk of the first stage, the calmest where None. `back`: also kiosks that run something newer take
        it. Raises SoftwareRefusedError.
        """
        parts = self._parts
        bundle = parts.bundles.bundle(sha256)
        if bundle is None or not bundle.is_there:
            raise SoftwareRefusedError(_("The file of this software is not here. Add it again."))
        now = parts.now()
        kiosks = parts.kiosks()
        with parts.database.writing() as session:
            if current_rollout(session) is not None:
                raise SoftwareRefusedError(
                    _("A rollout is going on. Stop it before you begin another one.")
                )
            known = kiosk_software(session, kiosks)
            if first is not None and first not in {one.name for one in known if one.able}:
                raise SoftwareRefusedError(_("{name} can't be updated from here.", name=first))
            row = RolloutRecord(
                sha256=sha256,
                version=bundle.version,
                compatible=bundle.compatible,
                older=back,
                state=RolloutState.RUNNING.value,
                stage=int(Stage.ONE),
                first=first,
                failed=None,
                started_at=now,
                started_by=by,
                ended_at=None,
            )
            session.add(row)
            parts.recorder.record(ROLLOUT_STARTED, by, bundle.version, session=session)

    def pause(self, by: str) -> None:
        """Pause the current rollout. Raises SoftwareRefusedError."""
        self._set(by, ROLLOUT_PAUSED, RolloutState.PAUSED, (RolloutState.RUNNING,))

    def go_on(self, by: str) -> None:
        """Let the current rollout go on, without the kiosks that have failed. Raises SoftwareRefusedError."""
        self._set(
            by, ROLLOUT_WENT_ON, RolloutState.RUNNING, (RolloutState.PAUSED, RolloutState.FAILED)
        )

    def stop(self, by: str) -> None:
        """Stop the current rollout for good. Raises SoftwareRefusedError."""
        wanted = (RolloutState.RUNNING, RolloutState.PAUSED, RolloutState.FAILED)
        self._set(by, ROLLOUT_STOPPED, RolloutState.STOPPED, wanted)

    def look(self) -> None:
        """Look at the kiosks, and carry on what goes on."""
        parts = self._parts
        kiosks, now, night = parts.kiosks(), parts.now(), parts.night()
        with parts.database.writing() as session:
            known = kiosk_software(session, kiosks)
            watched = watched_rollouts(session)
            numbers = {one.id for one in watched}
            rows = [*watched, *_ended_with_told(session, numbers)]
            calm = tellings(session, now) if rows else {}  # a sum over all that was told lately
            for row in rows:
                orders = orders_of(session, row)
                seen = seen_kiosks(known, orders, calm, row.started_at, row.id)
                before = as_rollout(row, orders)
                if row.id not in numbers:  # nobody gets it any more
                    before = replace(before, state=RolloutState.STOPPED)
                after = next_state(before, seen, now, night, parts.rules)
                self._write(session, row, before, after, orders, now, night)
                if row.id in numbers:
                    self._record(session, row, before, after)
            self._look_at_single(session, known, now)

    def _look_at_single(
        self, session: Session, known: Sequence[KioskSoftware], now: dt.datetime
    ) -> None:
        """Look at the kiosks that staff have sent software alone."""
        names = {one.name: one for one in known}
        rows = session.scalars(
            select(SoftwareOrderRecord).where(
                SoftwareOrderRecord.rollout.is_(None),
                SoftwareOrderRecord.standing.in_((Standing.TOLD.value, Standing.AWAY.value)),
            )
        ).all()
        for row in rows:
            orders = {row.device: row}
            kiosk = names.get(row.device)
            seen = seen_kiosks([kiosk] if kiosk else [], orders, {}, now, None)
            alone = Rollout(row.version, older=True, state=RolloutState.STOPPED)
            member = observed(
                alone, as_member(row), seen[0] if seen else None, now, self._parts.rules
            )
            put_member(row, member, now)

    def _set(
        self,
        by: str,
        event: EventKind,
        state: RolloutState,
        wanted: Sequence[RolloutState],
    ) -> None:
        now = self._parts.now()
        with self._parts.database.writing() as session:
            row = current_rollout(session)
            if row is None or row.state not in wanted:
                raise SoftwareRefusedError(
                    _("The rollout is in another state by now. Look at the page once more.")
                )
            orders = orders_of(session, row)
            rollout = as_rollout(row, orders)
            after = went_on(rollout)  # staff have looked: what has failed is known
            after = replace(after, state=state, failed=None)
            self._write(session, row, rollout, after, orders, now, None)
            self._parts.recorder.record(event, by, row.version, session=session)

    def _write(
        self,
        session: Session,
        row: RolloutRecord,
        before: Rollout,
        after: Rollout,
        orders: dict[str, SoftwareOrderRecord],
        now: dt.datetime,
        night: Night | None,
    ) -> None:
        if before.state is not RolloutState.STOPPED or row.state == RolloutState.STOPPED:
            put_rollout(row, after, now)
        for name, member in after.members.items():
            was = before.members.get(name)
            if was is not None and was.told_at == member.told_at:
                if was != member:
                    put_member(orders[name], member, now)
                if (
                    member.nights > was.nights and night is not None
                ):  # the next night has its own hours
                    orders[name].hours = msgspec.json.encode(night.hours).decode()
            elif night is not None:
                session.add(new_order(member, row, night.hours))

    def _record(
        self, session: Session, row: RolloutRecord, before: Rollout, after: Rollout
    ) -> None:
        def record(kind: EventKind, detail: str = "") -> None:
            self._parts.recorder.record(kind, SERVER, row.version, detail, session=session)

        if after.stage != before.stage:
            record(ROLLOUT_STAGE, str(int(after.stage) + 1))
        if after.state is not before.state:
            if after.state is RolloutState.FAILED:
                record(ROLLOUT_FAILED, after.failed or "")
            elif after.state is RolloutState.DONE:
                record(ROLLOUT_DONE)


def _ended_with_told(session: Session, watched: set[int]) -> list[RolloutRecord]:
    """Return the rollouts that nobody gets any more, of which kiosks are still told."""
    told = session.scalars(
        select(SoftwareOrderRecord.rollout).where(
            SoftwareOrderRecord.standing == Standing.TOLD.value,
            SoftwareOrderRecord.rollout.is_not(None),
        )
    )
    numbers = {one for one in told if one is not None} - watched
    return list(session.scalars(select(RolloutRecord).where(RolloutRecord.id.in_(numbers))))
