"""The history of kiosks' settings: a row for each change, with all settings of its group from then on."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class KioskSettingsRecord(Base):
    """The settings of one group since a moment. `settings`: JSON, tour_server.kiosk_settings.setting_groups.

    The password of the Wi-Fi is encrypted in it, under a key of the data folder that no back-up has.
    """

    __tablename__ = "kiosk_settings"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    scope: Mapped[str] = mapped_column(String(8))  # site, room or kiosk
    subject: Mapped[str] = mapped_column(String(64))  # key of the room, name of the kiosk, or ""
    settings: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(64))
    undoes: Mapped[int | None] = mapped_column(Integer)  # the id of the change that it takes back
