"""Brings a database up to date, after a back-up of it.

The back-ups lie in the data folder under `backups/`; the newest three are kept. One that can't be made stops the
start: a migration can't be undone without it.
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

from tour_server.backup.archive import BackupError
from tour_server.backup.back_up import back_up_database
from tour_server.backup.data_folder import BACKUPS
from tour_server.backup.restore import unfinished
from tour_server.backup.rows import has_rows
from tour_server.database import Database

log = logging.getLogger(__name__)

KEPT = 3


def bring_up_to_date(database: Database, folder: Path, now: dt.datetime) -> Path | None:
    """Migrate a database to the newest revision; first back it up where it is older and holds something.

    Returns the back-up, None where none was made. Raises BackupError, DatabaseVersionError; then nothing was changed.
    """
    if unfinished(folder):
        raise BackupError(
            f"A restore into {folder} was broken off. Delete what is in that folder, and restore again."
        )
    database.check()
    revision, newest = database.revision(), database.newest_revision()
    made = None
    if revision is not None and revision != newest:
        made = _back_up(database, folder, newest or "", now)
    database.migrate()
    return made


def _back_up(database: Database, folder: Path, newest: str, now: dt.datetime) -> Path | None:
    with database.engine.connect().execution_options(zaalgids_reads=True) as connection:
        if not has_rows(connection):
            return None
    place = folder / BACKUPS
    file = place / f"before-{newest}-{now:%Y%m%dT%H%M%SZ}.tar"
    try:
        written = back_up_database(database, file, now)
    except BackupError as error:
        raise BackupError(
            f"The database is of an earlier version. Before it is brought up to date it is backed up, and that "
            f"failed, so nothing was changed. {error}"
        ) from error
    log.info("the database was backed up before its migration: %s, %d rows", file, written.rows)
    for old in sorted(place.glob("before-*.tar"), key=_time_of)[:-KEPT]:
        old.unlink()
    return file


def _time_of(file: Path) -> str:
    return file.stem.rpartition("-")[2]
