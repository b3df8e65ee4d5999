"""The table of API tokens. Of a token it has only a hash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class ApiTokenRow(Base):
    """One token, named by an administrator."""

    __tablename__ = "api_token"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hexadecimal
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    last_used: Mapped[dt.datetime | None] = mapped_column(Moment)
