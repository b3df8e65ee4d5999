"""The table of footfall: bins as they arrived, under the device's own key.

The counts are null where nothing was observed: "not known", never zero. A row is inserted once and never updated.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Float, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base


class FootfallBin(Base):
    """One minute at one kiosk: a contract.messages.Bin with its device, from the topic, and when it came.

    Every field of Bin except `v` has a column of the same name (tour_server.crowd.messages relies on it).
    """

    __tablename__ = "footfall"
    # Few indexes, because each slows every insert: minutes are looked up by their start, and only those whose clock was
    # not trusted by their arrival.
    __table_args__ = (
        Index("ix_footfall_start", "start"),
        Index(
            "ix_footfall_received_at",
            "received_at",
            sqlite_where=text("NOT clock_trusted"),
            postgresql_where=text("NOT clock_trusted"),
        ),
        {"sqlite_with_rowid": False},
    )

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    boot: Mapped[str] = mapped_column(String(16))
    monotonic: Mapped[float] = mapped_column(Float)  # seconds since boot
    start: Mapped[float] = mapped_column(Float)  # Unix seconds
    clock_trusted: Mapped[bool] = mapped_column(Boolean)
    room: Mapped[str | None] = mapped_column(String(64))
    observed_seconds: Mapped[float] = mapped_column(Float)
    entered: Mapped[int | None] = mapped_column(Integer)
    left: Mapped[int | None] = mapped_column(Integer)
    in_view_mean: Mapped[float | None] = mapped_column(Float)
    in_view_max: Mapped[int | None] = mapped_column(Integer)
    zones: Mapped[str | None] = mapped_column(Text)  # JSON: key -> contract.messages.ZoneCounts
    received_at: Mapped[float] = mapped_column(Float)  # Unix seconds, by the server's clock


class RoomClosureRow(Base):
    """A room that staff have closed for visitors, until a moment or until they open it."""

    __tablename__ = "room_closure"

    room: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[float | None] = mapped_column(Float)  # Unix seconds


class DifferingBin(Base):
    """A bin whose key another bin of other counts had already: a second machine counts under one identity.

    It has the columns of FootfallBin. It is in no total, because nothing says which of the two is the kiosk's own.
    """

    __tablename__ = "footfall_differing"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    boot: Mapped[str] = mapped_column(String(16))
    monotonic: Mapped[float] = mapped_column(Float)
    start: Mapped[float] = mapped_column(Float)
    clock_trusted: Mapped[bool] = mapped_column(Boolean)
    room: Mapped[str | None] = mapped_column(String(64))
    observed_seconds: Mapped[float] = mapped_column(Float)
    entered: Mapped[int | None] = mapped_column(Integer)
    left: Mapped[int | None] = mapped_column(Integer)
    in_view_mean: Mapped[float | None] = mapped_column(Float)
    in_view_max: Mapped[int | None] = mapped_column(Integer)
    zones: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[float] = mapped_column(Float)
