"""Kiosks as they last reported, and what they told per hour. About machines and works, never about people."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base


class Kiosk(Base):
    """One device; `health` is its newest contract.messages.Health as JSON."""

    __tablename__ = "kiosk"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    room: Mapped[str | None] = mapped_column(String(64))
    online: Mapped[bool] = mapped_column(Boolean, default=False)
    first_seen: Mapped[float] = mapped_column(Float)  # Unix seconds, by the server's clock
    last_seen: Mapped[float] = mapped_column(Float)  # Unix seconds, by the server's clock
    release: Mapped[int | None] = mapped_column(Integer)
    health: Mapped[str | None] = mapped_column(Text)


class ToldCount(Base):
    """One hour of one work in one language at one kiosk: contract.messages.PlaybackCounts."""

    __tablename__ = "told"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hour: Mapped[float] = mapped_column(Float)
    work: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(32))
    told: Mapped[int] = mapped_column(Integer)
    finished: Mapped[int] = mapped_column(Integer)
    stopped: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
