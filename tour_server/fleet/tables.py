"""The table of kiosks: the last report of each. It contains no data about people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class KioskRecord(Base):
    """One device; `health` is its newest contract.messages.Health as JSON."""

    __tablename__ = "kiosk"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    room: Mapped[str | None] = mapped_column(String(64))
    online: Mapped[bool] = mapped_column(Boolean, default=False)
    first_seen: Mapped[float] = mapped_column(Float)  # Unix seconds, by the server's clock
    last_seen: Mapped[float] = mapped_column(Float)  # Unix seconds, by the server's clock
    release: Mapped[int | None] = mapped_column(BigInteger)
    health: Mapped[str | None] = mapped_column(Text)
    starts: Mapped[str | None] = mapped_column(Text)  # JSON: tour_server.fleet.name_conflicts
    conflict_at: Mapped[float | None] = mapped_column(Float)  # when two machines of its name spoke


class SilenceRecord(Base):
    """The only row is there while staff have silenced all kiosks: since when, and who did."""

    __tablename__ = "silence"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    since: Mapped[dt.datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(64))
