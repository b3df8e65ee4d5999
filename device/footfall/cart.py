"""Tells a trolley or a pushchair by how it goes: as fast as who pushes it, and without a stride.

From straight above a body changes its length with every step, by arms and legs; what rolls keeps it.
"""

from __future__ import annotations

import math

import numpy as np

from device.footfall.overhead_track import OverheadTrack

LAST_SECONDS = 1.6  # of a track that are judged
MIN_SHAPES = 5
# Standard deviation of the logarithms of area and length, without their trend, added. In simulated doorways (seeds 100
# to 104; 30 carts, 60 people in a row) 19 carts counted as people at 0.08, 17 at 0.12, and 15 at 0.16, where 4 people
# more were missed.
MAX_CHANGE = 0.12
APART_WIDTHS = 0.7, 2.2  # of a person, between the middles of both
SAME_WIDTHS = 0.22  # of a person: standard deviation of the way between both, in the time in which both were seen


def rolls(track: OverheadTrack) -> bool:
    """Return True where the track keeps its shape as it goes."""
    return _change(track) <= MAX_CHANGE


def goes_with(one: OverheadTrack, other: OverheadTrack, width: float) -> bool:
    """Return True where one of the two rolls and both go together. `width`: of a person, pixels."""
    if one is other or not (rolls(one) or rolls(other)):
        return False
    places = {at: (x, y) for at, _, _, x, y in other.shapes}
    between = np.array(
        [(x - places[at][0], y - places[at][1]) for at, _, _, x, y in one.shapes if at in places]
    )
    if len(between) < MIN_SHAPES:
        return False
    apart = math.hypot(*between.mean(axis=0))
    least, most = APART_WIDTHS
    strays = float(np.hypot(*between.std(axis=0)))
    return least * width <= apart <= most * width and strays <= SAME_WIDTHS * width


def _change(track: OverheadTrack) -> float:
    """Return by how much the track's shape changed lately; infinity where too little was seen."""
    last = [one for one in track.shapes if track.seen_at - one[0] <= LAST_SECONDS and one[2] > 0]
    if len(last) < MIN_SHAPES:
        return math.inf
    shapes = np.array(last)
    times = shapes[:, 0] - shapes[0, 0]
    logs = np.log(shapes[:, 1:3])
    trend = np.polynomial.polynomial.polyfit(times, logs, 1)
    left = logs - np.polynomial.polynomial.polyval(times, trend).T
    return float(left.std(axis=0).sum())
