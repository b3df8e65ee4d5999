"""Which offers hold, and why the others don't: never while the museum is shut, nor too near closing to be used."""

from __future__ import annotations

import datetime as dt
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from contract.museum import WHOLE_DAY, Hours, Museum, Offer, OfferCondition, Room, Site, SpecialDay
from contract.offer_terms import AfterStops, LastMinutes, OfferTimes, Raining, RoomQuiet
from contract.opening import closing, hours_on
from tour_server.crowd.room_now import RoomNow
from tour_server.offers.offers import Obstacle, PublicFacts, WhyNot, offers_now, why_not

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


def offer_now(house: Museum, now: dt.datetime, rooms: dict[str, RoomNow]) -> Offer | None:
    """The first offer that holds."""
    return next(iter(offers_now(house, PublicFacts(now, rooms))), None)


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
    [
        (15, 59, False),
        (16, 0, True),
        (16, 50, True),
        (16, 51, False),
        (17, 0, False),
        (9, 30, False),
    ],
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


ANY_TIME = Offer("any", {"nl": "Altijd"}, {}, WHOLE_DAY, "ann", "bob")
EMPTY = {"curves": RoomNow(0, 20)}


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (at(10, 3), False),
        (at(10, 9, 59), False),
        (at(10, 10), True),
        (at(10, 16, 50), True),
        (at(10, 16, 51), False),
        (at(10, 23), False),
        (at(8, 12), False),
    ],
)
def test_nothing_holds_while_the_museum_is_shut(moment: dt.datetime, holds: bool) -> None:
    """Case 20: "quiet room" held at 03:00 and at 23:00. Ten minutes before closing is the last use."""
    found = offers_now(museum(ANY_TIME, QUIET), PublicFacts(moment, EMPTY))
    assert found == ([ANY_TIME, QUIET] if holds else [])


def test_an_offer_that_takes_longer_ends_earlier() -> None:
    long = replace(ANY_TIME, minutes=45)
    assert offers_now(museum(long), PublicFacts(at(10, 16, 15))) == [long]
    assert why_not(long, museum().site, PublicFacts(at(10, 16, 16))) == [WhyNot(Obstacle.TOO_LATE)]


def test_all_conditions_have_to_be_true_and_each_says_why_not() -> None:
    offer = replace(
        ANY_TIME,
        condition=RoomQuiet("curves", 0.4),
        also=[LastMinutes(60), Raining(), AfterStops("making")],
        limit=12,
    )
    site = museum().site
    facts = PublicFacts(NOON, {"curves": RoomNow(12, 20)}, taken={"any": 12})
    assert why_not(offer, site, facts) == [
        WhyNot(Obstacle.ROOM_FULL, room="curves", percent=60),
        WhyNot(Obstacle.NOT_YET_LAST, at(10, 16)),
        WhyNot(Obstacle.DRY),
        WhyNot(Obstacle.ALL_TAKEN, taken=12),
    ]
    facts = PublicFacts(at(10, 16, 30), {"curves": RoomNow(8, 20)}, rains=True, taken={"any": 11})
    assert why_not(offer, site, facts) == []
    assert why_not(replace(offer, approved_by=None), site, facts) == [WhyNot(Obstacle.NOT_APPROVED)]


def test_an_offer_that_leads_into_a_closed_room_waits_until_it_is_open() -> None:
    here = replace(ANY_TIME, room="curves")
    until = at(10, 15)
    for offer in (here, QUIET):  # the one is in the room, the other leads there
        facts = PublicFacts(NOON, {"curves": RoomNow(0, 20)}, closed={"curves": until})
        why = WhyNot(Obstacle.ROOM_CLOSED, until, room="curves")
        assert why in why_not(offer, museum().site, facts)
        assert offers_now(museum(offer), facts) == []
    facts = PublicFacts(NOON, closed={"attic": None})
    assert why_not(replace(here, approved_by="bob"), museum().site, facts) == []


def test_a_closed_museum_says_until_when() -> None:
    (why,) = why_not(ANY_TIME, museum().site, PublicFacts(at(10, 8)))
    assert why == WhyNot(Obstacle.CLOSED, at(10, 10))


@pytest.mark.parametrize(
    ("times", "why"),
    [
        (OfferTimes(first_day=dt.date(2026, 6, 11)), Obstacle.BEFORE),
        (OfferTimes(last_day=dt.date(2026, 6, 9)), Obstacle.AFTER),
        (OfferTimes(weekdays=[5, 6]), Obstacle.WEEKDAY),
        (OfferTimes(begins=dt.time(12, 1)), Obstacle.HOURS),
        (OfferTimes(ends=dt.time(12)), Obstacle.HOURS),
        (OfferTimes(dt.date(2026, 6, 10), dt.date(2026, 6, 10), [2], dt.time(12)), None),
    ],
)
def test_days_and_hours_are_those_of_the_museum(times: OfferTimes, why: Obstacle | None) -> None:
    found = why_not(replace(ANY_TIME, times=times), museum().site, PublicFacts(NOON))
    assert [one.obstacle for one in found] == ([] if why is None else [why])


def test_no_field_can_say_who_a_visitor_is() -> None:
    """Whoever adds a field to an offer has to decide here that it says nothing of a person."""
    assert {
        kind.__name__: kind.__struct_fields__ for kind in (*get_args(OfferCondition), OfferTimes)
    } == {
        "RoomQuiet": ("room", "share"),
        "LastMinutes": ("minutes",),
        "Raining": (),
        "AfterStops": ("theme", "stops"),
        "OfferTimes": ("first_day", "last_day", "weekdays", "begins", "ends"),
    }
    for asked in ({"type": "age", "years": 65}, {"type": "country"}, {"type": "second_visit"}):
        with pytest.raises(msgspec.ValidationError, match="type"):
            msgspec.convert(asked, OfferCondition)
