"""The table of preview links. Of a link it has only a hash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class PreviewLinkRow(Base):
    """One link. `approved_only`: it shows what may go out, and not all drafts."""

    __tablename__ = "preview_link"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hexadecimal
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    ends_at: Mapped[dt.datetime] = mapped_column(Moment)
    approved_only: Mapped[bool] = mapped_column(Boolean)
