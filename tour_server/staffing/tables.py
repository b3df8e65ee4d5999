"""The tables of staff: colleagues, what they can, when they are away, their shifts; and the museum's rules.

A row about a colleague has their key, drawn by chance; the name stands in `roster_colleague` alone. Whoever is taken
out of it is taken out of every table. No other capability reads these.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment

NAME_CHARACTERS, SKILL_CHARACTERS = 64, 32


class ColleagueRow(Base):
    """A colleague who works shifts. `link_hash`: SHA-256 of the secret in the address of their own page."""

    __tablename__ = "roster_colleague"

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS), unique=True)
    skills: Mapped[str] = mapped_column(Text)  # a line each
    week_minutes: Mapped[int] = mapped_column(Integer)
    flex_minutes: Mapped[int] = mapped_column(Integer)
    most_days_in_a_row: Mapped[int] = mapped_column(Integer)
    hours: Mapped[str] = mapped_column(Text)  # seven, with commas: `540-1080`, or `-`
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)


class AbsenceRow(Base):
    """Days on which a colleague is away, ill, or would rather be off."""

    __tablename__ = "roster_absence"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    colleague: Mapped[str] = mapped_column(String(16), index=True)
    first: Mapped[dt.date] = mapped_column(Date)
    last: Mapped[dt.date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(8))


class HourWishRow(Base):
    """Hours in which a colleague would rather work, or rather not, an HourWish: every day where it names none."""

    __tablename__ = "roster_wish"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    colleague: Mapped[str] = mapped_column(String(16), index=True)
    day: Mapped[dt.date | None] = mapped_column(Date)
    weekday: Mapped[int | None] = mapped_column(Integer)
    begins: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(Integer)
    rather: Mapped[bool] = mapped_column(Boolean)


class ShiftRow(Base):
    """One shift of one colleague: in the draft, or as published.

    Of the kind DAY_OFF it is none: staff have said that the colleague is off, and a computation leaves it so.
    """

    __tablename__ = "roster_shift"
    __table_args__ = (Index("ix_roster_shift_day", "day"),)

    colleague: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    published: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    kind: Mapped[int] = mapped_column(Integer)
    begins: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(Integer)
    break_minutes: Mapped[int] = mapped_column(Integer)
    skill: Mapped[str] = mapped_column(String(SKILL_CHARACTERS))
    break_begins: Mapped[int | None] = mapped_column(Integer)
    pinned: Mapped[bool] = mapped_column(Boolean)


class RosterWeekRow(Base):
    """A week that was worked on: when it was published, and what the last computation proved."""

    __tablename__ = "roster_week"

    monday: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    band: Mapped[str] = mapped_column(String(8))
    published_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    computed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    cost: Mapped[int | None] = mapped_column(Integer)
    bound: Mapped[int | None] = mapped_column(Integer)


class ShiftKindRow(Base):
    """A kind of shift, a ShiftKind."""

    __tablename__ = "roster_shift_kind"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    begins: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(Integer)
    break_minutes: Mapped[int] = mapped_column(Integer)
    skill: Mapped[str] = mapped_column(String(SKILL_CHARACTERS))


class StaffingRuleRow(Base):
    """A rule of the museum, a StaffingRule."""

    __tablename__ = "staffing_rule"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    skill: Mapped[str] = mapped_column(String(SKILL_CHARACTERS))
    people: Mapped[int] = mapped_column(Integer)
    per: Mapped[int] = mapped_column(Integer)
    room: Mapped[str] = mapped_column(String(64))
    early_minutes: Mapped[int] = mapped_column(Integer)
    late_minutes: Mapped[int] = mapped_column(Integer)


class BookedTourRow(Base):
    """A booked tour, a BookedTour: nothing says who booked it."""

    __tablename__ = "booked_tour"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, index=True)
    begins: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(Integer)
    groups: Mapped[int] = mapped_column(Integer)
