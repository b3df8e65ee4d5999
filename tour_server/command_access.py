"""Opens a server's data for a command that is used beside the server: as they are, never made or migrated.

Note: a command that made the database or migrated it would do so with the rights of the user who typed it, while the
server may be running.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from runtime.clocks import utc_now
from runtime.document_version import DocumentVersionError
from runtime.private_files import private_folder
from runtime.settings_file import SettingsError
from tour_server.app import assemble, open_database
from tour_server.backup.settings import BackupSettings
from tour_server.broker.service import broker_authority
from tour_server.broker.settings import BrokerChoice
from tour_server.capability import Context
from tour_server.catalogue.current_museum import CurrentMuseum, PublishedMuseum
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.settings import CatalogueSettings
from tour_server.command_server import CommandServer, OpenServer, ServerPlace
from tour_server.data_owner import OwnerError, act_as_owner
from tour_server.database import Database, DatabaseVersionError
from tour_server.events.event_log import EventLog
from tour_server.publishing.releases import published_museum
from tour_server.settings import (
    ServerSettings,
    is_server_named,
    read_server_settings,
    settings_file_for_command,
)


def place(file: Path | None, data: str | None) -> ServerPlace:
    """See CommandServer."""
    settings, content = _settings_and_file(file, data)
    backup = settings.of(BackupSettings)
    return ServerPlace(
        Path(settings.root.data),
        settings.root.database or None,
        content,
        backup.backup_folder,
        backup.backups_kept,
    )


def data_folder(file: Path | None, data: str | None) -> Path:
    """See CommandServer."""
    return Path(_settings(file, data).root.data)


@contextmanager
def open_server(file: Path | None, data: str | None) -> Iterator[OpenServer]:
    """See CommandServer."""
    yield from _opened(_settings(file, data), make=False)


@contextmanager
def open_or_make_server(file: Path | None, data: str | None) -> Iterator[OpenServer]:
    """See CommandServer."""
    named = file is not None or data is not None or is_server_named(os.environ)
    yield from _opened(_settings(file, data), make=named)


def build_server(file: Path | None, data: str | None) -> Context:
    """See CommandServer."""
    settings = _settings(file, data)
    for _ in _opened(settings, make=False):
        pass  # it has a database, of this version
    try:
        return assemble(settings).context
    except (DatabaseVersionError, DocumentVersionError) as error:
        raise click.ClickException(str(error)) from error


COMMAND_SERVER = CommandServer(place, data_folder, open_server, open_or_make_server, build_server)


def _settings(file: Path | None, data: str | None) -> ServerSettings:
    return _settings_and_file(file, data)[0]


def _settings_and_file(file: Path | None, data: str | None) -> tuple[ServerSettings, bytes | None]:
    try:
        file = settings_file_for_command(file, os.environ, data)
        settings = read_server_settings(file, os.environ, data=data)
        content = None if file is None else file.read_bytes()
        act_as_owner(Path(settings.root.data))
    except (SettingsError, OwnerError, OSError) as error:
        raise click.ClickException(str(error)) from error
    return settings, content


def _site_of(database: Database, settings: ServerSettings) -> Callable[[], str]:
    published = PublishedMuseum()
    published.read_from(lambda: published_museum(database))
    drafts = Drafts(database, utc_now)
    return CurrentMuseum(drafts, published, settings.of(CatalogueSettings).site).site


def _opened(settings: ServerSettings, *, make: bool) -> Iterator[OpenServer]:
    folder = Path(settings.root.data)
    database = open_database(settings)
    try:
        database.check()
        revision = database.revision()
        if revision is None and make:
            private_folder(folder)
            database.migrate()
        elif revision != database.newest_revision():
            raise click.ClickException(
                f"The server's data in {folder} are not ready: there is no database, or it is of an earlier version. "
                "Run `zaalgids server` once with the same settings; it makes the database or brings it up to date."
            )
        site = _site_of(database, settings)
        events = EventLog(database, utc_now)
        choice = settings.of(BrokerChoice)
        yield OpenServer(
            folder, database, events, site, settings.of, lambda: broker_authority(choice, folder)
        )
    except (DatabaseVersionError, DocumentVersionError) as error:
        raise click.ClickException(str(error)) from error
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database can't be used: {error}") from error
    finally:
        database.close()
