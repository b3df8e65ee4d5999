"""The server meets a database that is not its own, or newer than it: it says so in a sentence and touches nothing."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from contract.bundle import RELEASE_TARGET
from runtime.clocks import utc_now
from tests.brokers import free_port
from tests.desk import prepare
from tests.postgres import Postgres
from tour_server.database import Database, DatabaseVersionError
from tour_server.publishing.repository import Repository

pytestmark = pytest.mark.long

NEWER = "is of revision 9999, made by newer software; this software knows revisions up to "
Run = Callable[[str], None]


@pytest.fixture(
    params=[
        pytest.param("sqlite", id="sqlite"),
        pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
    ]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Run]]:
    """The address of an empty database, and a function that runs SQL in it as another program does."""
    if request.param == "sqlite":
        file = tmp_path / "one.db"

        def run(statement: str) -> None:
            with closing(sqlite3.connect(file)) as connection, connection:
                connection.execute(statement)

        yield f"sqlite:///{file}", run
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.url(f"t{secrets.token_hex(6)}")

    def run_there(statement: str) -> None:
        with psycopg.connect(url) as connection:
            connection.execute(statement)

    yield url, run_there


def migrated(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


def refused(url: str) -> str:
    """What is said when the database is brought up to date, and when it is only asked."""
    database = Database(url)
    try:
        with pytest.raises(DatabaseVersionError) as caught:
            database.migrate()
        with pytest.raises(DatabaseVersionError) as asked:
            database.check()
        assert str(asked.value) == str(caught.value)
        return str(caught.value)
    finally:
        database.close()


def test_a_database_of_newer_software(place: tuple[str, Run]) -> None:
    url, run = place
    migrated(url)
    run("UPDATE alembic_version SET version_num = '9999'")
    said = refused(url)
    assert NEWER in said
    assert "Nothing was changed. Install that software again, or restore the back-up" in said
    assert "\n" not in said
    run("UPDATE alembic_version SET version_num = '9999'")  # still there, and still its own


def test_a_database_of_another_program(place: tuple[str, Run]) -> None:
    url, run = place
    run("CREATE TABLE till (id INTEGER)")
    assert (
        "holds tables of another program (till). Give the server a database of its own."
        in refused(url)
    )


@pytest.mark.parametrize("revision", ["0001", "ae1027a6acf"])
def test_a_database_of_another_program_with_revisions(
    place: tuple[str, Run], revision: str
) -> None:
    url, run = place
    run("CREATE TABLE till (id INTEGER)")
    run("CREATE TABLE alembic_version (version_num VARCHAR(32))")
    run(f"INSERT INTO alembic_version VALUES ('{revision}')")  # noqa: S608
    assert f"is another program's (of its revision {revision})" in refused(url)


def test_another_programs_file_is_not_changed_by_looking(tmp_path: Path) -> None:
    file = tmp_path / "till.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE till (id INTEGER)")
    before = file.read_bytes()
    refused(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["till.db"]


@pytest.mark.parametrize("content", [b"Beste collega,\n" * 200, os.urandom(5000)])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)
    assert "can't be read: file is not a database." in refused(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_an_empty_file_becomes_the_servers_database(tmp_path: Path) -> None:
    file = tmp_path / "one.db"
    file.touch()
    migrated(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    assert database.revision() == database.newest_revision()
    database.close()


@pytest.mark.long
def test_a_server_whose_release_newer_software_wrote_does_not_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepare(data)
    newer = tmp_path / "newer.json"
    newer.write_text('{"v":3,"number":1}', encoding="utf-8")
    bundle = Repository(data / "bundles", data / "keys", utc_now)
    bundle.ensure()
    bundle.publish({RELEASE_TARGET: newer})
    done = subprocess.run(
        [sys.executable, "-m", "zaalgids", "server", "--data", "data", "--port", "0"],
        capture_output=True,
        text=True,
        timeout=100,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "ZAALGIDS_SERVER_BROKER_PORT": str(free_port())},
    )
    assert "Error: This release is of version 3, written by newer software" in done.stderr
    assert "Traceback" not in done.stderr.rpartition("Error: This release")[2]
    assert done.returncode == 78


COMMANDS = [
    ("server", "--data", "data"),
    ("staff", "--data", "data", "list"),
    ("publish", "--data", "data"),
    ("museum", "export", "out", "--from", "data"),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_every_command_says_it_in_one_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "zaalgids.db"
    migrated(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    done = subprocess.run(
        [sys.executable, "-m", "zaalgids", *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.stderr.startswith("Error: The database sqlite:///"), done.stderr
    assert NEWER in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == (78 if arguments[0] == "server" else 1)
