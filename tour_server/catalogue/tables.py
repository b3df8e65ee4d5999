"""Drafts are kept as documents of the contract's own types, not as columns of our own.

The content model is defined once, in contract.museum; the database keeps each part as JSON that has passed
that type, with its whole history. What a newcomer would get wrong: the draft is never what visitors see;
a release is (tour_server.publishing).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class Draft(Base):
    """The newest state of one part: `kind` site|room|theme|passage|work|link|tour|offer, `key` its name."""

    __tablename__ = "draft"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)  # the order of lists, kept
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(64))


class Revision(Base):
    """Every state a part has had, so that any change can be undone. `body` null: it was deleted."""

    __tablename__ = "revision"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(64))
