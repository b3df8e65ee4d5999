"""The API tokens: made, recognised, and revoked; each making and revoking is an event.

A token needs no slow hash: 192 random bits can't be guessed at any speed (see tour_server.wall_screens.screens).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import select

from tour_server.api.tables import ApiTokenRow
from tour_server.database import Database
from tour_server.recorder import EventKind, Recorder
from web.translations import gettext as _

MAX_NAME_CHARACTERS = 64
LAST_USED_STEP = dt.timedelta(hours=1)  # `last_used` is written no more often
TOKEN_BYTES = 24
PREFIX = "zaalgids_"  # by which a scanner for secrets knows one

TOKEN_MADE = EventKind("api-token-made", "A token was made, with which a program reads the drafts.")
TOKEN_REVOKED = EventKind("api-token-revoked", "A token of a program was revoked.")
API_EVENTS = (TOKEN_MADE, TOKEN_REVOKED)


class TokenError(ValueError):
    """The token can't be made. The message is a sentence for staff."""


class ApiToken(Struct, frozen=True):
    """One token as the desk lists it. `last_used`: to the hour; None before it was used."""

    name: str
    made_at: dt.datetime
    last_used: dt.datetime | None


class ApiTokens:
    """The tokens in the database. Thread-safe."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now`: in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    def make(self, name: str, by: str) -> tuple[str, str]:
        """Make a token. Returns its name and the token, which can't be read again.

        Raises TokenError for a name that is empty, too long, not printable or taken.
        """
        name = " ".join(name.split())
        if not 0 < len(name) <= MAX_NAME_CHARACTERS or not name.isprintable():
            raise TokenError(
                _("Give the token a name, {most} letters at most.", most=MAX_NAME_CHARACTERS)
            )
        token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        with self._database.writing() as session:
            if session.get(ApiTokenRow, name) is not None:
                raise TokenError(_("There is already a token called {name}.", name=name))
            session.add(ApiTokenRow(name=name, token_hash=_hashed(token), made_at=self._now()))
            self._recorder.record(TOKEN_MADE, by, name, session=session)
        return name, token

    def listed(self) -> list[ApiToken]:
        """Returns every token, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.name)).all()
        return [ApiToken(row.name, row.made_at, row.last_used) for row in rows]

    def recognise(self, token: str) -> str | None:
        """Returns the name of a token and notes its use; None where there is no such token."""
        hashed, now = _hashed(token), self._now()
        with self._database.reading() as session:
            row = session.scalar(select(ApiTokenRow).where(ApiTokenRow.token_hash == hashed))
        if row is None:
            return None
        if row.last_used is None or not dt.timedelta(0) <= now - row.last_used < LAST_USED_STEP:
            with self._database.writing() as session:
                current = session.get(ApiTokenRow, row.name)
                if current is None or current.token_hash != hashed:  # revoked meanwhile
                    return None
                current.last_used = now
        return row.name

    def revoke(self, name: str, by: str) -> None:
        """Delete a token: it opens nothing any more. Does nothing where there is none of this name."""
        with self._database.writing() as session:
            row = session.get(ApiTokenRow, name)
            if row is not None:
                session.delete(row)
                self._recorder.record(TOKEN_REVOKED, by, name, session=session)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
