"""`zaalgids staff` manages accounts on the server's machine; it opens the database and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.desk import Desk
from tour_server.database import Database
from tour_server.events.event_log import EventFilter
from zaalgids.commands.command_line import zaalgids


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(zaalgids, ["staff", "--data", str(data), *words])


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "server")
    return tmp_path / "server"


def test_an_account_is_added_listed_and_removed(data: Path) -> None:
    assert (
        "may sign in with the password"
        in run(data, "add", "Noor", "--role", "administrator").output
    )
    assert "may sign in" in run(data, "add", "Bram").output
    assert [line.split() for line in run(data, "list").output.splitlines()] == [
        ["Bram", "author"],
        ["Noor", "administrator"],
    ]
    assert "Bram may no longer sign in." in run(data, "remove", "Bram").output
    opened = Desk(data)
    try:
        events = opened.parts.events.export(EventFilter(who="command line"))
        found = [(one.kind, one.who, one.subject) for one in events]
    finally:
        opened.close()
    assert found == [
        ("account-removed", "command line", "Bram"),
        ("account-created", "command line", "Bram"),
        ("account-created", "command line", "Noor"),
    ]


@pytest.mark.parametrize("command", ["password", "remove"])
def test_an_unknown_name_is_refused_in_words(data: Path, command: str) -> None:
    done = run(data, command, "Nobody")
    assert done.exit_code == 1
    assert "There is no account called Nobody." in done.output


def test_listing_does_not_create_a_database(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere", "list")
    assert done.exit_code == 1
    assert "Run `zaalgids server` once" in done.output
    assert not (tmp_path / "nowhere").exists()


def test_listing_does_not_migrate_the_database(data: Path) -> None:
    database = Database(f"sqlite:///{data / 'zaalgids.db'}")
    database.go_back("-1")
    older = database.revision()
    done = run(data, "list")
    assert done.exit_code == 1
    assert "of an earlier version" in done.output
    assert database.revision() == older
    database.close()


def test_listing_opens_only_the_database(data: Path) -> None:
    shutil.rmtree(data / "keys")
    (data / "keys").write_text("not a folder", encoding="utf-8")
    assert run(data, "add", "Noor", "--role", "administrator").exit_code == 0
    assert "Noor" in run(data, "list").output
