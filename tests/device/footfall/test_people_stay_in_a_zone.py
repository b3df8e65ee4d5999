"""People stay in a zone: the counter reports how many are inside and how long each stayed."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.messages import DWELL_EDGES, Bin
from device.footfall.counter import Counter
from device.footfall.minute import Minutes
from device.footfall.zone import (
    REJOIN_SECONDS,
    CountingZone,
    Position,
    Stay,
    ZoneCounter,
    ZoneError,
    histogram_bin,
)
from device.settings import CameraSettings
from models.people import PersonDetection

SQUARE = CountingZone("bench", ((100, 100), (300, 100), (300, 300), (100, 300)))
FPS = 10


@pytest.mark.parametrize(
    ("corners", "words"),
    [
        (((0, 0), (1, 1)), "three corners"),
        (((0, 0), (10, 10), (20, 20)), "on one line"),
        (((0, 0), (float("nan"), 10), (20, 0)), "finite"),
    ],
)
def test_a_zone_that_encloses_nothing_is_refused_in_words(corners, words):
    with pytest.raises(ZoneError, match=words):
        CountingZone("bench", corners)


def test_settings_with_two_zones_of_one_name_are_refused():
    corners = [[0, 0], [10, 0], [10, 10]]
    plain = {"camera": {"type": "device"}, "zones": [{"name": "a", "corners": corners}]}
    assert msgspec.convert(plain, CameraSettings).zones[0].name == "a"
    plain["zones"] *= 2
    with pytest.raises(msgspec.ValidationError, match="same name"):
        msgspec.convert(plain, CameraSettings)


def test_a_line_in_the_settings_that_is_a_point_is_refused():
    with pytest.raises(msgspec.ValidationError, match="same point"):
        msgspec.convert({"camera": {"type": "device"}, "line": [5, 5, 5, 5]}, CameraSettings)


angle = st.floats(0, 2 * math.pi)


@given(angle, st.floats(0.1, 300), st.floats(0, 1))
def test_a_point_inside_is_on_the_inner_side_of_every_edge(turn, x, y):
    """For a convex polygon a point is inside when it is left of all edges."""
    turns = [turn + n * 2 * math.pi / 5 for n in range(5)]
    zone = CountingZone(
        "z", tuple((200 + 100 * math.cos(a), 200 + 90 * math.sin(a)) for a in turns)
    )
    px, py = 50 + x, 50 + 300 * y
    ends = (*zone.corners[1:], zone.corners[0])
    sides = [
        (x1 - x0) * (py - y0) - (y1 - y0) * (px - x0)
        for (x0, y0), (x1, y1) in zip(zone.corners, ends, strict=True)
    ]
    if min(map(abs, sides)) > 1e-6:
        assert zone.contains(px, py) == (min(sides) > 0)


def test_a_corner_that_points_inwards():
    horseshoe = CountingZone(
        "u", ((0, 0), (30, 0), (30, 30), (20, 30), (20, 10), (10, 10), (10, 30), (0, 30))
    )
    assert horseshoe.contains(5, 20)
    assert horseshoe.contains(25, 20)
    assert not horseshoe.contains(15, 20)


def _stays(ways, seconds):
    """Return the stays. `ways`: for each person a function of time that gives a point, or None while not in view."""
    watch, found = ZoneCounter(SQUARE), []
    for number in range(round(seconds * FPS)):
        at = number / FPS
        spots = {who: Position(*spot, 100.0) for who, way in ways.items() if (spot := way(at))}
        found += watch.update(spots, at)
    return [round(stay.seconds, 1) for stay in found]


def test_a_stay_is_as_long_as_the_person_was_inside():
    assert _stays({"a": lambda at: (200, 200) if 2 <= at < 14 else (20, 200)}, 30) == [11.9]


def test_a_stay_is_reported_only_after_the_person_has_left():
    assert _stays({"a": lambda _at: (200, 200)}, 30) == []


def test_a_person_with_jitter_on_the_edge_has_one_stay():
    assert _stays(
        {"a": lambda at: (98 + 4 * (round(at * FPS) % 2), 200) if at < 10 else None}, 30
    ) == [9.8]


def test_an_interrupted_track_is_one_stay():
    ways = {
        "a": lambda at: (200, 200) if at < 8 else None,
        "b": lambda at: (230, 210) if 9 <= at < 20 else None,
    }
    assert _stays(ways, 30) == [19.9]


def test_two_people_at_different_places_are_two_stays():
    ways = {
        "a": lambda at: (120, 200) if at < 8 else None,
        "b": lambda at: (280, 200) if 9 <= at < 20 else None,
    }
    assert _stays(ways, 30) == [7.9, 10.9]


def test_a_stay_without_an_observed_end_has_no_length():
    watch = ZoneCounter(SQUARE)
    watch.update({"a": Position(200, 200, 100)}, 0.0)
    watch.finish()
    assert watch.update({}, 2 * REJOIN_SECONDS) == []


def test_the_bins_of_the_histogram():
    assert histogram_bin(0, DWELL_EDGES) == 0
    assert histogram_bin(4.99, DWELL_EDGES) == 0
    assert histogram_bin(5, DWELL_EDGES) == 1
    assert histogram_bin(299, DWELL_EDGES) == len(DWELL_EDGES) - 1
    assert histogram_bin(4000, DWELL_EDGES) == len(DWELL_EDGES)


def test_a_minute_with_zones_becomes_a_message():
    ended = []
    minutes = Minutes(0.0, lambda _count: None, ended.append, ["bench", "door"])
    for second in range(1, 31):
        minutes.note(float(second), 1.0, 2, in_zones={"bench": 2, "door": 0})
    minutes.note(31.0, 1.0, 0, in_zones={"bench": 0, "door": 0}, stays=[Stay("bench", 26.0)])
    minutes.note(61.0, 0.0, 0)
    minutes.note(121.0, 0.0, 0)
    seen, unseen = ended
    assert seen.zones["bench"].in_view_mean == pytest.approx(60 / 31)
    assert seen.zones["bench"].in_view_max == 2
    assert seen.zones["bench"].dwell == [0, 0, 0, 1, 0, 0, 0, 0]
    assert (seen.zones["door"].in_view_max, sum(seen.zones["door"].dwell)) == (0, 0)
    assert unseen.zones is None
    for count in ended:
        Bin("e" * 16, 0, "b" * 16, 0.0, 0.0, True, None, *msgspec.structs.astuple(count)[1:])


def test_the_counter_reports_zones_with_every_frame():
    """A person walks into the zone, stands there and walks out; the detector finds them at each run."""
    random = np.random.default_rng(1)
    hall = random.integers(60, 190, (480, 640, 3), np.uint8)
    place = {"x": 20.0}

    def detect(_image, _offset):
        return [PersonDetection(place["x"] - 20, 150, 40, 100, 0.5)]

    counter = Counter(detect, None, zones=[SQUARE])
    counts, stays = [], []
    for number in range(30 * FPS):
        at = number / FPS
        place["x"] = min(20 + 60 * at, 200) if at < 20 else 200 + 60 * (at - 20)
        frame = hall.copy()
        x = round(min(place["x"], 630))
        frame[150:250, max(x - 20, 0) : x + 20] = 30
        seen = counter.feed(frame, at)
        counts.append(seen.in_zones["bench"])
        stays += seen.stays
    assert set(counts[30:190]) == {1}
    assert counts[5] == counts[280] == 0
    assert [round(stay.seconds) for stay in stays] == [20]
