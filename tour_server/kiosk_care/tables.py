"""Samples of kiosks' state, orders of staff to kiosks, and alarms. None of it is about people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class KioskSampleRecord(Base):
    """The state of one kiosk at one moment; null is not known on that machine."""

    __tablename__ = "kiosk_sample"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    online: Mapped[bool] = mapped_column(Boolean)
    temperature: Mapped[float | None] = mapped_column(Float)  # °C
    memory_free: Mapped[int | None] = mapped_column(BigInteger)  # bytes
    disk_free: Mapped[int | None] = mapped_column(BigInteger)  # bytes
    waiting: Mapped[int | None] = mapped_column(Integer)  # minutes in its outbox
    recognition_ms: Mapped[float | None] = mapped_column(Float)
    under_voltage: Mapped[bool | None] = mapped_column(Boolean)
    throttled: Mapped[bool | None] = mapped_column(Boolean)


class KioskOrderRecord(Base):
    """An order of staff and its outcome.

    `lines`: what the kiosk sent with the outcome, deleted after some days: of its log the lines, of a self test the
    report, of a look the invitation (both JSON).
    """

    __tablename__ = "kiosk_order"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    device: Mapped[str] = mapped_column(String(64), index=True)
    what: Mapped[str] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(64))
    until: Mapped[dt.datetime] = mapped_column(Moment)
    result: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    lines: Mapped[str | None] = mapped_column(Text)


class KioskAlarmRecord(Base):
    """A kiosk that is silent or ill, from when to when, and whether anybody was told."""

    __tablename__ = "kiosk_alarm"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    device: Mapped[str] = mapped_column(String(64), index=True)
    words: Mapped[str] = mapped_column(Text)
    began_at: Mapped[dt.datetime] = mapped_column(Moment)
    told_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    end_told_at: Mapped[dt.datetime | None] = mapped_column(Moment)
