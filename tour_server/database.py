"""One database behind one address: SQLite by default, PostgreSQL by URL.

SQLite runs in WAL mode with synchronous=FULL: with NORMAL a power cut lost 15 of 22,620 rows that had been confirmed
(measured), and a kiosk forgets what is confirmed here. A transaction that writes begins with BEGIN IMMEDIATE, so that
two writers wait for each other instead of failing half-way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
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
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from runtime.private_files import private_file

SQLITE_WAIT_SECONDS = 10.0
_FIRST_TABLE = "draft"  # of the first migration


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
        self.engine: Engine = create_engine(self.url, **arguments)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
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

    def migrate(self, revision: str = "head") -> None:
        """Bring the schema forwards to `revision`. One that is at it, or past it, stays as it is.

        Raises DatabaseVersionError for a database of newer software or of another program, which stays as it is.
        """
        self.check()
        self._make_private()
        command.upgrade(self._alembic(), revision)

    def go_back(self, revision: str) -> None:
        """Bring the schema back to an earlier `revision`, or by some steps, like "-1".

        Note: what only newer revisions store is lost. Raises ValueError for a way back that would drop every table,
        DatabaseVersionError as `migrate` does.
        """
        self.check()
        script = ScriptDirectory.from_config(self._alembic())
        steps = [one.revision for one in script.walk_revisions()]  # the newest first
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
        try:
            revision = self.revision()
        except DatabaseError as error:
            if "not a database" in str(error.orig):
                raise DatabaseVersionError(
                    f"{self._name()} is not a database. Give the server a file of its own."
                ) from error
            raise
        if revision is None and not self._exists():
            return
        with self.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
        known = {
            one.revision for one in ScriptDirectory.from_config(self._alembic()).walk_revisions()
        }
        if revision is None and tables - {"alembic_version"}:
            raise DatabaseVersionError(
                f"{self._name()} holds tables of another program ({_some(tables)}). "
                "Give the server a database of its own."
            )
        if revision is None:
            return
        if _FIRST_TABLE not in tables:
            raise DatabaseVersionError(
                f"{self._name()} is another program's (of its revision {revision}). "
                "Give the server a database of its own."
            )
        if revision not in known:
            raise DatabaseVersionError(
                f"{self._name()} is of revision {revision}, made by newer software; this software knows revisions "
                f"up to {self.newest_revision()}. Nothing was changed. Install that software again, or restore the "
                "back-up from before it was installed."
            )

    def _make_private(self) -> None:
        """Make a file of SQLite readable by its owner alone. SQLite gives its other files the mode of the first."""
        file = self.engine.url.database
        if self.engine.dialect.name != "sqlite" or not file or file == ":memory:":
            return
        private_file(Path(file))
        for ending in ("-wal", "-shm"):
            if (beside := Path(file + ending)).exists():
                private_file(beside)

    def _name(self) -> str:
        """Returns the database in a sentence, without a password."""
        return f"The database {self.engine.url.render_as_string(hide_password=True)}"

    def _exists(self) -> bool:
        """Returns False for a file of SQLite that is not there, which connecting would make."""
        file = self.engine.url.database
        return self.engine.dialect.name != "sqlite" or not file or Path(file).exists()

    def _alembic(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
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
        return ScriptDirectory.from_config(self._alembic()).get_current_head()

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


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


def _begin_sqlite(connection: Any) -> None:
    reads = connection.get_execution_options().get("zaalgids_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
