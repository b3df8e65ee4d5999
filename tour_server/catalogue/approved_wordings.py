"""What was last approved, in the database. Every function works in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from sqlalchemy import delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from tour_server.catalogue.approval_units import (
    Content,
    UnitKey,
    changed_units,
    decode_content,
    encode_content,
)
from tour_server.catalogue.parts import Body
from tour_server.catalogue.tables import ApprovedWording

_MOST_IN_STATEMENT = 200  # SQLite and PostgreSQL limit the parameters of a statement


class ApprovedContent(Struct, frozen=True):
    """A unit as it was last approved; see the table ApprovedWording."""

    content: Content
    approved_by: str | None
    approved_at: dt.datetime
    stands: bool


def approved_contents(
    session: Session, kind: str | None = None, key: str | None = None
) -> dict[UnitKey, ApprovedContent]:
    """Return what was approved: of one part, of all parts of one kind, or of everything."""
    table = ApprovedWording
    query = select(
        table.path,
        table.language,
        table.content,
        table.approved_by,
        table.approved_at,
        table.stands,
    )
    if kind is not None:
        query = query.where(table.kind == kind)
    if key is not None:
        query = query.where(table.key == key)
    return {
        (path, language): ApprovedContent(decode_content(content), approved_by, approved_at, stands)
        for path, language, content, approved_by, approved_at, stands in session.execute(query)
    }


def standing_by_part(session: Session) -> dict[tuple[str, str], int]:
    """Return how many units of each part (kind, key) are approved as they are in the drafts."""
    table = ApprovedWording
    query = (
        select(table.kind, table.key, func.count())
        .where(table.stands)
        .group_by(table.kind, table.key)
    )
    return {(kind, key): number for kind, key, number in session.execute(query)}


def record_approvals(
    session: Session,
    kind: str,
    key: str,
    units: Mapping[UnitKey, Content],
    by: str | None,
    at: dt.datetime,
    *,
    stands: bool = True,
) -> None:
    """Record that these contents of one part are approved. They take the place of what was approved before."""
    if not units:
        return
    table = ApprovedWording
    for some in _pieces(list(units)):
        _delete(session, some)
    session.execute(
        insert(table),
        [
            {
                "path": path,
                "language": language,
                "kind": str(kind),
                "key": key,
                "content": encode_content(content),
                "approved_by": by,
                "approved_at": at,
                "stands": stands,
            }
            for (path, language), content in units.items()
        ],
    )


def drop_approvals(
    session: Session, kind: str, key: str, before: Body | None, after: Body | None
) -> list[UnitKey]:
    """Take away the approvals of what differs between two versions of a part. Returns the units that had one.

    What was approved stays recorded: visitors keep it.
    """
    changed = changed_units(before, after)
    if not changed:
        return []
    table = ApprovedWording
    standing = session.scalars(
        select(table).where(table.kind == kind, table.key == key, table.stands)
    )
    dropped = [row for row in standing if (row.path, row.language) in changed]
    for row in dropped:
        row.stands = False
    return [(row.path, row.language) for row in dropped]


def forget_approvals(session: Session, without: Collection[UnitKey]) -> None:
    """Forget what was approved of units that are not among `without` and don't stand: visitors have them no more."""
    table = ApprovedWording
    rows = session.execute(select(table.path, table.language).where(~table.stands))
    gone = [(path, language) for path, language in rows if (path, language) not in without]
    for some in _pieces(gone):
        _delete(session, some)


def _delete(session: Session, units: list[UnitKey]) -> None:
    table = ApprovedWording
    session.execute(
        delete(table).where(tuple_(table.path, table.language).in_(units)),
        execution_options={"synchronize_session": False},
    )


def _pieces(units: list[UnitKey]) -> Iterable[list[UnitKey]]:
    for start in range(0, len(units), _MOST_IN_STATEMENT):
        yield units[start : start + _MOST_IN_STATEMENT]
