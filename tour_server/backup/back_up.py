"""Makes a back-up while the server runs.

The database is read first, in one state of it, and the files after that: a picture is stored before a draft names it,
and a bundle is signed before its release is recorded, so the files are never older than the rows. A release that the
bundle has and the rows lack is recorded at the server's next start, as after a crash.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from runtime.durable_files import READABLE_BY_OWNER
from tour_server.backup.archive import (
    DATABASE,
    EVERYTHING,
    BackupError,
    BackupHeader,
    BackupWriter,
)
from tour_server.backup.data_folder import BUNDLE_METADATA, BUNDLES, KeptFile, kept_files
from tour_server.backup.rows import revision_of, snapshot, write_tables
from tour_server.data_owner import as_caller, durable_file_of_caller
from tour_server.database import Database
from tour_server.publishing.repository import Repository

SPARE_BYTES = 16 << 20  # that stay free on the disk

Progress = Callable[[str, int, int], None]
"""Is called with what is being written, a few words, and how much of it is done, of all."""


class WrittenBackup(Struct, frozen=True):
    """What a back-up that was made holds."""

    size: int
    tables: int
    rows: int
    files: int


def ignored(_doing: str, _done: int, _of: int) -> None:
    """Progress that nobody looks at."""


def back_up_everything(
    database: Database,
    folder: Path,
    settings: bytes | None,
    file: Path,
    now: dt.datetime,
    progress: Progress = ignored,
) -> WrittenBackup:
    """Write the database, the data folder and the settings file to `file`, in one step, readable by its owner.

    Raises BackupError, also on a full disk; then `file` is as it was.
    """
    repository = Repository(folder / BUNDLES, folder / "keys", lambda: now)

    def files(writer: BackupWriter) -> int:
        if settings is not None:
            writer.add_settings(settings)
        return _write_files(writer, folder, repository, progress)

    return _write(database, file, now, EVERYTHING, progress, files, _bytes_in(folder))


def back_up_database(
    database: Database, file: Path, now: dt.datetime, progress: Progress = ignored
) -> WrittenBackup:
    """Write the database alone to `file`. Raises BackupError, also on a full disk."""
    return _write(database, file, now, DATABASE, progress, lambda _writer: 0, 0)


def _write(
    database: Database,
    file: Path,
    now: dt.datetime,
    holds: str,
    progress: Progress,
    files: Callable[[BackupWriter], int],
    file_bytes: int,
) -> WrittenBackup:
    totals: dict[str, int] = {}

    def of_table(table: str, done: int, of: int) -> None:
        totals[table] = done
        progress(table, done, of)

    try:
        with (
            snapshot(database) as connection,
            durable_file_of_caller(file, READABLE_BY_OWNER) as written,
        ):
            revision = revision_of(connection)
            if revision is None:
                raise BackupError("There is no database to back up.")
            _check_room(file.parent, file_bytes + _database_bytes(connection))
            header = BackupHeader(
                software=version("zaalgids"),
                written_at=now.isoformat(timespec="seconds"),
                revision=revision,
                database=connection.dialect.name,
                holds=holds,
            )
            writer = BackupWriter(written, header)
            write_tables(connection, writer, of_table)
            count = files(writer)
            writer.end()
            size = written.tell()
    except OSError as error:
        raise BackupError(
            f"The back-up {file} can't be written: {error.strerror or error}."
        ) from error
    except SQLAlchemyError as error:
        raise BackupError(f"The database can't be read for the back-up: {error}") from error
    return WrittenBackup(size, len(totals), sum(totals.values()), count)


def _write_files(
    writer: BackupWriter, folder: Path, repository: Repository, progress: Progress
) -> int:
    """Write the files of the data folder. Returns how many.

    What changes with each signing is read under the publisher's lock; what it leads to stays on the disk for a day.
    """
    changing, metadata = repository.at_one_moment()
    kept = [
        one
        for one in kept_files(folder)
        if not one.path.startswith(f"{BUNDLE_METADATA}/") or one.source.name in metadata
    ]
    count = 0
    for number, one in enumerate(kept):
        if number % 100 == 0:
            progress("files", number, len(kept))
        count += _write_file(writer, one, changing)
    progress("files", len(kept), len(kept))
    return count


def _write_file(writer: BackupWriter, file: KeptFile, changing: dict[str, bytes]) -> bool:
    """Returns False for a file that has gone meanwhile: superseded, or a picture that no draft names."""
    in_bundle = file.path.removeprefix(f"{BUNDLES}/")
    if in_bundle in changing:
        writer.add_content(file.path, changing[in_bundle])
        return True
    try:
        writer.add_file(file.path, file.source)
    except FileNotFoundError:
        return False
    return True


def _bytes_in(folder: Path) -> int:
    """Returns about how much the files take: another name of the same file takes nothing."""
    sizes = {}
    for one in kept_files(folder):
        try:
            sizes[one.source.stat().st_ino] = one.size
        except FileNotFoundError:
            continue
    return sum(sizes.values())


def _database_bytes(connection: Connection) -> int:
    """Returns at most how much the database's rows take."""
    if connection.dialect.name == "postgresql":
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages = int(connection.scalar(text("PRAGMA page_count")) or 0)
    return pages * int(connection.scalar(text("PRAGMA page_size")) or 0)


def _check_room(folder: Path, wanted: int) -> None:
    with as_caller():
        free = shutil.disk_usage(folder).free
    if free < wanted + SPARE_BYTES:
        raise BackupError(
            f"The back-up may take {megabytes(wanted)}, and in {folder} only {megabytes(free)} are free. "
            "Make room there, or choose another place."
        )


def megabytes(size: int) -> str:
    """Returns a size in words."""
    return f"{size / 1e6:,.1f} MB"
