"""A revoked kiosk at the real Mosquitto, set up as install.sh does: refused within a minute, the others are not."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.broker_address import BrokerAddress, TlsFiles
from tests.brokers import CONFIGURATION, RealMosquitto, answer_of
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import open_door

pytestmark = [
    pytest.mark.mosquitto,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


class MosquittoHouse:
    """Mosquitto with an authority of the house, and the lists of the server beside it."""

    def __init__(self, folder: Path, lists: Path) -> None:
        self._site, self._to, self._lists = folder / "site", folder / "to", lists
        self._restarted = folder / "restarted"
        subprocess.run(
            [
                *("sh", str(CONFIGURATION / "certificates.sh"), str(self._site)),
                *("127.0.0.1", "tour-server", "by-hand"),
            ],
            check=True,
            capture_output=True,
        )
        self._to.mkdir()
        for name in ("127.0.0.1.crt", "127.0.0.1.key"):
            shutil.copy(self._site / name, self._to / name)
        self.take_lists()
        self.broker = RealMosquitto(folder / "broker", tls=self._to)
        self.broker.start()

    def take_lists(self) -> bool:
        """Do what zaalgids-broker-lists.path does at a change. Returns whether Mosquitto has to restart."""
        self._restarted.unlink(missing_ok=True)
        script = str(CONFIGURATION / "broker-lists")
        folders = (str(one) for one in (self._lists, self._site, self._to))
        command = ["sh", script, *folders, f"touch {self._restarted}"]
        subprocess.run(command, check=True, capture_output=True)
        return self._restarted.exists()

    def restart(self) -> None:
        self.broker.stop()
        self.broker.start()

    def by_hand(self) -> BrokerAddress:
        files = (str(self._site / name) for name in ("ca.crt", "by-hand.crt", "by-hand.key"))
        return BrokerAddress("127.0.0.1", self.broker.port, TlsFiles(*files))

    def as_kiosk(self, folder: Path) -> BrokerAddress:
        files = (self._site / "ca.crt", folder / "device.crt", folder / "device.key")
        return BrokerAddress("127.0.0.1", self.broker.port, TlsFiles(*map(str, files)))


@pytest.fixture
def house(claims: ClaimDesk, tmp_path: Path) -> Iterator[MosquittoHouse]:
    claims.at = dt.datetime.now(dt.UTC)
    claims.claiming.refresh()
    made = MosquittoHouse(tmp_path / "mosquitto", claims.lists)
    yield made
    made.broker.stop()


def test_the_stolen_one_is_refused_and_the_others_are_not(
    claims: ClaimDesk, house: MosquittoHouse, tmp_path: Path
) -> None:
    with open_door(claims) as door:
        for name in ("stolen", "other"):
            folder = claims.folder / "kiosks" / name
            door.claimed(claims.kiosk(name), folder, name)
    stolen, other = (house.as_kiosk(claims.folder / "kiosks" / one) for one in ("stolen", "other"))
    assert [answer_of(one, "x") for one in (stolen, other, house.by_hand())] == ["in"] * 3
    assert not house.take_lists(), "nothing has changed, so Mosquitto goes on"
    began = time.monotonic()
    claims.claiming.revoke("stolen", "Tess")
    assert house.take_lists()
    house.restart()
    assert answer_of(stolen, "x") != "in"
    assert time.monotonic() - began < 60
    assert [answer_of(one, "x") for one in (other, house.by_hand())] == ["in"] * 2


def test_a_damaged_list_keeps_nobody_out(claims: ClaimDesk, house: MosquittoHouse) -> None:
    (claims.lists / "crl.pem").write_text("a full disk left this", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        house.take_lists()
    house.restart()
    assert answer_of(house.by_hand(), "x") == "in"
