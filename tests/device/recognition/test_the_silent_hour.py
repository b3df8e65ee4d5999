"""An hour of a wall without people, in pictures: a living sensor, a slow sun, a lamp that is switched."""

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


class KnowsTheKolam:
    """Stands in for the recogniser: the work is in view, always."""

    def recognise(self, _frame):
        @dataclass(frozen=True)
        class Answer:
            work: str = "kolam"
            candidates: tuple = (Candidate("kolam"),)
            quality: Quality = Quality()

        return Answer()


class Wall:
    """A picture on a wall, 96 × 72, as a small sensor sees it over the day."""

    def __init__(self):
        self.random = np.random.default_rng(1)
        self.rustle = self.random.normal(0, 5, (9, 72, 96, 3))
        self.wall = np.full((72, 96, 3), 150, np.float32)
        cv2.rectangle(self.wall, (30, 15), (66, 55), (60, 90, 160), -1)
        cv2.circle(self.wall, (48, 35), 10, (200, 180, 40), -1)

    def at(self, seconds, *, person=None):
        image = self.wall * (1 + 0.25 * np.sin(seconds / 900))
        if 1200 < seconds < 2400:
            image = image * 0.6  # a lamp is off
        if person is not None:
            cv2.rectangle(image, (person, 20), (person + 22, 71), (40, 35, 30), -1)
        noisy = image + self.rustle[self.random.integers(9)]
        return Frame(np.clip(noisy, 0, 255).astype(np.uint8), seconds)


@pytest.fixture
def watch():
    def make(find_people=None):
        said = []
        watch = RecognitionWatch(
            None, KnowsTheKolam(), Placement.FACING_A_WALL, said.append, find_people, lambda: 0.0
        )
        return watch, said

    return make


@pytest.mark.parametrize("find_people", [None, lambda _image: []])
def test_nothing_is_said(watch, find_people):
    watching, _ = watch(find_people)
    wall = Wall()
    events = [e for n in range(3600) for e in watching.take(wall.at(float(n)))]
    assert events == []


def test_a_visitor_after_the_hour_is_seen_by_motion_alone(watch):
    watching, _ = watch()
    wall = Wall()
    for n in range(60 * FPS):
        assert watching.take(wall.at(n / FPS)) == []
    events = []
    for n in range(10 * FPS):
        x = min(10 * n, 40)  # comes from the left, and stands
        events += watching.take(wall.at(60 + n / FPS, person=x))
    assert events == [VisitorCame(), WorkShown("kolam", ("kolam",))]


def test_a_visitor_is_seen_by_the_detector(watch):
    standing = [PersonDetection(30.0, 10.0, 20.0, 60.0, 0.5)]
    watching, _ = watch(lambda _image: standing)
    wall = Wall()
    events = [e for n in range(10 * FPS) for e in watching.take(wall.at(n / FPS))]
    assert events == [VisitorCame(), WorkShown("kolam", ("kolam",))]
