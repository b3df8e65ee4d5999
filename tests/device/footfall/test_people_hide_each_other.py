"""A track begins beside another: it is a person who was hidden, or a second box on the same person."""

from __future__ import annotations

import pytest

from device.footfall.counter import Counter
from device.footfall.detection import detection_of
from device.footfall.line import CountingLine
from models.people import PersonDetection

FPS = 10
HEIGHT = 100


def _play(ways, seconds):
    """Return the crossings. `ways`: functions of time that give a person's feet, or None without a box."""
    counter = Counter(lambda _image, _offset: [], CountingLine(320, 480, 320, 0))
    found = []
    for number in range(round(seconds * FPS)):
        at = number / FPS
        spots = [spot for way in ways if (spot := way(at)) is not None]
        people = [PersonDetection(x - 18, foot - HEIGHT, 36.0, HEIGHT, 0.5) for x, foot in spots]
        found += counter.feed_detections([detection_of(person) for person in people], at)
    found += counter.finish()
    return [crossing.direction.value for crossing in found]


def _walks(start, speed=80.0, foot=300.0, since=0.0, until=99.0):
    return lambda at: (start + speed * at, foot) if since <= at < until else None


def test_a_person_who_appears_from_behind_another_past_the_line_is_counted():
    """The person is hidden until 3.3 s, when the one in front is 24 pixels past the line."""
    assert _play([_walks(80), _walks(45, since=3.6)], 7) == ["in", "in"]
    assert _play([_walks(80), _walks(115, since=3.3)], 7) == ["in", "in"]


def test_a_second_box_for_a_moment_is_not_counted():
    assert _play([_walks(80), _walks(115, since=2.6, until=3.0)], 7) == ["in"]


def test_a_second_box_that_crosses_too_counts_once():
    """Two boxes on one person, a fifth of a body apart, cross the line and then become one."""
    assert _play([_walks(80), _walks(104, since=2.4, until=4.0)], 7) == ["in"]


def test_a_track_continued_by_its_duplicate_counts_once():
    """The first track ends on the line; the one that began beside it goes on."""
    assert _play([_walks(80, until=2.9), _walks(104, since=2.4)], 7) == ["in"]


def test_a_person_coming_the_other_way_is_not_counted_as_in():
    ways = [_walks(80), _walks(645, -80.0, foot=306.0, since=3.3)]
    assert _play(ways, 8).count("in") == 1


def test_a_pair_that_walks_together_counts_as_two():
    assert _play([_walks(60), _walks(100, foot=304.0)], 7) == ["in", "in"]


def test_a_pair_counted_as_one_is_counted_again_when_it_comes_back():
    """Two people who were not separated at first are separated later."""

    def way(offset, hidden_until):
        def spot(at):
            if at < hidden_until:
                return None
            x = 80 + 80 * at if at < 6 else 560 - 80 * (at - 6)
            return (x + offset, 300.0)

        return spot

    assert _play([way(0, 0), way(40, 1.0)], 13).count("out") == 2


@pytest.mark.parametrize("apart", [0.0, 4.0])
def test_a_false_positive_in_one_frame_past_the_line_is_not_counted(apart):
    """A person stands before the line; in one frame there is a second box, past the line."""
    stands = lambda _at: (285.0, 300.0)  # noqa: E731
    flickers = lambda at: (345.0 + apart, 300.0) if at == 3.0 else None  # noqa: E731
    assert _play([stands, flickers], 6) == []


def test_two_people_who_met_and_part_are_two():
    """One begins beside the other, walks the same way twice as fast, and is far ahead at the line."""
    assert _play([_walks(80), _walks(-7, 140.0, since=2.0)], 7) == ["in", "in"]
