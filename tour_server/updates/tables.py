"""The tables of software for kiosks: bundles, rollouts, orders to kiosks, and what kiosks say. None is about people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class SoftwareBundleRecord(Base):
    """One bundle, whose file has the name of its hash. `verified`: by the program rauc, on this server."""

    __tablename__ = "software_bundle"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    compatible: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    build: Mapped[str] = mapped_column(Text)
    bytes: Mapped[int] = mapped_column(BigInteger)
    verified: Mapped[bool] = mapped_column(Boolean)
    added_at: Mapped[dt.datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(64))


class RolloutRecord(Base):
    """One rollout of a bundle. `state`, `stage`: tour_server.updates.rollout."""

    __tablename__ = "software_rollout"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    sha256: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    compatible: Mapped[str] = mapped_column(String(200))
    older: Mapped[bool] = mapped_column(Boolean)  # staff take kiosks back to it
    state: Mapped[str] = mapped_column(String(16))
    stage: Mapped[int] = mapped_column(Integer)
    first: Mapped[str | None] = mapped_column(String(64))  # the kiosk of the first stage
    failed: Mapped[str | None] = mapped_column(String(64))  # the kiosk for which it has stopped
    started_at: Mapped[dt.datetime] = mapped_column(Moment)
    started_by: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class SoftwareOrderRecord(Base):
    """What one kiosk was asked to run. `rollout` is null where staff have sent it to this kiosk alone.

    `standing`: tour_server.updates.rollout.Standing. `step`, `reason`: contract.software; null before an answer.
    `nights`: that have gone by without an end. `noted_at`: when staff have said that they know of its failure.
    """

    __tablename__ = "software_order"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    device: Mapped[str] = mapped_column(String(64), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    rollout: Mapped[int | None] = mapped_column(Integer, index=True)
    stage: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[dt.datetime] = mapped_column(Moment)  # the end of the night
    hours: Mapped[str] = mapped_column(Text)  # JSON: contract.software.InstallHours
    nights: Mapped[int] = mapped_column(Integer)
    older: Mapped[bool] = mapped_column(Boolean)
    again: Mapped[bool] = mapped_column(Boolean)
    standing: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(String(32))  # the reason of the standing
    step: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    progress: Mapped[float] = mapped_column(Float)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    good_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    noted_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class KioskSoftwareRecord(Base):
    """What a kiosk has said last of its own software. `other`: the version in its other slot."""

    __tablename__ = "kiosk_software"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    order_id: Mapped[str | None] = mapped_column(String(16))  # null for a bundle from a stick
    running: Mapped[str] = mapped_column(String(64))
    slot: Mapped[str | None] = mapped_column(String(32))
    other: Mapped[str | None] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(64))  # that the step is about
    reason: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    heard_at: Mapped[dt.datetime] = mapped_column(Moment)
