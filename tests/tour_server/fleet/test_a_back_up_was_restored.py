"""After a restore numbers come again: the page of kiosks compares hashes."""

from __future__ import annotations

from msgspec.structs import replace

from contract.messages import encode
from tests.tour_server.fleet.conftest import WELL
from tour_server.database import Database
from tour_server.fleet.kiosk_list import kiosk_list
from tour_server.fleet.tables import KioskRecord

OURS, LOST = "a" * 64, "b" * 64


def shown(
    database: Database, number: int, kiosk_hash: str | None, newest: int = 4
) -> tuple[bool, str]:
    """Return whether a kiosk that reports this release has the newest, and what is said of it."""
    health = replace(WELL, release=number, release_hash=kiosk_hash)
    with database.writing() as session:
        session.merge(
            KioskRecord(
                device="hall", room=None, online=True, first_seen=1e9, last_seen=1e9,
                release=number, health=encode(health).decode(),
            )
        )  # fmt: skip
    with database.reading() as session:
        (kiosk,) = kiosk_list(session, 1e9, newest, OURS)
    return kiosk.newest, " ".join(kiosk.problems)


def test_the_lost_release_of_the_same_number_is_not_called_the_newest(database: Database) -> None:
    newest, words = shown(database, 4, LOST)
    assert not newest
    assert "a release 4 that this server does not have" in words


def test_a_lost_release_of_a_higher_number(database: Database) -> None:
    newest, words = shown(database, 6, LOST)
    assert not newest
    assert "a release 6 that this server does not have" in words


def test_the_newest_by_its_hash(database: Database) -> None:
    newest, words = shown(database, 4, OURS)
    assert newest
    assert "release" not in words


def test_a_kiosk_with_older_software_reports_no_hash(database: Database) -> None:
    newest, words = shown(database, 4, None)
    assert newest
    assert "release" not in words
