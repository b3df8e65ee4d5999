"""The one offer that holds: because a room is known to be quiet, or because closing is near."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from contract.museum import Hours, LastMinutes, Museum, Offer, Room, RoomQuiet, Site, SpecialDay
from contract.opening import closing, hours_on
from tour_server.crowd.room_now import RoomNow
from tour_server.offers.offers import offer_now

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TEN_TO_FIVE = Hours(dt.time(10), dt.time(17))
QUIET = Offer("quiet", {"nl": "Rustig"}, {}, RoomQuiet("curves", 0.25), "ann", "bob")
LAST = Offer("last", {"nl": "Laatste uur"}, {}, LastMinutes(60), "ann", "bob")


def museum(*offers: Offer, exceptions: list[SpecialDay] | None = None) -> Museum:
    """Open Tuesday to Sunday, ten to five."""
    site = Site(
        "house",
        {"nl": "Huis"},
        "Europe/Amsterdam",
        ["nl"],
        [None, *[TEN_TO_FIVE] * 6],
        exceptions=exceptions or [],
    )
    return Museum(site, [Room("curves", {"nl": "Bochten"}, 0, 20)], [], offers=list(offers))


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM).astimezone(dt.UTC)


NOON = at(10, 12)  # a Wednesday


@pytest.mark.parametrize(
    ("people", "holds"), [(0, True), (5, True), (6, False), (20, False), (None, False)]
)
def test_a_room_is_quiet_only_when_that_is_known(people: int | None, holds: bool) -> None:
    offer = offer_now(museum(QUIET), NOON, {"curves": RoomNow(people, 20)})
    assert (offer is QUIET) is holds


def test_a_room_without_a_kiosk_is_not_quiet() -> None:
    assert offer_now(museum(QUIET), NOON, {}) is None


@pytest.mark.parametrize(
    ("hour", "minute", "holds"),
    [(15, 59, False), (16, 0, True), (16, 59, True), (17, 0, False), (9, 30, False)],
)
def test_the_last_hour_begins_an_hour_before_closing(hour: int, minute: int, holds: bool) -> None:
    assert (offer_now(museum(LAST), at(10, hour, minute), {}) is LAST) is holds


def test_on_a_day_that_is_closed_there_is_no_last_hour() -> None:
    monday = at(8, 16, 30)
    assert closing(museum().site, monday) is None
    assert offer_now(museum(LAST), monday, {}) is None


def test_a_special_day_closes_earlier_or_not_at_all() -> None:
    early = SpecialDay(dt.date(2026, 12, 24), Hours(dt.time(10), dt.time(14)))
    shut = SpecialDay(dt.date(2026, 12, 25))
    house = museum(LAST, exceptions=[early, shut])
    assert offer_now(house, at(24, 13, 15, month=12), {}) is LAST
    assert offer_now(house, at(24, 16, 30, month=12), {}) is None
    assert offer_now(house, at(25, 16, 30, month=12), {}) is None
    assert hours_on(house.site, dt.date(2026, 12, 26)) == TEN_TO_FIVE


def test_the_clock_changes_on_the_night_before_and_closing_stays_at_five() -> None:
    """On 29 March 2026 summer time begins; five o'clock is then 15:00 UTC, the day before it was 16:00."""
    site = museum().site
    assert closing(site, at(28, 12, month=3)) == dt.datetime(2026, 3, 28, 16, tzinfo=dt.UTC)
    assert closing(site, at(29, 12, month=3)) == dt.datetime(2026, 3, 29, 15, tzinfo=dt.UTC)


def test_an_opening_that_spans_the_lost_hour_is_an_hour_shorter() -> None:
    """Open 01:00 to 05:00 on the night when 02:00 becomes 03:00: the last three hours are all there is."""
    night = SpecialDay(dt.date(2026, 3, 29), Hours(dt.time(1), dt.time(5)))
    offer = Offer("night", {}, {}, LastMinutes(180), "ann", "bob")
    house = museum(offer, exceptions=[night])
    assert offer_now(house, at(29, 1, 0, month=3), {}) is offer


def test_an_unapproved_offer_is_not_shown_and_the_first_that_holds_wins() -> None:
    draft = Offer("draft", {}, {}, RoomQuiet("curves"), "ann")
    rooms = {"curves": RoomNow(1, 20)}
    assert offer_now(museum(draft, LAST, QUIET), NOON, rooms) is QUIET
    assert offer_now(museum(LAST, QUIET), at(10, 16, 30), rooms) is LAST
    assert offer_now(museum(draft), NOON, rooms) is None


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        offer_now(museum(LAST), dt.datetime(2026, 6, 10, 16, 30), {})  # noqa: DTZ001  the point
