"""Real processes: which ports a claimed kiosk opens, and who may read what it and its server keep."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from device.camera_setup.access import TRIES
from device.camera_setup.invitation import FOLDER, request_invitation
from tests.journeys.test_a_spare_takes_a_place import LINE, ClaimedHouse, claimed_house
from tests.listening import listening
from tests.process_measures import process_tree
from tests.waiting import stays, until

__all__ = ["claimed_house"]  # the fixture `house`
pytestmark = [
    pytest.mark.journey,
    pytest.mark.mosquitto,
    pytest.mark.long,
    pytest.mark.timeout(600),
]
SECRETS = (b"PRIVATE KEY", b"only-for-a-test", b"token = ")
SECRET_FILES = ("identity.json", "credentials.toml", "session.key", "zaalgids.db", "ca.key")


def test_its_screen_alone_listens_and_the_camera_session_while_it_is_open(
    house: ClaimedHouse,
) -> None:
    card = house.card("hall", "--name", "hall-1", "--room", "hal")
    house.start("first", card, LINE)
    until(lambda: listens(house), 60)
    screen = {("tcp", "127.0.0.1", house.ports["first"])}
    assert listens(house) == screen, "before it is claimed"
    house.wait_for("first", "hall-1", 120)
    assert listens(house) == screen

    invitation = request_invitation(house.folder / "first" / FOLDER)
    port = int(invitation.addresses[0].rstrip("/").rsplit(":", 1)[1])
    opened = {("tcp", "127.0.0.1", port)}
    assert listens(house) == screen | opened
    for _ in range(TRIES):
        guess(invitation.addresses[0])
    until(lambda: listens(house) == screen, 60, "its port is closed when the code is void")
    stays(lambda: listens(house) == screen, 2)

    kiosk, server = house.folder / "first", house.data
    until(lambda: (kiosk / "identity").is_dir(), 20)
    for data in (kiosk, server):
        found = readable_by_others(data)
        assert found == [], "others may read files of the data folder"
        assert open_secrets(data) == [], "a secret that its folder alone protects"
    names = {file.name for data in (kiosk, server) for file in data.rglob("*")}
    assert names >= set(SECRET_FILES) - {"credentials.toml"}, "the secrets were among them"


def listens(house: ClaimedHouse) -> set[tuple[str, str, int]]:
    return listening(process_tree(house.children["first"].process.pid))


def guess(address: str) -> None:
    """Send a wrong code. The certificate is the kiosk's own."""
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    with suppress(urllib.error.HTTPError):
        urllib.request.urlopen(address, b"code=AAAABBBB", context=unverified, timeout=20).close()


def readable_by_others(data: Path) -> list[Path]:
    """Returns the files that another account reaches and may read or write."""
    if not data.stat().st_mode & 0o077:
        return []
    return [file for file in data.rglob("*") if file.is_file() and file.stat().st_mode & 0o077]


def open_secrets(data: Path) -> list[Path]:
    """Returns the files with a secret in them that anybody but their owner may read, whatever their folder allows."""
    found = []
    for file in data.rglob("*"):
        with suppress(OSError):  # a file that has gone meanwhile
            if file.is_file() and file.stat().st_mode & 0o077:
                body = file.read_bytes()
                if file.name in SECRET_FILES or any(secret in body for secret in SECRETS):
                    found.append(file)
    return found
