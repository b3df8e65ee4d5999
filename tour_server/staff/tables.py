"""Staff accounts and sign-ins. A password is kept as an argon2id hash alone, the token of a sign-in as its SHA-256."""

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
    rescued_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class StaffSignIn(Base):
    """One sign-in. `stamp` is that of the person then: it is over when it no longer fits the account."""

    __tablename__ = "staff_sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    stamp: Mapped[str] = mapped_column(String(64))
    began_at: Mapped[dt.datetime] = mapped_column(Moment)
    used_at: Mapped[dt.datetime] = mapped_column(Moment)
    password_at: Mapped[dt.datetime] = mapped_column(Moment)
    ends_at: Mapped[dt.datetime] = mapped_column(Moment)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment)
