"""A person stands or walks in view: presence is derived from detections, or from motion without a detector."""

import numpy as np
import pytest

from device.recognition.presence import ABSENT, PresenceByMotion, PresenceByPeople
from models.people import PersonDetection

HEIGHT = 480


def _person(x, height=300.0):
    return PersonDetection(x, HEIGHT - height, 0.4 * height, height, 0.5)


def _play(where, seconds=4.0, step=0.25):
    """Return the last presence; `where(at)` gives the detections at a time in seconds."""
    presence, last = PresenceByPeople(), ABSENT
    for number in range(round(seconds / step)):
        last = presence.see(where(number * step), HEIGHT, number * step)
    return last


def test_a_standing_person_is_present_and_still():
    assert _play(lambda _: [_person(200)]) == _play(lambda at: [_person(200 + 10 * np.sin(at))])
    assert _play(lambda _: [_person(200)]).still


def test_a_person_who_walks_past_is_present_and_not_still():
    walking = _play(lambda at: [_person(150 * at)])
    assert walking.someone
    assert not walking.still


def test_a_person_who_has_just_stopped_is_not_still_yet():
    assert not _play(lambda at: [_person(min(at, 3.5) * 150)]).still


def test_a_standing_person_among_walking_ones_is_still():
    assert _play(lambda at: [_person(200), _person(150 * at)]).still


def test_a_person_far_away_is_not_a_visitor():
    assert _play(lambda _: [_person(200, height=100.0)]) == ABSENT


def test_a_person_missed_in_one_frame_stays_present_and_missed_for_a_second_is_absent():
    presence = PresenceByPeople()
    for number in range(12):
        presence.see([_person(200)], HEIGHT, number * 0.25)
    assert presence.see([], HEIGHT, 3.0).still
    assert presence.see([], HEIGHT, 4.0) == ABSENT


@pytest.fixture
def scene():
    random = np.random.default_rng(2)
    empty = np.full((120, 160, 3), 140.0)
    empty[40:90, 60:100] = (60, 90, 160)

    def draw(person=None, light=1.0):
        image = empty.copy()
        if person is not None:
            image[30:, person : person + 30] = (40, 40, 45)
        noisy = image * light + random.normal(0, 5, image.shape)
        return np.clip(noisy, 0, 255).astype(np.uint8)

    return draw


def test_without_a_detector_a_change_that_stays_is_a_standing_person(scene):
    presence = PresenceByMotion()
    for number in range(20):
        assert presence.see(scene(), number / 5) == ABSENT
    for number in range(10):
        walking = presence.see(scene(person=8 * number), 4 + number / 5)
    assert walking.someone
    assert not walking.still
    for number in range(10):
        standing = presence.see(scene(person=72), 6 + number / 5)
    assert standing.still
    assert presence.see(scene(), 8.2) == ABSENT


def test_a_switched_lamp_is_not_a_visitor(scene):
    presence = PresenceByMotion()
    for number in range(50):
        light = 1.0 if number < 20 else 0.4
        assert presence.see(scene(light=light), number / 5) == ABSENT


def test_a_chair_that_stays_becomes_part_of_the_background(scene):
    presence = PresenceByMotion()
    presence.see(scene(), 0.0)
    for number in range(1, 400):
        last = presence.see(scene(person=60), number / 2)
    assert last == ABSENT
