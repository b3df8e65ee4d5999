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
