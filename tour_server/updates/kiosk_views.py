"""What the server knows of each kiosk's software: joined of its reports, its answers and its orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.kiosk_alerts import KioskAlert
from contract.messages import Blindness, Health
from contract.software import SoftwareReason, SoftwareStep, is_older
from tour_server.devices.tables import DeviceRecord
from tour_server.fleet.alert_words import ALERT_WORDS
from tour_server.fleet.illness import illnesses
from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.fleet.short_words import ShortWords
from tour_server.updates.rollout import SeenKiosk, Standing
from tour_server.updates.rollout_rows import newest_orders
from tour_server.updates.tables import KioskSoftwareRecord, SoftwareOrderRecord
from tour_server.usage.tables import PlaybackCountsRecord

CALM_DAYS = 7
DARK = ShortWords(ALERT_WORDS[KioskAlert.SCREEN_DARK][0])
NOT_TAKEN = (Standing.AWAY, Standing.WITHDRAWN, Standing.UNABLE)


class KioskSoftware(Struct, frozen=True):
    """What is known of one kiosk. `said`: its last word about software, None for one that never spoke of it."""

    kiosk: KioskStatus
    said: KioskSoftwareRecord | None
    order: SoftwareOrderRecord | None

    @property
    def name(self) -> str:
        """The kiosk's name."""
        return self.kiosk.name

    @property
    def slot(self) -> str | None:
        """The slot that has started, None where it is not known."""
        machine = None if self.kiosk.health is None else self.kiosk.health.machine
        if self.said is not None and self.said.slot:
            return self.said.slot
        return None if machine is None else machine.slot

    @property
    def able(self) -> bool:
        """Whether it can be updated from here: one of earlier software, or without two slots, can't."""
        if self.slot is not None:
            return True
        return self.said is not None and self.said.reason != SoftwareReason.NO_UPDATER

    @property
    def has_failed(self) -> bool:
        """Whether its newest order failed, and staff have not said that they know."""
        one = self.order
        return one is not None and one.standing == Standing.FAILED and one.noted_at is None

    @property
    def sent_alone(self) -> bool:
        """Whether its newest order is of staff to it alone."""
        return self.order is not None and self.order.rollout is None

    @property
    def running(self) -> str | None:
        """The version that runs, as the kiosk says with its orders; None where it never said."""
        return None if self.said is None else self.said.running


def kiosk_software(session: Session, kiosks: Iterable[KioskStatus]) -> list[KioskSoftware]:
    """Return what is known of the registered kiosks, by name."""
    said, orders = _last_words(session), newest_orders(session)
    return sorted(
        (
            KioskSoftware(one, said.get(one.name), orders.get(one.name))
            for one in kiosks
            if one.registered and not one.revoked
        ),
        key=lambda one: one.name,
    )


def _last_words(session: Session) -> dict[str, KioskSoftwareRecord]:
    """Return what each kiosk said last, without the words of a machine whose place another has taken.

    Note: a broker gives the retained words of the earlier machine out again, so the date alone does not tell.
    """
    devices = session.execute(select(DeviceRecord.name, DeviceRecord.key_made_at))
    since = {row.name: row.key_made_at for row in devices}
    orders = session.execute(
        select(SoftwareOrderRecord.id, SoftwareOrderRecord.asked_at).join(
            KioskSoftwareRecord, KioskSoftwareRecord.order_id == SoftwareOrderRecord.id
        )
    )
    asked = {row.id: row.asked_at for row in orders}
    return {
        row.device: row
        for row in session.scalars(select(KioskSoftwareRecord))
        if row.device in since
        and min(row.heard_at, asked.get(row.order_id or "", row.heard_at)) >= since[row.device]
    }


def running_newer(known: Iterable[KioskSoftware], version: str) -> list[str]:
    """Return the names of the kiosks that run something newer than a version."""
    return [one.name for one in known if one.running and is_older(version, one.running)]


def running_images(session: Session) -> dict[str, str]:
    """Return device -> the version that it says it runs."""
    return {device: said.running for device, said in _last_words(session).items() if said.running}


def tellings(session: Session, now: dt.datetime) -> dict[str, float]:
    """Return kiosk -> how often it told something in the last days: the fewer, the calmer."""
    since = now.timestamp() - CALM_DAYS * 86_400
    rows = session.execute(
        select(PlaybackCountsRecord.device, func.sum(PlaybackCountsRecord.told))
        .where(PlaybackCountsRecord.hour >= since)
        .group_by(PlaybackCountsRecord.device)
    )
    return {device: float(told) for device, told in rows}


def seen_kiosks(
    known: Iterable[KioskSoftware],
    orders: Mapping[str, SoftwareOrderRecord],
    calm: Mapping[str, float],
    began: dt.datetime,
    rollout: int | None,
) -> list[SeenKiosk]:
    """Return the kiosks as a rollout sees them. `orders`: of this rollout. `began`: when it did."""
    return [
        _seen(one, orders.get(one.name), calm.get(one.name, 0.0), began, rollout) for one in known
    ]


def _sees_nothing(health: Health | None) -> bool:
    """Returns whether a camera that counts can't, for another reason than the night."""
    by_night = (Blindness.DARK, Blindness.COVERED)
    return health is not None and any(why not in by_night for why in health.blind.values())


def _seen(
    one: KioskSoftware,
    order: SoftwareOrderRecord | None,
    calm: float,
    began: dt.datetime,
    rollout: int | None,
) -> SeenKiosk:
    newest, found = one.order, illnesses(one.kiosk.health)
    own = (
        newest is not None
        and newest.rollout != rollout
        and newest.asked_at > began
        and newest.standing not in NOT_TAKEN
    )
    return SeenKiosk(
        name=one.name,
        online=one.kiosk.online,
        ill=bool(found) or _sees_nothing(one.kiosk.health),
        unfit=any(not illness.by_day and illness.short != DARK for illness in found),
        running=one.running,
        able=one.able,
        last_seen=one.kiosk.seen_at,
        step=None if order is None or order.step is None else SoftwareStep(order.step),
        reason=None if order is None else order.reason or None,
        own=own,
        calm=calm,
    )
