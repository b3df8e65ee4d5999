"""The table of recordings. Every take is kept until somebody deletes it, so that an earlier one can be taken again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class RecordedTakeRow(Base):
    """One take: see tour_server.recordings.take.Take. `alignment`: TakeAlignment as JSON, null until it is found."""

    __tablename__ = "recording"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    block: Mapped[str] = mapped_column(String(64), index=True)
    language: Mapped[str] = mapped_column(String(32))
    file: Mapped[str] = mapped_column(String(160))
    name: Mapped[str] = mapped_column(String(200))
    recorded_text: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float] = mapped_column(Float)
    clipped: Mapped[bool] = mapped_column(Boolean)
    speaker: Mapped[str] = mapped_column(String(100))
    added_by: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[dt.datetime] = mapped_column(Moment)
    chosen_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    alignment: Mapped[str | None] = mapped_column(Text)
