"""A revoked kiosk at the real Mosquitto, set up as install.sh does: refused within a minute, the others are not."""

from __future__ import annotations

import datetime as dt
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers import answer_of
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import open_door
from tests.tour_server.claims.mosquitto_house import MosquittoHouse

pytestmark = [
    pytest.mark.mosquitto,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


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
