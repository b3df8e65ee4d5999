"""Every row of every table is the same after a back-up and a restore, on either database and from one to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.tour_server.backup.conftest import (
    BOTH,
    NOW,
    ROWS,
    MakeDatabase,
    checked,
    fill,
    restore_from,
    rows_of,
)
from tour_server.backup.archive import BackupError
from tour_server.backup.back_up import back_up_database
from tour_server.backup.rows import LEFT_OUT
from tour_server.catalogue.tables import Draft
from tour_server.database import Base, Database
from tour_server.events.event_log import EventLog
from tour_server.recorder import EventKind

pytestmark = pytest.mark.long

SOMETHING = EventKind("something", "Something happened.")


def restored(file: Path, folder: Path, target: str, new_database: MakeDatabase) -> Database:
    """Restore into a new database of a kind."""
    if target == "sqlite":
        restore_from(file, folder, None)
        return Database(f"sqlite:///{folder / 'zaalgids.db'}")
    opened, address = new_database(target)
    restore_from(file, folder, address)
    return opened


@pytest.mark.both_kinds
@pytest.mark.parametrize("source", BOTH)
@pytest.mark.parametrize("target", BOTH)
def test_every_row_is_the_same(
    source: str, target: str, new_database: MakeDatabase, tmp_path: Path
) -> None:
    before, _ = new_database(source)
    before.migrate()
    fill(before)
    written = back_up_database(before, tmp_path / "b.tar", NOW)
    after = restored(tmp_path / "b.tar", tmp_path / "new", target, new_database)
    wanted = rows_of(before)
    assert rows_of(after) == wanted
    assert {len(rows) for rows in wanted.values()} == {ROWS}
    assert written.rows == ROWS * len(wanted)
    assert after.revision() == after.newest_revision()
    # What is added gets the next number, not one that is taken.
    EventLog(after, lambda: NOW).record(SOMETHING, "noor")
    with after.reading() as session:
        assert session.scalar(text("SELECT max(id) FROM event")) == ROWS + 1
    after.close()


def test_every_table_is_kept_or_left_out_with_a_reason(
    new_database: MakeDatabase, tmp_path: Path
) -> None:
    database, _ = new_database("sqlite")
    database.migrate()
    back_up_database(database, tmp_path / "b.tar", NOW)
    kept = checked(tmp_path / "b.tar").tables
    assert {*kept}.isdisjoint(LEFT_OUT)
    assert {*Base.metadata.tables} <= {*kept, *LEFT_OUT}
    assert all(len(reason) > 10 for reason in LEFT_OUT.values())


def test_more_rows_than_fit_into_a_piece(new_database: MakeDatabase, tmp_path: Path) -> None:
    before, _ = new_database("sqlite")
    before.migrate()
    with before.writing() as session:
        for number in range(40):
            words = f"{number:04d}" * 50_000
            session.add(
                Draft(
                    kind="work",
                    key=f"w{number}",
                    version=1,
                    place=number,
                    body=words,
                    changed_at=NOW,
                    changed_by="noor",
                )
            )
    back_up_database(before, tmp_path / "b.tar", NOW)
    pieces = [
        one.name
        for one in checked(tmp_path / "b.tar").members
        if one.name.startswith("rows/draft/")
    ]
    assert len(pieces) > 2
    after = restored(tmp_path / "b.tar", tmp_path / "new", "sqlite", new_database)
    assert rows_of(after) == rows_of(before)
    after.close()


@pytest.mark.postgresql
def test_postgresql_takes_a_text_with_a_nul(new_database: MakeDatabase, tmp_path: Path) -> None:
    before, _ = new_database("sqlite")
    before.migrate()
    EventLog(before, lambda: NOW).record(SOMETHING, "no\0or")
    back_up_database(before, tmp_path / "b.tar", NOW)
    after, address = new_database("postgresql")
    done = restore_from(tmp_path / "b.tar", tmp_path / "new", address)
    assert done.texts_without_nul == 1
    (row,) = rows_of(after)["event"]
    assert "noor" in row


def test_others_write_meanwhile(new_database: MakeDatabase, tmp_path: Path) -> None:
    """What is committed after the back-up began is not in it, in no table."""
    before, address = new_database("sqlite")
    before.migrate()
    fill(before)
    wanted = rows_of(before)
    other = Database(address)

    def write(_doing: str, _done: int, _of: int) -> None:
        EventLog(other, lambda: NOW).record(SOMETHING, "noor")

    back_up_database(before, tmp_path / "b.tar", NOW, write)
    assert len(rows_of(other)["event"]) > ROWS
    after = restored(tmp_path / "b.tar", tmp_path / "new", "sqlite", new_database)
    assert rows_of(after) == wanted
    after.close()
    other.close()


@pytest.mark.both_kinds
@pytest.mark.parametrize("target", BOTH)
def test_what_is_not_empty_is_refused(
    target: str, new_database: MakeDatabase, tmp_path: Path
) -> None:
    before, _ = new_database("sqlite")
    before.migrate()
    fill(before)
    back_up_database(before, tmp_path / "b.tar", NOW)
    folder = tmp_path / "server"
    folder.mkdir()
    if target == "sqlite":
        there, address = Database(f"sqlite:///{folder / 'zaalgids.db'}"), None
    else:
        there, address = new_database(target)
    there.migrate()
    with pytest.raises(BackupError, match="a server may be running on it"):
        restore_from(tmp_path / "b.tar", folder, address)
    assert there.revision() == there.newest_revision()
    there.close()


@pytest.mark.both_kinds
@pytest.mark.parametrize("target", BOTH)
def test_a_restore_that_fails_leaves_nothing(
    target: str, new_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = new_database("sqlite")
    before.migrate()
    fill(before)
    back_up_database(before, tmp_path / "b.tar", NOW)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tour_server.backup.restore._take_their_places", full)
    database, address = new_database(target)
    with pytest.raises(BackupError, match="No space left"):
        restore_from(
            tmp_path / "b.tar", tmp_path / "new", address if target == "postgresql" else None
        )
    assert not (tmp_path / "new").exists()
    assert database.revision() is None


def test_a_newer_back_up_is_refused_in_words(new_database: MakeDatabase, tmp_path: Path) -> None:
    before, _ = new_database("sqlite")
    before.migrate()
    with before.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up_database(before, tmp_path / "b.tar", NOW)
    with pytest.raises(BackupError, match="is of a newer version"):
        restore_from(tmp_path / "b.tar", tmp_path / "new", None)
    assert not (tmp_path / "new").exists()
