"""What the search keeps in the museum's database: parts that its index has to read, and changes of many works."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class StaleIndexRow(Base):
    """A part that changed since the index read it. Triggers of the database write it, whoever changes a draft."""

    __tablename__ = "search_stale"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # random
    part_kind: Mapped[str] = mapped_column(String(16))
    part_key: Mapped[str] = mapped_column(String(64))


class BulkChangeRow(Base):
    """One change of many works at once. `document` is a BulkDocument (bulk_documents)."""

    __tablename__ = "bulk_change"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    action: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    document: Mapped[str] = mapped_column(Text)


class BulkWorkRow(Base):
    """A work of a change. `document` is a BulkWork (bulk_documents): how it was before, or why it was left alone."""

    __tablename__ = "bulk_change_work"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)  # of the change
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_bulk_change_work_key", "number", "key"),)
