"""A server's claims, and a real device door, for kiosks that ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import OpenDoor, open_door
from tour_server.database import Database


@pytest.fixture
def claims(tmp_path: Path) -> Iterator[ClaimDesk]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    desk = ClaimDesk(database, tmp_path)
    desk.at = dt.datetime.now(dt.UTC)
    yield desk
    database.close()


@pytest.fixture
def door(claims: ClaimDesk) -> Iterator[OpenDoor]:
    with open_door(claims) as opened:
        yield opened
