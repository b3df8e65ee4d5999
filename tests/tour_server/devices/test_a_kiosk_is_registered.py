"""A technician registers a kiosk on the server's machine, renews its key, revokes it and removes it."""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contract.credentials import CredentialsError, read_credentials
from contract.device_key import broker_password
from tests.desk import Desk
from tour_server.devices.registry import DeviceError, DeviceRegistry
from tour_server.events.event_log import EventFilter
from tour_server.recorder import NoRecorder
from zaalgids.commands.command_line import zaalgids

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(zaalgids, ["device", words[0], "--data", str(data), *words[1:]])


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "server")
    return tmp_path / "server"


@pytest.fixture
def registry(database):
    return DeviceRegistry(database, lambda: NOW, NoRecorder())


def test_a_kiosk_is_added_and_its_credentials_are_its_owners_alone(data: Path, tmp_path: Path):
    file = tmp_path / "k1.toml"
    done = run(data, "add", "k1", "--room", "hall", "--out", str(file))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    credentials = read_credentials(file)
    assert (credentials.name, credentials.v) == ("k1", 1)
    assert credentials.broker_user == "k1"
    assert credentials.broker_password == broker_password(credentials.key_bytes)
    assert credentials.key not in done.output
    assert [line.split()[:3] for line in run(data, "list").output.splitlines()] == [
        ["k1", "hall", "registered"]
    ]
    opened = Desk(data)
    try:
        assert opened.parts.assembly.context.get(DeviceRegistry).broker_users() == [
            ("k1", credentials.broker_password)
        ]
        events = opened.parts.events.export(EventFilter(who="command line"))
        assert [(one.kind, one.subject) for one in events] == [("device-registered", "k1")]
    finally:
        opened.close()


def test_a_key_is_renewed_and_the_old_file_is_not_overwritten(data: Path, tmp_path: Path):
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    assert run(data, "add", "k1", "--out", str(first)).exit_code == 0
    refused = run(data, "renew", "k1", "--out", str(first))
    assert refused.exit_code == 1
    assert "exists" in refused.output
    assert run(data, "renew", "k1", "--out", str(second)).exit_code == 0
    assert read_credentials(first).key != read_credentials(second).key


def test_credentials_that_can_not_be_written_leave_no_kiosk_behind(data: Path, tmp_path: Path):
    (tmp_path / "a file").write_text("", encoding="utf-8")
    done = run(data, "add", "k1", "--out", str(tmp_path / "a file" / "k1.toml"))
    assert done.exit_code == 1
    assert run(data, "list").output == ""


@pytest.mark.parametrize("command", ["renew", "revoke", "remove"])
def test_an_unknown_name_is_refused_in_words(data: Path, command: str):
    done = run(data, command, "k9")
    assert done.exit_code == 1
    assert "There is no kiosk called k9 in the registry." in done.output


@pytest.mark.parametrize("name", ["all", "K1", "a/b", "+", "k1\n", "a" * 65, "ä", "-a"])
def test_a_name_that_can_not_be_in_a_topic_is_refused(registry: DeviceRegistry, name: str):
    with pytest.raises(DeviceError, match="can't be the name of a kiosk"):
        registry.add(name)
    assert registry.devices() == []


def test_a_name_is_given_once(registry: DeviceRegistry):
    registry.add("k1")
    with pytest.raises(DeviceError, match="already a kiosk called k1"):
        registry.add("k1")


def test_a_revoked_kiosk_is_no_user_of_the_broker_until_it_has_a_new_key(registry: DeviceRegistry):
    old = registry.add("k1", room="hall")
    registry.revoke("k1")
    assert registry.broker_users() == []
    assert registry.keys()["k1"].revoked
    assert registry.devices()[0].revoked_at == NOW
    new = registry.renew("k1")
    assert registry.broker_users() == [("k1", broker_password(new))]
    assert new != old
    registry.remove("k1")
    assert registry.broker_users() == []


def test_a_change_by_another_process_is_noticed(database, registry: DeviceRegistry):
    noticed = []
    registry.on_change(lambda: noticed.append(registry.broker_users()))
    assert registry.broker_users() == []
    another = DeviceRegistry(database, lambda: NOW, NoRecorder())
    key = another.add("k1")
    registry.refresh()
    registry.refresh()
    assert noticed == [[("k1", broker_password(key))]]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has no version"),
        ("v = 2", "is of version 2, written by newer software; this software reads 1"),
        ("v = 1\nkey = 'short'", "not understood"),
        ("\x00", "not understood"),
    ],
)
def test_credentials_that_can_not_be_used(tmp_path: Path, text: str, reason: str):
    file = tmp_path / "k1.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CredentialsError, match=reason):
        read_credentials(file)


def test_credentials_are_read_with_a_byte_order_mark_and_a_field_of_tomorrow(
    data: Path, tmp_path: Path
):
    file = tmp_path / "k1.toml"
    assert run(data, "add", "k1", "--out", str(file)).exit_code == 0
    before = read_credentials(file)
    file.write_text("\ufefftomorrow = 1\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_credentials(file) == before
