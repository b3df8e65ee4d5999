"""A kiosk recognises works as it is placed: held up, facing a wall or carried."""

import pytest

from device.recognition.events import (
    SomethingGone,
    SomethingShown,
    TwinsLeft,
    TwinsShown,
    UnknownShown,
    VisitorCame,
    VisitorLeft,
    WorkLeft,
    WorkShown,
)
from device.recognition.placement import GONE_AFTER_SECONDS, Placement, Placing, View
from device.recognition.presence import ABSENT, STILL_SECONDS, VisitorPresence

PASSING = VisitorPresence(someone=True, still=False)
STANDING = VisitorPresence(someone=True, still=True)
FPS = 5


class Room:
    """Feeds scenes to a placing and records its events with their times in seconds."""

    def __init__(self, placement):
        self.placing, self.at, self.timed_events = Placing(placement), 0.0, []

    def scene(self, seconds, work=None, presence=ABSENT, *, usable=True, offered=()):
        for _ in range(round(seconds * FPS)):
            self.at += 1 / FPS
            view = View(self.at, work, (work,) if work else ("a", "b"), presence, usable, offered)
            self.timed_events += [(self.at, event) for event in self.placing.see(view)]
        return self

    def touch(self):
        self.timed_events += [(self.at, event) for event in self.placing.touched(self.at)]
        return self

    @property
    def events(self):
        return [event for _, event in self.timed_events]

    @property
    def shown(self):
        return [event.work for event in self.events if isinstance(event, WorkShown)]


@pytest.fixture
def held_up():
    return Room(Placement.HELD_UP)


@pytest.fixture
def wall():
    return Room(Placement.FACING_A_WALL).scene(30, "kolam")


def test_a_card_is_held_up_and_taken_away(held_up):
    held_up.scene(2).scene(10, "kolam").scene(20)
    assert held_up.events == [
        VisitorCame(),
        WorkShown("kolam", ("kolam",)),
        WorkLeft("kolam"),
        VisitorLeft(),
    ]


def test_a_card_that_stays_is_shown_once_and_again_after_it_has_left(held_up):
    assert held_up.scene(600, "kolam").shown == ["kolam"]
    assert held_up.scene(1).scene(5, "kolam").shown == ["kolam", "kolam"]


def test_another_card_follows_while_the_visitor_stays(held_up):
    held_up.scene(10, "kolam").scene(10, "lusona").scene(3)
    assert held_up.events == [
        VisitorCame(),
        WorkShown("kolam", ("kolam",)),
        WorkLeft("kolam"),
        WorkShown("lusona", ("lusona",)),
        WorkLeft("lusona"),
    ]


def test_an_unknown_object_held_still_is_reported_once(held_up):
    held_up.scene(1, presence=PASSING).scene(30, presence=STANDING)
    assert held_up.events == [VisitorCame(), SomethingShown(), UnknownShown(("a", "b"))]


def test_an_unknown_object_that_moves_or_is_blurred_is_not_reported(held_up):
    held_up.scene(30, presence=PASSING).scene(30, presence=STANDING, usable=False)
    assert held_up.events == [VisitorCame(), SomethingShown()]


def test_the_kiosk_says_within_two_seconds_that_it_does_not_know(held_up):
    """PresenceByMotion calls it still after STILL_SECONDS; from then on the kiosk has the rest of two seconds."""
    held_up.scene(3, presence=PASSING)
    began = held_up.at
    held_up.scene(5, presence=STANDING)
    [said] = [at for at, event in held_up.timed_events if isinstance(event, UnknownShown)]
    assert STILL_SECONDS + said - began <= 2.0 + 1 / FPS


def test_something_is_seen_before_it_has_a_name_and_once(held_up):
    held_up.scene(0.8, presence=PASSING).scene(4, "kolam", PASSING).scene(1, presence=PASSING)
    held_up.scene(1).scene(0.2, presence=PASSING).scene(1)
    assert [type(event) for event in held_up.events] == [
        VisitorCame,
        SomethingShown,
        WorkShown,
        WorkLeft,
        SomethingGone,
    ]


def test_a_work_that_is_recognised_at_once_needs_no_other_sign(held_up):
    held_up.scene(0.2, presence=PASSING).scene(4, "kolam", PASSING).scene(2, presence=PASSING)
    assert SomethingShown() not in held_up.events


def test_a_person_before_a_wall_is_no_work_that_is_held_up(wall):
    wall.scene(10, None, PASSING).scene(10)
    assert SomethingShown() not in wall.events


def test_an_empty_room_causes_no_events(held_up):
    assert held_up.scene(3600).events == []


def test_an_hour_without_people_causes_no_events(wall):
    for _ in range(60):
        wall.scene(50, "kolam").scene(5, None).scene(5, "lusona")
    assert wall.events == []


def test_a_person_who_walks_past_is_shown_no_work(wall):
    for _ in range(20):
        wall.scene(3, "kolam", PASSING).scene(20, "kolam")
    assert wall.shown == []


def test_a_work_is_shown_once_to_a_person_who_stands_before_a_wall(wall):
    wall.scene(2, "kolam", PASSING).scene(300, "kolam", STANDING)
    assert wall.events == [VisitorCame(), WorkShown("kolam", ("kolam",))]


def test_a_work_is_shown_to_a_visitor_who_hides_it(wall):
    assert wall.scene(20, None, STANDING).shown == ["kolam"]


def test_the_next_visitor_is_shown_the_work_again(wall):
    away = GONE_AFTER_SECONDS[Placement.FACING_A_WALL] + 1
    wall.scene(20, "kolam", STANDING).scene(away, "kolam").scene(20, "kolam", STANDING)
    assert wall.shown == ["kolam", "kolam"]
    assert wall.events.count(VisitorLeft()) == 1


def test_a_visitor_missed_for_a_moment_is_not_shown_the_work_again(wall):
    wall.scene(20, "kolam", STANDING)
    for _ in range(10):
        wall.scene(2, "kolam").scene(10, "kolam", STANDING)
    assert wall.shown == ["kolam"]


def test_a_touch_before_a_wall_shows_the_work_once(wall):
    wall.touch().scene(5, "kolam").touch().scene(5, "kolam")
    assert wall.events == [VisitorCame(), WorkShown("kolam", ("kolam",))]
    wall.scene(120, "kolam")
    assert wall.events[2:] == [WorkLeft("kolam"), VisitorLeft()]
    assert wall.touch().shown == ["kolam", "kolam"]


def test_a_touch_before_an_unknown_wall_offers_the_candidates():
    room = Room(Placement.FACING_A_WALL).scene(5).touch()
    assert room.events == [VisitorCame(), UnknownShown(("a", "b"))]


def test_a_carried_kiosk_shows_each_work_it_is_pointed_at():
    room = Room(Placement.CARRIED)
    room.scene(10, "kolam").scene(30).scene(10, "lusona").scene(30)
    assert room.shown == ["kolam", "lusona"]
    assert VisitorLeft() not in room.events
    assert room.scene(120).events[-1] == VisitorLeft()


TWINS = ("apple left", "apple right")


def test_twins_held_up_are_offered_once_and_leave(held_up):
    held_up.scene(2).scene(10, offered=TWINS, presence=STANDING).scene(20)
    assert held_up.events == [VisitorCame(), TwinsShown(TWINS), TwinsLeft(TWINS), VisitorLeft()]


def test_twins_that_a_better_frame_tells_apart_are_shown(held_up):
    held_up.scene(0.6, offered=TWINS).scene(3, "apple right")
    assert held_up.events == [VisitorCame(), WorkShown("apple right", ("apple right",))]
    held_up.scene(3, offered=TWINS).scene(1, "apple left")
    assert held_up.events[2:] == [
        WorkLeft("apple right"),
        TwinsShown(TWINS),
        TwinsLeft(TWINS),
        WorkShown("apple left", ("apple left",)),
    ]


def test_twins_on_a_wall_are_offered_to_who_stands_still():
    wall = Room(Placement.FACING_A_WALL).scene(30, offered=TWINS)
    assert wall.events == []
    wall.scene(3, offered=TWINS, presence=STANDING)
    assert wall.events == [VisitorCame(), TwinsShown(TWINS)]
    wall.scene(10, offered=TWINS)
    assert wall.events[2:] == [TwinsLeft(TWINS), VisitorLeft()]
    wall.touch()
    assert wall.events[4:] == [VisitorCame(), TwinsShown(TWINS)]
