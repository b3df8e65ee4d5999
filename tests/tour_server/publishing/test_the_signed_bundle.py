"""A kiosk fetches the signed repository, and refuses content that was changed or has expired."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest
from tuf.api.exceptions import ExpiredMetadataError, RepositoryError

from tests.desk import Desk
from tests.tour_server.publishing.bundle_client import updater
from tour_server.publishing.repository import TIMESTAMP_VALID, Repository
from tour_server.publishing.signed_metadata import RepositoryProblemError

TARGET = "speech/one.opus"


@pytest.fixture
def signed(desk: Desk, tmp_path: Path) -> Desk:
    """A desk whose bundle, signed at today's date, has one target."""
    file = tmp_path / "one"
    file.write_bytes(b"the sound of one line")
    desk.clock.at = dt.datetime.now(dt.UTC)
    desk.parts.repository.renew()
    desk.parts.repository.publish({TARGET: file})
    return desk


def test_a_kiosk_takes_what_was_published(signed: Desk, tmp_path: Path) -> None:
    client = updater(signed, tmp_path / "kiosk", signed.parts.repository.trusted_root)
    info = client.get_targetinfo(TARGET)
    assert info is not None
    path = Path(client.download_target(info))
    assert path.read_bytes() == b"the sound of one line"


def test_a_changed_target_is_refused(signed: Desk, tmp_path: Path) -> None:
    path = signed.parts.repository.path(TARGET)
    assert path is not None
    path.unlink()
    path.write_bytes(b"the sound of two line")
    client = updater(signed, tmp_path / "kiosk", signed.parts.repository.trusted_root)
    info = client.get_targetinfo(TARGET)
    assert info is not None
    with pytest.raises(RepositoryError):
        client.download_target(info)


def test_changed_metadata_are_refused(signed: Desk, tmp_path: Path) -> None:
    for file in signed.parts.repository.metadata.glob("*.json"):
        file.write_bytes(file.read_bytes().replace(b"one.opus", b"two.opus"))
    client = updater(signed, tmp_path / "kiosk", signed.parts.repository.trusted_root)
    with pytest.raises(RepositoryError):
        client.get_targetinfo(TARGET)


def test_another_museum_s_keys_are_refused(signed: Desk, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other", tmp_path / "other-keys", lambda: dt.datetime.now(dt.UTC))
    other.ensure()
    client = updater(signed, tmp_path / "kiosk", other.trusted_root)
    with pytest.raises(RepositoryError):
        client.refresh()


def test_expired_signatures_are_refused_until_they_are_renewed(
    signed: Desk, tmp_path: Path
) -> None:
    repository, root = signed.parts.repository, signed.parts.repository.trusted_root
    signed.clock.at -= TIMESTAMP_VALID + dt.timedelta(hours=1)
    repository.keep_fresh()
    with pytest.raises(ExpiredMetadataError):
        updater(signed, tmp_path / "late", root).refresh()
    signed.clock.at += TIMESTAMP_VALID + dt.timedelta(hours=1)
    repository.keep_fresh()
    updater(signed, tmp_path / "late", root).refresh()


def test_only_the_server_can_read_the_keys_and_they_are_not_served(signed: Desk) -> None:
    keys = signed.parts.data / "keys"
    assert {file.stem for file in keys.iterdir()} == {"root", "targets", "snapshot", "timestamp"}
    for file in keys.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    client = signed.app.test_client()
    for address in ("metadata/../../keys/root.pem", "targets/../../keys/root.pem", "targets/.lock"):
        assert client.get(f"/bundles/{address}").status_code == 404


def test_a_start_finds_its_keys_and_reports_when_they_are_missing(signed: Desk) -> None:
    repository = signed.parts.repository
    root = repository.trusted_root
    repository.ensure()
    assert repository.trusted_root == root
    (signed.parts.data / "keys" / "targets.pem").unlink()
    with pytest.raises(RepositoryProblemError, match=r"targets\.pem.*backup"):
        repository.ensure()


def test_only_the_timestamp_may_not_be_cached(signed: Desk) -> None:
    client = signed.app.test_client()

    def cache_control(address: str) -> str:
        answer = client.get(f"/bundles/{address}")
        answer.close()
        assert answer.status_code == 200
        return answer.headers["Cache-Control"]

    path = signed.parts.repository.path(TARGET)
    assert path is not None
    assert cache_control("metadata/timestamp.json") == "no-store"
    assert "immutable" in cache_control("metadata/1.root.json")
    assert "immutable" in cache_control(f"targets/speech/{path.name}")


def test_a_part_of_a_target_can_be_asked_for(signed: Desk) -> None:
    path = signed.parts.repository.path(TARGET)
    assert path is not None
    answer = signed.app.test_client().get(
        f"/bundles/targets/speech/{path.name}", headers={"Range": "bytes=4-8"}
    )
    assert answer.status_code == 206
    assert answer.get_data() == b"sound"
    answer.close()


def test_no_cookie_comes_with_the_bundle(signed: Desk) -> None:
    answer = signed.app.test_client().get("/bundles/metadata/timestamp.json")
    answer.close()
    assert "Set-Cookie" not in answer.headers
