"""The tables of writing: what a person typed and has not saved, and comments on texts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class TypedTextRecord(Base):
    """What one person typed in one field of a narration block and has not saved; it is gone with their account.

    `block`: the key of the block, or `new-<language>-<level>` for one that is being added. `field`: the name of the
    field in the block's form. `version`: of the work, when typing began.
    """

    __tablename__ = "typed_text"

    person: Mapped[str] = mapped_column(
        String(64), ForeignKey("staff.name", ondelete="CASCADE"), primary_key=True
    )
    work: Mapped[str] = mapped_column(String(64), primary_key=True)
    block: Mapped[str] = mapped_column(String(128), primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[dt.datetime] = mapped_column(Moment)


class BlockCommentRecord(Base):
    """A comment on a text of a part, or an answer to one (`answer_to`); it is gone with the part.

    `kind` and `work` are the part's; `block` is which text of it (commented_texts): earlier, only blocks had comments.
    A null `resolved_at`: it is open. Answers are neither open nor resolved.
    """

    __tablename__ = "block_comment"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    work: Mapped[str] = mapped_column(String(64))
    block: Mapped[str] = mapped_column(String(64))
    answer_to: Mapped[int | None] = mapped_column(
        Integer, ForeignKey("block_comment.number", ondelete="CASCADE")
    )
    by: Mapped[str] = mapped_column(String(64))
    said_at: Mapped[dt.datetime] = mapped_column(Moment)
    text: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    resolved_by: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        ForeignKeyConstraint(["kind", "work"], ["draft.kind", "draft.key"], ondelete="CASCADE"),
        Index("ix_block_comment_work", "work"),
    )
