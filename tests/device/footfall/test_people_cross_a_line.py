"""People cross a counting line, turn round on it, stop on it or pass each other."""

import random

import pytest

from device.footfall.detection import detection_of
from device.footfall.line import CountingLine, ReferencePoint


def walk(x0, x1, foot=300.0, start=0.0, seconds=5.0):
    """Return a walk from x0 to x1; the person is in view only while walking."""

    def feet(at):
        share = (at - start) / seconds
        return (x0 + share * (x1 - x0), foot) if 0 <= share <= 1 else None

    return feet


def test_people_go_in_and_out(scene):
    played = scene().play([walk(20, 620), walk(620, 20, foot=420, start=1)], 8)
    assert sorted(played.directions) == ["in", "out"]


def test_a_crossing_is_dated_at_the_line_and_not_when_it_became_certain(scene):
    played = scene(jitter=0.5).play([walk(20, 620)], 6)
    assert played.crossed[0][1] == pytest.approx(2.5, abs=0.1)


def test_two_side_by_side_count_two(scene):
    assert scene().play([walk(20, 620), walk(-25, 575, foot=310)], 6).directions == ["in", "in"]


def test_a_person_who_turns_round_on_the_line_is_not_counted(scene):
    def turns(at):
        return (220 + 100 * at if at < 1.05 else 325 - 100 * (at - 1.05), 300.0)

    assert scene().play([turns], 3).directions == []


def test_a_person_who_stands_on_the_line_is_not_counted(scene):
    assert scene(jitter=4.0).play([lambda _: (320.0, 300.0)], 60).directions == []


def test_a_person_who_stops_on_the_line_and_goes_on_counts_once(scene):
    def stops(at):
        return (min(220 + 100 * at, 320) if at < 10 else 320 + 100 * (at - 10), 300.0)

    assert scene().play([stops], 12).directions == ["in"]


@pytest.mark.parametrize("seed", range(5))
def test_a_flickering_box_counts_once(scene, seed):
    played = scene()
    played.rng = random.Random(seed)
    assert played.play([walk(20, 620)], 6, flicker=0.4).directions == ["in"]


def test_a_person_who_is_hidden_while_crossing_counts_once(scene):
    def hidden(at):
        return None if 2.2 < at < 3.0 else walk(20, 620)(at)

    assert scene().play([hidden], 6).directions == ["in"]


def test_two_people_who_pass_each_other_on_the_line_count_in_and_out(scene):
    played = scene().play([walk(20, 620), walk(620, 20, foot=312)], 6)
    assert sorted(played.directions) == ["in", "out"]


@pytest.mark.parametrize("x", [25.0, 615.0])
def test_a_line_near_the_edge_counts(scene, x):
    played = scene(CountingLine(x, 480, x, 0)).play([walk(-15, 655, seconds=6)], 8)
    assert played.directions == ["in"]


def test_a_person_who_leaves_the_view_just_behind_the_line_counts(scene):
    """Behind a shop's door people are out of view after one step."""
    assert scene().play([walk(120, 332, seconds=2)], 6).directions == ["in"]


def test_a_person_who_walks_round_the_end_of_the_line_is_not_counted(scene):
    short = CountingLine(320, 200, 320, 100)
    assert scene(short).play([walk(20, 620, foot=300)], 6).directions == []
    assert scene(short).play([walk(20, 620, foot=150)], 6).directions == ["in"]


def test_a_person_who_comes_back_round_the_end_counts_once(scene):
    def round_the_end(at):
        if at < 4:
            return (120 + 100 * at, 150.0)
        if at < 6:
            return (520.0, 150 + 100 * (at - 4))
        return (520 - 100 * (at - 6), 350.0) if at < 10 else None

    short = CountingLine(320, 200, 320, 100)
    assert scene(short).play([round_the_end], 12).directions == ["in"]


def test_a_line_may_reach_past_the_picture(scene):
    assert scene(CountingLine(320, 2000, 320, -900)).play([walk(20, 620)], 6).directions == ["in"]


def test_the_centre_of_the_box_can_be_the_reference_point(scene):
    """The line is at y = 250; the centre of the box crosses it upwards, the feet do not reach it."""

    def up(at):
        return (300.0, 420 - 20 * at) if at < 7 else None

    across = CountingLine(0, 250, 640, 250)
    assert scene(across).play([up], 8).directions == []
    assert scene(across, point=ReferencePoint.CENTRE).play([up], 8).directions == ["out"]


@pytest.mark.parametrize("step", [1, 2, 3])
def test_frames_may_come_at_any_pace(scene, step):
    played = scene()
    for number in range(0, 60, step):
        feet = walk(20, 620)(number / 10)
        people = [] if feet is None else [detection_of(played._person(*feet))]
        played._keep(played.counter.feed_detections(people, number / 10))
    assert played.directions == ["in"]


@pytest.mark.parametrize("seed", range(4))
def test_a_busy_hall_is_counted_within_one_in_twenty(scene, seed):
    rng = random.Random(seed)
    ways, truth = [], {"in": 0, "out": 0}
    for _ in range(40):
        start, foot = rng.uniform(0, 110), rng.uniform(150, 460)
        inward = rng.random() < 0.5
        truth["in" if inward else "out"] += 1
        ends = (20, 620) if inward else (620, 20)
        ways.append(walk(*ends, foot=foot, start=start, seconds=rng.uniform(4, 8)))
    played = scene().play(ways, 122, flicker=0.1)
    off = sum(abs(played.directions.count(way) - truth[way]) for way in truth)
    assert off <= 2
