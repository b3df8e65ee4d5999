"""The tables of the plan that are no part of the museum's content: pictures of floors, and where kiosks stand."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Float, Integer, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, deferred, mapped_column

from tour_server.database import Base, Moment


class PlanPictureRow(Base):
    """A picture of a floor, for staff to draw on: PNG, and where it lies on the plan, in metres.

    `current`: it is the one that is shown. The one before it is kept, so that it can be brought back. `shown`: visitors
    see it, too. `phone_file`: what phones get of it, in the store of pictures; "" until it was shown once. `rights`: a
    contract.rights.Rights as JSON, "" where nobody said.
    """

    __tablename__ = "plan_picture"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    floor: Mapped[int] = mapped_column(Integer, index=True)
    current: Mapped[bool] = mapped_column(Boolean)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    width_px: Mapped[int] = mapped_column(Integer)
    height_px: Mapped[int] = mapped_column(Integer)
    left: Mapped[float] = mapped_column(Float)
    top: Mapped[float] = mapped_column(Float)
    width: Mapped[float] = mapped_column(Float)
    added_at: Mapped[dt.datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(64))
    shown: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    phone_file: Mapped[str] = mapped_column(Text, default="", server_default="")
    rights: Mapped[str] = mapped_column(Text, default="", server_default="")


class KioskPlaceRow(Base):
    """Where a kiosk stands: a floor, and a point of its plan in metres."""

    __tablename__ = "kiosk_place"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    floor: Mapped[int] = mapped_column(Integer)
    x: Mapped[float] = mapped_column(Float)
    y: Mapped[float] = mapped_column(Float)
