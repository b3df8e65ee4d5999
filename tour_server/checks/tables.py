"""The tables of what the museum decided about publishing."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class StoppingCheck(Base):
    """Whether a publish stops at a check, where the museum has decided that."""

    __tablename__ = "stopping_check"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    stops: Mapped[bool] = mapped_column(Boolean)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(64))


class ShownWithoutRights(Base):
    """A picture, video or text whose rights are not stated, and of which a publisher said that it may be shown."""

    __tablename__ = "shown_without_rights"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    item: Mapped[str] = mapped_column(Text, primary_key=True)
    said_at: Mapped[dt.datetime] = mapped_column(Moment)
    said_by: Mapped[str] = mapped_column(String(64))
