"""Releases. A row is written when its bundle is complete and signed, and never changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class PublishedRelease(Base):
    """One release; `body` is the contract.bundle.Release as JSON.

    `words_approved`: it was made while words needed approval, or its words were taken as approved when they began to.
    """

    __tablename__ = "published_release"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    published_at: Mapped[dt.datetime] = mapped_column(Moment)
    published_by: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text)
    words_approved: Mapped[bool] = mapped_column(Boolean, server_default=false())


class PlannedPublishRow(Base):
    """A publish at a time: tour_server.publishing.planned_publishes. `job`: the one that it became."""

    __tablename__ = "planned_publish"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text)
    planned_by: Mapped[str] = mapped_column(String(64))
    planned_at: Mapped[dt.datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), index=True)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(String(64))
    job: Mapped[int | None] = mapped_column(Integer)


class ReplacedDraftsRow(Base):
    """Drafts that were replaced as a whole. `as_of`: the moment before; `release`: by which, None by earlier drafts."""

    __tablename__ = "replaced_drafts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    as_of: Mapped[dt.datetime] = mapped_column(Moment)
    replaced_by: Mapped[str] = mapped_column(String(64))
    release: Mapped[int | None] = mapped_column(Integer)
    parts: Mapped[int] = mapped_column(Integer)
