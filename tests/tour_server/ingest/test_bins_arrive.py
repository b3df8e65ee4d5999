"""Messages arrive over a real broker, are stored once, and are acknowledged after the commit."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from contract.messages import PlaybackCounts, Speaking, encode
from tests.waiting import stays, until
from tour_server.broker.settings import Window
from tour_server.crowd.messages import store_bins
from tour_server.crowd.tables import FootfallBin
from tour_server.ingest import dead_letters
from tour_server.ingest.tables import DeadLetterRecord
from tour_server.usage.tables import PlaybackCountsRecord


@pytest.mark.both_kinds
def test_stored_and_acknowledged(database, ingest_of, kiosk, stored, a_bin):
    ingest_of()
    sent = a_bin(7, in_view_mean=1.25, start=1_700_000_000.123)
    kiosk.send(sent)
    until(lambda: kiosk.acknowledged == [7])
    assert stored() == (1, 2)
    with database.reading() as session:
        row = session.scalars(select(FootfallBin)).one()
    assert (row.device, row.epoch, row.sequence) == ("kiosk-1", sent.epoch, 7)
    assert (row.start, row.in_view_mean, row.clock_trusted) == (sent.start, 1.25, True)
    assert abs(row.received_at - time.time()) < 30


def test_not_known_stays_not_known(database, ingest_of, kiosk, a_bin):
    ingest_of()
    blind = {"entered": None, "left": None, "in_view_mean": None, "in_view_max": None}
    kiosk.send(a_bin(1, observed_seconds=0.0, room=None, **blind))
    until(lambda: kiosk.acknowledged == [1])
    with database.reading() as session:
        row = session.scalars(select(FootfallBin)).one()
    assert (row.entered, row.left, row.in_view_mean, row.room) == (None, None, None, None)


@pytest.mark.both_kinds
def test_duplicates_and_another_order_change_nothing(ingest_of, kiosk, stored, a_bin):
    ingest_of()
    for sequence in [3, 1, 2, 1, 3, 3, 0]:
        kiosk.send(a_bin(sequence))
    kiosk.send(a_bin(1, entered=900))  # the same key with other counts: the first stays
    until(lambda: len(kiosk.acknowledged) == 8)
    assert stored() == (4, 8)
    assert sorted(set(kiosk.acknowledged)) == [0, 1, 2, 3]


def test_a_reflashed_card_counts_anew(ingest_of, kiosk, stored, a_bin):
    ingest_of()
    kiosk.send(a_bin(1))
    kiosk.send(a_bin(1, epoch="f" * 16))
    until(lambda: len(kiosk.acknowledged) == 2)
    assert stored() == (2, 4)


def test_an_unreadable_message_is_a_dead_letter_and_does_not_delay_the_rest(
    database, ingest_of, kiosk, stored, a_bin
):
    ingest_of()
    kiosk.send(b"\xff\x00 not json")
    kiosk.send(encode(a_bin(1)).replace(b'"v":1', b'"v":2'))
    kiosk.send(b'{"v":1}')
    kiosk.send(b"x" * 70_000)
    kiosk.send(a_bin(2))
    until(lambda: kiosk.acknowledged == [2])

    def letters():
        with database.reading() as session:
            return list(session.scalars(select(DeadLetterRecord).order_by(DeadLetterRecord.id)))

    until(lambda: len(letters()) == 4)
    reasons = [row.reason for row in letters()]
    assert "version 2" in reasons[1]
    assert letters()[0].body.startswith(b"\xff\x00")
    assert len(letters()[3].body) == dead_letters.MAX_BODY_BYTES
    assert stored() == (1, 2)


def test_the_number_of_dead_letters_is_limited(database, monkeypatch):
    monkeypatch.setattr(dead_letters, "MAX_DEAD_LETTERS", 5)
    for number in range(4):
        with database.writing() as session:
            dead_letters.store_dead_letters(
                session, [dead_letters.DeadLetter(f"t/{number}\x00", b"b", "r\x00", 1.0)] * 3
            )
    with database.reading() as session:
        kept = list(session.scalars(select(DeadLetterRecord)))
    assert len(kept) == 5
    assert kept[-1].topic == "t/3␀"


def test_playback_counts_are_stored_once(database, ingest_of, kiosk):
    ingest_of()
    counts = PlaybackCounts("e" * 16, 0, 1_800_000_000.0, "kolam", "nl", 3, 2, 1, 0)
    kiosk.send(counts, "told")
    kiosk.send(counts, "told")
    kiosk.send(PlaybackCounts("e" * 16, 1, 1_800_000_000.0, "kolam", "en", 1, 1, 0, 0), "told")

    def rows():
        with database.reading() as session:
            return sorted(
                (row.language, row.told) for row in session.scalars(select(PlaybackCountsRecord))
            )

    until(lambda: rows() == [("en", 1), ("nl", 3)])


def test_the_database_is_away_for_a_while(ingest_of, kiosk, stored, a_bin, handlers):
    """No message is dropped or acknowledged before it is stored, and memory is bounded."""
    away = {"now": True}

    def store(session, received):
        if away["now"]:
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        return store_bins(session, received)

    window = Window(in_flight=100, uncommitted=130)
    ingest = ingest_of(handlers={**handlers, "footfall": store}, window=window)
    for sequence in range(300):  # more than may be in flight
        kiosk.send(a_bin(sequence))
    until(lambda: bool(ingest.problems))
    stays(lambda: kiosk.acknowledged == [], 0.5, "no acknowledgement")
    assert ingest.uncommitted <= window.uncommitted, "the broker has to keep the rest"
    away["now"] = False
    until(lambda: len(set(kiosk.acknowledged)) == 300)
    assert stored() == (300, 600)
    assert ingest.problems == []
    until(lambda: ingest.uncommitted == 0)


def test_the_connection_breaks_repeatedly_while_the_database_is_away(
    ingest_of, broker, kiosk, stored, a_bin, handlers
):
    """Messages that each new connection delivers again do not accumulate."""
    away = {"now": True}

    def store(session, received):
        if away["now"]:
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        return store_bins(session, received)

    window = Window(
        in_flight=100, uncommitted=100
    )  # 100 is iotcore's own; it takes no Receive Maximum
    ingest = ingest_of(handlers={**handlers, "footfall": store}, window=window)
    for sequence in range(150):
        kiosk.send(a_bin(sequence))
    for _ in range(3):
        until(lambda: ingest.uncommitted >= window.in_flight or not ingest.connected)
        if ingest.connected:
            ingest._client._client.socket().close()
        until(lambda: not ingest.connected)
    assert ingest.uncommitted <= 2 * window.uncommitted
    away["now"] = False
    until(lambda: stored()[0] == 150, 30)


def test_the_database_goes_away_while_a_batch_is_stored_one_by_one(
    database, ingest_of, kiosk, stored, a_bin, handlers
):
    """A batch that the database refuses is stored message by message; each is stored once."""
    away = {"times": 3}

    def store(session, received):
        if len(received) > 1:
            raise IntegrityError("INSERT", {}, Exception("refused together"))
        if received[0].message.sequence == 13:
            raise IntegrityError("INSERT", {}, Exception("refused alone"))
        if received[0].message.sequence > 20 and away["times"]:
            away["times"] -= 1
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        return store_bins(session, received)

    ingest = ingest_of(handlers={**handlers, "footfall": store})
    for sequence in range(40):
        kiosk.send(a_bin(sequence))
    until(lambda: len(set(kiosk.acknowledged)) == 39)
    assert stored() == (39, 78)
    assert (ingest.counts.committed, ingest.counts.dead_letters) == (39, 1)
    until(lambda: ingest.uncommitted == 0)
    assert ingest.problems == []


def test_the_server_is_away_while_kiosks_send(ingest_of, kiosk, stored, a_bin):
    """The broker keeps the session; what was sent meanwhile is stored afterwards."""
    first = ingest_of()
    kiosk.send(a_bin(0))
    until(lambda: kiosk.acknowledged == [0])
    first.stop()
    for sequence in range(1, 60):
        kiosk.send(a_bin(sequence))
    ingest_of()
    until(lambda: sorted(set(kiosk.acknowledged)) == list(range(60)))
    assert stored() == (60, 120)


@pytest.mark.both_kinds
def test_workers_share_the_load_without_counting_twice(ingest_of, another_kiosk, stored, a_bin):
    workers = [ingest_of(worker, workers=2) for worker in (1, 2)]
    kiosks = [another_kiosk(f"kiosk-{number}") for number in range(2)]
    for sequence in range(150):
        for one in kiosks:
            one.send(a_bin(sequence))
    until(lambda: all(len(set(one.acknowledged)) == 150 for one in kiosks))
    assert stored() == (300, 600)
    shares = [worker.counts.committed for worker in workers]
    assert min(shares) > 30, shares


def test_a_topic_with_an_invalid_device_name(database, ingest_of, kiosk, a_bin):
    """A message of a device with an invalid name is a dead letter."""
    ingest_of()
    kiosk.client.publish("zaalgids/v1/museum/Kiosk 1/footfall", encode(a_bin(1)), 1)

    def letters():
        with database.reading() as session:
            return list(session.scalars(select(DeadLetterRecord)))

    until(lambda: len(letters()) == 1)
    assert "not a topic of ours" in letters()[0].reason


def test_a_message_that_nothing_stores_does_not_delay_the_rest(ingest_of, kiosk, a_bin, handlers):
    """The broker keeps what an earlier version subscribed to; this one has no place for it."""
    earlier = ingest_of(handlers={**handlers, "speaking": lambda _session, _received: 0})
    until(lambda: earlier.connected)
    earlier.stop()
    ingest = ingest_of()
    kiosk.send(Speaking(room="hall", turn=1, running=0.0, seconds=3.0), kind="speaking")
    kiosk.send(a_bin(1))
    until(lambda: kiosk.acknowledged == [1])
    assert (ingest.counts.dead_letters, ingest.problems) == (1, [])
