"""A kiosk watches a wall for an hour without people, with sensor noise, slow sunlight and a switched lamp."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from device.camera.camera import Frame
from device.recognition.events import VisitorCame, WorkShown
from device.recognition.placement import Placement
from device.recognition.watch import RecognitionWatch
from models.people import PersonDetection

FPS = 2


@dataclass(frozen=True)
class Candidate:
    work: str


@dataclass(frozen=True)
class Quality:
    usable: bool = True


class ConstantRecogniser:
    """A recogniser that always recognises the same work."""

    def recognise(self, _frame):
        @dataclass(frozen=True)
        class Answer:
            work: str = "kolam"
            candidates: tuple = (Candidate("kolam"),)
            offered: tuple = ()
            quality: Quality = Quality()

        return Answer()


class Wall:
    """A picture on a wall in frames of 96 × 72 pixels with noise and changing light."""

    def __init__(self):
        self.random = np.random.default_rng(1)
        self.noise = self.random.normal(0, 5, (9, 72, 96, 3))
        self.wall = np.full((72, 96, 3), 150, np.float32)
        cv2.rectangle(self.wall, (30, 15), (66, 55), (60, 90, 160), -1)
        cv2.circle(self.wall, (48, 35), 10, (200, 180, 40), -1)

    def at(self, seconds, *, person=None):
        image = self.wall * (1 + 0.25 * np.sin(seconds / 900))
        if 1200 < seconds < 2400:
            image = image * 0.6  # a lamp is off
        if person is not None:
            cv2.rectangle(image, (person, 20), (person + 22, 71), (40, 35, 30), -1)
        noisy = image + self.noise[self.random.integers(9)]
        return Frame(np.clip(noisy, 0, 255).astype(np.uint8), seconds)


@pytest.fixture
def watch():
    def make(find_people=None):
        said = []
        watch = RecognitionWatch(
            None,
            ConstantRecogniser(),
            Placement.FACING_A_WALL,
            said.append,
            find_people,
            lambda: 0.0,
        )
        return watch, said

    return make


@pytest.mark.long
@pytest.mark.parametrize("find_people", [None, lambda _image: []])
def test_there_are_no_events(watch, find_people):
    watching, _ = watch(find_people)
    wall = Wall()
    events = [e for n in range(3600) for e in watching.take(wall.at(float(n)))]
    assert events == []


def test_a_visitor_is_detected_by_motion_alone(watch):
    watching, _ = watch()
    wall = Wall()
    for n in range(60 * FPS):
        assert watching.take(wall.at(n / FPS)) == []
    events = []
    for n in range(10 * FPS):
        x = min(10 * n, 40)  # comes from the left, and stands
        events += watching.take(wall.at(60 + n / FPS, person=x))
    assert events == [VisitorCame(), WorkShown("kolam", ("kolam",))]


def test_a_visitor_is_detected_by_the_person_detector(watch):
    standing = [PersonDetection(30.0, 10.0, 20.0, 60.0, 0.5)]
    watching, _ = watch(lambda _image: standing)
    wall = Wall()
    events = [e for n in range(10 * FPS) for e in watching.take(wall.at(n / FPS))]
    assert events == [VisitorCame(), WorkShown("kolam", ("kolam",))]
