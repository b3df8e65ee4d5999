"""A trolley or pushchair is told from a person by its steady shape, and goes with who pushes it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from device.footfall.body_blobs import BodyBlob
from device.footfall.cart import goes_with, rolls
from device.footfall.overhead_track import OverheadTrack

WIDTH = 20.0  # of a person, pixels
FPS = 12.5


def walked(start: float, stride: float, speed: float = 24.0, frames: int = 20) -> OverheadTrack:
    """Return the track of a body that changes its length by `stride` (a share) with each step."""
    track = None
    for number in range(frames):
        at = number / FPS
        long = 6.0 * (1 + stride * math.sin(2 * math.pi * 1.8 * at))
        spread = (long**2, 0.0, 20.0)
        x = start + speed * at
        area = 4 * math.pi * long * math.sqrt(20.0)
        box = (x - 10, 40.0, 20.0, 20.0)
        blob = BodyBlob(x, 50.0, area, box, spread, False, 1, area, (x, 50.0), spread)
        if track is None:
            track = OverheadTrack(blob, at, None)
        else:
            track.see(blob, at, 1.0)
    assert track is not None
    return track


def test_what_keeps_its_shape_rolls() -> None:
    assert rolls(walked(20, 0.0))
    assert rolls(walked(20, 0.05))


def test_who_strides_does_not_roll() -> None:
    assert not rolls(walked(20, 0.2))


def test_too_little_seen_tells_nothing() -> None:
    assert not rolls(walked(20, 0.0, frames=4))


def test_a_trolley_goes_with_the_person_behind_it() -> None:
    trolley, person = walked(44, 0.0), walked(20, 0.2)
    assert goes_with(trolley, person, WIDTH)
    assert goes_with(person, trolley, WIDTH)


@pytest.mark.parametrize(
    ("start", "stride", "speed"),
    [(44, 0.2, 24.0), (80, 0.0, 24.0), (44, 0.0, 40.0)],
    ids=["a person", "far ahead", "faster"],
)
def test_others_are_not_with_the_person(start: float, stride: float, speed: float) -> None:
    assert not goes_with(walked(start, stride, speed), walked(20, 0.2), WIDTH)


def test_a_trend_is_no_stride() -> None:
    """A body grows in the picture while it comes from the edge."""
    track = walked(20, 0.0)
    grown = [
        (at, area * (1 + 0.4 * at), long * (1 + 0.2 * at), x, y)
        for at, area, long, x, y in track.shapes
    ]
    track.shapes.clear()
    track.shapes.extend(grown)
    assert rolls(track)
    assert np.ptp([area for _, area, *_ in grown]) > 50
