"""From the museum's rules to people by the quarter of an hour."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from contract.hours import Hours
from contract.museum import Museum, SpecialDay
from tests.tiny_museum import tiny_museum
from tour_server.staffing.needs import (
    BookedTour,
    DayArrivals,
    NeedKind,
    SkillNeed,
    StaffingRule,
    day_needs,
)

TUESDAY = dt.date(2026, 3, 3)
TEN_TO_FIVE = Hours(dt.time(10), dt.time(17))


def museum(hours: Hours | None = TEN_TO_FIVE) -> Museum:
    made = tiny_museum(lambda key: f"{key}.png")
    return replace(made, site=replace(made.site, opening=[hours] * 7, exceptions=[]))


def need(
    rule: StaffingRule,
    house: Museum | None = None,
    tours: tuple[BookedTour, ...] = (),
    arrivals: DayArrivals | None = None,
) -> SkillNeed:
    (found,) = day_needs(house or museum(), TUESDAY, [rule], tours, arrivals)
    return found


def at(quarters: tuple[int, ...], hour: float) -> int:
    return quarters[int(hour * 4)]


def test_a_guard_in_each_open_room() -> None:
    house = museum()
    rooms = len(house.rooms)
    quarters = need(StaffingRule(1, NeedKind.ROOM, "guard", 1, early_minutes=30), house).middle
    assert [at(quarters, hour) for hour in (9.25, 9.5, 10, 16.75, 17)] == [
        0,
        rooms,
        rooms,
        rooms,
        0,
    ]
    shut = replace(house.rooms[0], closed=[(TUESDAY, TUESDAY)])
    late = replace(house.rooms[1], opening=[Hours(dt.time(12), dt.time(20))] * 7)
    house = replace(house, rooms=[shut, late, *house.rooms[2:]])
    quarters = need(StaffingRule(1, NeedKind.ROOM, "guard", 1), house).middle
    assert [at(quarters, hour) for hour in (11, 12, 17)] == [rooms - 2, rooms - 1, 0]
    one = StaffingRule(1, NeedKind.ROOM, "guard", 2, room=late.key)
    assert at(need(one, house).middle, 13) == 2


def test_a_desk_for_every_sixty_arrivals() -> None:
    rule = StaffingRule(1, NeedKind.ARRIVALS, "desk", 1, per=60, early_minutes=15)
    counts = [0.0] * 24
    counts[10], counts[11] = 60.0, 61.0
    arrivals = DayArrivals(tuple([0.0] * 24), tuple(counts), tuple(2 * one for one in counts), "")
    found = need(rule, arrivals=arrivals)
    assert [at(found.low, hour) for hour in (9.5, 9.75, 10, 11)] == [0, 1, 1, 1]
    assert [at(found.middle, hour) for hour in (10, 11, 12)] == [1, 2, 1]
    assert [at(found.high, hour) for hour in (10, 11, 12)] == [2, 3, 1]
    assert at(need(rule).middle, 11) == 1, "without arrivals the people are needed once"


def test_a_guide_for_each_booked_tour() -> None:
    rule = StaffingRule(1, NeedKind.TOUR, "guide", 1, early_minutes=15)
    tours = (BookedTour(1, TUESDAY, 600, 660, 2), BookedTour(2, TUESDAY, 645, 700, 1))
    quarters = need(rule, museum(None), tours).middle
    assert [at(quarters, hour) for hour in (9.5, 9.75, 10.5, 11, 11.75)] == [0, 2, 3, 1, 0]


def test_a_closed_day_a_pause_and_a_special_day() -> None:
    rule = StaffingRule(1, NeedKind.OPEN, "desk", 1)
    assert max(need(rule, museum(None)).high) == 0
    pause = Hours(dt.time(10), dt.time(17), ((dt.time(12), dt.time(13)),))
    quarters = need(rule, museum(pause)).middle
    assert [at(quarters, hour) for hour in (11.75, 12, 13)] == [1, 0, 1]
    house = museum()
    special = replace(house.site, exceptions=[SpecialDay(TUESDAY, Hours(dt.time(12), dt.time(14)))])
    quarters = need(rule, replace(house, site=special)).middle
    assert [at(quarters, hour) for hour in (11, 12, 14)] == [0, 1, 0]
