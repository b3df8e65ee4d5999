"""The table of kiosks: the last report of each. It contains no data about people."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Float, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base


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
