"""A database of any kind with rows in every table, and the comparison of two databases row by row."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    insert,
    select,
)

from tests.postgres import Postgres
from tour_server.backup.archive import BackupReader, Manifest
from tour_server.backup.back_up import ignored
from tour_server.backup.restore import RestoredBackup, restore
from tour_server.backup.rows import LEFT_OUT
from tour_server.database import Base, Database

ROWS = 3
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


def value_of(column: Column[Any], row: int) -> Any:
    """Returns something that the column takes, different in each row, and awkward where that is possible."""
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return value_of(key.column, row)
    if column.nullable and row == 1:
        return None
    kind = column.type
    if isinstance(kind, DateTime) or isinstance(getattr(kind, "impl", None), DateTime):
        return NOW + dt.timedelta(days=row, microseconds=row)
    if isinstance(kind, Date):
        return NOW.date() + dt.timedelta(days=row)
    if isinstance(kind, Boolean):
        return bool(row % 2)
    if isinstance(kind, Integer):
        return row + 1
    if isinstance(kind, Float):
        return (0.1, float("inf"), -1e300)[row]
    if isinstance(kind, LargeBinary):
        return bytes(range(256)) * (row + 1)
    if isinstance(kind, String):
        text = f"{row}“ü\n\t\\日本’{column.name}"
        return text[: kind.length] if kind.length else text * 1000
    raise AssertionError(f"say what {column} takes")


def fill(database: Database) -> None:
    """Put rows into every table but that which the triggers of another fill."""
    with database.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name == "draft_change":
                continue
            rows = [
                {column.name: value_of(column, row) for column in table.columns}
                for row in range(ROWS)
            ]
            connection.execute(insert(table), rows)


def rows_of(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Returns the rows of every table that a back-up keeps."""
    with database.engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in LEFT_OUT
        }


def restore_from(
    file: Path, folder: Path, address: str | None = None, *, keep_revision: bool = False
) -> RestoredBackup:
    with BackupReader(file) as reader:
        return restore(reader, folder, address, ignored, keep_revision=keep_revision)


def checked(file: Path) -> Manifest:
    with BackupReader(file) as reader:
        return reader.check()


MakeDatabase = Callable[[str], tuple[Database, str]]


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeDatabase]:
    """Opens an empty database of a kind, without tables; returns it with its address."""
    opened: list[Database] = []

    def make(kind: str) -> tuple[Database, str]:
        name = f"t{secrets.token_hex(6)}"
        if kind == "sqlite":
            address = f"sqlite:///{tmp_path / name}.db"
        else:
            server: Postgres = request.getfixturevalue("postgres")
            address = server.url(name)
        opened.append(Database(address))
        return opened[-1], address

    yield make
    for database in opened:
        database.close()
