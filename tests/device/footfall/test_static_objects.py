"""The detector takes mannequins and statues for people; people walk among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.footfall.boxes import iou
from device.footfall.detection import detection_of
from device.footfall.static_objects import MIN_SECONDS, StaticObjects
from device.footfall.track import STATUE_SECONDS
from device.footfall.tracker import Tracker
from models.people import PersonDetection

MANNEQUIN = np.array([294.0, 115.0, 17.0, 42.0])


def person(x, foot, height=42.0, *, is_moving, score=0.45):
    return detection_of(
        PersonDetection(x - 9, foot - height, 18.0, height, score), is_moving=is_moving
    )


def settled(tracker, at=0.0, seconds=6.0):
    """A row of mannequins whose boxes have the jitter of a detector."""
    random = np.random.default_rng(2)
    for step in range(round(seconds * 8)):
        tracker.update(
            [
                person(x + random.normal(0, 1.5), 115 + random.normal(0, 2), is_moving=False)
                for x in (270, 294, 318)
                if random.random() < 0.8
            ],
            at + step / 8,
        )
    return at + seconds


def test_a_static_object_is_learnt_after_some_seconds():
    static = StaticObjects()
    for at in (0.0, 1.0, 2.0):
        static.update([MANNEQUIN], at)
        assert static.covers([MANNEQUIN]) == [False]
    static.update([MANNEQUIN], MIN_SECONDS)
    near, far = MANNEQUIN + np.array([1, 3, 0, 2]), MANNEQUIN + np.array([24, 0, 0, 0])
    assert static.covers([near, far, MANNEQUIN]) == [True, False, True]
    assert static.covers([]) == []


def test_a_static_object_is_forgotten_after_it_was_moved():
    static = StaticObjects()
    for at in (0.0, 2.0, 4.0):
        static.update([MANNEQUIN], at)
    static.update([], 4.0 + STATUE_SECONDS)
    assert static.covers([MANNEQUIN]) == [True]
    static.update([], 5.0 + STATUE_SECONDS)
    assert static.covers([MANNEQUIN]) == [False]


def test_a_row_of_mannequins_is_not_counted():
    tracker = Tracker()
    at = settled(tracker)
    assert tracker.tracks == []
    tracker.update([person(294, 115, is_moving=True)], at)  # a person's shadow falls on it
    assert tracker.tracks == []


def test_a_person_who_walks_past_them_keeps_their_track():
    tracker = Tracker()
    at = settled(tracker)
    walker = None
    for step in range(40):
        x = 230 + 3 * step
        others = [person(one, 115, is_moving=abs(one - x) < 20) for one in (270, 294, 318)]
        tracker.update([person(x, 150, 72, is_moving=True), *others], at + step / 8)
        [track] = tracker.tracks
        walker = walker or track
        assert track is walker
    assert walker.box[0] == pytest.approx(230 + 3 * 39, abs=4)
    assert walker.has_moved


def test_a_person_of_a_mannequins_size_walks_through_its_box():
    tracker = Tracker()
    at = settled(tracker)
    for step in range(40):
        tracker.update([person(230 + 3 * step, 115, is_moving=True)], at + step / 8)
    [track] = tracker.tracks
    assert track.box[0] == pytest.approx(230 + 3 * 39, abs=4)


def test_a_person_who_walked_in_and_stands_still_is_not_a_static_object():
    tracker = Tracker()
    for step in range(24):
        tracker.update([person(100 + 4 * step, 150, is_moving=True)], step / 8)
    for step in range(24, 400):
        tracker.update([person(192, 150, is_moving=False)], step / 8)
    [track] = tracker.tracks
    assert track.in_view(400 / 8)
    for step in range(400, 424):
        tracker.update([person(192 + 4 * (step - 400), 150, is_moving=True)], step / 8)
    assert tracker.tracks == [track]


boxes = st.tuples(st.floats(0, 400), st.floats(0, 300), st.floats(1, 200), st.floats(1, 200)).map(
    lambda box: np.array(box)
)


@given(boxes, boxes)
def test_overlaps_are_shares(one, other):
    share = float(iou(one, other))
    assert 0 <= share <= 1 + 1e-9
    assert share == pytest.approx(float(iou(other, one)))
    assert float(iou(one, one)) == pytest.approx(1)
