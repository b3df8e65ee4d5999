"""Directions: left and right are those of a visitor who walks, and only where the plan shows them."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import pytest
from msgspec.structs import replace

from contract.museum import Connection, ConnectionKind, Museum, VisitorPlace, VisitorPlaceKind
from contract.outlines import Point
from tests.tour_server.routing.random_museums import random_museum
from tour_server.routing.directions import LegDirections, Turn, WallPlace, directions, path_of
from tour_server.routing.walking_plan import WALKING_METRES_PER_SECOND, PlannedWalk, WalkingPlan

SEEDS = range(40)
MIRRORED = {
    Turn.LEFT: Turn.RIGHT,
    Turn.RIGHT: Turn.LEFT,
    WallPlace.SAME_WALL_LEFT: WallPlace.SAME_WALL_RIGHT,
    WallPlace.SAME_WALL_RIGHT: WallPlace.SAME_WALL_LEFT,
    WallPlace.LEFT_WALL: WallPlace.RIGHT_WALL,
    WallPlace.RIGHT_WALL: WallPlace.LEFT_WALL,
}


def leg(museum: Museum, start: str | None, end: str, *, step_free: bool = False) -> LegDirections:
    plan = WalkingPlan(museum, step_free=step_free)
    walk = plan.walk(plan.start(start), plan.start(end))
    assert walk is not None
    rooms = {room.key: room for room in museum.rooms}
    return directions(walk, rooms, from_work=start is not None)


def moved(museum: Museum, move: Callable[[Point], Point]) -> Museum:
    """The same museum, drawn otherwise: mirrored, or turned."""
    return replace(
        museum,
        rooms=[replace(room, outline=list(map(move, room.outline))) for room in museum.rooms],
        works=[
            replace(work, x=move((work.x, work.y))[0], y=move((work.x, work.y))[1])
            for work in museum.works
        ],
        connections=[
            replace(one, at=(move(one.at[0]), move(one.at[1]))) for one in museum.connections
        ],
    )


def test_through_a_door_and_to_the_left(house: Museum) -> None:
    """From the hall (0–8, 0–8) eastwards through the door at (8, 4): what is north of it is on the left."""
    works = [replace(work, x=12.0, y=0.5) if work.number == 2 else work for work in house.works]
    found = leg(replace(house, works=works), "work-1", "work-2")
    assert [one.connection.kind for one in found.passed] == [ConnectionKind.DOOR]
    assert (found.turns, found.arrival) == ([None], Turn.LEFT)
    works = [replace(work, x=12.0, y=7.5) if work.number == 2 else work for work in house.works]
    assert leg(replace(house, works=works), "work-1", "work-2").arrival is Turn.RIGHT


def test_a_turn_between_two_doors(house: Museum) -> None:
    """East into the tiles, then through the door in their south wall: a right turn."""
    found = leg(house, "work-1", "work-5", step_free=True)
    assert [one.connection.kind for one in found.passed] == [ConnectionKind.DOOR] * 2
    assert found.turns == [None, Turn.RIGHT]


def test_stairs_leave_the_direction_open_and_a_lift_opens_from_its_wall(house: Museum) -> None:
    assert leg(house, "work-1", "work-6").arrival is None
    lift = leg(
        house, "work-1", "work-7", step_free=True
    )  # up at (12, 28), the gallery's south wall
    assert lift.passed[0].connection.kind is ConnectionKind.LIFT
    assert lift.arrival is Turn.STRAIGHT


def test_within_a_room_one_faces_the_last_work(house: Museum) -> None:
    def within(one: Point, other: Point) -> WallPlace | None:
        at = {2: one, 3: other}
        works = [
            replace(work, x=at[work.number][0], y=at[work.number][1]) if work.number in at else work
            for work in house.works
        ]
        return leg(replace(house, works=works), "work-2", "work-3").within

    assert within((10, 0.5), (14, 0.5)) is WallPlace.SAME_WALL_RIGHT  # both north, facing north
    assert within((14, 0.5), (10, 0.5)) is WallPlace.SAME_WALL_LEFT
    assert within((10, 7.5), (14, 7.5)) is WallPlace.SAME_WALL_LEFT  # both south, facing south
    assert within((10, 0.5), (12, 7.5)) is WallPlace.OPPOSITE
    assert within((12, 0.5), (8.5, 4)) is WallPlace.LEFT_WALL  # facing north, the west wall
    assert within((12, 0.5), (15.5, 4)) is WallPlace.RIGHT_WALL
    assert within((12, 0.5), (12, 4)) is WallPlace.MIDDLE
    assert within((8.5, 0.5), (15.5, 4)) is None  # a corner leaves open which wall it is


def test_from_the_entrance_one_walks_into_the_room(house: Museum) -> None:
    entrance = VisitorPlace("door", VisitorPlaceKind.ENTRANCE, "hall", 0.3, 6.0)
    works = [replace(work, x=4.0, y=0.5) if work.number == 1 else work for work in house.works]
    museum = replace(house, places=[entrance], works=works)
    assert leg(museum, None, "work-1").arrival is Turn.LEFT  # facing east, northwards
    assert leg(replace(house, works=works), None, "work-1").arrival is None  # from its middle


def test_without_outlines_no_direction_is_told(house: Museum) -> None:
    bare = replace(house, rooms=[replace(room, outline=[]) for room in house.rooms])
    for start in ("work-1", "work-3", "work-7"):
        for end in ("work-2", "work-5", "work-6"):
            found = leg(bare, start, end)
            assert set(found.turns) <= {None}
            assert (found.arrival, found.within) == (None, None)


def test_without_connections_there_is_no_way_to_tell(house: Museum) -> None:
    found = leg(replace(house, connections=[]), "work-1", "work-2")
    assert found == LegDirections([], [])


def test_what_lies_round_a_corner_has_no_direction(house: Museum) -> None:
    """An L-shaped room: a straight line to the work would leave it."""
    outline = [(8.0, 0.0), (16.0, 0.0), (16.0, 3.0), (11.0, 3.0), (11.0, 8.0), (8.0, 8.0)]
    rooms = [
        replace(room, outline=outline) if room.key == "tiles" else room for room in house.rooms
    ]
    doors = [
        replace(one, at=((9, 8), (9, 8))) if one.rooms == ("tiles", "curves") else one
        for one in house.connections
    ]
    works = [replace(work, x=15.5, y=1.5) if work.number == 3 else work for work in house.works]
    bent = replace(house, rooms=rooms, connections=doors, works=works)
    assert leg(bent, "work-4", "work-3", step_free=True).arrival is None
    assert leg(house, "work-4", "work-3", step_free=True).arrival is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_in_the_mirror_swaps_left_and_right_and_a_turned_one_changes_nothing(
    seed: int,
) -> None:
    museum = random_museum(seed)
    mirrored = moved(museum, lambda point: (100 - point[0], point[1]))
    turned = moved(museum, lambda point: (100 - point[1], point[0]))
    told = 0
    plan = WalkingPlan(museum)
    for start, end in product(museum.works[::3], museum.works[1::2]):
        if plan.walk(plan.start(start.key), plan.start(end.key)) is None:
            continue
        here, there, round_ = (leg(one, start.key, end.key) for one in (museum, mirrored, turned))
        told += len([turn for turn in here.turns if turn]) + bool(here.arrival or here.within)
        assert (round_.turns, round_.arrival, round_.within) == (
            here.turns,
            here.arrival,
            here.within,
        )
        assert there.turns == [turn and MIRRORED.get(turn, turn) for turn in here.turns]
        assert there.arrival == (here.arrival and MIRRORED.get(here.arrival, here.arrival))
        assert there.within == (here.within and MIRRORED.get(here.within, here.within))
    assert told


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_free_visitor_is_never_led_to_steps(seed: int) -> None:
    museum = random_museum(seed)
    plan, any_way = WalkingPlan(museum, step_free=True), WalkingPlan(museum)
    reachable = 0
    for start in museum.works[::2]:
        for end in museum.works:
            one, other = plan.place_of(start), plan.place_of(end)
            walk, seconds = plan.walk(one, other), plan.walk_seconds(one, other)
            assert (walk is None) == (seconds is None)
            if walk is None or seconds is None:
                continue
            reachable += 1
            assert all(passed.connection.kind.step_free for passed in walk.passed or ())
            assert length_seconds(walk) == pytest.approx(seconds)
            freely = any_way.walk_seconds(one, other)
            assert freely is not None
            assert freely <= seconds + 1e-9
    assert reachable


def length_seconds(walk: PlannedWalk) -> float:
    """The time that a walk takes when it is walked corner by corner; its rooms follow one another."""
    seconds, here = 0.0, walk.start
    for passed in walk.passed or ():
        assert passed.before.room == here.room
        assert {passed.before.room, passed.after.room} == set(passed.connection.rooms)
        seconds += metres(here.at, passed.before.at) / WALKING_METRES_PER_SECOND
        seconds += passed.connection.seconds
        here = passed.after
    assert here.room == walk.end.room
    assert len(path_of(walk)) == 2 + 2 * len(walk.passed or ())
    return seconds + metres(here.at, walk.end.at) / WALKING_METRES_PER_SECOND


def metres(one: Point | None, other: Point | None) -> float:
    assert one is not None
    assert other is not None
    return math.dist(one, other)


def test_the_way_back_passes_the_same_connection_the_other_way(house: Museum) -> None:
    plan = WalkingPlan(house)
    there = plan.walk(plan.start("work-1"), plan.start("work-2"))
    back = plan.walk(plan.start("work-2"), plan.start("work-1"))
    assert there is not None
    assert back is not None
    assert there.passed
    assert back.passed
    assert there.passed[0].before == back.passed[0].after
    door: Connection = there.passed[0].connection
    assert door == back.passed[0].connection
