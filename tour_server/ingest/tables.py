"""The table of dead letters."""

from __future__ import annotations

from sqlalchemy import Float, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base


class DeadLetterRecord(Base):
    """A message that could not be stored, with the reason, for staff to look at."""

    __tablename__ = "put_aside"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    topic: Mapped[str] = mapped_column(String(512))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(Text)
    received_at: Mapped[float] = mapped_column(Float)  # Unix seconds, by the server's clock
