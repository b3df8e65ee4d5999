"""The table of wall screens. Of a screen's address it has only a hash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class WallScreen(Base):
    """One screen on a wall, named by staff."""

    __tablename__ = "wall_screen"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hexadecimal
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    last_seen: Mapped[dt.datetime | None] = mapped_column(Moment)
