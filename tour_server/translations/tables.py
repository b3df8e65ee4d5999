"""The tables of translations: from which wording each was made, how far each part is, memory, and files taken in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class TranslationOrigin(Base):
    """From which wording a wording was made: a row for each wording of a text that stood beside another language's.

    `path` names the text with its own key where it is of a block (translated_texts.TextWording). `source_hash`: of the
    wording in `source_language`, which stands in `version` of the part; 0 where no version is known to have it. An
    empty `source_language`: it was there before any other language.
    """

    __tablename__ = "translation_origin"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(16), primary_key=True)
    source_language: Mapped[str] = mapped_column(String(35))
    source_hash: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    confirmed_by: Mapped[str] = mapped_column(
        String(64)
    )  # who said that it is still right; empty: nobody
    at: Mapped[dt.datetime] = mapped_column(Moment)


class TranslatedPart(Base):
    """A part whose texts are counted in TranslationCell, as it is in `version`, by the museum's `languages`."""

    __tablename__ = "translated_part"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    languages: Mapped[str] = mapped_column(Text)
    kind_order: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)  # its place among those of its kind
    name: Mapped[str] = mapped_column(Text)
    room: Mapped[str] = mapped_column(String(64))
    counted_at: Mapped[dt.datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_translated_part_order", "kind_order", "number", "key"),)


class TranslationCell(Base):
    """How many texts of a part are how far in one language. Each text is counted once."""

    __tablename__ = "translation_cell"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    room: Mapped[str] = mapped_column(String(64))
    missing: Mapped[int] = mapped_column(Integer)
    stale: Mapped[int] = mapped_column(Integer)
    machine: Mapped[int] = mapped_column(Integer)
    unknown: Mapped[int] = mapped_column(Integer)
    written: Mapped[int] = mapped_column(Integer)
    approved: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_translation_cell_language", "language"),)


class TranslationSegment(Base):
    """A sentence of a text that is in several languages: those with one `path` and `place` translate each other."""

    __tablename__ = "translation_segment"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(16))
    length: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("ix_translation_segment_hash", "language", "text_hash"),
        Index("ix_translation_segment_length", "language", "length"),
    )


class TranslationFileRow(Base):
    """A file of translations that came in: a proposal, and what became of it."""

    __tablename__ = "translation_file"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(200))
    source_language: Mapped[str] = mapped_column(String(35))
    language: Mapped[str] = mapped_column(String(35))
    translated_by: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    ended_by: Mapped[str] = mapped_column(String(64))  # who applied or undid it last
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class TranslationFileUnit(Base):
    """One text of such a file. `before`: the draft's wording when the file was read; `source`: what it was made from.

    `left`: why it was left alone, in a sentence marked for translation.
    """

    __tablename__ = "translation_file_unit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)  # of the file
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16))
    taken: Mapped[bool] = mapped_column(Boolean)
    source: Mapped[str] = mapped_column(Text)
    source_changed: Mapped[bool] = mapped_column(Boolean)  # since the file was made
    machine: Mapped[bool] = mapped_column(Boolean)  # the file says that a machine wrote it
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    written: Mapped[bool] = mapped_column(Boolean)
    left: Mapped[str] = mapped_column(Text)
    italics: Mapped[str] = mapped_column(Text, server_default="")  # phrases of `after`, one a line

    __table_args__ = (Index("ix_translation_file_unit_outcome", "number", "outcome", "place"),)
