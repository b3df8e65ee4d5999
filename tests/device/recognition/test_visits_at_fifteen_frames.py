"""Visitors walk up to a work, stand before it and walk on, before a camera of 15 frames a second."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from device.camera.camera import Frame
from device.recognition.events import WorkLeft, WorkShown
from device.recognition.placement import Placement
from device.recognition.watch import RecognitionWatch
from models import features
from models.recogniser import Recogniser
from zaalgids.simulation.drawn_pictures import drawn_pictures
from zaalgids.simulation.gallery_conditions import TEST
from zaalgids.simulation.simulated_gallery import photograph

FPS = 15
WALKS, STANDS, AWAY = 0.6, 1.6, 2.2  # seconds
ANNOUNCED, DROPPED = 0.7, 2.0  # seconds, at most
SIZE = (640, 360)
NOISE = np.random.default_rng(8).normal(0, 4, (4, SIZE[1], SIZE[0], 3)).astype(np.float32)


@pytest.fixture(scope="module")
def works():
    return {f"work {n}": picture for n, picture in enumerate(drawn_pictures(10, seed=77))}


@pytest.fixture(scope="module")
def recogniser(works):
    return Recogniser(features.enrol(works.items()))


def wall_with(picture, seed):
    """Return a photograph of the work with a wall of the same width on either side, to pan over."""
    ordinary = {"turn": (-35, 35), "height": (0.55, 0.9), "sizes": (SIZE,), "offset": (0.0, 0.0)}
    conditions = type(TEST)(**{f: ordinary.get(f, getattr(TEST, f)) for f in TEST.__slots__})
    image = photograph(picture, conditions, np.random.default_rng(seed), faults=()).image
    return cv2.copyMakeBorder(image, 0, 0, SIZE[0], SIZE[0], cv2.BORDER_REPLICATE)


def seen(wall, share, random):
    """Return the frame of a camera panned to `share`: −1 is left of the work, 0 the work, 1 right of it."""
    left = round((1 + share) * SIZE[0])
    view = wall[:, left : left + SIZE[0]]
    sway = random.uniform(-2, 2, 2)
    moved = np.array([[1, 0, sway[0]], [0, 1, sway[1]]])
    view = cv2.warpAffine(view, moved, SIZE, borderMode=cv2.BORDER_REPLICATE)
    noise = NOISE[int(random.integers(len(NOISE)))]
    return np.clip(view + noise, 0, 255).astype(np.uint8)


def visit(wall, start, random):
    """Yield (frame, phase) of one visit; frames are blurred while the visitor walks."""
    phases = (("comes", WALKS), ("stands", STANDS), ("goes", WALKS), ("away", AWAY))
    at = start
    for phase, seconds in phases:
        for number in range(round(seconds * FPS)):
            share = number / (seconds * FPS)
            where = {"comes": share - 1, "stands": 0.0, "goes": share, "away": 1.0}[phase]
            image = seen(wall, where, random)
            if phase in ("comes", "goes"):
                image = cv2.blur(image, (round(SIZE[0] / (seconds * FPS)) | 1, 1))
            yield Frame(image, at), phase
            at += 1 / FPS


@pytest.mark.long
@pytest.mark.timeout(300)  # some 150 frames through the real models, on a small machine
def test_a_work_is_announced_and_dropped_in_time_without_flicker(works, recogniser):
    shown: list[tuple[float, str]] = []
    watch = RecognitionWatch(
        None, recogniser, Placement.CARRIED, lambda event: None
    )  # frames are handed in
    random = np.random.default_rng(4)
    at, late, lasting = 100.0, [], []
    for number, work in enumerate(("work 3", "work 9")):
        stood = left = None
        events = []
        for frame, phase in visit(wall_with(works[work], number), at, random):
            if phase == "stands" and stood is None:
                stood = frame.at
            if phase == "away" and left is None:
                left = frame.at
            events += [(frame.at, event) for event in watch.take(frame)]
            at = frame.at + 1 / FPS
        shown_events = [(when, e.work) for when, e in events if isinstance(e, WorkShown)]
        dropped = [(when, e.work) for when, e in events if isinstance(e, WorkLeft)]
        shown += shown_events
        assert [name for _, name in shown_events] == [work], (work, shown_events)
        assert [name for _, name in dropped] == [work], (work, dropped)
        late.append(shown_events[0][0] - stood)
        lasting.append(dropped[0][0] - left)
    assert max(late) <= ANNOUNCED, late
    assert max(lasting) <= DROPPED, lasting
