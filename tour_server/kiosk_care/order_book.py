"""Orders of staff to kiosks: asked, told by DeviceNotices while they hold, and answered by the kiosk."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping

import msgspec
from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contract.kiosk_messages import KioskOrder, LookInvitation, OrderKind, OrderOutcome
from contract.selftest import VERSIONS as REPORT_VERSIONS
from contract.selftest import SelftestReport
from contract.signed_notices import unsealed
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.kiosk_care.events import KIOSK_LOOK_ASKED, KIOSK_ORDERED
from tour_server.kiosk_care.tables import KioskOrderRecord
from tour_server.recorder import Recorder
from web.translations import gettext as _

HOLDS = dt.timedelta(minutes=10)
LOOK_HOLDS = dt.timedelta(minutes=2)  # a kiosk that comes back later must not open its port then
LOG_DAYS = 7
INVITED = dt.timedelta(minutes=10)  # device.camera_setup.access.CODE_SECONDS
SHOWN_ORDERS = 10


class OrderRefusedError(ValueError):
    """An order can't be given; the sentence is for staff."""


class AskedOrder(Struct, frozen=True):
    """An order as staff see it. `lines`, `report`: None where there are none, or they were deleted."""

    id: str
    what: OrderKind
    number: int
    asked_at: dt.datetime
    asked_by: str
    result: str | None
    reason: str
    answered_at: dt.datetime | None
    lines: list[str] | None
    late: bool
    report: SelftestReport | None = None


class AnsweredLook(Struct, frozen=True):
    """An order to look through a kiosk's camera, as the person sees it who gave it.

    `invitation`: None before it has come, and after its code has ended.
    """

    result: str | None
    reason: str
    late: bool
    invitation: LookInvitation | None
    code: str


class OrderBook:
    """Stores orders. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        recorder: Recorder,
        keys: Callable[[], Mapping[str, DeviceKey]],
    ) -> None:
        """`now`: in UTC. `keys`: of the registered devices."""
        self._database, self._now = database, now
        self._recorder, self._keys = recorder, keys

    def ask(self, device: str, what: OrderKind, by: str, number: int = 0) -> str:
        """Give an order. Returns its id. `number`: what the kiosk shows. Raises OrderRefusedError."""
        known = self._keys().get(device)
        if known is None or known.revoked:
            raise OrderRefusedError(
                _(
                    "{name} is not registered, so it takes no orders. Register it first.",
                    name=device,
                )
            )
        identity, now = secrets.token_hex(8), self._now()
        with self._database.writing() as session:
            session.add(
                KioskOrderRecord(
                    id=identity,
                    device=device,
                    what=what.value,
                    number=number,
                    asked_at=now,
                    asked_by=by,
                    until=now + (LOOK_HOLDS if what is OrderKind.LOOK else HOLDS),
                    result=None,
                    reason="",
                    answered_at=None,
                    lines=None,
                )
            )
            if what is OrderKind.LOOK:
                self._recorder.record(KIOSK_LOOK_ASKED, by, device, session=session)
            else:
                self._recorder.record(KIOSK_ORDERED, by, device, what.value, session=session)
        return identity

    def wanted(self) -> dict[str, KioskOrder]:
        """Returns the order that each kiosk is told now: the oldest that holds and is not answered."""
        now = self._now()
        wanted = (
            select(KioskOrderRecord)
            .where(KioskOrderRecord.result.is_(None), KioskOrderRecord.until > now)
            .order_by(KioskOrderRecord.asked_at)
        )
        found: dict[str, KioskOrder] = {}
        with self._database.reading() as session:
            for row in session.scalars(wanted):
                order = KioskOrder(
                    row.id, OrderKind(row.what), 0.0, row.until.timestamp(), row.number
                )
                found.setdefault(row.device, order)
        return found

    def store(self, session: Session, received: list[ReceivedMessage]) -> int:
        """Store the outcomes that kiosks sent; the first of an order counts. See MessageHandler."""
        stored = 0
        for one in received:
            outcome = one.message
            if not isinstance(outcome, OrderOutcome):
                raise TypeError(f"{type(outcome).__name__} is not OrderOutcome")
            row = session.get(KioskOrderRecord, outcome.id)
            if row is None or row.device != one.device or row.result is not None:
                continue
            row.result, row.reason = outcome.result.value, outcome.reason
            row.answered_at = dt.datetime.fromtimestamp(one.at, dt.UTC)
            row.lines = _sent(outcome)
            stored += 1
        return stored

    def of(self, device: str) -> list[AskedOrder]:
        """Returns the newest orders to a kiosk, the newest first."""
        wanted = (
            select(KioskOrderRecord)
            .where(KioskOrderRecord.device == device)
            .order_by(KioskOrderRecord.asked_at.desc())
            .limit(SHOWN_ORDERS)
        )
        now = self._now()
        with self._database.reading() as session:
            return [_asked(row, now) for row in session.scalars(wanted)]

    def lines(self, device: str, identity: str) -> list[str] | None:
        """Returns the log lines that a kiosk sent for an order; None where there are none."""
        with self._database.reading() as session:
            row = session.get(KioskOrderRecord, identity)
            if row is None or row.device != device or row.what != OrderKind.LOGS:
                return None
            return None if row.lines is None else row.lines.splitlines()

    def report(self, device: str, identity: str) -> SelftestReport | None:
        """Returns the report that a kiosk sent for an order; None where there is none."""
        with self._database.reading() as session:
            row = session.get(KioskOrderRecord, identity)
            return None if row is None or row.device != device else _report(row)

    def look(self, device: str, identity: str, by: str) -> AnsweredLook | None:
        """Returns what became of an order to look; None where this person gave no such order."""
        now = self._now()
        with self._database.reading() as session:
            row = session.get(KioskOrderRecord, identity)
            if row is None or (row.device, row.what, row.asked_by) != (device, OrderKind.LOOK, by):
                return None
            asked = _asked(row, now)
            known = self._keys().get(device)
            fresh = row.answered_at is not None and now < row.answered_at + INVITED
            if row.lines is None or known is None or known.revoked or not fresh:
                late = asked.late or row.result == "done"  # its code has ended
                return AnsweredLook(row.result, row.reason, late, None, "")
            invitation = msgspec.json.decode(row.lines, type=LookInvitation)
        code = unsealed(known.key, invitation.code)
        return AnsweredLook(asked.result, asked.reason, False, invitation, code)

    def delete_old_lines(self) -> None:
        """Delete log lines that are too old."""
        before = self._now() - dt.timedelta(days=LOG_DAYS)
        with self._database.writing() as session:
            session.execute(
                update(KioskOrderRecord)
                .where(KioskOrderRecord.asked_at < before, KioskOrderRecord.lines.is_not(None))
                .values(lines=None)
            )


def _sent(outcome: OrderOutcome) -> str | None:
    """Returns what a kiosk sent with an outcome, as its row keeps it."""
    if outcome.selftest is not None:
        return REPORT_VERSIONS.encode(outcome.selftest).decode()
    if outcome.look is not None:
        return msgspec.json.encode(outcome.look).decode()
    return "\n".join(outcome.lines) or None


def _report(row: KioskOrderRecord) -> SelftestReport | None:
    if row.what != OrderKind.SELFTEST or row.lines is None:
        return None
    return REPORT_VERSIONS.decode(row.lines, SelftestReport)


def _asked(row: KioskOrderRecord, now: dt.datetime) -> AskedOrder:
    return AskedOrder(
        row.id,
        OrderKind(row.what),
        row.number,
        row.asked_at,
        row.asked_by,
        row.result,
        row.reason,
        row.answered_at,
        row.lines.splitlines() if row.lines is not None and row.what == OrderKind.LOGS else None,
        row.result is None and row.until <= now,
        _report(row),
    )
