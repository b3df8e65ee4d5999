"""Dogs and prams are not counted; a child by the hand and two people side by side are."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from device.camera import figure
from device.footfall.counter import Counter
from device.footfall.detection import aspect_of, detection_of
from device.footfall.line import CountingLine, ReferencePoint
from models import model_file
from models.people import PersonDetection, PersonDetector

LINE = CountingLine(320, 480, 320, 0)
ADULT = (40.0, 100.0)
CHILD = (28.0, 62.0)
PRAM_FROM_THE_SIDE = (80.0, 60.0)  # from the side, wider than high
PRAM_OBLIQUE = (52.0, 58.0)  # coming along obliquely, nearly square
DOG = (70.0, 50.0)
GROUP = (95.0, 102.0)  # two so close that the detector boxes them as one


def play(seed, *walkers, point=ReferencePoint.FOOT, missing=0.1):
    """Walkers (x at the start, width, height, score) go right together; boxes jitter and drop out by `seed`."""
    rng = np.random.default_rng(seed)
    counter = Counter(lambda _image, _offset: [], LINE, point)
    found, in_view = [], 0
    for number in range(50):
        at, seen = number / 10, []
        for start, width, height, score in walkers:
            if rng.random() < missing:
                continue
            x, foot = np.array([start + 100 * at, 300.0]) + rng.normal(0, 0.02 * height, 2)
            w, h = np.array([width, height]) * np.exp(rng.normal(0, 0.05, 2))
            person = PersonDetection(x - w / 2, foot - h, w, h, score)
            aspect = aspect_of(person, 640, 480)
            seen.append(detection_of(person, aspect=aspect))
        found += [crossing.direction.value for crossing in counter.feed_detections(seen, at)]
        in_view = max(in_view, len(counter.tracks) if number > 20 else 0)
    found += [crossing.direction.value for crossing in counter.finish()]
    return found, in_view


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("shape", [DOG, PRAM_FROM_THE_SIDE, PRAM_OBLIQUE])
@pytest.mark.parametrize("ahead", [45, -40])
def test_a_person_with_a_pram_or_a_dog_counts_once(seed, shape, ahead):
    assert play(seed, (80, *ADULT, 0.5), (80 + ahead, *shape, 0.45)) == (["in"], 1)


@pytest.mark.parametrize("seed", range(8))
def test_a_child_by_the_hand_counts(seed):
    found, _ = play(seed, (80, *ADULT, 0.5), (122, *CHILD, 0.45))
    assert found == ["in", "in"]


@pytest.mark.parametrize("seed", range(8))
def test_two_people_side_by_side_count_as_two(seed):
    found, _ = play(seed, (80, *ADULT, 0.5), (125, *ADULT, 0.45))
    assert found == ["in", "in"]


@pytest.mark.parametrize("seed", range(8))
def test_a_wide_box_of_a_persons_height_counts(seed):
    found, _ = play(seed, (80, *GROUP, 0.5), (180, *ADULT, 0.5))
    assert found == ["in", "in"]


@pytest.mark.parametrize("seed", range(8))
def test_people_seen_from_a_steep_angle_have_wide_boxes_and_count(seed):
    low = 0.35  # how much of a height such a camera shows
    adult, child = (ADULT[0], low * ADULT[1]), (CHILD[0], low * CHILD[1])
    found, _ = play(seed, (80, *adult, 0.5), (115, *child, 0.45))
    assert found == ["in", "in"]


def test_shapes_seen_from_above_are_not_judged():
    found, _ = play(1, (80, *DOG, 0.45), point=ReferencePoint.CENTRE)
    assert found == ["in"]


def test_a_box_cut_by_the_edge_is_not_judged():
    assert aspect_of(PersonDetection(100, 440, 60, 40, 0.5), 640, 480) is None
    assert aspect_of(PersonDetection(0, 200, 60, 40, 0.5), 640, 480) is None
    assert aspect_of(PersonDetection(100, 200, 60, 40, 0.5), 640, 480) == 1.5


# With the real detector, on drawings: lengths are shares of the thing's own height, as in device/camera/figure.py.


def _cone(a, ra, b, rb, colour):
    return figure.Cone(a, ra, b, rb, colour, 1.0)


def _dog(phase):
    coat, dark = (50.0, 80.0, 130.0), (30.0, 48.0, 78.0)
    cones = [
        _cone((-0.38, 0.58, 0), 0.17, (0.30, 0.62, 0), 0.19, coat),
        _cone((0.30, 0.66, 0), 0.14, (0.50, 0.86, 0), 0.11, coat),
        _cone((0.52, 0.90, 0), 0.12, (0.62, 0.90, 0), 0.10, coat),
        _cone((0.64, 0.87, 0), 0.07, (0.82, 0.84, 0), 0.05, coat),
        _cone((-0.50, 0.66, 0), 0.04, (-0.75, 0.85, 0), 0.025, coat),
    ]
    cones += [_cone((0.5, 1.0, z), 0.05, (0.46, 0.85, 1.3 * z), 0.04, dark) for z in (-0.08, 0.08)]
    for x, z, lag in (
        (0.27, -0.1, 0),
        (0.27, 0.1, math.pi),
        (-0.38, -0.1, math.pi),
        (-0.38, 0.1, 0),
    ):
        swing = 0.35 * math.sin(phase + lag)
        knee = (x + 0.28 * math.sin(swing), 0.5 - 0.22 * math.cos(swing), z)
        paw = (knee[0] + 0.2 * math.sin(swing - 0.1), 0.04, z)
        cones += [_cone((x, 0.52, z), 0.09, knee, 0.05, coat), _cone(knee, 0.05, paw, 0.04, coat)]
    return cones


def _pram():
    cloth, steel, tyre = (90.0, 50.0, 40.0), (150.0, 150.0, 150.0), (30.0, 30.0, 30.0)
    cones = [_cone((-0.28, 0.52, z), 0.13, (0.36, 0.52, z), 0.13, cloth) for z in (-0.1, 0, 0.1)]
    cones.append(_cone((0.3, 0.6, 0), 0.2, (0.22, 0.8, 0), 0.2, cloth))
    angles = np.linspace(0, 2 * math.pi, 13)
    for z in (-0.17, 0.17):
        cones.append(_cone((-0.3, 0.55, z), 0.02, (-0.62, 0.92, z), 0.02, steel))
        for x in (-0.3, 0.32):
            rim = [(x + 0.13 * math.cos(a), 0.15 + 0.13 * math.sin(a), z) for a in angles]
            cones += [_cone(one, 0.02, other, 0.02, tyre) for one, other in pairwise(rim)]
            cones.append(_cone((x, 0.15, z), 0.02, (-x / 2, 0.45, z), 0.02, steel))
    cones.append(_cone((-0.62, 0.92, 0.17), 0.025, (-0.62, 0.92, -0.17), 0.025, tyre))
    return cones


def _hall():
    hall = np.full((480, 640, 3), (168, 182, 190), np.uint8)
    hall[336:] = (96, 112, 128)
    return hall


@pytest.fixture(scope="module")
def detector():
    return PersonDetector(model_file.path(model_file.PERSON_DETECTOR), threshold=0.18)


def _crossings(detector, put, steps=36):
    """Return the crossings counted of a walk from left to right; `put(scene, x, step)` draws it."""
    random = np.random.default_rng(4)
    sheets = random.normal(0, 4, (4, 480, 640, 3)).astype(np.int16)
    counter, found = Counter(detector.detect, LINE), []
    for step in range(steps):
        scene = _hall()
        put(scene, -80 + 800 * step / (steps - 1), step)
        frame = np.clip(scene + sheets[step % 4], 0, 255).astype(np.uint8)
        found += counter.feed(frame, step / 9).crossings
    return len(found + counter.finish())


@pytest.fixture(scope="module")
def dog():
    return [figure.render(_dog(math.tau * n / 8), 130, 0.35, 1, width=2.2) for n in range(8)]


def test_a_drawn_dog_is_not_counted(detector, dog):
    def put(scene, x, step):
        figure.place(scene, dog[step % 8], x, 440)

    assert _crossings(detector, put) == 0


@pytest.mark.parametrize("x", [160, 280, 400, 520])
def test_an_object_with_a_higher_score_as_a_dog_is_not_counted(detector, x):
    """Its scores as a person are 0.20 to 0.27 here, enough to continue a track."""
    scene = _hall().astype(np.int16)
    figure.place(scene, figure.render(_dog(0.7), 90, 0.8, 1, width=2.2), x, 440)
    noise = np.random.default_rng(4).normal(0, 4, scene.shape).astype(np.int16)
    assert detector.detect(np.clip(scene + noise, 0, 255).astype(np.uint8)) == []


def test_a_drawn_pram_and_the_person_who_pushes_it_count_as_one(detector):
    clothes = figure.clothe(np.random.default_rng(3))
    walk = [figure.draw(clothes, 290, 0.35, n, 1) for n in range(0, figure.STEPS, 2)]
    pram = figure.render(_pram(), 190, 0.35, 1, width=2.2)

    def put(scene, x, step):
        figure.place(scene, walk[step % 8], x, 430)
        figure.place(scene, pram, x + 140, 432)

    assert _crossings(detector, put) == 1
