"""A real device door on a free port, over the claims of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from contract.claims import ClaimRequest
from device.claim.door_client import DoorClient
from device.claim.identity_store import IdentityStore
from tests.tour_server.claims.conftest import ClaimDesk, KioskTwin
from tour_server.attempt_counts import AttemptCounts
from tour_server.broker.device_certificates import authority_fingerprint
from tour_server.claims.device_door import DeviceDoor
from tour_server.claims.device_pages import DevicePages
from tour_server.claims.door_pages import DoorPages

CLAIM_PAGE = "https://guide.example.org/desk/claims"


class OpenDoor:
    """A door that listens, and clients of it."""

    def __init__(self, claims: ClaimDesk, door: DeviceDoor) -> None:
        self.claims, self.port = claims, door.port
        self.address = f"https://127.0.0.1:{door.port}"
        self.fingerprint = authority_fingerprint(claims.certificates.authority)

    def client(self, fingerprint: str = "") -> DoorClient:
        return DoorClient(self.address, fingerprint=fingerprint or self.fingerprint)

    def claimed(self, kiosk: KioskTwin, folder: Path, name: str) -> IdentityStore:
        """Let a kiosk in by a token, over the network. Returns where its identity is."""
        request = ClaimRequest(csr=kiosk.key.signing_request(), token=self.claims.token(name))
        identity = self.client().claim(request).identity
        assert identity is not None
        store = IdentityStore(folder)
        store.write(identity)
        return store


@contextmanager
def open_door(
    claims: ClaimDesk, port: int = 0, add: Callable[[DoorPages], None] = lambda _doors: None
) -> Iterator[OpenDoor]:
    """`add` gives the door more pages."""
    bundles: Any = SimpleNamespace(metadata=claims.folder / "m", targets=claims.folder / "t")
    for folder in (bundles.metadata, bundles.targets):
        folder.mkdir(exist_ok=True)
    (bundles.metadata / "timestamp.json").write_text("{}", encoding="utf-8")
    (bundles.targets / "label.txt").write_text("a label", encoding="utf-8")
    pages = DevicePages(
        claims.claiming, claims.certificates, bundles, lambda: CLAIM_PAGE, AttemptCounts()
    )
    doors = pages.pages()
    add(doors)
    door = DeviceDoor(doors.app, "127.0.0.1", port, claims.folder / "broker", 100_000)
    door.start()
    try:
        yield OpenDoor(claims, door)
    finally:
        door.stop()
