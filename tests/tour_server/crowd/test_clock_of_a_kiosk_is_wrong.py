"""Minutes of a kiosk whose clock was not set are placed by its monotonic clock."""

from __future__ import annotations

from tour_server.crowd.messages import store_bins
from tour_server.crowd.minutes import minutes_since
from tour_server.ingest.message_handler import ReceivedMessage

NOW = 1_800_000_000.0


def starts(database, since=NOW - 3600):
    with database.reading() as session:
        return [minute.start for minute in minutes_since(session, since, NOW)]


def store(database, *messages):
    with database.writing() as session:
        store_bins(session, [ReceivedMessage("kiosk-1", message, at) for message, at in messages])


def test_placed_exactly_by_a_trusted_minute_of_the_same_boot(database, a_bin):
    unset = a_bin(0, monotonic=100.0, start=5.0, clock_trusted=False)
    then_set = a_bin(1, monotonic=160.0, start=NOW - 120, clock_trusted=True)
    store(database, (unset, NOW - 3), (then_set, NOW - 2))
    assert starts(database) == [NOW - 180, NOW - 120]


def test_placed_by_the_quickest_arrival_when_the_clock_is_never_set(database, a_bin):
    first = a_bin(0, monotonic=100.0, start=5.0, clock_trusted=False)
    second = a_bin(1, monotonic=160.0, start=65.0, clock_trusted=False)
    store(database, (first, NOW - 60), (second, NOW + 25))  # the second was 25 s late
    assert starts(database) == [NOW - 120, NOW - 60]


def test_a_minute_that_can_not_have_begun_yet_is_placed_by_its_arrival(database, a_bin):
    store(database, (a_bin(0, start=7e9), NOW))
    assert starts(database) == [NOW - 60.0]


def test_another_boot_has_another_clock(database, a_bin):
    trusted = a_bin(0, boot="a" * 16, monotonic=10.0, start=NOW - 600)
    unset = a_bin(1, boot="c" * 16, monotonic=40.0, start=3.0, clock_trusted=False)
    store(database, (trusted, NOW), (unset, NOW))
    assert starts(database) == [NOW - 600, NOW - 60]
