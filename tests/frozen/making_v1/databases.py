"""Writes a database of each migration as SQL statements, for SQLite and for PostgreSQL, with rows in every table."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import Postgres
from tour_server.database import Database

REVISIONS = ("0001", "0002", "0003")
# Tables and columns that came after the first revision.
NEW_TABLES = {"wall_screen": "0003"}
NEW_COLUMNS = {("footfall", "zones"): "0002"}

Table = tuple[list[tuple[str, str]], list[tuple[Any, ...]]]  # (name, declared type), rows


def write_databases(filled: Path, folder: Path) -> None:
    """Write `sqlite-<revision>.sql` and `postgresql-<revision>.sql`. `filled`: an SQLite file of the newest."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = _read(filled)
    server = Postgres()
    server.start()
    try:
        for revision in REVISIONS:
            _write_sqlite(revision, tables, folder / f"sqlite-{revision}.sql")
            url = server.url(f"v1_{revision}")
            _write_postgresql(revision, tables, url, folder / f"postgresql-{revision}.sql")
    finally:
        server.stop()


def _read(filled: Path) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    with sqlite3.connect(filled) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'"
            " AND name NOT LIKE 'sqlite%' ORDER BY name"
        ).fetchall()
        for (name,) in names:
            columns = [(row[1], row[2]) for row in database.execute(f'PRAGMA table_info("{name}")')]
            rows = database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - our own tables
            if not rows:
                raise AssertionError(f"{name} has no row")
            tables[name] = columns, rows
    return tables


def _of(revision: str, tables: dict[str, Table]) -> Iterable[tuple[str, Table]]:
    """Tables and columns that the revision had."""
    for name, (columns, rows) in tables.items():
        if NEW_TABLES.get(name, "0001") > revision:
            continue
        kept = [
            place
            for place, (column, _) in enumerate(columns)
            if NEW_COLUMNS.get((name, column), "0001") <= revision
        ]
        yield (
            name,
            ([columns[at] for at in kept], [tuple(row[at] for at in kept) for row in rows]),
        )


def _insert(table: str, columns: list[tuple[str, str]], mark: str) -> str:
    names = ", ".join(f'"{name}"' for name, _ in columns)
    marks = ", ".join([mark] * len(columns))
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - our own tables


def _write_sqlite(revision: str, tables: dict[str, Table], file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.db"
        database = Database(f"sqlite:///{path}")
        database.migrate(revision)
        database.close()
        connection = sqlite3.connect(path)
        for name, (columns, rows) in _of(revision, tables):
            connection.executemany(_insert(name, columns, "?"), rows)
        connection.commit()
        file.write_text("\n".join(connection.iterdump()) + "\n", encoding="utf-8")
        connection.close()


def _write_postgresql(revision: str, tables: dict[str, Table], url: str, file: Path) -> None:
    database = Database(url)
    database.migrate(revision)
    database.close()
    with psycopg.connect(url) as connection:
        for name, (columns, rows) in _of(revision, tables):
            with connection.cursor() as cursor:
                cursor.executemany(
                    _insert(name, columns, "%s"), [_for_postgresql(columns, row) for row in rows]
                )
        connection.execute("SELECT setval('put_aside_id_seq', (SELECT max(id) FROM put_aside))")
    pg_dump = shutil.which("pg_dump") or "pg_dump"
    dumped = subprocess.run(
        [pg_dump, "--inserts", "--no-owner", "--no-privileges", "--no-comments", url],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    file.write_text(_plain(dumped), encoding="utf-8")


def _for_postgresql(columns: list[tuple[str, str]], row: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLite has neither truth values nor moments."""
    made = []
    for (_, kind), value in zip(columns, row, strict=True):
        if value is not None and kind == "BOOLEAN":
            value = bool(value)
        elif value is not None and kind == "DATETIME":
            value = dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
        made.append(value)
    return tuple(made)


def _plain(dumped: str) -> str:
    """The statements that any PostgreSQL takes: without commands of psql, settings of a session and comments."""
    left_out = re.compile(r"^(\\|--|SET |SELECT pg_catalog\.set_config)")
    lines = [line for line in dumped.splitlines() if not left_out.match(line)]
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip() + "\n"
