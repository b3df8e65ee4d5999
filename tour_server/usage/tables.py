"""The table of playback counts. About works and kiosks, never about people."""

from __future__ import annotations

from sqlalchemy import BigInteger, Float, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base


class PlaybackCountsRecord(Base):
    """One hour of one work in one language at one kiosk: a contract.messages.PlaybackCounts."""

    __tablename__ = "told"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hour: Mapped[float] = mapped_column(Float)  # Unix seconds
    work: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(32))
    told: Mapped[int] = mapped_column(Integer)
    finished: Mapped[int] = mapped_column(Integer)
    stopped: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)


class DifferingPlaybackCounts(Base):
    """Playback counts whose key other counts had already: a second machine counts under one identity.

    They have the columns of PlaybackCountsRecord and are in no total.
    """

    __tablename__ = "told_differing"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    hour: Mapped[float] = mapped_column(Float)
    work: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(32))
    told: Mapped[int] = mapped_column(Integer)
    finished: Mapped[int] = mapped_column(Integer)
    stopped: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
