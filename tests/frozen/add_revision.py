"""Freezes a database of each revision that has none yet, for SQLite and PostgreSQL, with rows in every table.

    python -m tests.frozen.add_revision

Run it when a branch with a migration is merged, and commit the files that it writes to `NEWEST`. It starts from the
newest frozen database, so that the rows of all earlier revisions are carried along, migrates it one revision further,
and puts rows into each table that is empty: those of `rows_of_tables.ROWS`, where that has some, otherwise rows that it
makes up from the columns' types. It names the tables whose rows it made up. Write real ones for those whose columns
hold JSON or names of things (then delete the new dumps and run it again), so that today's code can be tested on them.

It needs PostgreSQL (initdb, postgres, pg_dump). Files that are there already are never changed.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, func, insert, select

from tests.frozen.databases import (
    DIALECTS,
    HERE,
    all_revisions,
    dump,
    frozen_revisions,
    load,
    reflected,
)
from tests.frozen.rows_of_tables import ROWS
from tests.postgres import Postgres
from tour_server.database import Database

NEWEST = HERE / "v2" / "databases"
MOMENT = dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC)


def main() -> None:
    """Write the dumps that are missing."""
    missing = [one for one in all_revisions() if one not in frozen_revisions()]
    if not missing:
        print("Every revision has its frozen database.")
        return
    server = Postgres()
    server.start()
    try:
        for revision in missing:
            before, folder = list(frozen_revisions().items())[-1]
            for dialect in DIALECTS:
                with tempfile.TemporaryDirectory() as place:
                    url = load(
                        folder / f"{dialect}-{before}.sql", dialect, Path(place), lambda: server
                    )
                    made_up = _bring_on(url, revision)
                    dump(url, NEWEST / f"{dialect}-{revision}.sql")
            print(f"{revision}: frozen. Rows were made up for: {', '.join(made_up) or 'no table'}.")
    finally:
        server.stop()


def _bring_on(url: str, revision: str) -> list[str]:
    """Migrate a database and fill its empty tables. Returns the names of those whose rows were made up."""
    database = Database(url)
    try:
        database.migrate(revision)
        made_up = []
        for table in reflected(database):
            with database.engine.begin() as connection:
                if connection.scalar(select(func.count()).select_from(table)):
                    continue
                for row in ROWS.get(table.name, []):
                    connection.execute(insert(table), _typed(table, row))
                if table.name not in ROWS:
                    made_up.append(table.name)
                    for number in (1, 2):
                        connection.execute(insert(table), _made_up(connection, table, number))
        return made_up
    finally:
        database.close()


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row as this database takes it: SQLite stores moments without their zone."""
    return {
        name: value.replace(tzinfo=None)
        if isinstance(value, dt.datetime) and not getattr(table.c[name].type, "timezone", False)
        else value
        for name, value in row.items()
    }


def _made_up(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    """A row of values that fit the columns, different for each `number`, without numbers that the database gives."""
    return _typed(
        table,
        {
            column.name: _value(connection, column, number)
            for column in table.columns
            if column is not table.autoincrement_column or column.foreign_keys
        },
    )


def _value(connection: Connection, column: Column[Any], number: int) -> Any:
    for key in column.foreign_keys:
        referred = connection.scalars(select(key.column).order_by(key.column)).all()
        return referred[(number - 1) % len(referred)]
    if isinstance(column.type, LargeBinary):
        return bytes([0, 255, number])
    kind = column.type.python_type
    if kind is str:
        length = getattr(column.type, "length", None)
        return f"{column.table.name}-{column.name}-{number} – é"[-(length or 60) :]
    if kind is dt.datetime:
        return MOMENT + dt.timedelta(seconds=number)
    if kind is bool:
        return number == 1
    return kind(number)


if __name__ == "__main__":
    main()
