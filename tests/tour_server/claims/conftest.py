"""The claims of a server, with a clock that a test sets, and kiosks that ask."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from contract.claims import ClaimAnswer, ClaimRequest
from device.claim.device_key import DeviceKeyPair, own_key_pair
from tour_server.claims.claim_tokens import ClaimTokens
from tour_server.claims.claiming import Claiming
from tour_server.claims.identities import ServerFacts
from tour_server.claims.kiosk_certificates import KioskCertificates
from tour_server.claims.prepared_files import PreparedFiles, PreparedOrder
from tour_server.database import Database
from tour_server.devices.registry import DeviceRegistry
from tour_server.events.event_log import EventLog

DOOR = "10.0.0.5:8444"
DAY = dt.timedelta(days=1)


class ClaimDesk:
    """The parts of a server that claims are about."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.at = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
        self.folder = folder
        self.database = database
        self.events = EventLog(database, self.now)
        self.registry = DeviceRegistry(database, self.now, self.events)
        self.lists = folder / "devices"
        self.certificates = KioskCertificates(
            database, self.now, folder / "broker", self.lists, 90 * DAY
        )
        self.tokens = ClaimTokens(database, self.now)
        facts = ServerFacts(
            site=lambda: "museum",
            public_url="https://guide.example.org",
            pages_port=8080,
            broker=lambda: "mqtts://127.0.0.1:8883",
            broker_authority=lambda: "",
            trusted_root=lambda: "{}",
        )
        self.claiming = Claiming(
            database,
            self.now,
            self.registry,
            self.certificates,
            self.tokens,
            facts,
            self.events,
        )
        self.prepared = PreparedFiles(
            self.tokens, lambda: self.certificates.authority, self.events, self.now
        )

    def started_again(self) -> ClaimDesk:
        """Return the claims as a server has them that starts now, over the same data."""
        again = ClaimDesk(self.database, self.folder)
        again.at = self.at
        return again

    def now(self) -> dt.datetime:
        return self.at

    def token(self, name: str | None = None, room: str | None = None) -> str:
        (token,) = self.tokens.make("Tess", DAY, [(name, room)])
        return token

    def order(self, **changes: object) -> list[str]:
        order = PreparedOrder(**{"server": f"https://{DOOR}", "count": 1, **changes})  # type: ignore[arg-type]
        return [one.text for one in self.prepared.make(order, "Tess")]

    def kiosk(self, name: str) -> KioskTwin:
        return KioskTwin(self, own_key_pair(self.folder / "kiosks" / name))


class KioskTwin:
    """A kiosk that asks, as far as its requests go."""

    def __init__(self, desk: ClaimDesk, key: DeviceKeyPair) -> None:
        self._desk, self.key = desk, key

    def asks(self, token: str = "") -> ClaimAnswer:
        request = ClaimRequest(csr=self.key.signing_request(), token=token)
        return self._desk.claiming.claim(request, DOOR)


@pytest.fixture
def claims(database: Database, tmp_path: Path) -> ClaimDesk:
    return ClaimDesk(database, tmp_path)
