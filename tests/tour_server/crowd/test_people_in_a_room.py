"""Occupancy: in minus out since closing, with the people in view as a minimum, and "not known" without evidence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.museum import Hours, Site, SpecialDay
from tour_server.crowd.minutes import CountedMinute
from tour_server.crowd.occupancy import last_closing, occupancy

T0 = 1_800_000_000.0 // 60 * 60


def at(number, entered=0, left=0, mean=0.0, device="door", room="hall"):
    return CountedMinute(device, room, T0 + 60 * number, 60.0, entered, left, mean)


def blind(number, device="door", room="hall"):
    return CountedMinute(device, room, T0 + 60 * number, 0.0, None, None, None)


def hall(minutes, now_minute):
    (found,) = occupancy(["hall"], sorted(minutes, key=lambda m: m.start), T0 + 60 * now_minute)
    return found


def test_in_minus_out():
    found = hall([at(0, 5), at(1, 3, 2), at(2, 0, 1)], 3)
    assert found.people == 5
    assert [point.people for point in found.history] == [5, 6, 5]


def test_never_under_zero_and_never_under_the_people_in_view():
    assert hall([at(0, 0, 4), at(1, 2)], 2).people == 2
    assert hall([at(0, 1), at(1, mean=3.6)], 2).people == 4


def test_two_kiosks_on_one_room_add_up_but_their_views_do_not():
    minutes = [at(0, 5, device="a"), at(0, 2, 1, device="b"), at(1, mean=7, device="a")]
    minutes += [at(1, mean=7, device="b")]
    assert hall(minutes, 2).people == 7


def test_a_blind_kiosk_makes_it_not_known():
    found = hall([at(0, 5), blind(1)], 2)
    assert found.people is None
    assert "door sees nothing" in found.why
    assert found.history[-1].people is None
    assert hall([at(0, 5), blind(1), at(2)], 3).people == 5


def test_one_of_two_kiosks_is_blind():
    minutes = [at(0, 5, device="a"), at(0, 5, device="b"), at(1, device="a"), blind(1, device="b")]
    assert hall(minutes, 2).people is None


def test_a_silent_kiosk_makes_it_not_known():
    assert hall([at(0, 5)], 3).people == 5
    found = hall([at(0, 5)], 12)
    assert found.people is None
    assert "sent nothing for 11 minutes" in found.why


def test_a_room_without_a_kiosk():
    found = hall([], 5)
    assert (found.people, found.history) == (None, [])
    assert "No kiosk" in found.why


def test_a_kiosk_that_was_carried_to_another_room():
    minutes = [at(0, 5), at(1, 1, room="cellar")]
    found, cellar = occupancy(["hall", "cellar"], minutes, T0 + 150)
    assert found.people is None
    assert cellar.people == 1


def test_minutes_that_arrive_late_fill_their_gap():
    before = hall([at(0, 5), at(4, 1)], 5)
    assert [point.people for point in before.history] == [5, None, None, None, 6]
    after = hall([at(0, 5), at(1, 2), at(2), at(3), at(4, 1)], 5)
    assert [point.people for point in after.history] == [5, 7, 7, 7, 8]


def width(found):
    return found.high - found.low


def test_every_crossing_makes_the_number_less_certain():
    few = hall([at(0, 50)], 1)
    many = hall([at(0, 50)] + [at(number, 10, 10) for number in range(1, 30)], 31)
    assert few.people == many.people == 50
    assert width(few) < width(many)


def test_unseen_time_makes_the_number_less_certain():
    seen = [at(number, 2, 2) for number in range(20)]
    gap = [*seen, *(blind(number) for number in range(20, 30)), at(30)]
    watched = [*seen, *(at(number) for number in range(20, 31))]
    assert width(hall(gap, 31)) > width(hall(watched, 31))
    half = [CountedMinute("door", "hall", T0 + 60 * n, 20.0, 0, 0, 0.0) for n in range(20, 31)]
    assert width(hall([*seen, *half], 31)) > width(hall(watched, 31))


def test_people_in_view_make_it_more_certain():
    crowd = [at(0, 30)] + [at(number, 10, 10) for number in range(1, 30)]
    unseen, seen = hall([*crowd, at(30)], 31), hall([*crowd, at(30, mean=30.0)], 31)
    assert seen.low >= 30 > unseen.low
    assert width(seen) < width(unseen)
    again = hall([*crowd, *(at(number, mean=30.0) for number in range(30, 60))], 60)
    assert (again.people, again.high) == (seen.people, seen.high), "the same view adds no knowledge"


def test_a_jittering_clock_leaves_no_gap():
    """A kiosk's minutes begin at any second: 59.9 and 120.1 lie in minutes 0 and 2."""
    near = [
        CountedMinute("door", "hall", T0 + 60 * n + (0.1 if n % 2 else -0.1), 60.0, 1, 1, 0.0)
        for n in range(1, 40)
    ]
    exact = [at(number, 1, 1) for number in range(1, 40)]
    assert width(hall(near, 41)) == width(hall(exact, 41))


@pytest.mark.parametrize(
    ("quarter", "growth"),
    [
        ([(3, 1)] * 15, 2.0),  # 45 in, 15 out
        ([(2, 2)] * 15, None),  # as many out as in
        ([(0, 0)] * 12 + [(2, 1)] * 2 + [(0, 0)], None),  # 4 in, 2 out: may be chance
        ([(0, 3)] * 15, None),  # it empties
    ],
)
def test_the_growth_of_the_last_quarter_of_an_hour(quarter, growth):
    before = [at(-20, 40)]
    found = hall([*before, *(at(n, *crossings) for n, crossings in enumerate(quarter))], 15)
    assert found.growth_per_minute == growth


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 9), st.integers(0, 9), st.floats(0, 12)),
        max_size=40,
    )
)
def test_any_counts_give_a_plausible_number(counted):
    minutes = [at(number, entered, left, mean) for number, entered, left, mean in counted]
    found = hall(minutes, 61)
    for point in found.history:
        if point.people is not None:
            assert 0 <= point.low <= point.people <= point.high
    if found.people is not None and minutes:
        assert found.people >= int(
            max(m.in_view_mean for m in minutes if m.start == max(one.start for one in minutes))
        )


AMSTERDAM = Site(
    key="museum",
    name={"en": "Museum"},
    time_zone="Europe/Amsterdam",
    languages=["nl"],
    opening=[None, *[Hours(dt.time(10), dt.time(17))] * 6],
    exceptions=[
        SpecialDay(dt.date(2026, 12, 25)),
        SpecialDay(dt.date(2026, 3, 28), Hours(dt.time(10), dt.time(22))),
    ],
)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "closed"),
    [
        (utc(2026, 7, 15, 12), utc(2026, 7, 14, 15)),  # open: yesterday's closing, summer time
        (utc(2026, 7, 15, 15), utc(2026, 7, 15, 15)),  # the moment of closing
        (utc(2026, 1, 13, 12), utc(2026, 1, 11, 16)),  # Tuesday: Monday was closed, winter time
        (utc(2026, 12, 25, 18), utc(2026, 12, 24, 16)),  # a special day that is closed
        (
            utc(2026, 3, 29, 8),
            utc(2026, 3, 28, 21),
        ),  # a long evening, and the clock changes after it
    ],
)
def test_the_reset_at_closing_time(now, closed):
    assert last_closing(AMSTERDAM, now) == closed


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        last_closing(AMSTERDAM, dt.datetime(2026, 1, 1))  # noqa: DTZ001
