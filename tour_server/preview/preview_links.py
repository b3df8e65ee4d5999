"""The links to the preview: made, recognised, ended. A link ends by itself.

A link needs no slow hash: 192 random bits can't be guessed at any speed (see tour_server.wall_screens.screens).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import delete, select

from tour_server.database import Database
from tour_server.preview.events import PREVIEW_LINK_ENDED, PREVIEW_LINK_MADE
from tour_server.preview.tables import PreviewLinkRow
from tour_server.recorder import Recorder

TOKEN_BYTES = 24
LIFETIMES = {
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(days=7),
}
"""For how long a link opens the preview, by what staff choose."""


class PreviewLink(Struct, frozen=True):
    """One link as the desk lists it."""

    id: int
    made_by: str
    made_at: dt.datetime
    ends_at: dt.datetime
    approved_only: bool


class PreviewLinks:
    """The links in the database. Thread-safe."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now`: in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    def make(self, by: str, lifetime: dt.timedelta, *, approved_only: bool) -> str:
        """Make a link. Returns its token, which can't be read again."""
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self._now()
        with self._database.writing() as session:
            session.execute(delete(PreviewLinkRow).where(PreviewLinkRow.ends_at <= now))
            row = PreviewLinkRow(
                token_hash=_hashed(token),
                made_by=by,
                made_at=now,
                ends_at=now + lifetime,
                approved_only=approved_only,
            )
            session.add(row)
            session.flush()
            self._recorder.record(PREVIEW_LINK_MADE, by, f"link {row.id}", session=session)
        return token

    def listed(self) -> list[PreviewLink]:
        """Return the links that have not ended, the newest first."""
        table = PreviewLinkRow
        with self._database.reading() as session:
            rows = session.scalars(
                select(table).where(table.ends_at > self._now()).order_by(table.id.desc())
            )
            return [_link(row) for row in rows]

    def recognise(self, token: str) -> PreviewLink | None:
        """Return the link with this token; None where there is none or it has ended."""
        table = PreviewLinkRow
        with self._database.reading() as session:
            row = session.scalar(select(table).where(table.token_hash == _hashed(token)))
            return None if row is None or row.ends_at <= self._now() else _link(row)

    def end(self, number: int, by: str) -> None:
        """End a link now. Does nothing where there is none of this number."""
        with self._database.writing() as session:
            row = session.get(PreviewLinkRow, number)
            if row is None:
                return
            session.delete(row)
            self._recorder.record(PREVIEW_LINK_ENDED, by, f"link {number}", session=session)


def _link(row: PreviewLinkRow) -> PreviewLink:
    return PreviewLink(row.id, row.made_by, row.made_at, row.ends_at, row.approved_only)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
