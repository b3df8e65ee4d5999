"""Jobs: work in the background, kept in the database so that it survives a restart."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class JobRow(Base):
    """One job: see tour_server.jobs.job.Job. `arguments` and `result` are JSON."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    # The kind, while a job that is the only one of its kind waits or runs; otherwise null.
    only_one: Mapped[str | None] = mapped_column(String(40), unique=True)
    arguments: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    started_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), index=True)
    interruptions: Mapped[int] = mapped_column(Integer, default=0)
    cancel_asked: Mapped[bool] = mapped_column(Boolean, default=False)
    doing: Mapped[str] = mapped_column(String(200), default="")
    done: Mapped[int] = mapped_column(Integer, default=0)
    of: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str | None] = mapped_column(Text)
