"""Staff accounts. A password is kept as an argon2id hash alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class Staff(Base):
    """One person who may sign in. `roles`: those of tour_server.staff.permissions, with spaces between."""

    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    roles: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
