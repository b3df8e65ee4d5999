"""zaalgids-wipe rewrites the file of the card for the kiosk: that file, without its secrets, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.prepared_kiosk import (
    FILE_NAME,
    PreparedKiosk,
    PreparedWifi,
    prepared_text,
    read_prepared,
)
from device.claim.card_wiper import CardWiper
from device.claim.secret_wiping import WIPE, SecretWiping, WipedPart

PREPARED = PreparedKiosk(
    server="https://museum.example:8444",
    authority="0" * 64,
    token="lets one kiosk in",
    language="nl",
    wifi=PreparedWifi(name="Museum", password="four quiet rooms", country="NL"),
)


class Card:
    """A boot partition and the kiosk's folder of its identity."""

    def __init__(self, folder: Path) -> None:
        self.boot, self.identity = folder / "boot", folder / "identity"
        self.boot.mkdir()
        self.identity.mkdir()
        self.file = self.boot / FILE_NAME
        self.remounted: list[str] = []
        self.wiper = CardWiper((self.boot,), folder / "lock", self._remount)
        self.put(PREPARED)

    def _remount(self, mount_point: Path, mode: str) -> None:
        self.remounted.append(mode)

    def put(self, prepared: PreparedKiosk) -> None:
        self.file.write_text(prepared_text(prepared), encoding="utf-8")

    def ask(self, part: WipedPart, monkeypatch: pytest.MonkeyPatch) -> None:
        """The kiosk may not write the card, and asks."""
        with monkeypatch.context() as patched:
            patched.setattr("device.claim.secret_wiping.wipe_secrets", _refuse)
            assert not SecretWiping(self.identity).wipe(self.file, PREPARED, part)


def _refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.fixture
def card(tmp_path: Path) -> Card:
    return Card(tmp_path)


@pytest.mark.parametrize(
    ("part", "token"), [(WipedPart.WIFI, PREPARED.token), (WipedPart.SECRETS, "")]
)
def test_what_was_asked_for_goes_and_the_rest_stays(
    card: Card, part: WipedPart, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.ask(part, monkeypatch)
    assert card.wiper.run(card.identity) == [f"{card.file} has lost its secrets."]
    assert read_prepared(card.file) == PreparedKiosk(
        server=PREPARED.server,
        authority=PREPARED.authority,
        token=token,
        language="nl",
        wifi=PreparedWifi(name="Museum", country="NL", joined=True),
    )
    assert [file.name for file in card.boot.iterdir()] == [FILE_NAME]
    assert not (card.identity / WIPE).exists()
    assert card.wiper.run(card.identity) == ["Nothing is asked for."]


def test_a_new_file_of_the_technicians_is_left_alone(
    card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.ask(WipedPart.SECRETS, monkeypatch)
    newer = PreparedKiosk(server=PREPARED.server, authority="1" * 64, token="another")
    card.put(newer)
    assert "another file" in card.wiper.run(card.identity)[0]
    assert read_prepared(card.file) == newer


@pytest.mark.parametrize("request_text", ["", "everything", "../etc/shadow x", "\xff" * 5000])
def test_a_request_that_is_not_understood_changes_nothing(card: Card, request_text: str) -> None:
    (card.identity / WIPE).write_text(request_text, encoding="utf-8")
    assert card.wiper.run(card.identity) == ["The request is not understood."]
    assert read_prepared(card.file) == PREPARED
    assert not (card.identity / WIPE).exists()


def test_a_link_in_the_kiosks_folder_is_not_followed(card: Card, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secrets of somebody else")
    (card.identity / WIPE).symlink_to(secret)
    with pytest.raises(OSError, match="symbolic link"):
        card.wiper.run(card.identity)
    assert not (card.identity / WIPE).is_symlink()
    assert secret.exists()


def test_a_card_without_a_file_and_one_that_is_not_understood(
    card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.ask(WipedPart.SECRETS, monkeypatch)
    card.file.write_text("server = ")
    assert "is not understood" in card.wiper.run(card.identity)[0]
    assert card.file.read_text() == "server = "
    card.ask(WipedPart.SECRETS, monkeypatch)
    card.file.unlink()
    assert card.wiper.run(card.identity) == ["There is no file."]


def test_a_card_that_can_not_be_written_is_said(
    card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.ask(WipedPart.SECRETS, monkeypatch)
    monkeypatch.setattr("device.claim.card_wiper.wipe_secrets", _refuse)
    assert "can't be written, and still has its secrets" in card.wiper.run(card.identity)[0]
    assert read_prepared(card.file) == PREPARED
