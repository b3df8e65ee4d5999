"""The server has lost its authority and made another: a claimed kiosk takes it by a new file, and by nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.prepared_kiosk import FILE_NAME, PreparedKiosk, prepared_text, read_prepared
from device.claim.door_client import DoorClient
from device.claim.new_file import ClaimByNewFile
from device.claim.secret_wiping import SecretWiping
from tests.device.claim.test_a_claimed_kiosk_stays_one import Member
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import OpenDoor, open_door
from tests.waiting import stays, until


class Rehomed:
    """A claimed kiosk whose server has another authority now, and the card in it."""

    def __init__(self, member: Member, door: OpenDoor, folder: Path) -> None:
        self.member, self.door = member, door
        self.card = folder / FILE_NAME
        wiping = SecretWiping(member.store.folder)
        key = member.claims.kiosk("one").key
        member.membership._anew = ClaimByNewFile((str(self.card),), key, wiping)
        member.membership._client = DoorClient(door.address, authority=self.authority)
        member.membership.start()

    @property
    def authority(self) -> str:
        """The authority that the kiosk trusts now."""
        identity = self.member.store.read()
        assert identity is not None
        return identity.authority

    def put(self, token: str, authority: str = "") -> None:
        prepared = PreparedKiosk(
            server=self.door.address,
            authority=authority or self.door.fingerprint,
            token=token,
        )
        self.card.write_text(prepared_text(prepared), encoding="utf-8")


@pytest.fixture
def rehomed(claims: ClaimDesk, tmp_path: Path) -> Iterator[Rehomed]:
    with open_door(claims) as old:
        member = Member(claims, old)
    for lost in ("broker", "devices"):
        shutil.rmtree(tmp_path / lost)
    again = claims.started_again()
    member.claims = again
    with open_door(again) as door:
        made = Rehomed(member, door, tmp_path)
        yield made
        member.membership.stop()


def stranger_is_said(member: Member) -> bool:
    return "told nothing" in " ".join(member.membership.problems)


def test_without_a_file_it_is_told_nothing_and_stays_what_it_is(rehomed: Rehomed) -> None:
    member, before = rehomed.member, rehomed.authority
    until(lambda: stranger_is_said(member), 30)
    stays(lambda: not member.changes and rehomed.authority == before, 0.4)


@pytest.mark.parametrize("has_token", [True, False], ids=["by its token", "by its key"])
def test_by_a_new_file_it_is_the_same_kiosk(rehomed: Rehomed, has_token: bool) -> None:
    member, before = rehomed.member, rehomed.authority
    rehomed.put(member.claims.token() if has_token else "")
    until(lambda: member.changes == 1, 30)
    identity = member.store.read()
    assert identity is not None
    assert identity.name == "hall-1"
    assert rehomed.authority != before
    assert read_prepared(rehomed.card).token == ""


def test_one_that_was_revoked_meanwhile_is_not_let_in(rehomed: Rehomed) -> None:
    member = rehomed.member
    member.claims.claiming.revoke("hall-1", "Tess")
    rehomed.put("of nobody")
    until(lambda: stranger_is_said(member), 30)
    stays(lambda: not member.changes and member.store.read() is not None, 0.4)


def test_a_file_of_a_third_machine_changes_nothing(rehomed: Rehomed) -> None:
    member = rehomed.member
    rehomed.put(member.claims.token(), authority="ab" * 32)
    until(lambda: stranger_is_said(member), 30)
    stays(lambda: not member.changes and member.store.read() is not None, 0.4)
