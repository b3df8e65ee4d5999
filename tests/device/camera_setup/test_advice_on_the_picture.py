"""Advice on light, focus, people, angle and height, and when there can be none yet."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from device.camera.camera import Image
from device.camera_setup.line_advice import advise_on_line
from device.camera_setup.perspective import estimate_pose
from device.camera_setup.picture_advice import MIN_BOXES, Advice, AdviceTone, PictureAdvice
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.view import CameraView
from models.people import PersonDetection

HEIGHT, WIDTH = 480, 640


def hall(blur: float = 0.0, light: float = 1.0, lamp: float = 0.0) -> Image:
    """Drawn walls, door and floor; `blur` in pixels, `light` a factor, `lamp` the share that glares."""
    image = np.full((HEIGHT, WIDTH, 3), (150, 160, 165), np.uint8)
    cv2.rectangle(image, (0, 330), (WIDTH, HEIGHT), (70, 85, 105), -1)
    for x in range(-300, 1000, 45):
        cv2.line(image, (x, HEIGHT), (320 + (x - 320) // 3, 330), (40, 50, 60), 2)
    for x in range(40, 600, 90):
        cv2.rectangle(image, (x, 60), (x + 60, 300), (60, 70, 90), 3)
    image = np.clip(image * light, 0, 255).astype(np.uint8)
    if blur:
        image = cv2.GaussianBlur(image, (0, 0), blur).astype(np.uint8)
    image[: round(lamp * HEIGHT)] = 255
    return image


def people(*boxes: tuple[float, float, float, float]) -> list[PersonDetection]:
    return [PersonDetection(x, y, w, h, 0.6) for x, y, w, h in boxes]


def say(about: str, words: list[Advice]) -> Advice:
    return next(word for word in words if word.about == about)


@pytest.mark.parametrize(
    ("picture", "about", "said"),
    [
        (hall(), "light", "The light is good."),
        (hall(light=0.02), "light", "Too dark to see"),
        (hall(light=0.2), "light", "Too dark to find people"),
        (hall(lamp=0.3), "light", "30% of the picture is glare"),
        (hall(), "sharpness", "Sharp."),
        (hall(blur=2), "sharpness", "A little soft"),
        (hall(blur=4), "sharpness", "Out of focus"),
        (hall(blur=12), "sharpness", "Far out of focus"),
    ],
)
def test_light_and_focus(picture: Image, about: str, said: str) -> None:
    _, words = PictureAdvice().judge(picture)
    assert say(about, words).text.startswith(said)


def test_a_covered_lens() -> None:
    _, words = PictureAdvice().judge(np.full((HEIGHT, WIDTH, 3), 90, np.uint8))
    assert "Is the lens covered?" in say("light", words).text


def test_turning_the_ring_past_the_best() -> None:
    words = PictureAdvice()
    soft, _ = words.judge(hall(blur=2))
    sharp, _ = words.judge(hall())
    assert words.best == sharp > soft
    _, now = words.judge(hall(blur=0.8))
    assert "it has been sharper" in say("sharpness", now).text


def test_there_is_no_advice_on_people_before_any_were_detected() -> None:
    _, words = PictureAdvice().judge(hall())
    assert [word.about for word in words if word.tone is AdviceTone.WAIT] == ["size"]


@pytest.mark.parametrize(
    ("box", "about", "said"),
    [
        ((300, 150, 80, 240), "size", "The size is good: people are 50%"),
        (
            (300, 300, 20, 50),
            "size",
            "People are 10% of the picture's height. Bring the camera closer",
        ),
        ((200, 10, 200, 440), "size", "People are 92%"),
        ((300, 150, 80, 240), "angle", "The angle is good"),
        ((300, 300, 80, 180), "angle", "Many people's feet are below the picture"),
        ((300, 0, 80, 180), "angle", "Many people's heads are above the picture"),
        ((300, 150, 150, 150), "angle", "It looks steeply down"),
    ],
)
def test_size_and_angle(box: tuple[float, float, float, float], about: str, said: str) -> None:
    words = PictureAdvice()
    for at in range(MIN_BOXES):
        words.people(people(box), at * 0.1)
    assert say(about, words.judge(hall())[1]).text.startswith(said)


def test_only_the_floor_is_seen() -> None:
    words = PictureAdvice()
    for at in range(100):
        words.people([], at * 0.2)  # motion each time, without a detection
    assert "the floor only" in say("angle", words.judge(hall())[1]).text
    for at in range(100, 110):
        words.people(people((300, 150, 80, 240)), at * 0.2)
    assert "the floor only" not in say("angle", words.judge(hall())[1]).text


def test_a_ceiling_camera_is_not_tilted_up() -> None:
    words = PictureAdvice()
    for at in range(100):
        words.people([], at * 0.2)
    assert "set its view to above" in say("angle", words.judge(hall())[1]).text
    _, now = words.judge(hall(), CameraView.ABOVE)
    assert say("angle", now).tone is AdviceTone.GOOD
    assert not any("ilt it up" in word.text for word in now)


def seen_from(height: float, tilt: float, focal: float = 1.2) -> list[tuple[float, float]]:
    """Lower edge and height of people as a pinhole camera sees them; `tilt` in degrees, noise of a detector."""
    rng = np.random.default_rng(1)
    boxes = []
    for away in rng.uniform(1.5, 10, 200):
        size = rng.normal(1.68, 0.09)

        def row(up: float, away: float = away) -> float:
            angle = math.atan2(height - up, away) - math.radians(tilt)
            return HEIGHT / 2 + focal * HEIGHT * math.tan(angle)

        foot, head = row(0), row(size)
        if head > 0 and foot < HEIGHT:
            boxes.append((foot + rng.normal(0, 3), foot - head + rng.normal(0, 5)))
    return boxes


@pytest.mark.parametrize("tilt", [10, 20, 30])
@pytest.mark.parametrize("height", [2.0, 3.0, 4.0])
def test_the_height_is_estimated_from_people(height: float, tilt: float) -> None:
    found = estimate_pose(seen_from(height, tilt), HEIGHT)
    assert found is not None
    assert found.height == pytest.approx(height, rel=0.12)
    assert found.tilt == pytest.approx(tilt, abs=6)


def test_a_post_that_is_boxed_all_day_does_not_matter() -> None:
    boxes = seen_from(3.0, 20)
    found = estimate_pose(boxes + [(300.0, 75.0)] * (len(boxes) // 3), HEIGHT)
    assert found is not None
    assert found.height == pytest.approx(3.0, rel=0.2)


@pytest.mark.parametrize("focal", [0.87, 1.6])  # 60 and 35 degrees from top to bottom
@pytest.mark.parametrize("height", [2.0, 2.5, 3.0])
def test_with_another_lens_the_height_is_rough(height: float, focal: float) -> None:
    found = estimate_pose(seen_from(height, 20, focal), HEIGHT)
    assert found is not None
    assert found.height == pytest.approx(height, rel=0.3)


def test_there_is_no_estimate_where_boxes_do_not_determine_one() -> None:
    rng = np.random.default_rng(2)
    assert estimate_pose([], HEIGHT) is None
    assert estimate_pose([(400 + rng.normal(0, 3), 200.0) for _ in range(100)], HEIGHT) is None
    wild = [(rng.uniform(250, 450), rng.uniform(20, 240)) for _ in range(100)]
    assert estimate_pose(wild, HEIGHT) is None


@pytest.mark.parametrize(
    ("height", "tilt", "said"),
    [(1.4, 5, "people hide each other"), (2.6, 20, "The height is good"), (5.5, 25, "Lower is")],
)
def test_advice_on_the_height(height: float, tilt: float, said: str) -> None:
    words = PictureAdvice()
    boxes = [PersonDetection(300, foot - h, h / 3, h, 0.6) for foot, h in seen_from(height, tilt)]
    for at, box in enumerate(boxes):
        words.people([box], at * 0.1)
    assert said in say("height", words.judge(hall())[1]).text


def walked(xs: range, foot: float = 400) -> list[PersonDetection]:
    return people(*((x - 40, foot - 240, 80, 240) for x in xs))


@pytest.mark.parametrize(
    ("line", "walks", "said"),
    [
        ((320, 480, 320, 200), walked(range(60, 600, 20)), "The line is good"),
        (
            (320, 300, 320, 100),
            walked(range(60, 600, 20)),
            "100% of those at the line are beyond its ends",
        ),
        ((30, 480, 30, 0), walked(range(60, 600, 20)), "One side of the line has little room"),
        ((0, 470, 640, 470), walked(range(60, 600, 20)), "One side of the line has little room"),
        ((320, 480, 320, 200), walked(range(60, 160, 20)), None),  # too few
        (
            (320, 480, 320, 200),
            walked(range(560, 640, 5)),
            None,
        ),  # no person has reached the line yet
    ],
)
def test_advice_on_the_line(
    line: tuple[float, float, float, float], walks: list[PersonDetection], said: str | None
) -> None:
    word = advise_on_line(CountingLine(*line), ReferencePoint.FOOT, walks, WIDTH, HEIGHT)
    assert (word is None) if said is None else (word is not None and word.text.startswith(said))


def test_for_a_camera_that_looks_straight_down_middles_are_at_the_line() -> None:
    walks = walked(range(60, 600, 20))
    line = CountingLine(
        320, 350, 320, 200
    )  # it ends above their feet, at 400, and below their middles
    feet = advise_on_line(line, ReferencePoint.FOOT, walks, WIDTH, HEIGHT)
    middles = advise_on_line(line, ReferencePoint.CENTRE, walks, WIDTH, HEIGHT)
    assert feet is not None
    assert middles is not None
    assert (feet.tone, middles.tone) == (AdviceTone.CHANGE, AdviceTone.GOOD)


def test_the_advice_needs_a_person_walking_to_and_fro() -> None:
    words = PictureAdvice()
    for at in range(50):
        words.people(people((100 + at, 150, 80, 240)), at * 0.1)
    word = say("height", words.judge(hall())[1])
    assert word.tone is AdviceTone.WAIT
