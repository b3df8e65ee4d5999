"""Which drafts changed, as triggers of the database note it, so that nobody compares all of them.

SQLite numbers the changes upwards; PostgreSQL notes the transaction, because two may end in another order than they
began.
"""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import ChangedDraft

_RUNNING = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def next_change(session: Session) -> int:
    """Return the lowest number that a change may have which this session does not see yet."""
    if session.get_bind().dialect.name == "sqlite":
        newest: int = session.scalar(select(func.max(ChangedDraft.number))) or 0
        return newest + 1
    number: int = session.execute(_RUNNING).scalar_one()
    return number


def changed_since(session: Session, kind: PartKind, number: int) -> list[str]:
    """Return the keys of the parts of a kind that changed, or went, in the changes from `number` on."""
    query = select(ChangedDraft.key).where(
        ChangedDraft.kind == kind.value, ChangedDraft.number >= number
    )
    return list(session.scalars(query))
