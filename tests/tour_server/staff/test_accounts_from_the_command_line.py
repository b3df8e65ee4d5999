"""`zaalgids staff` manages accounts on the server's machine; it opens the database and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runtime.clocks import utc_now
from tests.desk import Desk
from tour_server.database import Database
from tour_server.events.event_log import EventFilter
from tour_server.staff.permissions import Role
from tour_server.staff.throttle import ALL_STRANGERS
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


@pytest.mark.parametrize("before", ["has another role", "is gone", "never was", "is locked out"])
def test_an_administrator_is_let_in_again_while_the_server_runs(data: Path, before: str) -> None:
    opened = Desk(data)
    try:
        accounts = opened.parts.accounts
        if before != "never was":
            accounts.create("Bram", "the other four rooms", {Role.ADMINISTRATOR})
            accounts.create("Noor", "some four rooms more", {Role.ADMINISTRATOR})
        if before == "has another role":
            accounts.set_roles("Noor", {Role.AUTHOR})
        if before == "is gone":
            accounts.remove("Noor")
        browser = opened.stranger()
        browser.get("/desk/sign-in")
        if before == "is locked out":  # by name, by address, and by all strangers together
            for number in range(ALL_STRANGERS[0].amount + 20):
                browser.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number // 5}"
                browser.post("/desk/sign-in", name="Noor", password="a guess")
            answer = browser.post("/desk/sign-in", name="Noor", password="some four rooms more")
            assert answer.status_code == 429
        said = run(data, "rescue", "Noor").output
        password = said.split()[-1]
        opened.clock.at = utc_now()  # the command has the real clock
        answer = browser.post("/desk/sign-in", name="Noor", password=password)
        assert answer.status_code == 302, answer.text
        found = accounts.find("Noor")
        assert found is not None
        assert Role.ADMINISTRATOR in found.roles
        assert browser.get("/desk/people/Noor").status_code == 200
        kinds = [one.kind for one in opened.parts.events.export(EventFilter(who="command line"))]
        assert "account-rescued" in kinds
    finally:
        opened.close()


@pytest.mark.parametrize("name", ["", "a\nb", "<b>"])
def test_a_name_that_no_account_can_have_is_refused(data: Path, name: str) -> None:
    done = run(data, "rescue", name)
    assert done.exit_code == 1
    assert "Write a name of letters" in done.output
