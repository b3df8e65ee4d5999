"""One password typed on two keyboards is one password: both forms of a character count as one."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher

from tests.desk import Desk
from tour_server.staff.accounts import AccountError
from tour_server.staff.passwords import PASSWORD_LENGTH, PASSWORD_LIMIT, Passwords
from tour_server.staff.permissions import Role
from tour_server.staff.tables import Staff

COMPOSED = unicodedata.normalize("NFC", "Pässwörd-Ωμέγα ﬁn")
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED])
@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED, COMPOSED.replace("ﬁ", "fi")])
def test_each_form_signs_in(desk: Desk, chosen: str, typed: str) -> None:
    desk.parts.accounts.create("Noor", chosen, {Role.AUTHOR})
    assert desk.parts.accounts.verify("Noor", typed)
    assert not desk.parts.accounts.verify("Noor", typed + "x")
    assert not desk.parts.accounts.verify("Bram", typed)


@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED])
def test_a_hash_of_an_earlier_version_still_signs_in(desk: Desk, chosen: str) -> None:
    desk.parts.accounts.create("Noor", "another four rooms", {Role.AUTHOR})
    with desk.parts.database.writing() as session:
        row = session.get(Staff, "Noor")
        assert row is not None
        row.password_hash = PasswordHasher(time_cost=1, memory_cost=64).hash(chosen)
    assert desk.parts.accounts.verify("Noor", chosen)
    assert not desk.parts.accounts.verify("Noor", "another four rooms")


def test_the_length_counts_in_the_compared_form(desk: Desk) -> None:
    accounts = desk.parts.accounts
    long_sign = "\ufdfa"  # 18 characters in NFKC
    for refused in (
        unicodedata.normalize("NFD", "é" * (PASSWORD_LENGTH - 1)),
        long_sign * (PASSWORD_LIMIT // 18 + 1),
        "é" * (PASSWORD_LIMIT + 1),
        "x" * 100_000,
    ):
        with pytest.raises(AccountError, match="10 to 200 characters"):
            accounts.create("Noor", refused, {Role.AUTHOR})
    longest = unicodedata.normalize("NFD", "é" * PASSWORD_LIMIT)
    accounts.create("Noor", longest, {Role.AUTHOR})
    assert accounts.verify("Noor", longest)
    assert accounts.verify("Noor", "é" * PASSWORD_LIMIT)
    assert not accounts.verify("Noor", "é" * (PASSWORD_LIMIT + 1))
    assert not accounts.verify("Noor", longest + "x")


def test_an_unknown_name_takes_as_many_hashes_as_a_known_one() -> None:
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            verified.append(str(hash))
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=64))
    stored = passwords.hash(COMPOSED)
    counts = []
    for known in (stored, None):
        for typed in (DECOMPOSED, "a wrong plain one"):
            verified.clear()
            passwords.matches(known, typed)
            counts.append(len(verified))
    assert counts == [2, 1, 2, 1]
