"""Reads a rollout with its kiosks from the database, and writes back what has changed of it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping

import msgspec
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from contract.software import InstallHours
from tour_server.devices.tables import DeviceRecord
from tour_server.updates.rollout import (
    ENDED,
    Rollout,
    RolloutMember,
    RolloutState,
    Stage,
    Standing,
    Why,
)
from tour_server.updates.tables import RolloutRecord, SoftwareOrderRecord

ALL_DAY = InstallHours("00:00", "00:00", "UTC")


def rollouts_of(session: Session) -> list[RolloutRecord]:
    """Return every rollout, the newest first."""
    return list(session.scalars(select(RolloutRecord).order_by(RolloutRecord.id.desc())))


def current_rollout(session: Session) -> RolloutRecord | None:
    """Return the rollout that staff have not ended and that is not done; None where there is none."""
    return next((one for one in rollouts_of(session) if one.ended_at is None), None)


def watched_rollouts(session: Session) -> list[RolloutRecord]:
    """Return the current rollout, otherwise those in force: of each kind of machine the last that was done."""
    current = current_rollout(session)
    if current is not None:
        return [current]
    in_force: dict[str, RolloutRecord] = {}
    for one in rollouts_of(session):
        if one.state == RolloutState.DONE:
            in_force.setdefault(one.compatible, one)
    return list(in_force.values())


def newest_orders(session: Session) -> dict[str, SoftwareOrderRecord]:
    """Return device -> its newest order. See `of_this_machine`."""
    newest = (
        select(SoftwareOrderRecord.device, func.max(SoftwareOrderRecord.asked_at).label("at"))
        .group_by(SoftwareOrderRecord.device)
        .subquery()
    )
    wanted = of_this_machine().join(
        newest,
        and_(
            newest.c.device == SoftwareOrderRecord.device,
            newest.c.at == SoftwareOrderRecord.asked_at,
        ),
    )
    return {row.device: row for row in session.scalars(wanted)}


def orders_of(session: Session, rollout: RolloutRecord) -> dict[str, SoftwareOrderRecord]:
    """Return device -> its newest order of a rollout. See `of_this_machine`."""
    rows = session.scalars(
        of_this_machine()
        .where(SoftwareOrderRecord.rollout == rollout.id)
        .order_by(SoftwareOrderRecord.asked_at)
    )
    return {row.device: row for row in rows}


def of_this_machine() -> Select[SoftwareOrderRecord]:
    """Return the query of orders, without those of a machine whose place another has taken: it has a new key."""
    return select(SoftwareOrderRecord).join(
        DeviceRecord,
        and_(
            DeviceRecord.name == SoftwareOrderRecord.device,
            DeviceRecord.key_made_at <= SoftwareOrderRecord.asked_at,
        ),
    )


def as_member(row: SoftwareOrderRecord) -> RolloutMember:
    """Return how a kiosk stands by its order."""
    return RolloutMember(
        row.device,
        Stage(row.stage),
        row.asked_at,
        row.due_at,
        row.nights,
        Standing(row.standing),
        Why(row.why),
        row.good_at,
        noted=row.noted_at is not None,
    )


def as_rollout(row: RolloutRecord, orders: Mapping[str, SoftwareOrderRecord]) -> Rollout:
    """Return the rollout."""
    return Rollout(
        row.version,
        row.older,
        RolloutState(row.state),
        Stage(row.stage),
        {device: as_member(one) for device, one in orders.items()},
        row.first,
        row.failed,
    )


def put_member(row: SoftwareOrderRecord, member: RolloutMember, now: dt.datetime) -> None:
    """Write how a kiosk stands into its order."""
    row.standing, row.why = member.standing.value, member.why.value
    row.due_at, row.nights, row.good_at = member.due, member.nights, member.good_at
    if member.noted:
        row.noted_at = row.noted_at or now


def put_rollout(row: RolloutRecord, rollout: Rollout, now: dt.datetime) -> None:
    """Write the rollout's own state."""
    row.state, row.stage, row.failed = rollout.state.value, int(rollout.stage), rollout.failed
    if rollout.state in ENDED:
        row.ended_at = row.ended_at or now
    else:
        row.ended_at = None


def new_order(
    member: RolloutMember, rollout: RolloutRecord, hours: InstallHours
) -> SoftwareOrderRecord:
    """Return an order of a rollout to a kiosk."""
    return order_row(
        member,
        rollout.sha256,
        rollout.version,
        rollout=rollout.id,
        by=rollout.started_by,
        hours=hours,
        older=rollout.older,
        again=False,
    )


def order_row(
    member: RolloutMember,
    sha256: str,
    version: str,
    *,
    rollout: int | None,
    by: str,
    hours: InstallHours,
    older: bool,
    again: bool,
) -> SoftwareOrderRecord:
    """Return an order to a kiosk, which has not answered it yet."""
    return SoftwareOrderRecord(
        id=secrets.token_hex(8),
        device=member.device,
        sha256=sha256,
        version=version,
        rollout=rollout,
        stage=int(member.stage),
        asked_at=member.told_at,
        asked_by=by,
        due_at=member.due,
        hours=msgspec.json.encode(hours).decode(),
        nights=member.nights,
        older=older,
        again=again,
        standing=member.standing.value,
        why=member.why.value,
        step=None,
        reason="",
        words="",
        progress=0.0,
        answered_at=None,
        good_at=None,
        noted_at=None,
    )
