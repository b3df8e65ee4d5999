"""Puts a back-up into an empty data folder and an empty database, of either kind.

The whole file is checked before anything is written. Then the files go into a folder of their own in the data folder,
and the rows into the database; the files take their places last. Whatever fails before that leaves nothing behind.

Note: while RESTORING is in the data folder, no server starts there (`unfinished`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from sqlalchemy import MetaData, inspect
from sqlalchemy.exc import SQLAlchemyError

from runtime.durable_files import READABLE_BY_OWNER, sync
from tour_server.backup.archive import (
    COPIED_AT_ONCE,
    EVERYTHING,
    SETTINGS,
    BackupError,
    BackupReader,
    Manifest,
    Readable,
    table_of,
)
from tour_server.backup.back_up import SPARE_BYTES, megabytes
from tour_server.backup.rows import RowLoader
from tour_server.database import Database

RESTORING = ".restoring"
RESTORED_SETTINGS = "settings-of-the-back-up.toml"
_ROW_GROWTH = 20  # bytes of a database for one of packed rows, at most
_PRIVATE = 0o700

Progress = Callable[[str, int, int], None]


class RestoredBackup(Struct, frozen=True):
    """What was restored. `texts_without_nul`: texts that lost a NUL, which PostgreSQL can't store."""

    rows: int
    files: int
    settings: bool
    texts_without_nul: int


def unfinished(folder: Path) -> bool:
    """Returns whether a restore into a data folder was broken off."""
    return (folder / RESTORING).exists()


def restore(
    reader: BackupReader,
    folder: Path,
    address: str | None,
    progress: Progress,
    *,
    keep_revision: bool = False,
) -> RestoredBackup:
    """Restore a back-up. `address`: of the database; None is SQLite in the data folder.

    `keep_revision`: leave the database at the back-up's revision, for an earlier program. Raises BackupError; then
    nothing is left behind.
    """
    new = folder / RESTORING
    try:
        _refuse_what_is_there(reader, folder, address)
        manifest = reader.check(lambda done, of: progress("checking", done, of))
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        _check_room(manifest, folder)
        new.mkdir(mode=_PRIVATE)
    except OSError as error:
        raise BackupError(f"{folder} can't be used: {error.strerror or error}.") from error
    database = Database(address or f"sqlite:///{new / 'zaalgids.db'}")
    try:
        restored = _fill(reader, manifest, new, database, progress, keep_revision=keep_revision)
        database.close()
        _take_their_places(new, folder)
    except BaseException as error:
        if address is not None:
            _empty(database)
        database.close()
        shutil.rmtree(new, ignore_errors=True)
        if made:
            folder.rmdir()
        if isinstance(error, OSError):
            raise BackupError(f"{folder} can't be written: {error.strerror or error}.") from error
        if isinstance(error, SQLAlchemyError):
            raise BackupError(f"The database does not take the back-up: {error}") from error
        raise
    return restored


def _refuse_what_is_there(reader: BackupReader, folder: Path, address: str | None) -> None:
    if unfinished(folder):
        raise BackupError(
            f"A restore into {folder} was broken off. Delete what is in that folder, and the tables of the "
            "database where it is PostgreSQL; then restore again."
        )
    if reader.header.holds == EVERYTHING and folder.exists() and any(folder.iterdir()):
        raise BackupError(
            f"{folder} is not empty; a server may be running on it. A back-up is restored into nothing: stop the "
            "server, move the folder away, then restore."
        )
    if address is None and (folder / "zaalgids.db").exists():
        raise BackupError(
            f"There is a database in {folder}; a server may be running on it. Stop the server, move zaalgids.db, "
            "zaalgids.db-wal and zaalgids.db-shm away, then restore."
        )
    database = Database(address or "sqlite://")
    try:
        if reader.header.revision not in database.revisions():
            raise BackupError(
                f"The back-up is of a newer version: its database has the revision {reader.header.revision}. "
                f"Install Zaalgids {reader.header.software} or newer, then restore."
            )
        if address is not None and inspect(database.engine).get_table_names():
            raise BackupError(
                "There are tables in the database already; a server may be running on it. Make a new, empty "
                "database for the restore."
            )
    except SQLAlchemyError as error:
        raise BackupError(f"The database can't be used: {error}") from error
    finally:
        database.close()


def _fill(
    reader: BackupReader,
    manifest: Manifest,
    new: Path,
    database: Database,
    progress: Progress,
    *,
    keep_revision: bool,
) -> RestoredBackup:
    database.migrate(reader.header.revision)
    settings = False
    files = 0
    with database.engine.begin() as connection:
        loader = RowLoader(connection, manifest.tables)
        total = len(manifest.members)
        for number, (name, content) in enumerate(reader.members()):
            progress("restoring", number, total)
            table = table_of(name)
            if table is not None:
                loader.load(table, content.read())
            elif name == SETTINGS:
                settings = True
                _write_file(new / RESTORED_SETTINGS, content)
            else:
                files += 1
                _write_file(new / name.removeprefix("files/"), content)
        loader.end()
    for path, other in manifest.same.items():
        files += 1
        (new / path).parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        os.link(new / other, new / path)
    if not keep_revision:
        database.migrate()
    _sync_folders(new)
    rows = sum(table.rows for table in manifest.tables.values())
    return RestoredBackup(rows, files, settings, loader.without_nul)


def _write_file(path: Path, content: Readable) -> None:
    """Write a file and wait until it is on the disk. Raises FileExistsError for a second one of that name."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READABLE_BY_OWNER)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(content, file, COPIED_AT_ONCE)
        file.flush()
        os.fsync(file.fileno())


def _sync_folders(new: Path) -> None:
    for place, _folders, _names in os.walk(new):
        sync(Path(place))


def _take_their_places(new: Path, folder: Path) -> None:
    """Move everything into the data folder, by renames alone; RESTORING goes last and lets a server start."""
    for one in sorted(new.iterdir()):
        one.rename(folder / one.name)
    sync(folder)
    new.rmdir()
    sync(folder)


def _empty(database: Database) -> None:
    """Take back what a failed restore made in a database that was empty before."""
    tables = MetaData()
    with database.engine.begin() as connection:
        tables.reflect(connection)
        tables.drop_all(connection)


def _check_room(manifest: Manifest, folder: Path) -> None:
    wanted = sum(one.size * (_ROW_GROWTH if table_of(one.name) else 1) for one in manifest.members)
    free = shutil.disk_usage(folder).free
    if free < wanted + SPARE_BYTES:
        raise BackupError(
            f"The back-up may take {megabytes(wanted)}, and in {folder} only {megabytes(free)} are free."
        )
