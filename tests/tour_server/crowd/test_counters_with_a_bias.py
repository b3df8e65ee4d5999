"""A doorway that misses one direction more often: whole days show the bias, and today's number is corrected."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

import msgspec
import pytest

from contract.museum import Hours, Room, Site, SpecialDay
from tour_server.crowd.balance import MAX_BIAS, Balance, balances, open_days
from tour_server.crowd.messages import store_bins
from tour_server.crowd.minutes import minutes_since
from tour_server.crowd.occupancy import OccupancyEstimator, last_closing
from tour_server.ingest.message_handler import ReceivedMessage

HOUSE = Site(
    key="museum",
    name={"en": "Museum"},
    time_zone="Europe/Amsterdam",
    languages=["nl"],
    opening=[None, *[Hours(dt.time(10), dt.time(17))] * 6],
    exceptions=[SpecialDay(dt.date(2026, 7, 9))],
)
TODAY = dt.date(2026, 7, 18)
MISSED_IN, MISSED_OUT = 0.01, 0.09


def opening(day):
    return dt.datetime.combine(day, dt.time(10), ZoneInfo(HOUSE.time_zone)).timestamp()


def a_day(rng, day, a_bin, visitors=300, hours=7.0, **changes):
    """(bins of one doorway, the true number inside when the bins end)."""
    begin = opening(day)
    cells = {}
    inside = 0
    for _ in range(visitors):
        came = begin + rng.uniform(0, 5.5 * 3600)
        gone = min(came + rng.uniform(900, 7200), begin + 7 * 3600 - 61)
        for at, side, missed in ((came, 0, MISSED_IN), (gone, 1, MISSED_OUT)):
            if at < begin + hours * 3600:
                inside += 1 - 2 * side
                if rng.random() >= missed:
                    cells.setdefault(int((at - begin) // 60), [0, 0])[side] += 1
    found = []
    for minute in range(int(hours * 60)):
        entered, left = cells.get(minute, (0, 0))
        fields = {"entered": entered, "left": left, "room": "hall", "in_view_mean": 0.0}
        start = begin + 60 * minute
        found.append(a_bin(int(start // 60), start=start, **{**fields, **changes}))
    return found, inside


def store(database, bins, device="door"):
    with database.writing() as session:
        store_bins(session, [ReceivedMessage(device, one, one.start + 60) for one in bins])


def now_at(day, hours):
    return dt.datetime.fromtimestamp(opening(day) + hours * 3600, dt.UTC)


def test_the_days_that_are_over(a_bin):
    days = open_days(HOUSE, now_at(TODAY, 3))
    dates = [dt.datetime.fromtimestamp(day.closes, ZoneInfo(HOUSE.time_zone)) for day in days]
    # A Saturday: back over the week, without Monday the 13th and the special day on the 9th.
    assert [(date.day, date.hour) for date in dates] == [
        (day, 17) for day in (17, 16, 15, 14, 12, 11, 10)
    ]
    assert all(day.begins < day.opens < day.closes for day in days)
    assert open_days(HOUSE, now_at(TODAY, 7))[0].closes == opening(TODAY) + 7 * 3600


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_bias_of_a_week_corrects_today(database, a_bin, seed):
    rng = random.Random(seed)
    now = now_at(TODAY, 5)
    for day in open_days(HOUSE, now):
        date = dt.datetime.fromtimestamp(day.opens, dt.UTC).date()
        store(database, a_day(rng, date, a_bin)[0])
    today, inside = a_day(rng, TODAY, a_bin, hours=5.0)
    store(database, today)
    with database.reading() as session:
        balance = balances(session, open_days(HOUSE, now))["hall"]
        minutes = minutes_since(session, last_closing(HOUSE, now).timestamp(), now.timestamp())
    assert balance.days == 7
    assert balance.bias == pytest.approx((MISSED_OUT - MISSED_IN) / 2, abs=0.015)
    (plain,) = OccupancyEstimator().at(["hall"], minutes, now.timestamp())
    (corrected,) = OccupancyEstimator().at(
        ["hall"], minutes, now.timestamp(), biases={"hall": balance.bias}
    )
    assert plain.people - inside >= 10, "in minus out alone is far off by the afternoon"
    assert abs(corrected.people - inside) <= 10
    assert corrected.low <= inside <= corrected.high


def test_a_day_with_a_blind_or_late_kiosk_is_not_used(database, a_bin):
    rng = random.Random(5)
    days = [dt.date(2026, 7, day) for day in (17, 16, 15, 14)]
    store(database, a_day(rng, days[0], a_bin)[0])
    blind = {"entered": None, "left": None, "in_view_mean": None, "in_view_max": None}
    dark = [
        msgspec.structs.replace(one, observed_seconds=0.0, **blind) if 100 < n < 140 else one
        for n, one in enumerate(a_day(rng, days[1], a_bin)[0])
    ]
    store(database, dark)
    store(database, a_day(rng, days[2], a_bin)[0][60:])  # switched on at eleven
    store(database, a_day(rng, days[3], a_bin)[0][:-60])  # off an hour early
    with database.reading() as session:
        assert balances(session, open_days(HOUSE, now_at(TODAY, 1)))["hall"].days == 1


def test_a_bias_that_may_be_chance_is_reduced():
    assert Balance(0, 0, 0).bias == 0.0
    assert Balance(50, 50, 1).bias == 0.0
    assert Balance(12, 10, 1).bias < 0.07, "of 0.09 counted"
    assert Balance(1200, 1000, 7).bias == pytest.approx(0.0909, abs=0.001)
    assert Balance(1000, 1200, 7).bias == -Balance(1200, 1000, 7).bias
    assert Balance(1000, 0, 7).bias == MAX_BIAS


def test_staff_get_advice_where_the_bias_is_large():
    assert Balance(1020, 1000, 7).advice == ""
    assert Balance(1500, 1000, 7).advice.startswith(
        "Over 7 whole days 500 more came in than went out."
    )
    assert "500 more went out than came in" in Balance(1000, 1500, 7).advice


def test_a_day_of_a_kiosk_with_gaps_is_not_used(database, a_bin):
    for day in (16, 17):
        bins = a_day(random.Random(day), dt.date(2026, 7, day), a_bin)[0]
        store(database, bins[::5])
    with database.reading() as session:
        assert balances(session, open_days(HOUSE, now_at(TODAY, 1))) == {}


def test_the_room_shows_the_advice(page, a_bin):
    room = Room("hall", {"en": "Hall"}, 0, 40)
    page.museum = msgspec.structs.replace(page.museum, rooms=[room])
    for day in range(10, 15):
        date = dt.date(2026, 7, day)
        bins = [
            a_bin(day * 1000 + n, start=opening(date) + 60 * n, room="hall", entered=2, left=1)
            for n in range(420)
        ]
        store(page.database, bins)
    text = page.client.get("/desk/rooms/room/hall").text
    assert "Over 5 whole days 2100 more came in than went out." in text
