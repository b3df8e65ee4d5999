"""The database for a command that is used beside the server: opened as it is, never made or migrated.

Note: a command that made the database or migrated it would do so with the rights of whoever typed it, and under the
feet of a running server.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from runtime.settings_file import SettingsError
from tour_server.database import Database
from tour_server.events.event_log import EventLog
from tour_server.recorder import Recorder
from tour_server.settings import ServerSettings, settings_for_command


def utc_now() -> dt.datetime:
    """Returns the time in UTC."""
    return dt.datetime.now(dt.UTC)


def read_command_settings(file: Path | None, data: str | None) -> ServerSettings:
    """Returns the settings of the server that a command is about. Raises click.ClickException."""
    try:
        return settings_for_command(file, os.environ, data=data)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def command_recorder(database: Database) -> Recorder:
    """Returns what records the events of a command."""
    return EventLog(database, utc_now)


@contextmanager
def command_database(settings: ServerSettings, *, make: bool = False) -> Iterator[Database]:
    """Give the server's database, and close it after. Raises click.ClickException when it can't be used.

    `make`: where there is none, make it. One of another version is refused all the same.
    """
    folder = Path(settings.root.data)
    database = Database(settings.root.database or f"sqlite:///{folder / 'zaalgids.db'}")
    try:
        revision = database.revision()
        if revision is None and make:
            folder.mkdir(parents=True, exist_ok=True)
            database.migrate()
        elif revision != database.newest_revision():
            raise click.ClickException(
                f"The server's data in {folder} are not ready: there is no database, or it is of another version. "
                "Run `zaalgids server` once with the same settings; it makes the database or brings it up to date."
            )
        yield database
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database can't be used: {error}") from error
    finally:
        database.close()
