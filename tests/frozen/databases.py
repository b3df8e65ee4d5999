"""The frozen databases: where they are, how one is loaded, and how the rows of any revision are read and dumped.

Nothing here depends on today's tables: rows are read by the names and types that a database itself states.
"""

from __future__ import annotations

import re
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table

from tests.postgres import Postgres
from tour_server.database import Database

HERE = Path(__file__).parent
DIALECTS = ("sqlite", "postgresql")
Rows = dict[str, list[dict[str, Any]]]
"""Table -> its rows, ordered by the primary key."""


def frozen_revisions() -> dict[str, Path]:
    """Revision -> the folder of its dumps, in order."""
    dumps = sorted(HERE.glob("v*/databases/sqlite-*.sql"), key=lambda file: file.stem)
    return {file.stem.removeprefix("sqlite-"): file.parent for file in dumps}


def all_revisions() -> list[str]:
    """Every revision of this software, the oldest first."""
    versions = Path(__file__).parents[2] / "tour_server" / "migrations"
    return [one.revision for one in ScriptDirectory(str(versions)).walk_revisions()][::-1]


def load(dump: Path, dialect: str, folder: Path, postgres: Callable[[], Postgres]) -> str:
    """Load the SQL statements of a dump into a new database and return its address."""
    statements = dump.read_text(encoding="utf-8")
    if dialect == "sqlite":
        path = folder / f"{secrets.token_hex(6)}.db"
        with sqlite3.connect(path) as connection:
            connection.executescript(statements)
        connection.close()
        return f"sqlite:///{path}"
    url = postgres().url(f"t{secrets.token_hex(6)}")
    with psycopg.connect(url) as other:
        other.execute(statements.encode())
    return url


def reflected(database: Database) -> list[Table]:
    """The tables that a database has, each after those it refers to; not Alembic's own."""
    metadata = MetaData()
    with database.engine.connect() as connection:
        metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def rows(database: Database) -> Rows:
    """Every row of every table."""
    found: Rows = {}
    for table in reflected(database):
        with database.engine.connect() as connection:
            query = table.select().order_by(*table.primary_key.columns)
            found[table.name] = [dict(row._mapping) for row in connection.execute(query)]
    return found


def dump(url: str, file: Path) -> None:
    """Write a database as SQL statements."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        text = "\n".join(connection.iterdump()) + "\n"
        connection.close()
    else:
        program = shutil.which("pg_dump") or "pg_dump"
        options = ("--inserts", "--no-owner", "--no-privileges", "--no-comments")
        done = subprocess.run([program, *options, url], check=True, capture_output=True, text=True)
        text = _plain(done.stdout)
    file.write_text(text, encoding="utf-8")


def _plain(dumped: str) -> str:
    """The statements that any PostgreSQL takes: without commands of psql, settings of a session and comments."""
    left_out = re.compile(r"^(\\|--|SET |SELECT pg_catalog\.set_config)")
    lines = [line for line in dumped.splitlines() if not left_out.match(line)]
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip() + "\n"
