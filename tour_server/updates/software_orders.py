"""The orders of software to kiosks: told by DeviceNotices, answered by kiosks, sent to one of them by staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.software import InstallHours, SoftwareOrder, SoftwareState, SoftwareStep, is_older
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.recorder import Recorder
from tour_server.updates.bundle_store import ENDING, FOLDER, BundleStore
from tour_server.updates.events import SOFTWARE_FAILURE_NOTED, SOFTWARE_SENT
from tour_server.updates.rollout import RolloutMember, Stage, Standing
from tour_server.updates.rollout_rows import ALL_DAY, newest_orders, order_row
from tour_server.updates.tables import (
    KioskSoftwareRecord,
    SoftwareBundleRecord,
    SoftwareOrderRecord,
)
from web.translations import gettext as _

AT_ONCE = dt.timedelta(
    days=1
)  # that an order to one kiosk waits for it, and as often again as a stage does


class SoftwareRefusedError(ValueError):
    """Staff ask for what can't be; the sentence is for them."""


class SoftwareOrderParts(Struct, frozen=True):
    """What orders work on. `keys`: of the registered devices. `now`: in UTC."""

    database: Database
    bundles: BundleStore
    keys: Callable[[], Mapping[str, DeviceKey]]
    now: Callable[[], dt.datetime]
    recorder: Recorder
    trial_minutes: int


class SoftwareOrders:
    """Stores and tells orders. Safe to use from several threads."""

    def __init__(self, parts: SoftwareOrderParts) -> None:
        self._parts = parts

    def wanted(self) -> dict[str, SoftwareOrder]:
        """Return what each kiosk is told now: its newest order, or that it is withdrawn, until it has ended it."""
        with self._parts.database.reading() as session:
            bundles = {one.sha256: one for one in session.scalars(select(SoftwareBundleRecord))}
            rows = newest_orders(session)
        found = {}
        for device, row in rows.items():
            bundle = bundles.get(row.sha256)
            if bundle is not None and _is_open(row):
                found[device] = self._order(row, bundle)
        return found

    def store(self, session: Session, received: list[ReceivedMessage]) -> int:
        """Store what kiosks say of their software. See MessageHandler."""
        for one in received:
            said = one.message
            if not isinstance(said, SoftwareState):
                raise TypeError(f"{type(said).__name__} is not SoftwareState")
            at = dt.datetime.fromtimestamp(one.at, dt.UTC)
            session.merge(
                KioskSoftwareRecord(
                    device=one.device,
                    order_id=said.id,
                    running=said.running,
                    slot=said.slot,
                    other=said.other,
                    step=said.step.value,
                    version=said.version,
                    reason=said.reason or "",
                    words=said.words,
                    heard_at=at,
                )
            )
            row = None if said.id is None else session.get(SoftwareOrderRecord, said.id)
            if row is not None and row.device == one.device:
                row.step, row.reason, row.words = said.step.value, said.reason or "", said.words
                row.progress, row.answered_at = said.progress, at
        return len(received)

    def send(self, device: str, sha256: str, by: str) -> None:
        """Send a bundle to one kiosk, which installs it at once. Raises SoftwareRefusedError."""
        parts = self._parts
        bundle, key = parts.bundles.bundle(sha256), parts.keys().get(device)
        if bundle is None or not bundle.is_there:
            raise SoftwareRefusedError(_("The file of this software is not here. Add it again."))
        if key is None or key.revoked:
            raise SoftwareRefusedError(
                _("{name} is not registered, so it takes no software.", name=device)
            )
        now = parts.now()
        member = RolloutMember(device, Stage.ALL, now, now + AT_ONCE)
        with parts.database.writing() as session:
            newest = newest_orders(session).get(device)
            said = session.get(KioskSoftwareRecord, device)
            if newest is not None and newest.standing == Standing.TOLD:
                if newest.step in (SoftwareStep.INSTALLING, SoftwareStep.TRYING):
                    raise SoftwareRefusedError(
                        _("{name} installs software just now. Wait until it is done.", name=device)
                    )
                newest.standing = Standing.WITHDRAWN.value
            session.add(
                order_row(
                    member,
                    sha256,
                    bundle.version,
                    rollout=None,
                    by=by,
                    hours=ALL_DAY,
                    older=said is not None and is_older(bundle.version, said.running),
                    again=True,
                )
            )
            if newest is not None:
                newest.noted_at = newest.noted_at or now
            parts.recorder.record(SOFTWARE_SENT, by, device, bundle.version, session=session)

    def note(self, device: str, by: str) -> bool:
        """Note that staff know of the failure at a kiosk. Returns whether there was one to note."""
        with self._parts.database.writing() as session:
            row = newest_orders(session).get(device)
            if row is None or row.standing != Standing.FAILED or row.noted_at is not None:
                return False
            row.noted_at = self._parts.now()
            self._parts.recorder.record(
                SOFTWARE_FAILURE_NOTED, by, device, row.version, session=session
            )
        return True

    def _order(self, row: SoftwareOrderRecord, bundle: SoftwareBundleRecord) -> SoftwareOrder:
        return SoftwareOrder(
            id=row.id,
            version=row.version,
            bytes=bundle.bytes,
            sha256=row.sha256,
            path=f"{FOLDER}/{row.sha256}{ENDING}",
            sent=0.0,
            not_before=row.asked_at.timestamp(),
            hours=msgspec.json.decode(row.hours, type=InstallHours),
            trial_minutes=self._parts.trial_minutes,
            older=row.older,
            again=row.again,
            withdrawn=row.standing != Standing.TOLD,
        )


def _is_open(row: SoftwareOrderRecord) -> bool:
    """Return whether a kiosk still has to hear an order, or that it is withdrawn."""
    if row.step is not None and SoftwareStep(row.step).is_end:
        return False
    return row.standing not in (Standing.GOOD, Standing.UNABLE)
