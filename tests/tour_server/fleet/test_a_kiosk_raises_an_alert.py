"""What a kiosk reports as an alert stands in the list of kiosks in words, and is an alarm, also at night."""

from __future__ import annotations

import pytest

from contract.kiosk_alerts import ALERTS_LIMIT, KioskAlert
from contract.messages import Health, UnknownMessageError, decode, encode
from tour_server.database import Database
from tour_server.fleet.alert_words import ALERT_WORDS
from tour_server.fleet.illness import illnesses
from tour_server.fleet.kiosk_list import KioskStatus, kiosk_list
from tour_server.fleet.short_words import ShortWords
from tour_server.fleet.tables import KioskRecord
from tour_server.kiosk_care.alarm_watch import ill_words

NOW = 1_800_000_000.0


def health(*alerts: str) -> Health:
    return Health(
        at=NOW,
        clock_trusted=True,
        software="1",
        release=1,
        room=None,
        uptime_seconds=60.0,
        outbox_depth=0,
        disk_free_bytes=10**10,
        temperature_celsius=40.0,
        cameras={},
        trouble=["The bundle was refused: a file in it is not what was signed."] if alerts else [],
        alerts=list(alerts),
    )


def listed(database: Database, found: Health) -> KioskStatus:
    with database.writing() as session:
        session.add(
            KioskRecord(
                device="hall",
                online=True,
                first_seen=NOW,
                last_seen=NOW,
                release=1,
                health=encode(found).decode(),
            )
        )
    with database.reading() as session:
        (status,) = kiosk_list(session, NOW, 1)
    return status


def test_every_alert_has_words_for_staff() -> None:
    assert set(ALERT_WORDS) == set(KioskAlert)
    assert len(KioskAlert) <= ALERTS_LIMIT


def test_a_refused_release_is_an_alarm_day_and_night(database: Database) -> None:
    status = listed(database, health(KioskAlert.BUNDLE_REFUSED))
    assert status.short == [ShortWords("refuses a release")]
    assert "a file in it is not what was signed" in " ".join(status.problems)
    assert ill_words(status, is_open=True) == status.short
    assert ill_words(status, is_open=False) == status.short


def test_a_kiosk_without_alerts_is_well(database: Database) -> None:
    status = listed(database, health())
    assert ill_words(status, is_open=True) == []


def test_an_alert_of_a_newer_kiosk_is_read_and_left_out() -> None:
    found = decode(encode(health("as-from-the-future", KioskAlert.COUNTS_LOST)), Health)
    assert [str(one.short) for one in illnesses(found)] == ["counts were lost"]


@pytest.mark.parametrize("name", ["Not A Name", "a" * 41, "<b>", ""])
def test_an_alert_that_is_no_name_is_refused(name: str) -> None:
    body = encode(health(KioskAlert.COUNTS_LOST)).replace(b"counts-lost", name.encode())
    with pytest.raises(UnknownMessageError):
        decode(body, Health)


def test_a_kiosk_of_before_has_none() -> None:
    body = encode(health()).replace(b'"alerts":[],', b"")
    assert b"alerts" not in body
    assert decode(body, Health).alerts == []
