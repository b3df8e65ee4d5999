"""Folders and files of the server have modes of their own, under a umask that hides nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk
from tour_server.staff.first_account import FirstAccount


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def build(data: Path) -> None:
    desk = Desk(data)
    FirstAccount(desk.parts.accounts, "", data).start()
    if desk.parts.accounts.find("Noor") is None:
        desk.colleague("Noor")
    desk.close()


SECRETS = ("zaalgids.db", "session.key", "first-password.txt")


def test_a_new_server(tmp_path: Path) -> None:
    data = tmp_path / "server"
    build(data)
    assert mode(data) == 0o700
    assert {name: mode(data / name) for name in SECRETS} == dict.fromkeys(SECRETS, 0o600)
    for file in data.glob("zaalgids.db-*"):
        assert mode(file) == 0o600
    keys = data / "keys"
    assert mode(keys) == 0o700
    assert {mode(file) for file in keys.iterdir()} == {0o600}


def test_a_server_that_others_could_read(tmp_path: Path) -> None:
    data = tmp_path / "server"
    build(data)
    data.chmod(0o777)
    (data / "zaalgids.db").chmod(0o666)
    build(data)
    assert mode(data) == 0o750
    assert mode(data / "zaalgids.db") == 0o600


def test_a_folder_opened_to_a_group_stays_open_to_it(tmp_path: Path) -> None:
    data = tmp_path / "server"
    build(data)
    data.chmod(0o750)
    build(data)
    assert mode(data) == 0o750


def test_while_it_runs_the_other_files_of_the_database_are_private_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server")
    desk.colleague("Noor")
    beside = list((tmp_path / "server").glob("zaalgids.db-*"))
    assert beside
    assert {mode(file) for file in beside} == {0o600}
    desk.close()
