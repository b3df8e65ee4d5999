"""What kiosks showed of offers is stored once, added up by day, and known only where a kiosk has sent it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from contract.messages import OfferCounts, PlaybackCounts, Presence
from tests.desk import Desk
from tour_server.database import Database
from tour_server.fleet.messages import store_presence
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.offers.counts import OfferDay, add_to_counts, counting_kiosks, counts_between
from tour_server.offers.differing_counts import differing_offer_counts
from tour_server.offers.export import as_csv
from tour_server.offers.messages import store_offer_counts
from tour_server.staff.permissions import Role

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TUESDAY = dt.date(2026, 3, 3)
NOON = dt.datetime(2026, 3, 3, 12, tzinfo=AMSTERDAM)
TEA = OfferCounts("e" * 16, 7, NOON.timestamp(), "thee", 5)


def send(database: Database, *counts: OfferCounts, kiosk: str = "kiosk-1") -> int:
    with database.writing() as session:
        return store_offer_counts(session, [ReceivedMessage(kiosk, one, 1.0) for one in counts])


def days(database: Database) -> list[OfferDay]:
    return counts_between(database, TUESDAY, TUESDAY + dt.timedelta(days=1), AMSTERDAM)


def test_a_second_delivery_changes_nothing_and_other_counts_are_kept_apart(
    database: Database,
) -> None:
    assert send(database, TEA, TEA) == 1
    assert send(database, TEA) == 0
    assert [one.at_kiosks for one in days(database)] == [5]
    assert send(database, replace(TEA, shown=90)) == 1
    assert [one.at_kiosks for one in days(database)] == [5], "of a second machine: in no total"
    with database.reading() as session:
        (sentence,) = differing_offer_counts(session, 0.0)["kiosk-1"]
    assert "1 hour that differs is kept apart" in sentence


def test_another_message_is_not_taken_for_it(database: Database) -> None:
    other = PlaybackCounts("e" * 16, 0, 3600.0, "kolam", "nl", 1, 1, 0, 0)
    received = [ReceivedMessage("kiosk-1", other, 1.0)]
    with (
        database.writing() as session,
        pytest.raises(TypeError, match="PlaybackCounts is not OfferCounts"),
    ):
        store_offer_counts(session, received)


def test_hours_and_kiosks_add_up_to_the_museums_days(database: Database) -> None:
    midnight = dt.datetime(2026, 3, 4, tzinfo=AMSTERDAM).timestamp()
    send(database, TEA, replace(TEA, sequence=8, hour=midnight - 3600, shown=2))
    send(database, replace(TEA, hour=midnight, shown=1), kiosk="kiosk-2")
    send(database, replace(TEA, sequence=8, offer="boek", shown=0), kiosk="kiosk-2")
    with database.writing() as session:
        add_to_counts(session, "thee", TUESDAY, shown=40)
        add_to_counts(session, "tekenen", TUESDAY, shown=3)
    wednesday = TUESDAY + dt.timedelta(days=1)
    assert days(database) == [
        OfferDay("thee", wednesday, 0, 0, 0, 1),
        OfferDay("boek", TUESDAY, 0, 0, 0, 0),
        OfferDay("tekenen", TUESDAY, 3, 0, 0, None),
        OfferDay("thee", TUESDAY, 40, 0, 0, 7),
    ]
    assert counting_kiosks(database, TUESDAY, AMSTERDAM) == {"kiosk-1", "kiosk-2"}
    assert counting_kiosks(database, wednesday, AMSTERDAM) == {"kiosk-2"}
    assert as_csv(days(database)).splitlines()[1:] == [
        "2026-03-04,thee,0,0,0,withheld",
        "2026-03-03,boek,0,0,0,0",
        "2026-03-03,tekenen,withheld,0,0,",
        "2026-03-03,thee,40,0,0,7",
    ]


def test_the_desk_shows_them_beside_the_phones_and_names_the_kiosks_that_send_none(
    desk: Desk,
) -> None:
    desk.clock.at = NOON
    manager = desk.colleague("Bram", Role.DUTY_MANAGER)
    database = desk.parts.database
    with database.writing() as session:
        add_to_counts(session, "thee", TUESDAY, shown=40)
    assert "<td>40</td><td>not known</td>" in manager.get("/desk/offers/thee/now").text
    send(database, TEA)
    for page in ("/desk/offers/thee/now", "/desk/offers-now"):
        text = manager.get(page).text
        assert '<th scope="col">Shown at kiosks</th>' in text
        assert "<td>40</td><td>5</td>" in text
        assert "Not known of these kiosks" not in text
    with database.writing() as session:
        store_presence(session, [ReceivedMessage("kiosk-9", Presence(True), 1.0)])
    assert "last 31 days: kiosk-9." in manager.get("/desk/offers/thee/now").text
