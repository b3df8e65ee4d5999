"""The table of registered devices. What a device reports about itself is in the table of kiosks (tour_server.fleet)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class DeviceRecord(Base):
    """One device that may count. `key` is a secret: it leaves the server in the file of credentials alone."""

    __tablename__ = "device"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    room: Mapped[str | None] = mapped_column(String(64))  # where it is: the key of a room
    wanted: Mapped[str] = mapped_column(Text)  # JSON: tour_server.devices.registry.WantedState
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(64))
    key_made_at: Mapped[dt.datetime] = mapped_column(Moment)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Moment)
