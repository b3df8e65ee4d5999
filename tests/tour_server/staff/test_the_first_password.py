"""The first account's password goes to a file for its owner alone, and the file goes with its first use."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.desk import Desk
from tour_server.staff.first_account import FIRST_PASSWORD_FILE, FirstAccount
from zaalgids.commands.command_line import zaalgids

pytestmark = pytest.mark.long


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Desk]:
    """The desk of a new server, whose first account has been made under a umask that hides nothing."""
    before = os.umask(0)
    try:
        desk = Desk(tmp_path / "server")
        FirstAccount(desk.parts.accounts, "", desk.parts.data).start()
    finally:
        os.umask(before)
    yield desk
    desk.close()


def file_of(desk: Desk) -> Path:
    return desk.parts.data / FIRST_PASSWORD_FILE


def password(desk: Desk) -> str:
    name, given = file_of(desk).read_text(encoding="utf-8").splitlines()
    assert name == "Name: museum"
    return given.removeprefix("Password: ")


def test_it_stands_in_a_file_and_nowhere_else(
    new: Desk, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = password(new)
    assert file_of(new).stat().st_mode & 0o777 == 0o600
    new.parts.accounts.remove("nobody")
    FirstAccount(new.parts.accounts, "", new.parts.data).start()
    printed = capfd.readouterr()
    assert given not in printed.out + printed.err + caplog.text
    assert password(new) == given, "there is an account already: nothing is made anew"


def test_it_goes_with_the_first_sign_in(new: Desk) -> None:
    given = password(new)
    browser = new.stranger()
    browser.get("/desk/sign-in")
    assert browser.post("/desk/sign-in", name="museum", password="wrong").status_code == 401
    assert file_of(new).exists()
    assert browser.post("/desk/sign-in", name="museum", password=given).status_code == 302
    assert not file_of(new).exists()


def test_it_goes_with_a_new_password_or_the_account(new: Desk) -> None:
    administrator = new.colleague("Noor")
    assert file_of(new).exists(), "another account's sign-in leaves it"
    administrator.get("/desk/people")
    assert administrator.post("/desk/people/museum/password").status_code == 200
    assert not file_of(new).exists()
    file_of(new).write_text("again", encoding="utf-8")
    assert administrator.post("/desk/people/museum/remove").status_code == 302
    assert not file_of(new).exists()


@pytest.mark.parametrize("command", ["password", "rescue"])
def test_it_goes_with_a_command(new: Desk, command: str) -> None:
    assert file_of(new).exists()
    words = ["staff", "--data", str(new.parts.data), command, "museum"]
    assert CliRunner().invoke(zaalgids, words).exit_code == 0
    assert not file_of(new).exists()


def test_a_password_from_the_settings_makes_no_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server")
    FirstAccount(desk.parts.accounts, "four quiet rooms", desk.parts.data).start()
    assert desk.parts.accounts.verify("museum", "four quiet rooms")
    assert not file_of(desk).exists()
    desk.close()


def test_a_started_server_says_where_it_is_and_not_what_it_is(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "zaalgids", "server", "--data", str(tmp_path / "server")]
    command += ["--port", "0", "--broker-port", "0"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    printed = ""
    try:
        assert process.stdout is not None
        for line in process.stdout:
            printed += line
            if "Staff: " in line:
                break
    finally:
        process.terminate()
        process.wait(60)
        printed += process.stdout.read() if process.stdout else ""
        if process.stdout is not None:
            process.stdout.close()
    file = tmp_path / "server" / FIRST_PASSWORD_FILE
    given = file.read_text(encoding="utf-8").splitlines()[1].removeprefix("Password: ")
    assert len(given) >= 16
    assert str(file) in printed
    assert given not in printed + (tmp_path / "log").read_text()
