"""The tables of offers: codes, counts a day, hours, and whether it rains. Nothing in them is about a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Date, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base


class OfferNumber(Base):
    """The number that stands for an offer in its codes. A transaction that issues a code locks this row."""

    __tablename__ = "offer_number"

    offer: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    issued: Mapped[int] = mapped_column(Integer)  # codes, ever


class OfferCode(Base):
    """A code that was issued. It is deleted on the day after its own."""

    __tablename__ = "offer_code"
    __table_args__ = (Index("ix_offer_code_offer_day", "offer", "day"),)

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    serial: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    offer: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[float] = mapped_column(Float)  # Unix seconds
    redeemed: Mapped[bool] = mapped_column(Boolean)


class OfferDayCounts(Base):
    """How often an offer was shown, taken and redeemed on one local day."""

    __tablename__ = "offer_count"

    offer: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    shown: Mapped[int] = mapped_column(Integer)
    taken: Mapped[int] = mapped_column(Integer)
    redeemed: Mapped[int] = mapped_column(Integer)


class OfferHour(Base):
    """An hour in which an offer held, and the people in the room it leads to from then until the hour's end.

    `held_back`: it was drawn not to be shown. `people` is the sum over the `minutes` whose people were known.
    """

    __tablename__ = "offer_hour"

    offer: Mapped[str] = mapped_column(String(64), primary_key=True)
    hour: Mapped[float] = mapped_column(Float, primary_key=True)  # Unix seconds of its start
    room: Mapped[str] = mapped_column(String(64))
    held_back: Mapped[bool] = mapped_column(Boolean)
    people: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int] = mapped_column(Integer)


class OfferCountsRecord(Base):
    """One hour of one offer at one kiosk: a contract.messages.OfferCounts."""

    __tablename__ = "offer_at_kiosk"
    __table_args__ = (Index("ix_offer_at_kiosk_hour", "hour"),)

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hour: Mapped[float] = mapped_column(Float)  # Unix seconds of its start
    offer: Mapped[str] = mapped_column(String(64))
    shown: Mapped[int] = mapped_column(Integer)


class DifferingOfferCounts(Base):
    """Counts of offers whose key other counts had already: a second machine counts under one identity.

    They have the columns of OfferCountsRecord and are in no total.
    """

    __tablename__ = "offer_at_kiosk_differing"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    hour: Mapped[float] = mapped_column(Float)
    offer: Mapped[str] = mapped_column(String(64))
    shown: Mapped[int] = mapped_column(Integer)


class RainRow(Base):
    """Until when it rains, as staff said last. One row."""

    __tablename__ = "offer_rain"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    until: Mapped[float] = mapped_column(Float)  # Unix seconds
