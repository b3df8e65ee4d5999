"""The tokens of prepared files: made, and used once.

A token needs no slow hash: 256 random bits can't be guessed at any speed (see tour_server.wall_screens.screens).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from contract.claims import WaitReason
from tour_server.claims.tables import ClaimTokenRow
from tour_server.database import Database

KEPT = dt.timedelta(days=90)  # after its end, so that a late kiosk is told why it is refused


class UsedToken(Struct, frozen=True):
    """A token that has just been used: who made it, and what it says of the kiosk."""

    made_by: str
    name: str | None
    room: str | None


class ClaimTokens:
    """The tokens in the database. Safe to use from several threads and processes."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now`: in UTC."""
        self._database, self._now = database, now

    def make(
        self, by: str, lifetime: dt.timedelta, places: list[tuple[str | None, str | None]]
    ) -> list[str]:
        """Make a token for each (name, room) of `places`. Returns them; they can't be read again."""
        tokens = [secrets.token_urlsafe(32) for _ in places]
        at = self._now()
        with self._database.writing() as session:
            session.execute(delete(ClaimTokenRow).where(ClaimTokenRow.ends_at < at - KEPT))
            session.add_all(
                ClaimTokenRow(
                    token_hash=_hashed(token),
                    made_by=by,
                    made_at=at,
                    ends_at=at + lifetime,
                    name=name,
                    room=room,
                )
                for token, (name, room) in zip(tokens, places, strict=True)
            )
        return tokens

    def use(self, session: Session, token: str, fingerprint: str) -> UsedToken | WaitReason:
        """Use a token for the kiosk with this key, within a transaction. Returns why not, where it can't be used."""
        at, table = self._now(), ClaimTokenRow
        row = session.scalar(select(table).where(table.token_hash == _hashed(token)))
        if row is None:
            return WaitReason.TOKEN_UNKNOWN
        if row.used_at is None and row.ends_at <= at:
            return WaitReason.TOKEN_ENDED
        # Only one of two kiosks with the same token, which come at the same moment, changes the row.
        done = session.execute(
            update(table)
            .where(table.id == row.id, table.used_at.is_(None))
            .values(used_at=at, used_with=fingerprint)
        )
        if not int(done.rowcount):  # type: ignore[attr-defined]
            return WaitReason.TOKEN_USED
        return UsedToken(row.made_by, row.name, row.room)

    def open_tokens(self) -> int:
        """Returns how many tokens can still be used."""
        table = ClaimTokenRow
        wanted = select(table.id).where(table.used_at.is_(None), table.ends_at > self._now())
        with self._database.reading() as session:
            return len(session.scalars(wanted).all())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
