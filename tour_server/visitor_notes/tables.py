"""The table of visitors' notes. Nothing in it tells who wrote a note, at which kiosk or phone, or at what hour."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base


class VisitorNoteRecord(Base):
    """One note, a contract.messages.VisitorNote. `number` says in which order they came; `day` is the day in UTC."""

    __tablename__ = "visitor_note"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    day: Mapped[dt.date] = mapped_column(Date)
    about: Mapped[str] = mapped_column(String(16))
    work: Mapped[str] = mapped_column(String(64))
    block: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(32))
    sentence: Mapped[str] = mapped_column(Text)
    done: Mapped[bool] = mapped_column(Boolean)
