"""Wall screens: made, let in by their secret, taken off.

What a newcomer would get wrong: the secret needs no slow hash. A password is slow to verify because people choose it;
80 random bits can't be guessed, at any speed, and a wall screen is asked about every few seconds.
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

NAME_LIMIT = 64
NOTED_EVERY = dt.timedelta(minutes=1)  # a screen that is on is written down no more often


class WallScreenError(ValueError):
    """A wall screen that can't be made; the sentence is for the person at the desk."""


class Screen(Struct, frozen=True):
    """One wall screen, as the desk lists it. `last_seen`: None before it was opened."""

    name: str
    made_at: dt.datetime
    last_seen: dt.datetime | None


class WallScreens:
    """The wall screens in the database. Safe to ask from any thread."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now` gives the moment in UTC."""
        self._database, self._now = database, now

    def make(self, name: str) -> tuple[Screen, str]:
        """A new screen, and its secret, which can't be had again. Raises WallScreenError for a name that won't do."""
        name = " ".join(name.split())
        if not 0 < len(name) <= NAME_LIMIT or not name.isprintable():
            raise WallScreenError(f"Give the screen a name, {NAME_LIMIT} letters at most.")
        secret = new_password()
        made_at = self._now()
        with self._database.writing() as session:
            if session.get(WallScreen, name) is not None:
                raise WallScreenError(f"There is already a wall screen called {name}.")
            session.add(WallScreen(name=name, secret_hash=_hashed(secret), made_at=made_at))
        return Screen(name, made_at, None), secret

    def everyone(self) -> list[Screen]:
        """Every wall screen, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(WallScreen).order_by(WallScreen.name)).all()
        return [Screen(row.name, row.made_at, row.last_seen) for row in rows]

    def let_in(self, secret: str) -> str | None:
        """The name of the screen that this is the secret of, noted as seen now; None when it is nobody's any more."""
        hashed, now = _hashed(secret), self._now()
        with self._database.reading() as session:
            row = session.scalar(select(WallScreen).where(WallScreen.secret_hash == hashed))
        if row is None:
            return None
        if row.last_seen is None or not dt.timedelta(0) <= now - row.last_seen < NOTED_EVERY:
            with self._database.writing() as session:
                there = session.get(WallScreen, row.name)
                if there is None or there.secret_hash != hashed:  # taken off meanwhile
                    return None
                there.last_seen = now
        return row.name

    def take_off(self, name: str) -> None:
        """Its address shows nothing from now on. A name that nobody has changes nothing."""
        with self._database.writing() as session:
            row = session.get(WallScreen, name)
            if row is not None:
                session.delete(row)


def _hashed(secret: str) -> str:
    # It may have been typed from a sheet of paper, with a remote control.
    return hashlib.sha256(secret.strip().lower().encode()).hexdigest()
