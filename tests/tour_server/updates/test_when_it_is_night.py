"""The hours in which kiosks may install: closed, with a margin, by the museum's clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.museum import Hours, Site, SpecialDay
from contract.opening import closing
from tests.tiny_museum import tiny_museum
from tour_server.updates.nights import night_at

HOUR = dt.timedelta(hours=1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SITE = tiny_museum({}.get).site


def at(text: str) -> dt.datetime:
    """Return a moment of March 2026, by the clock in Amsterdam, in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(dt.UTC)


def opened(**changes: object) -> Site:
    hours = Hours(dt.time(10), dt.time(17))
    plain = replace(SITE, time_zone="Europe/Amsterdam", opening=[hours] * 7, exceptions=[])
    return replace(plain, **changes)


def test_a_night_begins_in_the_evening_and_ends_before_it_opens() -> None:
    found = night_at(opened(), at("2026-03-02T12:00"), HOUR)
    assert found is not None
    assert (found.begins, found.ends) == (at("2026-03-02T20:00"), at("2026-03-03T08:00"))
    assert (found.hours.begins, found.hours.ends) == ("20:00", "08:00")
    assert found.hours.tz == "Europe/Amsterdam"
    assert not found.holds(at("2026-03-02T19:59"))
    assert found.holds(at("2026-03-03T03:00"))
    assert night_at(opened(), at("2026-03-03T03:00"), HOUR) == found


def test_a_late_evening_and_an_early_morning_leave_less() -> None:
    late, early = Hours(dt.time(10), dt.time(22)), Hours(dt.time(7, 30), dt.time(17))
    site = opened(opening=[late, early, *[late] * 5])
    found = night_at(site, at("2026-03-02T12:00"), HOUR)
    assert found is not None
    assert (found.hours.begins, found.hours.ends) == ("23:00", "06:30")


def test_a_feast_until_the_morning_leaves_the_rest() -> None:
    feast = SpecialDay(dt.date(2026, 3, 2), Hours(dt.time(10), dt.time(17), next_day=dt.time(4)))
    found = night_at(opened(exceptions=[feast]), at("2026-03-02T12:00"), HOUR)
    assert found is not None
    assert (found.hours.begins, found.hours.ends) == ("05:00", "08:00")


def test_a_house_that_never_closes_has_no_night() -> None:
    always = Hours(dt.time(0), dt.time(0), next_day=dt.time(0))
    assert night_at(opened(opening=[always] * 7), at("2026-03-02T12:00"), HOUR) is None


def test_a_house_that_states_no_hours_has_short_nights() -> None:
    found = night_at(opened(opening=[None] * 7), at("2026-03-02T12:00"), HOUR)
    assert found is not None
    assert (found.hours.begins, found.hours.ends) == ("01:00", "05:00")


def test_a_day_on_which_it_is_closed_is_no_night() -> None:
    site = opened(opening=[None, *[Hours(dt.time(10), dt.time(17))] * 6])
    found = night_at(site, at("2026-03-02T09:00"), HOUR)  # a Monday
    assert found is not None
    assert found.begins == at("2026-03-02T20:00")


@pytest.mark.parametrize(("noon", "hours"), [("2026-03-28T12:00", 11), ("2026-10-24T12:00", 13)])
def test_the_clock_changes_in_the_night(noon: str, hours: int) -> None:
    found = night_at(opened(), at(noon), HOUR)
    assert found is not None
    assert found.ends - found.begins == hours * HOUR
    assert found.hours.ends == "08:00"


@given(
    st.lists(
        st.one_of(st.none(), st.tuples(st.integers(0, 22), st.integers(1, 28))),
        min_size=7,
        max_size=7,
    ),
    st.integers(0, 24 * 14),
    st.integers(0, 240),
)
def test_nothing_is_installed_while_it_is_open(
    week: list[tuple[int, int] | None], hour: int, margin: int
) -> None:
    opening = [
        None
        if one is None or one[1] <= one[0]
        else Hours(dt.time(one[0]), dt.time(23), next_day=dt.time(one[1] - 24))
        if one[1] >= 24
        else Hours(dt.time(one[0]), dt.time(one[1]))
        for one in week
    ]
    site = opened(opening=opening)
    now = at("2026-03-20T00:00") + hour * HOUR
    found = night_at(site, now, dt.timedelta(minutes=margin))
    if found is None:
        return
    assert found.ends > now
    assert found.ends - found.begins <= 13 * HOUR
    moment = found.begins
    while moment < found.ends:
        assert closing(site, moment) is None
        moment += dt.timedelta(minutes=30)
