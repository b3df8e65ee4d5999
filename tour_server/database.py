"""One database behind one address: SQLite by default, PostgreSQL by URL.

SQLite runs in WAL mode with synchronous=FULL: with NORMAL a power cut lost 15 of 22,620 rows that had been confirmed
(measured), and a kiosk forgets what is confirmed here. A transaction that writes begins with BEGIN IMMEDIATE, so that
two writers wait for each other instead of failing half-way.

Only `migrate` makes a database file. A connection to one that is missing is an error, as it is on PostgreSQL, and one
that was put back is opened anew: a server goes on where its disk comes back.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    inspect,
)
from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from runtime.private_files import private_file

SQLITE_WAIT_SECONDS = 10.0
CONNECT_SECONDS = 5  # to PostgreSQL; a machine that is off does not answer at all
UNACKNOWLEDGED_MS = 10_000  # then a connection to PostgreSQL is taken for broken
ASKED_AGAIN_SECONDS = 2.0
IMPATIENT_MS = 500  # that `is_there` waits for a locked file
_FIRST_TABLE = "draft"  # of the first migration
_MIGRATIONS = Path(__file__).with_name("migrations")


DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
"""What is raised when the database can't be reached, is locked for long, or its file is missing."""


class DatabaseVersionError(RuntimeError):
    """The database is not one that this software can use or bring up to date, in a sentence that says what to do."""


class Base(DeclarativeBase):
    """The base class of every table. Names of constraints are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[dt.datetime]):
    """A moment, always UTC and with its zone, which SQLite by itself does not store."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Returns the moment in UTC. Raises ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Returns the moment in UTC."""
        return value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value


class Database:
    """The engine and its sessions."""

    def __init__(self, url: str) -> None:
        """`url`: SQLAlchemy's; `postgresql://` means psycopg 3. Raises sqlalchemy.exc.ArgumentError."""
        self.url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        arguments: dict[str, Any] = {"pool_pre_ping": True}
        if self.url.startswith("sqlite"):
            arguments["connect_args"] = {"timeout": SQLITE_WAIT_SECONDS}
        elif self.url.startswith("postgresql+psycopg:"):
            arguments["connect_args"] = {
                "connect_timeout": CONNECT_SECONDS,
                "tcp_user_timeout": UNACKNOWLEDGED_MS,
            }
        self.engine: Engine = create_engine(self.url, **arguments)
        self._asking = threading.Lock()
        self._was_there, self._ask_again_at = True, 0.0
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "do_connect", _refuse_missing_file)
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "checkout", self._refuse_another_file)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and writes nothing."""
        with self._sessions() as session:
            session.connection(execution_options={"zaalgids_reads": True})
            yield session
            session.expunge_all()  # so that what was read stays readable after the rollback
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session in one transaction: committed at the end, rolled back on any error."""
        with self._sessions.begin() as session:
            yield session

    def is_there(self) -> bool:
        """Returns whether the database answers. It is asked every two seconds at most, and by one thread at a time.

        So a page that can do without it need not wait for one that is away.
        """
        if time.monotonic() < self._ask_again_at or not self._asking.acquire(blocking=False):
            return self._was_there
        try:
            self._was_there = self._answers()
            self._ask_again_at = time.monotonic() + ASKED_AGAIN_SECONDS
        finally:
            self._asking.release()
        return self._was_there

    def _answers(self) -> bool:
        options = {"zaalgids_reads": True}
        try:
            with self.engine.connect().execution_options(**options) as connection:
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql(f"PRAGMA busy_timeout = {IMPATIENT_MS}")
                try:
                    connection.exec_driver_sql("SELECT version_num FROM alembic_version")
                finally:
                    connection.rollback()
                    if connection.dialect.name == "sqlite":
                        patient = int(SQLITE_WAIT_SECONDS * 1000)
                        connection.exec_driver_sql(f"PRAGMA busy_timeout = {patient}")
        except DATABASE_AWAY:
            return False
        return True

    def file_number(self) -> int:
        """Returns a number that changes when another file takes the name of SQLite's; 0 where there is no file."""
        if self.engine.dialect.name != "sqlite":
            return 0
        return _file_number(self.engine.url.database) or 0

    def migrate(self, revision: str = "head") -> None:
        """Bring the schema forwards to `revision`. One that is at it, or past it, stays as it is.

        Raises DatabaseVersionError for a database of newer software or of another program, which stays as it is.
        """
        self.check()
        self._make_private()
        if revision != "head" or self.revision() != self.newest_revision():
            command.upgrade(self._alembic(), revision)

    def go_back(self, revision: str) -> None:
        """Bring the schema back to an earlier `revision`, or by some steps, like "-1".

        Note: what only newer revisions store is lost. Raises ValueError for a way back that would drop every table,
        DatabaseVersionError as `migrate` does.
        """
        self.check()
        steps = self.revisions()[::-1]  # the newest first
        now = steps.index(self.revision() or steps[-1])
        if revision == "base" or (revision.startswith("-") and now - int(revision) >= len(steps)):
            raise ValueError(
                "this way back would drop every table; to begin anew, give the server another database"
            )
        command.downgrade(self._alembic(), revision)

    def check(self) -> None:
        """Look whether this software can use the database, or bring it up to date. Changes nothing.

        Raises DatabaseVersionError with the reason, SQLAlchemyError when the database can't be asked.
        """
        if not self._exists():
            return
        tables, revision = self._tables_and_revision()
        if revision is None:
            if tables - {"alembic_version"}:
                raise DatabaseVersionError(
                    f"{self._name()} holds tables of another program ({_some(tables)}). "
                    "Give the server a database of its own."
                )
            return
        if _FIRST_TABLE not in tables:
            raise DatabaseVersionError(
                f"{self._name()} is another program's (of its revision {revision}). "
                "Give the server a database of its own."
            )
        if revision not in self.revisions():
            raise DatabaseVersionError(
                f"{self._name()} is of revision {revision}, made by newer software; this software knows revisions "
                f"up to {self.newest_revision()}. Nothing was changed. Install that software again, or restore the "
                "back-up from before it was installed."
            )

    def _make_private(self) -> None:
        """Make a file of SQLite readable by its owner alone. SQLite gives its other files the mode of the first.

        Note: to open and close a file drops every lock that the process has on it, SQLite's too. Another process would
        then take itself for the last one at its end, and delete the WAL. So no connection may be open here.
        """
        file = self.engine.url.database
        if self.engine.dialect.name != "sqlite" or not file or file == ":memory:":
            return
        self.engine.dispose()
        private_file(Path(file))
        for ending in ("-wal", "-shm"):
            if (beside := Path(file + ending)).exists():
                private_file(beside)

    def _tables_and_revision(self) -> tuple[set[str], str | None]:
        """Returns the names of all tables, and the revision. Raises DatabaseVersionError, SQLAlchemyError.

        Note: a file of SQLite is opened for reading alone, because the first statement of any other connection of
        ours makes it a WAL database, and it may be another program's.
        """
        file = self.engine.url.database
        if self.engine.dialect.name == "sqlite" and file:
            try:
                return _read_only(Path(file))
            except sqlite3.OperationalError:
                pass  # a folder, or one that may not be read: the engine's error below says so
            except sqlite3.DatabaseError as error:
                raise DatabaseVersionError(
                    f"{self._name()} can't be read: {error}. If it is the server's own it is damaged, and a back-up "
                    "has to be restored; otherwise give the server a file of its own."
                ) from error
        with self.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            return tables, MigrationContext.configure(connection).get_current_revision()

    def _name(self) -> str:
        """Returns the database in a sentence, without a password."""
        return f"The database {self.engine.url.render_as_string(hide_password=True)}"

    def _exists(self) -> bool:
        """Returns False for a file of SQLite that is not there, which connecting would make."""
        file = self.engine.url.database
        return self.engine.dialect.name != "sqlite" or not file or Path(file).exists()

    def _alembic(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["engine"] = self.engine
        return config

    def revision(self) -> str | None:
        """Returns the revision of the schema, None where there is no database or no schema. Changes nothing."""
        if not self._exists():
            return None
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def newest_revision(self) -> str | None:
        """Returns the revision that this program needs."""
        return _revisions()[-1]

    def revisions(self) -> list[str]:
        """Returns every revision that this program knows, the oldest first."""
        return list(_revisions())

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    def _refuse_another_file(self, _connection: Any, record: Any, _proxy: Any) -> None:
        """A connection sees the file that it opened, also when another has taken its name."""
        now = _file_number(self.engine.url.database)
        if record.info.setdefault("file", now) != now:
            raise DisconnectionError("the database file was replaced")


@cache
def _revisions() -> tuple[str, ...]:
    """Returns every revision, the oldest first. The migrations are read once: a start asks for them several times."""
    found = ScriptDirectory(str(_MIGRATIONS)).walk_revisions()
    return tuple(one.revision for one in found)[::-1]


def _read_only(file: Path) -> tuple[set[str], str | None]:
    """Returns the names of the tables in a file of SQLite, and the revision. Raises sqlite3.DatabaseError."""
    address = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=SQLITE_WAIT_SECONDS)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in names if not name.startswith("sqlite_")}
        if "alembic_version" not in tables:
            return tables, None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return tables, None if row is None else row[0]


def _some(tables: set[str]) -> str:
    """Returns a few names, in order."""
    names = sorted(tables)
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _refuse_missing_file(_dialect: Any, _record: Any, arguments: list[Any], _named: Any) -> None:
    """SQLite by itself would make an empty database in its place."""
    file = str(arguments[0])
    if file != ":memory:" and not Path(file).exists():
        raise sqlite3.OperationalError(f"the database file {file} is missing")


def _file_number(file: str | None) -> int | None:
    try:
        return Path(file).stat().st_ino if file and file != ":memory:" else None
    except FileNotFoundError:
        return None


def _begin_sqlite(connection: Any) -> None:
    reads = connection.get_execution_options().get("zaalgids_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
