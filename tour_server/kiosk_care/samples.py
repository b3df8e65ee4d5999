"""Keeps the state of each kiosk every five minutes, for eight days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import delete, select

from tour_server.database import Database
from tour_server.fleet.health import decoded_health
from tour_server.fleet.kiosk_list import SILENT_SECONDS
from tour_server.fleet.tables import KioskRecord
from tour_server.inserting import insert_new
from tour_server.kiosk_care.tables import KioskSampleRecord

SAMPLE_SECONDS = 300
KEPT_DAYS = 8  # a week's plot and a day to look at it
DAY_SECONDS = 86_400


class KioskSample(Struct, frozen=True):
    """The state of a kiosk at `at` (Unix seconds)."""

    at: int
    online: bool
    temperature: float | None
    memory_free: int | None
    disk_free: int | None
    waiting: int | None
    recognition_ms: float | None
    under_voltage: bool | None
    throttled: bool | None


class KioskSamples:
    """Takes samples and reads them. Safe to use from several threads."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now`: in UTC."""
        self._database, self._now = database, now

    def take(self) -> None:
        """Keep a sample of each kiosk, and delete what is too old."""
        now = self._now().timestamp()
        at = int(now // SAMPLE_SECONDS) * SAMPLE_SECONDS
        with self._database.writing() as session:
            records = session.scalars(select(KioskRecord)).all()
            rows = [_row(record, now, at) for record in records]
            if rows:
                insert_new(session, KioskSampleRecord, rows)
            session.execute(
                delete(KioskSampleRecord).where(KioskSampleRecord.at < at - KEPT_DAYS * DAY_SECONDS)
            )

    def of(self, device: str, days: int) -> list[KioskSample]:
        """Returns the samples of a kiosk of the last `days`, the oldest first."""
        since = int(self._now().timestamp()) - days * DAY_SECONDS
        wanted = (
            select(KioskSampleRecord)
            .where(KioskSampleRecord.device == device, KioskSampleRecord.at >= since)
            .order_by(KioskSampleRecord.at)
        )
        with self._database.reading() as session:
            return [
                KioskSample(
                    row.at,
                    row.online,
                    row.temperature,
                    row.memory_free,
                    row.disk_free,
                    row.waiting,
                    row.recognition_ms,
                    row.under_voltage,
                    row.throttled,
                )
                for row in session.scalars(wanted)
            ]


def _row(record: KioskRecord, now: float, at: int) -> dict[str, object]:
    online = record.online and now - record.last_seen < SILENT_SECONDS
    health = decoded_health(record.health) if online else None
    machine = health.machine if health is not None else None
    return {
        "device": record.device,
        "at": at,
        "online": online,
        "temperature": health.temperature_celsius if health else None,
        "memory_free": machine.memory_free_bytes if machine else None,
        "disk_free": health.disk_free_bytes if health else None,
        "waiting": health.outbox_depth if health else None,
        "recognition_ms": machine.recognition_ms if machine else None,
        "under_voltage": machine.under_voltage if machine else None,
        "throttled": machine.throttled if machine else None,
    }
