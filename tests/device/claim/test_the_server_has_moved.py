"""The server of a claimed kiosk is at another address: the desk's, one that is tried, or that of a new file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.prepared_kiosk import FILE_NAME, PreparedKiosk, prepared_text
from device.claim.claim_scene import ClaimStep
from device.claim.claimed_part import ClaimedPart
from device.claim.claiming import ClaimAsking
from device.claim.device_key import own_key_pair
from device.claim.door_trip import DoorTrip
from device.claim.membership import LOST_SECONDS, Membership
from device.claim.new_file import ClaimByNewFile
from device.claim.secret_wiping import SecretWiping
from device.claim.settings import ClaimSettings
from tests.device.claim.test_a_claimed_kiosk_stays_one import FENCE, Member
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import OpenDoor, open_door
from tests.waiting import stays, until

DEAD = "https://127.0.0.1:9"


class Moved:
    """A kiosk that was claimed at a door that is shut by now; the server has another one. `door`: where it asks."""

    def __init__(self, member: Member, new: OpenDoor, folder: Path) -> None:
        self.member, self.new = member, new
        self.card = folder / FILE_NAME
        self.settled, self.given_up = True, 0
        self.key = own_key_pair(member.store.folder)

    def asks_at(self, door: str) -> Membership:
        member = self.member
        identity = member.store.read()
        assert identity is not None
        member.membership = Membership(
            member.store,
            identity,
            self.key,
            placing=lambda: FENCE,
            waiting=lambda: 0,
            clock=lambda: member.now,
            monotonic=lambda: member.monotonic,
            changed=member._changed,
            seconds=0.05,
            door=door,
            settled=lambda: self.settled,
            anew=ClaimByNewFile((str(self.card),), self.key, SecretWiping(member.store.folder)),
            moved=self._give_up,
        )
        member.membership.start()
        return member.membership

    def _give_up(self) -> None:
        self.given_up += 1

    def content(self) -> str:
        identity = self.member.store.read()
        return "" if identity is None else identity.content

    def put(self, token: str) -> None:
        prepared = PreparedKiosk(
            server=self.new.address, authority=self.new.fingerprint, token=token
        )
        self.card.write_text(prepared_text(prepared), encoding="utf-8")

    def trip(self, door: str) -> bool:
        identity = self.member.store.read()
        assert identity is not None
        part = ClaimedPart(identity, self.member.store, self.key, lambda: None)
        return DoorTrip(part, door).answered()


@pytest.fixture
def moved(claims: ClaimDesk, tmp_path: Path) -> Iterator[Moved]:
    with open_door(claims) as old:
        member = Member(claims, old)
    with open_door(claims) as new:
        made = Moved(member, new, tmp_path)
        yield made
        member.membership.stop()


def test_it_renews_at_the_address_of_the_desk(moved: Moved) -> None:
    member, before = moved.member, moved.member.serial()
    moved.asks_at(moved.new.address)
    member.passes(61)
    until(lambda: member.serial() != before, 30)
    assert moved.content() == moved.new.address


def test_it_is_revoked_there_and_can_be_claimed_there_again(moved: Moved) -> None:
    moved.asks_at(moved.new.address)
    moved.member.claims.claiming.revoke("hall-1", "Tess")
    until(lambda: moved.member.changes == 1, 30)
    former = moved.member.store.former()
    assert moved.member.store.read() is None
    assert former is not None
    assert former.content == moved.new.address


def test_its_own_card_names_the_address_of_before(moved: Moved) -> None:
    """It was claimed by this file, which has lost its token: its screen says what the server says now."""
    moved.asks_at(moved.new.address)
    moved.member.claims.claiming.revoke("hall-1", "Tess")
    until(lambda: moved.member.changes == 1, 30)
    prepared = PreparedKiosk(server=DEAD, authority=moved.new.fingerprint)
    moved.card.write_text(prepared_text(prepared), encoding="utf-8")
    store = moved.member.store
    asking = ClaimAsking(
        ClaimSettings(files=(str(moved.card),), seconds=0.05),
        store,
        moved.key,
        moved.member.claims.now,
        lambda: None,
        SecretWiping(store.folder),
    )
    asking.start()
    until(lambda: asking.scene.step is ClaimStep.REVOKED, 30, lambda: str(asking.scene))
    asking.stop()


def test_what_is_being_tried_is_no_address_of_its_own(moved: Moved) -> None:
    before, serial = moved.content(), moved.member.serial()
    moved.settled = False
    moved.asks_at(moved.new.address)
    moved.member.passes(61)
    stays(lambda: moved.member.serial() == serial and moved.content() == before, 0.5)
    moved.settled = True
    until(lambda: moved.member.serial() != serial, 30)


def test_a_trip_reaches_its_own_server_alone(moved: Moved, tmp_path: Path) -> None:
    assert moved.trip(moved.new.address)
    assert not moved.trip(DEAD)
    moved.member.claims.claiming.revoke("hall-1", "Tess")
    assert not moved.trip(moved.new.address)


def test_a_trip_to_another_museums_server_is_none(moved: Moved, tmp_path: Path) -> None:
    from tour_server.database import Database

    folder = tmp_path / "other"
    folder.mkdir()
    database = Database(f"sqlite:///{folder / 'test.db'}")
    database.migrate()
    with open_door(ClaimDesk(database, folder)) as other:
        assert not moved.trip(other.address)
    database.close()


def test_one_that_has_lost_touch_takes_a_file_with_another_address(moved: Moved) -> None:
    member = moved.member
    token = member.claims.token()
    moved.put(token)
    moved.asks_at(DEAD)
    stays(lambda: not member.changes, 0.4)
    member.monotonic += LOST_SECONDS
    until(lambda: member.changes == 1, 30)
    assert moved.content() == moved.new.address
    assert moved.given_up == 1, "the desk's addresses go with the old one"
    identity = member.store.read()
    assert identity is not None
    assert identity.name == "hall-1"
    with closing(sqlite3.connect(member.claims.folder / "test.db")) as database:
        used = database.execute("SELECT used_with FROM claim_token ORDER BY id").fetchall()
    assert used[-1] == (None,), "its key lets it in"


@pytest.mark.parametrize("why", ["its own card", "a trial"])
def test_a_file_that_says_nothing_new_and_one_in_a_trial_are_left(moved: Moved, why: str) -> None:
    member = moved.member
    moved.put("" if why == "its own card" else member.claims.token())
    moved.settled = why != "a trial"
    moved.asks_at(DEAD)
    until(lambda: member.membership._unanswered_since is not None, 30)
    member.monotonic += LOST_SECONDS
    stays(lambda: not member.changes and moved.content() != moved.new.address, 0.5)


def test_a_server_that_restarts_has_not_moved(moved: Moved) -> None:
    """It answers again: the time without an answer begins anew."""
    membership = moved.asks_at(DEAD)
    until(lambda: membership._unanswered_since == 0.0, 30)
    membership._client._port = moved.new.port
    until(lambda: membership._unanswered_since is None, 30)
