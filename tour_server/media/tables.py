"""The table of what the museum decided about pictures whose rights have ended."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class EndedRightsChoice(Base):
    """Whether the next release leaves out pictures whose rights have ended: one row, where the museum has decided."""

    __tablename__ = "ended_rights_choice"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    leaves_out: Mapped[bool] = mapped_column(Boolean)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(64))
