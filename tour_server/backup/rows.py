"""The rows of a database in a form that any database takes: one JSON array a line, read from and into real tables.

The tables are found in the database itself, not in a list: a new capability's table is in the back-up without anybody
thinking of it, and a database of an earlier revision can be read by this program, before it is migrated.

Note: JSON has no moment, no day, no bytes and no infinity. A moment is written in ISO 8601 with its zone, a day in ISO
8601, bytes in base64, a float that is no number as its name; the type of the column says which it is.
"""

from __future__ import annotations

import base64
import datetime as dt
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from tour_server.backup.archive import BackupError, BackupWriter, TableContents, unpacked_rows
from tour_server.database import Database

PIECE_BYTES = 2 << 20
AT_ONCE_BYTES = 4 << 20  # of rows that the database's driver holds
MOST_AT_ONCE = 1_000  # rows

# A table whose rows are not kept, and why.
LEFT_OUT = {
    "alembic_version": "the revision stands in the back-up's header",
    "staff_sign_in": "after a restore everybody signs in again",
    "draft_change": "triggers write it again when the drafts come back",
    "search_stale": "the search compares its index with the drafts at each start",
}


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """Give a connection that sees one state of the database, while others write."""
    if database.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    else:
        options = {"zaalgids_reads": True}
    with database.engine.connect().execution_options(**options) as connection:
        connection.execute(text("SELECT count(*) FROM alembic_version"))  # the state of now
        yield connection
        connection.rollback()


def tables_of(connection: Connection) -> list[Table]:
    """Returns the tables of a database as they are there, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def revision_of(connection: Connection) -> str | None:
    """Returns the revision of the schema that the connection sees."""
    return MigrationContext.configure(connection).get_current_revision()


def has_rows(connection: Connection) -> bool:
    """Returns whether any table holds anything."""
    return any(
        connection.execute(select(text("1")).select_from(table).limit(1)).first() is not None
        for table in tables_of(connection)
    )


def write_tables(
    connection: Connection, writer: BackupWriter, progress: Callable[[str, int, int], None]
) -> None:
    """Write the rows of every table. `progress`: the table, rows done, of all. Raises OSError on a full disk."""
    for table in tables_of(connection):
        columns = list(table.columns)
        number = rows = 0
        piece = bytearray()
        total, at_once = _size(connection, table)
        query = select(*columns).order_by(*table.primary_key.columns)
        options = {"yield_per": at_once}
        for row in connection.execute(query, execution_options=options):
            piece += msgspec.json.encode([_written(value) for value in row])
            piece += b"\n"
            rows += 1
            if len(piece) >= PIECE_BYTES:
                writer.add_rows(str(table.name), number, bytes(piece))
                piece.clear()
                number += 1
                progress(table.name, rows, total)
        if piece:
            writer.add_rows(str(table.name), number, bytes(piece))
        writer.end_table(
            str(table.name), TableContents([str(column.name) for column in columns], rows)
        )
        progress(table.name, rows, total)


class RowLoader:
    """Puts the rows of a back-up into an empty database of the same revision, in one transaction."""

    def __init__(self, connection: Connection, tables: dict[str, TableContents]) -> None:
        """Raises BackupError when the back-up's tables are not those of the database."""
        self._connection = connection
        self._tables = {table.name: table for table in tables_of(connection)}
        self._contents = tables
        self._loaded = dict.fromkeys(tables, 0)
        self.without_nul = 0  # texts that lost a NUL, which PostgreSQL can't store
        for name, contents in tables.items():
            table = self._tables.get(name)
            if table is None or {*contents.columns} != {*table.columns.keys()}:
                raise BackupError(f"The back-up's table {name} is not that of its own revision.")

    def load(self, name: str, packed: bytes) -> None:
        """Insert a piece of the rows of a table. Raises BackupError for rows that don't fit the table."""
        table, contents = self._tables[name], self._contents[name]
        read = [(column, self._reader(table.columns[column])) for column in contents.columns]
        rows = []
        try:
            for line in unpacked_rows(packed).splitlines():
                values = msgspec.json.decode(line, type=list[Any])
                rows.append(
                    {
                        column: None if value is None else reader(value)
                        for (column, reader), value in zip(read, values, strict=True)
                    }
                )
        except (ValueError, TypeError, AttributeError) as error:
            raise BackupError(
                f"A row of the back-up's table {name} can't be read: {error}."
            ) from error
        if rows:
            self._connection.execute(insert(table), rows)
        self._loaded[name] += len(rows)

    def end(self) -> None:
        """Check that every row came, and let new numbers begin after the old ones. Raises BackupError."""
        for name, contents in self._contents.items():
            if self._loaded[name] != contents.rows:
                raise BackupError(
                    f"Of the back-up's table {name} came {self._loaded[name]} of {contents.rows} rows."
                )
        if self._connection.dialect.name == "postgresql":
            for table in self._tables.values():
                self._continue_numbers(table)

    def _continue_numbers(self, table: Table) -> None:
        for column in table.primary_key.columns:
            if not isinstance(column.type, Integer):
                continue
            names = {"table": f'"{table.name}"', "column": column.name}
            sequence = self._connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), names
            )
            newest = self._connection.scalar(select(func.max(column)))
            if sequence is not None and newest is not None:
                self._connection.execute(
                    text("SELECT setval(CAST(:sequence AS regclass), :newest)"),
                    {"sequence": sequence, "newest": newest},
                )

    def _reader(self, column: Column[Any]) -> Callable[[Any], Any]:
        kind: TypeEngine[Any] = column.type
        if isinstance(kind, DateTime):
            return dt.datetime.fromisoformat
        if isinstance(kind, Date):
            return dt.date.fromisoformat
        if isinstance(kind, LargeBinary):
            return lambda value: base64.b64decode(value, validate=True)
        if isinstance(kind, Float):
            return float
        if isinstance(kind, String) and self._connection.dialect.name == "postgresql":
            return self._text
        return lambda value: value

    def _text(self, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            self.without_nul += 1
            return value.replace("\0", "")
        return value


def _size(connection: Connection, table: Table) -> tuple[int, int]:
    """Returns how many rows a table has, and how many of them fit into memory at once."""
    lengths = [
        func.coalesce(func.length(column), 0)
        for column in table.columns
        if isinstance(column.type, (String, LargeBinary))
    ]
    longest = func.max(sum(lengths[1:], lengths[0])) if lengths else text("0")
    rows, most = connection.execute(select(func.count(), longest).select_from(table)).one()
    return rows, max(1, min(MOST_AT_ONCE, AT_ONCE_BYTES // max(1, most or 0)))


def _written(value: Any) -> Any:
    """Returns a value as JSON has it."""
    if isinstance(value, dt.datetime):
        zoned = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value
        return zoned.astimezone(dt.UTC).isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # float() reads nan, inf and -inf back
    return value
