"""A kiosk's own client at the real device door: TLS by the server's authority, and the kiosk's certificate."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from limits import RateLimitItemPerMinute
from tuf.api.exceptions import DownloadError, DownloadHTTPError

from contract.claims import ClaimRequest, ClaimState, StateRequest, WaitReason, key_digest
from device.claim.device_key import own_key_pair
from device.claim.door_client import (
    ClientFiles,
    ClockWrongError,
    DoorClient,
    DoorError,
    StrangerError,
)
from device.claim.identity_store import IdentityStore
from device.content.certificate_fetcher import CertificateFetcher
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import CLAIM_PAGE, OpenDoor, open_door
from tour_server.broker.certificates import own_certificate
from tour_server.claims import device_pages
from web.page_server import PageServer, Tls

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def claims(claims: ClaimDesk) -> ClaimDesk:
    claims.at = dt.datetime.now(dt.UTC)  # TLS goes by the machine's clock
    return claims


@pytest.fixture
def door(claims: ClaimDesk) -> Iterator[OpenDoor]:
    with open_door(claims) as opened:
        yield opened


def state(door: OpenDoor, store: IdentityStore, files: ClientFiles | None = None) -> ClaimState:
    identity = store.read()
    assert identity is not None
    asked = StateRequest(key_digest=key_digest(identity.credentials.key_bytes), room=identity.room)
    client = DoorClient(door.address, authority=identity.authority)
    return client.state(asked, files or ClientFiles(store.certificate, store.key)).state


def fetched(door: OpenDoor, store: IdentityStore) -> bytes:
    fetcher = CertificateFetcher(store.authority, store.certificate, store.key, 5)
    return fetcher.download_bytes(f"{door.address}/bundles/targets/label.txt", 100)


def kiosk(claims: ClaimDesk, name: str) -> Path:
    return claims.folder / "kiosks" / name


def test_content_comes_with_the_certificate_until_it_is_revoked(
    claims: ClaimDesk, door: OpenDoor
) -> None:
    store = door.claimed(claims.kiosk("one"), kiosk(claims, "one"), "hall-1")
    identity = store.read()
    assert identity is not None
    assert identity.content == door.address
    assert state(door, store) is ClaimState.CURRENT
    assert fetched(door, store) == b"a label"
    claims.claiming.revoke("hall-1", "Tess")
    assert state(door, store) is ClaimState.REVOKED
    with pytest.raises(DownloadHTTPError) as refused:
        fetched(door, store)
    assert refused.value.status_code == 403


def test_the_key_is_its_owners_alone(claims: ClaimDesk, door: OpenDoor) -> None:
    store = door.claimed(claims.kiosk("one"), kiosk(claims, "one"), "hall-1")
    secret = {store.key, store.credentials, store.folder / "identity.json"}
    assert {file.stat().st_mode & 0o777 for file in secret} == {0o600}
    assert b"PRIVATE KEY" not in (store.folder / "identity.json").read_bytes()


def test_a_waiting_kiosk_is_told_where_it_is_claimed(claims: ClaimDesk, door: OpenDoor) -> None:
    asked = ClaimRequest(csr=claims.kiosk("one").key.signing_request())
    answer = door.client().claim(asked)
    assert (answer.state, answer.reason, answer.page) == (
        ClaimState.WAITING,
        WaitReason.NO_TOKEN,
        CLAIM_PAGE,
    )


def test_another_server_in_its_place_is_told_nothing(claims: ClaimDesk, door: OpenDoor) -> None:
    asked = ClaimRequest(csr=claims.kiosk("one").key.signing_request(), token=claims.token())
    with pytest.raises(StrangerError):
        door.client(fingerprint="ab" * 32).claim(asked)
    assert claims.claiming.waiting() == []


def test_without_a_certificate_there_is_no_content(claims: ClaimDesk, door: OpenDoor) -> None:
    store = door.claimed(claims.kiosk("one"), kiosk(claims, "one"), "hall-1")
    import ssl
    import urllib.error
    import urllib.request

    context = ssl.create_default_context(cafile=str(store.authority))
    for path in ("/bundles/metadata/timestamp.json", "/bundles/targets/label.txt"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(door.address + path, timeout=10, context=context)
        assert refused.value.code == 401
        refused.value.close()


def test_a_certificate_of_another_authority_does_not_get_in(
    claims: ClaimDesk, door: OpenDoor, tmp_path: Path
) -> None:
    store = door.claimed(claims.kiosk("one"), kiosk(claims, "one"), "hall-1")
    foreign = own_certificate(tmp_path / "foreign", "127.0.0.1", claims.at)
    with pytest.raises(DoorError):
        state(door, store, ClientFiles(Path(foreign.certificate), Path(foreign.key)))


def test_a_certificate_that_has_ended_does_not_get_in(claims: ClaimDesk, door: OpenDoor) -> None:
    claims.at -= dt.timedelta(days=365)
    store = door.claimed(claims.kiosk("one"), kiosk(claims, "one"), "hall-1")
    claims.at += dt.timedelta(days=365)
    with pytest.raises(DoorError):
        state(door, store)
    with pytest.raises(DownloadError):
        fetched(door, store)
    asked = ClaimRequest(csr=own_key_pair(store.folder).signing_request())
    answer = door.client().claim(asked)
    assert (answer.reason, answer.known_as) == (WaitReason.EXPIRED, "hall-1")


def test_a_kiosks_certificate_makes_no_server(claims: ClaimDesk, door: OpenDoor) -> None:
    """Who has a kiosk's card can't play its server to the other kiosks."""
    store = door.claimed(claims.kiosk("one"), kiosk(claims, "one"), "hall-1")
    false = PageServer(lambda _e, _s: [], "127.0.0.1", 0, 2, tls=Tls(store.certificate, store.key))
    false.start()
    try:
        identity = store.read()
        assert identity is not None
        client = DoorClient(f"https://127.0.0.1:{false.port}", authority=identity.authority)
        with pytest.raises(StrangerError):
            client.claim(ClaimRequest(csr="a request"))
    finally:
        false.stop()


def test_a_kiosk_whose_clock_is_in_the_past_says_so(claims: ClaimDesk) -> None:
    later = claims.at + dt.timedelta(days=20 * 365)
    own_certificate(claims.folder / "broker", "127.0.0.1", later, "door")
    with open_door(claims) as door:
        asked = ClaimRequest(csr=claims.kiosk("one").key.signing_request())
        with pytest.raises(ClockWrongError):
            door.client().claim(asked)


def test_one_network_can_not_try_for_ever(
    claims: ClaimDesk, door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_pages, "FIRST_CONTACTS", RateLimitItemPerMinute(2, 10))
    asked = [
        ClaimRequest(csr=claims.kiosk(str(number)).key.signing_request()) for number in range(3)
    ]
    for one in asked[:2]:
        door.client().claim(one)
    with pytest.raises(DoorError, match="429"):
        door.client().claim(asked[2])
    door.client().claim(asked[0])  # who waits already goes on


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"v":1}', b'{"v":9,"csr":""}', b'{"csr":"\xff"}', b"x" * 70_000],
)
def test_what_is_no_request_is_refused(claims: ClaimDesk, door: OpenDoor, body: bytes) -> None:
    client = door.client()
    with pytest.raises(DoorError, match=r"answers 4\d\d"):
        client._ask("/device/v1/claim", body, None)
    assert claims.claiming.waiting() == []


def test_forty_kiosks_come_at_once(claims: ClaimDesk, door: OpenDoor) -> None:
    """From one network, within one moment, each with its token."""
    tokens = claims.tokens.make("Tess", dt.timedelta(days=1), [(None, "hall")] * 40)
    names: list[str] = []

    def come(number: int, token: str) -> None:
        key = own_key_pair(kiosk(claims, str(number)))
        asked = ClaimRequest(csr=key.signing_request(), token=token)
        identity = door.client().claim(asked).identity
        names.append("" if identity is None else identity.name)

    threads = [threading.Thread(target=come, args=one) for one in enumerate(tokens)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(names)) == 40
    assert sorted(names) == [one.name for one in claims.registry.devices()]
