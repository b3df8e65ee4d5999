"""The wall screens: created, authenticated by their secret, and removed.

The secret needs no slow hash. A password is slow to verify because people choose it; 80 random bits can't be guessed at
any speed, and a wall screen's secret is verified every few seconds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import select

from tour_server.database import Database
from tour_server.staff.accounts import new_password
from tour_server.wall_screens.tables import WallScreen
from web.translations import gettext as _

MAX_NAME_CHARACTERS = 64
LAST_SEEN_STEP = dt.timedelta(
    minutes=1
)  # `last_seen` of a screen that is on is written no more often


class WallScreenError(ValueError):
    """The wall screen can't be created. The message is a sentence for staff."""


class WallScreenStatus(Struct, frozen=True):
    """One wall screen as the desk lists it. `last_seen`: None before it was opened."""

    name: str
    made_at: dt.datetime
    last_seen: dt.datetime | None


class WallScreens:
    """The wall screens in the database. Thread-safe."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now`: in UTC."""
        self._database, self._now = database, now

    def create(self, name: str) -> tuple[WallScreenStatus, str]:
        """Create a screen. Returns it with its secret, which can't be read again.

        Raises WallScreenError for a name that is empty, too long, not printable or taken.
        """
        name = " ".join(name.split())
        if not 0 < len(name) <= MAX_NAME_CHARACTERS or not name.isprintable():
            raise WallScreenError(
                _("Give the screen a name, {most} letters at most.", most=MAX_NAME_CHARACTERS)
            )
        secret = new_password()
        made_at = self._now()
        with self._database.writing() as session:
            if session.get(WallScreen, name) is not None:
                raise WallScreenError(_("There is already a wall screen called {name}.", name=name))
            session.add(WallScreen(name=name, secret_hash=_hashed(secret), made_at=made_at))
        return WallScreenStatus(name, made_at, None), secret

    def all_screens(self) -> list[WallScreenStatus]:
        """Return every wall screen, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(WallScreen).order_by(WallScreen.name)).all()
        return [WallScreenStatus(row.name, row.made_at, row.last_seen) for row in rows]

    def authenticate(self, secret: str) -> str | None:
        """Set the `last_seen` of the screen with this secret. Returns its name; None when there is no such screen."""
        hashed, now = _hashed(secret), self._now()
        with self._database.reading() as session:
            row = session.scalar(select(WallScreen).where(WallScreen.secret_hash == hashed))
        if row is None:
            return None
        if row.last_seen is None or not dt.timedelta(0) <= now - row.last_seen < LAST_SEEN_STEP:
            with self._database.writing() as session:
                current = session.get(WallScreen, row.name)
                if current is None or current.secret_hash != hashed:  # removed meanwhile
                    return None
                current.last_seen = now
        return row.name

    def remove(self, name: str) -> None:
        """Remove a screen: its address stops working. Does nothing when there is no screen of this name."""
        with self._database.writing() as session:
            row = session.get(WallScreen, name)
            if row is not None:
                session.delete(row)


def _hashed(secret: str) -> str:
    # It may have been typed with a remote control: upper case and spaces are ignored.
    return hashlib.sha256(secret.strip().lower().encode()).hexdigest()
