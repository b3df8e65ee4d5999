"""People are counted from straight above without the detector, in simulated doorways whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from device.camera.overhead_doorway import (
    OverheadDoorway,
    OverheadScene,
    OverheadWalker,
)
from device.camera.overhead_scenarios import scenario, seconds_of
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.overhead_counter import OverheadCounter

FPS = 10.0
NEAR_SECONDS = 1.0
PERSON = (62.0, 52.0)  # of the plain scene, pixels
PERSON_WITH_ARMS = (72.0, 72.0)  # the same as the kiosk learns it


def counted(scene, walkers, seconds, person=PERSON):
    """Return the truth and what was counted: (seconds, direction)."""
    doorway = OverheadDoorway(scene, walkers)
    images = [doorway.draw(number / FPS) for number in range(int(seconds * FPS))]
    size = None
    if person is None:
        learner = OverheadCounter(None)
        for number, image in enumerate(images):
            learner.feed(image, number / FPS)
        size = learner.size
    counter = OverheadCounter(
        CountingLine(*doorway.line), ReferencePoint.CENTRE, person=person, size=size
    )
    crossings = []
    for number, image in enumerate(images):
        crossings += counter.feed(image, number / FPS).crossings
    crossings += counter.finish()
    return doorway.truth(), [(one.at, one.direction.value) for one in crossings]


def score(truth, found):
    """Return how many of the truth were found, and how many are too many."""
    left, hits = list(found), 0
    for at, way in truth:
        near = [one for one in left if one[1] == way and abs(one[0] - at) < NEAR_SECONDS]
        if near:
            left.remove(min(near, key=lambda one: abs(one[0] - at)))
            hits += 1
    return hits, len(left)


SCENE = OverheadScene(seed=4)


@pytest.mark.parametrize(
    "scene",
    [
        SCENE,
        replace(SCENE, light=0.3, noise_grey=4.0),
        replace(SCENE, lamp_switched_at=3.0),
        replace(SCENE, shadow=0.4),
    ],
    ids=["plain", "dark and noisy", "a lamp is switched on", "a deep shadow"],
)
def test_one_who_walks_in_and_one_who_walks_out(scene):
    walkers = [OverheadWalker(1.5, True, 0.2, seed=1), OverheadWalker(6.0, False, -0.3, seed=2)]
    truth, found = counted(scene, walkers, 12)
    assert score(truth, found) == (2, 0)


def test_the_size_of_a_person_is_learnt():
    walkers = [OverheadWalker(1.5, True, 0.2, seed=1), OverheadWalker(6.0, False, -0.3, seed=2)]
    truth, found = counted(SCENE, walkers, 12, person=None)
    assert score(truth, found) == (2, 0)


def test_two_abreast_are_two():
    walkers = [OverheadWalker(1.5, True, y, seed=seed) for seed, y in enumerate((-0.4, 0.4))]
    truth, found = counted(SCENE, walkers, 7)
    assert score(truth, found) == (2, 0)


@pytest.mark.parametrize("inward", [True, False])
def test_who_pushes_a_pushchair_is_one(inward):
    walker = OverheadWalker(1.5, inward, 0.1, pushes="pushchair", seed=6)
    truth, found = counted(SCENE, [walker], 8, person=PERSON_WITH_ARMS)
    assert score(truth, found) == (1, 0)


def test_someone_who_stands_for_a_minute_and_turns_round_is_still_there():
    walker = OverheadWalker(1.5, True, 0.0, stands_at=-0.4, stands_seconds=60.0, seed=3)
    truth, found = counted(SCENE, [walker], 68)
    assert score(truth, found) == (1, 0)


def test_a_lamp_a_door_and_noise_are_no_people():
    scene = replace(SCENE, lamp_switched_at=3.0, door_at=4.0, noise_grey=6.0)
    truth, found = counted(scene, [], 9)
    assert truth == found == []


def test_a_black_picture_counts_no_one():
    counter = OverheadCounter(CountingLine(160, 240, 160, 0))
    random = np.random.default_rng(1)
    for number in range(40):
        image = random.integers(0, 3, (240, 320, 3)).astype(np.uint8)
        assert counter.feed(image, number / FPS).crossings == []
    assert counter.tracks == []


def test_people_who_are_small_in_the_picture_are_learnt():
    scene = replace(SCENE, camera_metres=3.8, opening_degrees=88)
    walkers = [
        OverheadWalker(1.5 + 5 * number, number % 2 == 0, 0.2, seed=number) for number in range(3)
    ]
    truth, found = counted(scene, walkers, 19, person=None)
    assert score(truth, found) == (3, 0)


def by_kind(kind, seeds):
    """Return how many of all people in scenes of `kind` were found, how many there were, and how many too many."""
    hits = extra = number = 0
    for seed in seeds:
        scene, walkers = scenario(kind, seed)
        truth, found = counted(scene, walkers, seconds_of(walkers), person=None)
        one, more = score(truth, found)
        hits, extra, number = hits + one, extra + more, number + len(truth)
    return hits, number, extra


# Not the seeds on which the constants were chosen: 100 to 131 and 200 to 215. A part of them belongs to the rest; of so
# few people chance alone takes one or two.
DOORWAYS = [
    pytest.param(range(900, 918), 200, 0, id="all", marks=pytest.mark.slow),
    pytest.param(range(900, 901), 10, 1, id="some", marks=pytest.mark.long),
]
KINDS = [
    pytest.param(range(1000, 1010), 100, 0, id="all", marks=pytest.mark.slow),
    pytest.param(range(1000, 1001), 10, 2, id="some", marks=pytest.mark.long),
]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("seeds", "people", "chance"), DOORWAYS)
# At three abreast 0.92 is wanted; 0.91 was seen here, 0.87 to 0.93 on others (decision 0021).
@pytest.mark.parametrize(("kind", "least"), [("one in view", 0.97), ("three abreast", 0.89)])
def test_simulated_doorways(kind, least, seeds, people, chance):
    hits, number, extra = by_kind(kind, seeds)
    assert number >= people
    assert hits >= least * number - chance
    assert extra <= 0.03 * number + chance


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("seeds", "people", "chance"), KINDS)
@pytest.mark.parametrize(
    ("kind", "least", "most_extra"),
    [
        ("a trolley", 0.95, 0.2),  # every second person pushes one
        ("a pushchair", 0.95, 0.2),
        ("one behind the other", 0.93, 0.03),
        ("two abreast", 0.93, 0.03),
    ],
)
def test_kinds_of_scenes(kind, least, most_extra, seeds, people, chance):
    hits, number, extra = by_kind(kind, seeds)
    assert number >= people
    assert hits >= least * number - chance
    assert extra <= most_extra * number + chance
