"""The tables of the drafts and their history.

A part is stored as JSON of its type in contract.museum, so that the content model is defined in one place. Visitors
do not see drafts but releases (tour_server.publishing).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class Draft(Base):
    """The newest version of one part. `kind` is a PartKind."""

    __tablename__ = "draft"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)  # in the list of its kind
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(64))


class ChangedDraft(Base):
    """When a part changed last, by the order of changes (draft_changes). Triggers write it, whoever changes a draft."""

    __tablename__ = "draft_change"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, index=True)


class Revision(Base):
    """One version of a part, kept for ever, so that every change can be undone. A null `body`: it was removed."""

    __tablename__ = "revision"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(64), index=True)


class ApprovedWording(Base):
    """The content of one unit (tour_server.catalogue.approval_units) as it was last approved.

    Visitors get it until another one is approved. `stands`: nothing changed in the draft since. A null `approved_by`:
    it was published before approval was needed.
    """

    __tablename__ = "approved_wording"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[dt.datetime] = mapped_column(Moment)
    stands: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (Index("ix_approved_wording_part", "kind", "key"),)
