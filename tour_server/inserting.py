"""Inserts that say what happens to a row whose key is there, as both databases understand it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tour_server.database import Base


def insert_into(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return an insert for the session's database: SQLAlchemy has one for SQLite and one for PostgreSQL."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def insert_new(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> int:
    """Insert rows, and leave those whose key is there unchanged. Returns how many were new."""
    done = session.execute(
        insert_into(session, table).values(rows).on_conflict_do_nothing(),
        execution_options={"preserve_rowcount": True},  # otherwise -1 on PostgreSQL
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
