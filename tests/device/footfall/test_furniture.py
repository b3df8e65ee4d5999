"""Mannequins and statues: the detector takes them for people, as well as those who walk among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.footfall.boxes import overlaps, within
from device.footfall.counter import sighting
from device.footfall.static_objects import FORGOTTEN, SECONDS, Furniture
from device.footfall.tracker import Tracker
from models.people import PersonDetection

MANNEQUIN = np.array([294.0, 115.0, 17.0, 42.0])


def person(x, foot, height=42.0, *, stirs, score=0.45):
    return sighting(PersonDetection(x - 9, foot - height, 18.0, height, score), stirs=stirs)


def settled(tracker, at=0.0, seconds=6.0):
    """A row of mannequins, whose boxes tremble from web to look as the detector's do."""
    random = np.random.default_rng(2)
    for step in range(round(seconds * 8)):
        tracker.see(
            [
                person(x + random.normal(0, 1.5), 115 + random.normal(0, 2), stirs=False)
                for x in (270, 294, 318)
                if random.random() < 0.8
            ],
            at + step / 8,
        )
    return at + seconds


def test_it_is_known_after_some_seconds():
    furniture = Furniture()
    for at in (0.0, 1.0, 2.0):
        furniture.see([MANNEQUIN], at)
        assert furniture.shows([MANNEQUIN]) == [False]
    furniture.see([MANNEQUIN], SECONDS)
    near, far = MANNEQUIN + np.array([1, 3, 0, 2]), MANNEQUIN + np.array([24, 0, 0, 0])
    assert furniture.shows([near, far, MANNEQUIN]) == [True, False, True]
    assert furniture.shows([]) == []


def test_it_is_forgotten_when_it_was_moved():
    furniture = Furniture()
    for at in (0.0, 2.0, 4.0):
        furniture.see([MANNEQUIN], at)
    furniture.see([], 4.0 + FORGOTTEN)
    assert furniture.shows([MANNEQUIN]) == [True]
    furniture.see([], 5.0 + FORGOTTEN)
    assert furniture.shows([MANNEQUIN]) == [False]


def test_a_row_of_mannequins_is_nobody():
    tracker = Tracker()
    at = settled(tracker)
    assert tracker.tracks == []
    tracker.see([person(294, 115, stirs=True)], at)  # somebody's shadow falls on it
    assert tracker.tracks == []


def test_who_walks_past_them_goes_on_as_themselves():
    tracker = Tracker()
    at = settled(tracker)
    walker = None
    for step in range(40):
        x = 230 + 3 * step
        others = [person(one, 115, stirs=abs(one - x) < 20) for one in (270, 294, 318)]
        tracker.see([person(x, 150, 72, stirs=True), *others], at + step / 8)
        [track] = tracker.tracks
        walker = walker or track
        assert track is walker
    assert walker.box[0] == pytest.approx(230 + 3 * 39, abs=4)
    assert walker.walked


def test_who_is_as_large_as_a_mannequin_walks_through_its_box():
    tracker = Tracker()
    at = settled(tracker)
    for step in range(40):
        tracker.see([person(230 + 3 * step, 115, stirs=True)], at + step / 8)
    [track] = tracker.tracks
    assert track.box[0] == pytest.approx(230 + 3 * 39, abs=4)


def test_who_came_and_stands_still_is_no_furniture():
    tracker = Tracker()
    for step in range(24):
        tracker.see([person(100 + 4 * step, 150, stirs=True)], step / 8)
    for step in range(24, 400):
        tracker.see([person(192, 150, stirs=False)], step / 8)
    [track] = tracker.tracks
    assert track.in_view(400 / 8)
    for step in range(400, 424):
        tracker.see([person(192 + 4 * (step - 400), 150, stirs=True)], step / 8)
    assert tracker.tracks == [track]


boxes = st.tuples(st.floats(0, 400), st.floats(0, 300), st.floats(1, 200), st.floats(1, 200)).map(
    lambda box: np.array(box)
)


@given(boxes, boxes)
def test_overlaps_are_shares(one, other):
    share = float(overlaps(one, other))
    assert 0 <= share <= 1 + 1e-9
    assert share == pytest.approx(float(overlaps(other, one)))
    assert float(overlaps(one, one)) == pytest.approx(1)
    inside = float(within(one, other))
    assert share - 1e-9 <= inside <= 1 + 1e-9
