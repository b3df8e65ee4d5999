"""Events. An event is about staff, content or machines; the table has no column for a visitor."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class EventRow(Base):
    """One event: see tour_server.events.event_log.Event."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(Moment, index=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    who: Mapped[str] = mapped_column(String(64), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)
