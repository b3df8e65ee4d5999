"""The tables of imports: each import, its rows, what each source said last, and the columns of known spreadsheets."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class ImportRow(Base):
    """One import: a proposal, and what became of it. `document` is an ImportDocument (import_documents)."""

    __tablename__ = "import"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    source: Mapped[str] = mapped_column(String(200), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    document: Mapped[str] = mapped_column(Text)


class ProposedRow(Base):
    """One part that an import is about. `document` is a ProposedPart, `outcome` an Outcome (import_documents)."""

    __tablename__ = "import_part"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)  # of the import
    place: Mapped[int] = mapped_column(Integer, primary_key=True)  # in the source's order
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    has_problems: Mapped[bool] = mapped_column(Boolean)
    taken: Mapped[bool] = mapped_column(Boolean)  # whether staff want it
    document: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_import_part_outcome", "number", "outcome", "place"),)


class SaidRow(Base):
    """What a source said of a part at its last import. `document` is a SaidFields (import_documents)."""

    __tablename__ = "import_said"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    identifier: Mapped[str] = mapped_column(String(500), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(Integer)  # of the import
    document: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_import_said_key", "kind", "key"),)


class KnownColumnsRow(Base):
    """What the columns of spreadsheets with these headings hold. `document` is a ColumnMapping."""

    __tablename__ = "import_columns"

    headings: Mapped[str] = mapped_column(
        String(64), primary_key=True
    )  # ColumnMapping.headings_key
    document: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
