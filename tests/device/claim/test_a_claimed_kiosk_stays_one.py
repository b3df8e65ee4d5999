"""A claimed kiosk renews its certificate in time, and starts anew when it is somebody else or nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from contract.claimed_identity import KioskPlacing
from contract.kiosk_alerts import KioskAlert
from contract.selftest import CheckState
from device.claim.device_key import own_key_pair
from device.claim.identity_store import FOLDER, IdentityStore
from device.claim.membership import Membership
from device.selftest.network_check import check_door
from device.settings import KioskSettings
from tests.device.certified_house import CertifiedHouse
from tests.tour_server.claims.conftest import DAY, ClaimDesk
from tests.tour_server.claims.doors import OpenDoor
from tests.waiting import stays, until
from web.page_server import PageServer, Tls

FENCE = KioskPlacing(cameras=({"line": [1.0, 2.0, 3.0, 4.0]},))


class Member:
    """A claimed kiosk whose clock and outbox a test sets."""

    def __init__(self, claims: ClaimDesk, door: OpenDoor) -> None:
        folder = claims.folder / "kiosks" / "one"
        self.store = door.claimed(claims.kiosk("one"), folder, "hall-1")
        self.claims, self.waiting = claims, 0
        self.now: dt.datetime | None = claims.at
        self.monotonic, self.changes = 0.0, 0
        self.membership = self.made()

    def made(self) -> Membership:
        identity = self.store.read()
        assert identity is not None
        return Membership(
            self.store,
            identity,
            own_key_pair(self.store.folder),
            placing=lambda: FENCE,
            waiting=lambda: self.waiting,
            clock=lambda: self.now,
            monotonic=lambda: self.monotonic,
            changed=self._changed,
            seconds=0.05,
        )

    def _changed(self) -> None:
        self.changes += 1

    def serial(self) -> int:
        return x509.load_pem_x509_certificate(self.store.certificate.read_bytes()).serial_number

    def passes(self, days: int) -> None:
        """Let time pass, for the server and for the kiosk."""
        self.claims.at += days * DAY
        self.now = self.claims.at


@pytest.fixture
def member(claims: ClaimDesk, door: OpenDoor) -> Iterator[Member]:
    made = Member(claims, door)
    made.membership.start()
    yield made
    made.membership.stop()


def test_nothing_happens_while_all_is_well(member: Member) -> None:
    before = member.serial()
    stays(lambda: member.serial() == before and not member.changes, 0.5)
    assert member.membership.problems == []


def test_it_says_what_was_set_up_at_its_place(member: Member, claims: ClaimDesk) -> None:
    from tour_server.claims.tables import KioskKeyRow

    def placing() -> str | None:
        with claims.database.reading() as session:
            return session.get_one(KioskKeyRow, claims.kiosk("one").key.fingerprint).placing

    until(lambda: placing() is not None and "[1.0,2.0,3.0,4.0]" in str(placing()), 30)


def test_its_certificate_renews_itself_at_two_thirds_of_its_life(member: Member) -> None:
    before = member.serial()
    member.passes(59)
    stays(lambda: member.serial() == before, 0.4)
    member.passes(2)
    until(lambda: member.serial() != before, 30)
    assert not member.changes, "another certificate is no reason to start anew"
    renewed = member.serial()
    stays(lambda: member.serial() == renewed, 0.4)


def test_without_a_set_clock_it_renews_nothing(member: Member) -> None:
    before = member.serial()
    member.claims.at += 70 * DAY
    member.now = None
    stays(lambda: member.serial() == before and not member.changes, 0.4)


def test_a_renewal_that_fails_is_tried_again_after_an_hour(
    member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contract.claims import ClaimAnswer, ClaimRequest
    from device.claim.door_client import DoorClient, DoorError

    tries: list[float] = []

    def claim(_client: DoorClient, _request: ClaimRequest) -> ClaimAnswer:
        tries.append(member.monotonic)
        raise DoorError("away")

    monkeypatch.setattr(DoorClient, "claim", claim)
    member.passes(80)
    until(lambda: tries == [0.0], 30)
    stays(lambda: tries == [0.0], 0.3)
    assert "could not be renewed yet" in " ".join(member.membership.problems)
    member.monotonic = 3601.0
    until(lambda: tries == [0.0, 3601.0], 30)


def test_it_was_off_for_a_year(member: Member) -> None:
    member.passes(365)
    until(lambda: member.changes == 1, 30)
    assert member.store.read() is None, "its screen says what to do"
    former = member.store.former()
    assert former is not None
    assert former.name == "hall-1"


def test_it_is_revoked(member: Member, claims: ClaimDesk) -> None:
    claims.claiming.revoke("hall-1", "Tess")
    until(lambda: member.changes == 1, 30)
    assert member.store.read() is None


def test_its_server_is_away_for_weeks(member: Member, door: OpenDoor) -> None:
    identity = member.store.read()
    member.membership.stop()
    away = IdentityStore(member.store.folder)
    assert identity is not None
    from msgspec.structs import replace

    away.write(replace(identity, content="https://127.0.0.1:9"))
    member.membership = member.made()
    member.membership.start()
    member.now = member.claims.at + 365 * DAY
    stays(lambda: not member.changes and member.store.read() is not None, 0.5)
    assert "has ended" in " ".join(member.membership.problems)


def test_the_self_test_says_that_its_certificate_has_ended(
    tmp_path: Path, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = member.store.read()
    assert identity is not None
    IdentityStore(tmp_path / FOLDER).write(identity)
    later = member.claims.at + 365 * DAY
    monkeypatch.setattr("device.selftest.network_check.utc_now", lambda: later)
    found = check_door(KioskSettings(claimed=True, data=str(tmp_path)), tmp_path)
    assert found.state is CheckState.FAILED
    assert "certificate has ended" in found.words
    assert "claim it again" in found.advice


def test_it_takes_another_place_when_its_counts_are_sent(
    member: Member,
    claims: ClaimDesk,
) -> None:
    claims.kiosk("dead").asks(claims.token("hall-2", "attic"))
    member.waiting = 3
    claims.claiming.replace("hall-2", claims.kiosk("one").key.fingerprint, "Tess")
    until(lambda: "3 counts" in " ".join(member.membership.problems), 30)
    assert not member.changes
    member.waiting = 0
    until(lambda: member.changes == 1, 30)
    identity = member.store.read()
    assert identity is not None
    assert (identity.name, identity.room) == ("hall-2", "attic")


def test_a_power_cut_leaves_an_identity_that_is_whole(tmp_path: Path, member: Member) -> None:
    """The files beside the document are made from it at each start."""
    for file in (member.store.certificate, member.store.authority):
        file.write_bytes(b"half of it")
    identity = member.store.read()
    assert identity is not None
    member.store.write_files(identity)
    assert member.store.certificate.read_text("utf-8") == identity.certificate
    (member.store.folder / "identity.json").write_bytes(b'{"v":1,')
    assert member.store.read() is None


def test_another_machine_answers_at_the_door(
    member: Member, door: OpenDoor, tmp_path: Path
) -> None:
    """Somebody has taken its server's address: it is told nothing, which is said, and an alarm."""
    until(lambda: member.membership.problems == [], 30)
    other = CertifiedHouse(tmp_path / "other")
    false = PageServer(
        lambda *_: [b"never"],
        "127.0.0.1",
        0,
        2,
        tls=Tls(Path(other.server.certificate), Path(other.server.key)),
    )
    false.start()
    client = member.membership._client
    right, client._port = client._port, false.port
    until(lambda: member.membership.alerts == [KioskAlert.ANOTHER_SERVER], 30)
    assert "is not this kiosk's server" in member.membership.problems[0]
    assert len(member.membership.problems[0]) <= 200
    client._port = right
    until(lambda: not member.membership.alerts and not member.membership.problems, 30)
    assert member.changes == 0
    false.stop()
