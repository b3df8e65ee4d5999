"""The technician moves the root key off the server and back, and gives roles new keys."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tour_server.events.event_log import EventFilter
from tour_server.publishing.repository import Repository
from tour_server.publishing.signed_metadata import RepositoryProblemError
from tour_server.publishing.signing_keys import SigningKeyError, SigningKeys
from zaalgids.commands.command_line import zaalgids

PASSPHRASE = "a long passphrase"


def keys(desk: Any, *arguments: str) -> Result:
    command = ["keys", "--data", str(desk.parts.data), *arguments]
    return CliRunner().invoke(zaalgids, command, env={"ZAALGIDS_ROOT_PASSPHRASE": PASSPHRASE})


def test_the_server_publishes_without_its_root_key(desk: Any, tmp_path: Path) -> None:
    done = keys(desk, "export-root", str(tmp_path / "root.key"))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE((tmp_path / "root.key").stat().st_mode) == 0o600
    assert b"ENCRYPTED" in (tmp_path / "root.key").read_bytes()
    assert not (desk.parts.data / "keys" / "root.pem").exists()
    assert "root       until" in (shown := keys(desk, "show").output)
    assert "not on this server" in shown
    desk.parts.repository.ensure()
    assert desk.parts.publisher.publish("Noor").number == 1
    desk.parts.publisher.sign_again()
    desk.parts.repository.renew()
    refused = keys(desk, "rotate", "timestamp")
    assert refused.exit_code == 1
    assert "import-root" in refused.output
    assert keys(desk, "import-root", str(tmp_path / "root.key")).exit_code == 0
    assert keys(desk, "rotate", "timestamp").exit_code == 0
    kinds = {event.kind for event in desk.parts.events.export(EventFilter())}
    assert {"root-key-exported", "root-key-imported", "key-rotated"} <= kinds


def test_a_root_key_is_not_lost_to_a_slip(desk: Any, tmp_path: Path) -> None:
    file = tmp_path / "root.key"
    file.write_text("something else")
    assert "exists" in keys(desk, "export-root", str(file)).output
    assert (desk.parts.data / "keys" / "root.pem").exists()
    with pytest.raises(RepositoryProblemError, match="12 characters"):
        desk.parts.repository.export_root(tmp_path / "short.key", "short")
    desk.parts.repository.export_root(tmp_path / "kept.key", PASSPHRASE, keep=True)
    assert (desk.parts.data / "keys" / "root.pem").exists()
    with pytest.raises(RepositoryProblemError, match="passphrase right"):
        desk.parts.repository.import_root(tmp_path / "kept.key", "another passphrase")
    other = SigningKeys(tmp_path / "others")
    other.make_missing()
    other.export_root(tmp_path / "other.key", PASSPHRASE)
    with pytest.raises(RepositoryProblemError, match="not the root key of this museum"):
        desk.parts.repository.import_root(tmp_path / "other.key", PASSPHRASE)


def test_a_kiosk_gets_the_first_root_as_a_file(desk: Any, tmp_path: Path) -> None:
    assert keys(desk, "root", str(tmp_path / "root.json")).exit_code == 0
    assert (tmp_path / "root.json").read_bytes() == desk.parts.repository.trusted_root


def test_a_key_that_is_missing_is_named(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "b", tmp_path / "k", lambda: dt.datetime.now(dt.UTC))
    repository.ensure()
    (tmp_path / "k" / "snapshot.pem").unlink()
    with pytest.raises(RepositoryProblemError, match=r"snapshot\.pem.*backup"):
        repository.ensure()
    with pytest.raises(SigningKeyError):
        repository.keys.signer("snapshot")
