"""A simulated day: people are in one room at a time, all who come leave, and the same seed gives the same day."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from contract.museum_folder import read_museum
from tour_server.routing.route_request import RouteRequest
from zaalgids.simulation.crowd_day import BetweenRooms, CrowdDay, DayRecord
from zaalgids.simulation.crowd_house import CrowdHouse, PlannedStay
from zaalgids.simulation.crowd_museums import KINDS, draw_museum
from zaalgids.simulation.crowd_policies import Ours, Planner, Selfish
from zaalgids.simulation.crowd_visitors import (
    Habit,
    Shares,
    SimulatedVisitor,
    draw_visitors,
)


@pytest.fixture(scope="module")
def house() -> CrowdHouse:
    return CrowdHouse(read_museum(Path("museum_of_pattern/content"), with_files=False))


def _ours(house: CrowdHouse, planner: Planner) -> Ours:
    return Ours(planner, 0.05, None)


@pytest.fixture(scope="module")
def played(house: CrowdHouse) -> tuple[list[SimulatedVisitor], DayRecord]:
    visitors = draw_visitors(house.museum, 25, 11)
    return visitors, CrowdDay(house, _ours(house, Planner(house))).run(visitors)


def test_all_who_come_leave_and_nobody_is_in_two_rooms(
    house: CrowdHouse, played: tuple[list[SimulatedVisitor], DayRecord]
) -> None:
    visitors, day = played
    people = [0] * len(house.capacity)
    moments = sorted((visit.came, 1) for visit in day.visits)
    moments += sorted((visit.left, -1) for visit in day.visits)
    for change in day.changes:
        assert abs(change.people - people[change.room]) == 1
        people[change.room] = change.people
        assert min(people) >= 0
    assert people == [0] * len(people)
    for at in sorted({change.at for change in day.changes}):
        inside = sum(step for moment, step in moments if moment <= at)
        rooms = {change.room: change.people for change in day.changes if change.at <= at}
        assert sum(rooms.values()) == inside
    assert [visit.came for visit in day.visits] == [visitor.arrives for visitor in visitors]


def test_a_visit_is_walks_waits_and_stays(
    house: CrowdHouse, played: tuple[list[SimulatedVisitor], DayRecord]
) -> None:
    visitors, day = played
    for visitor, visit in zip(visitors, day.visits, strict=True):
        stays = sum(
            stay.stay if stay.work is None else max(1, round(stay.stay * visitor.stays[stay.work]))
            for stay in visit.stays
        )
        assert visit.left - visit.came == visit.walked + visit.waited + stays
        assert len(set(visit.works)) == len(visit.works)


def test_the_same_seed_gives_the_same_day(
    house: CrowdHouse, played: tuple[list[SimulatedVisitor], DayRecord]
) -> None:
    visitors = draw_visitors(house.museum, 25, 11)
    assert visitors == played[0]
    assert CrowdDay(house, _ours(house, Planner(house))).run(visitors) == played[1]
    assert draw_visitors(house.museum, 25, 12) != visitors


def test_no_visitor_loses_more_than_the_cap(
    house: CrowdHouse, played: tuple[list[SimulatedVisitor], DayRecord]
) -> None:
    planner = Planner(house)
    for visitor, visit in zip(*(played[0], played[1].visits), strict=True):
        if visitor.habit is not Habit.IGNORE:
            seen = sum(stay.value for stay in visit.stays)
            assert seen >= 0.95 * sum(stay.value for stay in planner.best(visitor)) - 1


def test_who_ignores_plans_walks_the_same_way_under_each_policy(house: CrowdHouse) -> None:
    visitors = draw_visitors(house.museum, 10, 3, Shares(0.0, 0.0, 1.0))
    planner = Planner(house)
    assert CrowdDay(house, Selfish(planner)).run(visitors) == (
        CrowdDay(house, _ours(house, planner)).run(visitors)
    )


class _SameWork:
    """Sends everybody to the first work."""

    def __init__(self, house: CrowdHouse) -> None:
        self._house = house

    def begin(self, visitor: SimulatedVisitor, people: Sequence[int]) -> Sequence[PlannedStay]:
        return self._house.usual_visit([0], visitor.request)

    def go_on(
        self, visitor: SimulatedVisitor, moment: BetweenRooms, people: Sequence[int]
    ) -> Sequence[PlannedStay]:
        raise AssertionError("there is no other room to go to")


def test_who_finds_a_work_taken_waits_for_the_first_who_leaves() -> None:
    house = CrowdHouse(draw_museum("even"))
    places = house.places[0]
    one = draw_visitors(house.museum, 1, 1)[0]
    visitors = [
        SimulatedVisitor(100 + i, one.request, Habit.FOLLOW, 1.0, (1.0,) * len(house.works))
        for i in range(places + 1)
    ]
    day = CrowdDay(house, _SameWork(house)).run(visitors)
    waits = [visit.waited for visit in day.visits]
    assert waits == [0] * places + [house.stays[0] - places]


class _WaitsBeforeTheFirst(_SameWork):
    """Waits for 150 s before the first work, and keeps what it was asked with."""

    def __init__(self, house: CrowdHouse) -> None:
        super().__init__(house)
        self.asked: list[tuple[int, int]] = []

    def begin(self, visitor: SimulatedVisitor, people: Sequence[int]) -> Sequence[PlannedStay]:
        return [replace(stay, wait=150) for stay in super().begin(visitor, people)]

    def go_on(
        self, visitor: SimulatedVisitor, moment: BetweenRooms, people: Sequence[int]
    ) -> Sequence[PlannedStay]:
        self.asked.append((moment.at - visitor.arrives, moment.rest[0].wait))
        return moment.rest


def test_who_waits_before_a_full_room_asks_again_each_minute(house: CrowdHouse) -> None:
    visitors = draw_visitors(house.museum, 1, 1)
    policy = _WaitsBeforeTheFirst(house)
    day = CrowdDay(house, policy).run(visitors)
    assert policy.asked == [(60, 90), (120, 30), (150, 0)]
    assert day.visits[0].waited == 150


def _on_a_tour_of_one_room(house: CrowdHouse) -> tuple[SimulatedVisitor, BetweenRooms]:
    """Return a visitor with 16 minutes left, who has seen the first work; all the others are in one room."""
    request = RouteRequest(
        minutes=20, languages=["en"], interests={"making": 1.0}, tour="in-one-line", keep_order=True
    )
    visitor = SimulatedVisitor(3600, request, Habit.FOLLOW, 1.0, (1.0,) * len(house.works))
    first, *rest = Planner(house).best(visitor)
    assert {stay.room for stay in rest} == {house.rooms["lines"]}
    return visitor, BetweenRooms(3600 + 252, [first], rest)


@pytest.mark.parametrize("more", [0, 1, 5])
def test_a_room_that_is_full_for_a_moment_takes_nothing_from_a_tour(
    house: CrowdHouse, more: int
) -> None:
    """Four of the tour's five works were left out, three quarters of its value: seed 1 of 600 visitors."""
    visitor, moment = _on_a_tour_of_one_room(house)
    policy = _ours(house, Planner(house))
    people = [0] * len(house.capacity)
    people[house.rooms["lines"]] = house.capacity[house.rooms["lines"]] + more
    full = policy.go_on(visitor, moment, people)
    assert [stay.work for stay in full] == [stay.work for stay in moment.rest]
    assert full[0].wait > 0
    later = BetweenRooms(moment.at + 60, moment.seen, full)
    space = policy.go_on(visitor, later, [0] * len(house.capacity))
    assert [stay.work for stay in space] == [stay.work for stay in moment.rest]
    assert space[0].wait == 0


def test_mean_people_add_up_to_the_time_in_the_rooms(
    house: CrowdHouse, played: tuple[list[SimulatedVisitor], DayRecord]
) -> None:
    _, day = played
    last = max(visit.left for visit in day.visits)
    mean = day.mean_people(len(house.capacity), 300, last)
    assert mean.sum() * 300 == pytest.approx(sum(v.left - v.came for v in day.visits))


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_museum_has_a_hundred_works_that_can_be_reached(kind: str) -> None:
    museum = draw_museum(kind)
    assert len(museum.works) == 100
    assert museum == draw_museum(kind)
    assert CrowdHouse(museum).walks(step_free=True).max() < 3600


def test_shares_that_are_none_and_a_curve_without_visitors_are_refused(house: CrowdHouse) -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        Shares(0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="no arrivals"):
        draw_visitors(house.museum, 3, 1, curve={3: 10.0})


def test_visitors_come_by_the_curve(house: CrowdHouse) -> None:
    visitors = draw_visitors(house.museum, 2000, 1, curve={10: 1.0, 14: 3.0})
    hours = np.bincount([10 + visitor.arrives // 3600 for visitor in visitors], minlength=15)
    assert hours[10] + hours[14] == 2000
    assert hours[14] / hours[10] == pytest.approx(3.0, rel=0.2)
