"""A kiosk fetches a bundle at the real device door: with its certificate, in ranges, at a shared rate."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from flask import Flask

from device.claim.identity_store import IdentityStore
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import OpenDoor, open_door
from tests.tour_server.updates.bundles import bundle_bytes
from tour_server.claims.door_pages import DoorPages
from tour_server.updates.bundle_store import BundleStore
from tour_server.updates.software_pages import AT_ONCE, SharedRate, SoftwarePages

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BUNDLE = bundle_bytes(filling=300_000)


class RateTwin(SharedRate):
    """Remembers what it was asked for, and never waits."""

    def __init__(self) -> None:
        self.at, self.waited = 0.0, 0.0
        super().__init__(100_000.0, lambda: self.at, self._pass)

    def _pass(self, seconds: float) -> None:
        self.at += seconds
        self.waited += seconds


@pytest.fixture
def claims(database: object, tmp_path: Path) -> ClaimDesk:
    desk = ClaimDesk(database, tmp_path)  # type: ignore[arg-type]
    desk.at = dt.datetime.now(dt.UTC)  # TLS goes by the machine's clock
    return desk


@pytest.fixture
def rate() -> RateTwin:
    return RateTwin()


@pytest.fixture
def store(claims: ClaimDesk) -> BundleStore:
    return BundleStore(
        claims.database, claims.folder / "software", claims.now, claims.events, 10**7, ""
    )


@pytest.fixture
def door(claims: ClaimDesk, store: BundleStore, rate: RateTwin) -> Iterator[OpenDoor]:
    def add(doors: DoorPages) -> None:
        doors.add(SoftwarePages(store, rate).blueprint())

    with open_door(claims, add=add) as opened:
        yield opened


def asked(
    door: OpenDoor, store: IdentityStore | None, path: str, begin: int | None = None
) -> urllib3.BaseHTTPResponse:
    files = {}
    if store is not None:
        files = {"cert_file": str(store.certificate), "key_file": str(store.key)}
    authority = door.claims.certificates.authority
    headers = {} if begin is None else {"Range": f"bytes={begin}-"}
    with urllib3.PoolManager(ca_cert_data=authority, assert_hostname=False, **files) as pool:
        return pool.request("GET", f"{door.address}/{path}", headers=headers, retries=False)


@sqlite
def test_whole_in_ranges_and_to_kiosks_alone(
    claims: ClaimDesk, door: OpenDoor, store: BundleStore, rate: RateTwin
) -> None:
    sha256 = store.add(io.BytesIO(BUNDLE), "Tess").bundle.sha256
    path = f"software/{sha256}.raucb"
    kiosk = door.claimed(claims.kiosk("one"), claims.folder / "kiosks" / "one", "hall-1")
    whole = asked(door, kiosk, path)
    assert (whole.status, whole.data) == (200, BUNDLE)
    assert whole.headers["Content-Length"] == str(len(BUNDLE))
    assert rate.waited > 2.0  # 300,000 bytes at 100,000 a second
    rest = asked(door, kiosk, path, 200_000)
    assert (rest.status, rest.data) == (206, BUNDLE[200_000:])
    assert rest.headers["Content-Range"].startswith("bytes 200000-")
    assert asked(door, kiosk, path, len(BUNDLE) + 5).status == 416
    for wrong in ("software/nothing.raucb", f"software/{'0' * 64}.raucb", f"software/{sha256}"):
        assert asked(door, kiosk, wrong).status == 404
    assert asked(door, None, path).status == 401
    claims.claiming.revoke("hall-1", "Tess")
    assert asked(door, kiosk, path).status == 403


@sqlite
def test_no_more_than_some_at_one_time(
    claims: ClaimDesk, door: OpenDoor, store: BundleStore
) -> None:
    sha256 = store.add(io.BytesIO(BUNDLE), "Tess").bundle.sha256
    path = f"software/{sha256}.raucb"
    kiosk = door.claimed(claims.kiosk("one"), claims.folder / "kiosks" / "one", "hall-1")
    for _ in range(2 * AT_ONCE):  # each gives its place back, also one that fails
        assert asked(door, kiosk, path).status == 200
        assert asked(door, kiosk, path, len(BUNDLE)).status == 416
    app = Flask("full")
    app.register_blueprint(SoftwarePages(store, RateTwin(), 0).blueprint())
    busy = app.test_client().get(path)
    assert busy.status_code == 503
    assert busy.headers["Retry-After"] == "60"


def test_all_together_send_no_faster_than_the_rate() -> None:
    rate = RateTwin()
    for _ in range(10):
        rate.take(50_000)
    assert rate.waited == pytest.approx(4.5)
