"""The tables of forecasts: counts by the hour, what staff know of days, forecasts and their outcome, chosen models."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Date, Float, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from tour_server.database import Base, Moment


class VisitorHourRow(Base):
    """How many came into a room, or the house, in an hour of a day that was open. What was not counted has no row.

    `hour`: of the museum's own clock, -1 for a count of a whole day. `source`: kiosks, or an import. `open_share`: of
    the hour. It is kept when the minutes of kiosks are deleted: it is a sum over an hour.
    """

    __tablename__ = "visitor_hour"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    people: Mapped[float] = mapped_column(Float)
    open_share: Mapped[float] = mapped_column(Float)


class CountImportRow(Base):
    """A file of counts that was brought in: a proposal until it is applied. `document`: JSON of its rows."""

    __tablename__ = "visitor_count_import"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    document: Mapped[str] = deferred(mapped_column(Text, nullable=False))
    rows: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[dt.datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(64))


class KnownDayRow(Base):
    """What staff know of days: an event, a booked group, school holidays, rain. `room`: "" is the whole house.

    `people`: of a group, or beyond the usual at an event; None where nobody said. `hour`: when a group comes.
    """

    __tablename__ = "visitor_known_day"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    first: Mapped[dt.date] = mapped_column(Date, index=True)
    last: Mapped[dt.date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(Text)
    room: Mapped[str] = mapped_column(String(64))
    people: Mapped[int | None] = mapped_column(Integer)
    hour: Mapped[int | None] = mapped_column(Integer)
    millimetres: Mapped[float | None] = mapped_column(Float)
    added_at: Mapped[dt.datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(64))


class VisitorForecastRow(Base):
    """What was forecast for a day. `lead`: days from the newest count to it; 0 is the newest forecast.

    The newest is written anew each night from that day on; of days that are over it stays for 53 weeks. Those of the
    leads that are judged stay for ever, and `counted` is what came of them; None until the day was counted whole.
    `hours`: JSON, low, middle and high of each hour, null where shut.
    """

    __tablename__ = "visitor_forecast"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    lead: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    model: Mapped[str] = mapped_column(String(32))
    low: Mapped[float] = mapped_column(Float)
    middle: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    hours: Mapped[str] = mapped_column(Text)
    counted: Mapped[float | None] = mapped_column(Float)


class ForecastModelRow(Base):
    """The models that were chosen last: one row. `document`: JSON of ChosenModels, `trees`: their texts, packed."""

    __tablename__ = "visitor_forecast_model"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    chosen_at: Mapped[dt.datetime] = mapped_column(Moment)
    document: Mapped[str] = mapped_column(Text)
    trees: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))


class HolidayPlaceRow(Base):
    """Whose public holidays count: one row; "" is none."""

    __tablename__ = "visitor_holiday_place"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(16))
