"""A server that starts on a database of an earlier revision backs it up before it migrates, or does not start."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from tests.disks import NEEDS, SmallDisk, may_mount
from tests.frozen.databases import all_revisions, frozen_revisions, load
from tests.tour_server.backup.conftest import BOTH, NOW, restore_from
from tour_server.app import assemble
from tour_server.backup.archive import BackupError
from tour_server.backup.before_migration import bring_up_to_date
from tour_server.backup.rows import LEFT_OUT
from tour_server.database import Database
from tour_server.settings import ServerSettings

pytestmark = pytest.mark.long


def everything_in(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.engine.connect() as connection:
        return {
            name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(select(text("*")).select_from(text(name)))
                ),
                key=repr,
            )
            for name in inspect(connection).get_table_names()
        }


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*"))


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize(
    "revision", [one for one in frozen_revisions() if one != all_revisions()[-1]]
)
def test_the_way_back(
    revision: str, dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The back-up, restored with its revision kept, is the database as it was."""
    dump = frozen_revisions()[revision] / f"{dialect}-{revision}.sql"
    server = lambda: request.getfixturevalue("postgres")  # noqa: E731
    database = Database(load(dump, dialect, tmp_path, server))
    before = everything_in(database)
    made = bring_up_to_date(database, tmp_path / "server", NOW)
    assert database.revision() == database.newest_revision()
    assert backups(tmp_path / "server") == [made]
    assert made is not None
    assert made.name == f"before-{database.newest_revision()}-20260302T093000Z.tar"
    assert made.stat().st_mode & 0o777 == 0o600
    address = None
    if dialect == "postgresql":
        address = request.getfixturevalue("postgres").url(f"r{id(database)}")
    restore_from(made, tmp_path / "back", address, keep_revision=True)
    back = Database(address or f"sqlite:///{tmp_path / 'back' / 'zaalgids.db'}")
    found = everything_in(back)
    for name in before.keys() - LEFT_OUT.keys():
        if dialect == "sqlite":  # a dump has "1.0" where a column of floats was given 1
            assert [[str(cell) for cell in row] for row in found[name]] == [
                [str(cell) for cell in row] for row in before[name]
            ]
        else:
            assert found[name] == before[name]
    assert back.revision() == revision
    back.close()
    database.close()


def older(folder: Path) -> Database:
    """An empty database of the revision before the newest."""
    folder.mkdir(exist_ok=True)
    database = Database(f"sqlite:///{folder / 'zaalgids.db'}")
    database.migrate()
    database.go_back("-1")
    return database


def with_a_row(database: Database) -> Database:
    with database.writing() as session:
        session.execute(
            text(
                "INSERT INTO event (at, kind, who, subject, detail) VALUES ('2026-03-02', 'k', 'w', 's', 'd')"
            )
        )
    return database


def test_an_empty_database_is_not_backed_up(tmp_path: Path) -> None:
    database = older(tmp_path / "server")
    assert bring_up_to_date(database, tmp_path / "server", NOW) is None
    assert not backups(tmp_path / "server")
    database.close()


def test_a_new_server_and_a_second_start_make_none(tmp_path: Path) -> None:
    for _ in range(2):
        assembly = assemble(ServerSettings(data=str(tmp_path / "server")))
        assembly.context.database.close()
    assert not backups(tmp_path / "server")


def test_three_stay(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    database = with_a_row(older(folder))
    made = []
    for day in range(5):
        made.append(bring_up_to_date(database, folder, NOW + dt.timedelta(days=day)))
        database.go_back("-1")
    assert backups(folder) == made[-3:]
    database.close()


@pytest.mark.skipif(not may_mount(), reason=f"needs {NEEDS}")
def test_a_full_disk_stops_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    disk = SmallDisk(folder, 8)
    try:
        database = with_a_row(older(folder))
        before = database.revision()
        disk.fill()
        with pytest.raises(BackupError) as said:
            assemble(ServerSettings(data=str(folder)))
        assert "nothing was changed" in str(said.value)
        assert "free" in str(said.value)
        assert database.revision() == before
        assert not backups(folder)
        database.close()
    finally:
        disk.unmount()


def test_a_restore_that_was_broken_off_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / ".restoring").mkdir()
    with pytest.raises(BackupError, match="was broken off"):
        assemble(ServerSettings(data=str(tmp_path)))
