"""Simulates nearly empty works (a grey canvas, a line, a dot) and scenes that resemble them without being works."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from zaalgids.simulation.gallery_case import (
    Case,
    CaseQuery,
    CaseReference,
    Picture,
    PictureSupply,
    blob,
    to_picture,
)
from zaalgids.simulation.simulated_gallery import FAULTS, photograph

Random = np.random.Generator
_STRANGERS = 0.55


def nearly_empty(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields nearly empty works and `each` photographs: of them, of others like them, and of rooms."""
    random = supply.random
    scenes = list(SCENES)
    for number in range(each):
        image = empty_canvas(random)
        work = f"empty {number}"
        if random.random() >= _STRANGERS:
            yield CaseReference(work, supply.museum_picture(image))
            photo = photograph(image, supply.conditions, random, faults=())
            yield CaseQuery((work,), photo.image, "nearly empty")
        elif random.random() < 0.2:
            photo = photograph(image, supply.conditions, random, faults=())
            yield CaseQuery((), photo.image, "stranger, nearly empty")
        else:
            what = scenes[number % len(scenes)]
            yield CaseQuery((), scene(what, supply), f"stranger, {what}")


def empty_canvas(random: Random) -> Picture:
    """Paint a canvas with next to nothing on it: even or shaded, perhaps with a line, a dot, a bar or a band."""
    high, wide = (int(side) for side in random.integers(480, 820, 2))
    tone = random.uniform(25, 240) + random.normal(0, 9, 3)
    turn = random.uniform(0, 2 * np.pi)
    down, across = np.mgrid[:high, :wide].astype(np.float32)
    fall = (np.cos(turn) * across / wide + np.sin(turn) * down / high) * random.uniform(0, 30)
    weave = cv2.GaussianBlur(random.normal(0, 1, (high, wide)), (0, 0), random.uniform(0.6, 2.2))
    clouds = cv2.resize(random.normal(0, 2.5, (5, 6)), (wide, high), interpolation=cv2.INTER_CUBIC)
    canvas = tone + (fall + weave * random.uniform(1, 5) + clouds)[..., None]
    image: Picture = to_picture(canvas)
    colour = tuple(float(value) for value in random.uniform(5, 250, 3))
    choice = int(random.integers(5))
    if choice == 1:
        y = int(random.uniform(0.2, 0.8) * high)
        cv2.line(
            image,
            (0, y),
            (wide, y + int(random.normal(0, 12))),
            colour,
            int(random.integers(2, 9)),
            cv2.LINE_AA,
        )
    elif choice == 2:
        at = (int(random.uniform(0.2, 0.8) * wide), int(random.uniform(0.2, 0.8) * high))
        cv2.circle(image, at, int(random.uniform(0.02, 0.1) * high), colour, -1, cv2.LINE_AA)
    elif choice == 3:
        x = int(random.uniform(0.1, 0.8) * wide)
        cv2.rectangle(image, (x, 0), (x + int(random.uniform(0.03, 0.2) * wide), high), colour, -1)
    elif choice == 4:
        edge = int(random.uniform(0.06, 0.2) * min(high, wide))
        cv2.rectangle(
            image, (edge, edge), (wide - edge, high - edge), colour, int(random.integers(2, 8))
        )
    return to_picture(cv2.GaussianBlur(image, (0, 0), 0.8))


def _window(random: Random) -> Picture:
    """A dark window by night, with glazing bars and a faint reflection."""
    pane = _plain(random.uniform(8, 45), random)
    high, wide = pane.shape[:2]
    frame = tuple(float(value) for value in np.full(3, random.uniform(120, 235)))
    bars = int(random.integers(0, 3))
    for bar in range(1, bars + 1):
        x = wide * bar // (bars + 1)
        cv2.line(pane, (x, 0), (x, high), frame, int(random.integers(4, 12)))
    if random.random() < 0.5:
        cv2.line(pane, (0, high // 2), (wide, high // 2), frame, int(random.integers(4, 12)))
    mask = blob(
        (wide, high), (random.uniform(0, wide), random.uniform(0, high)), 0.2 * high, random
    )
    glow = cv2.GaussianBlur(mask, (0, 0), 0.06 * high)[..., None]
    return to_picture(pane + glow * random.uniform(5, 60))


def _door(random: Random) -> Picture:
    leaf = to_picture(cv2.resize(_plain(random.uniform(60, 235), random), (420, 900)))
    shade = tuple(0.75 * float(value) for value in leaf[5, 5])
    if random.random() < 0.6:
        for top, bottom in ((60, 400), (460, 840)):
            cv2.rectangle(leaf, (60, top), (360, bottom), shade, 5)
    cv2.circle(leaf, (380, 470), 12, (90, 120, 140), -1, cv2.LINE_AA)
    return leaf


def _screen(random: Random) -> Picture:
    """A screen that is off or shows an even colour, in a black bezel."""
    shown = _plain(random.choice([12.0, 25.0, 190.0]), random)
    edge = int(random.integers(8, 30))
    return np.asarray(
        cv2.copyMakeBorder(shown, *(edge,) * 4, cv2.BORDER_CONSTANT, value=(14, 14, 15))
    )


def _whiteboard(random: Random) -> Picture:
    board = _plain(random.uniform(205, 245), random)
    high, wide = board.shape[:2]
    for _ in range(int(random.integers(0, 4))):
        points = np.cumsum(random.normal(0, 18, (12, 2)), axis=0) + random.uniform(0.2, 0.7, 2) * (
            wide,
            high,
        )
        cv2.polylines(board, [points.astype(np.int32)], False, (140, 70, 40), 3, cv2.LINE_AA)
    return np.asarray(
        cv2.copyMakeBorder(board, *(12,) * 4, cv2.BORDER_CONSTANT, value=(170, 172, 175))
    )


def _opening(random: Random) -> Picture:
    """A doorway into the next room: its far wall and its floor."""
    room = to_picture(cv2.resize(_plain(random.uniform(60, 210), random), (520, 900)))
    floor = int(random.uniform(0.62, 0.8) * 900)
    room[floor:] = to_picture(room[floor:] * random.uniform(0.35, 0.75))
    return room


def _plain(tone: float, random: Random) -> Picture:
    high, wide = (int(side) for side in random.integers(460, 900, 2))
    fall = np.linspace(-1, 1, wide)[None, :, None] * random.uniform(-14, 14)
    surface = np.full((high, wide, 3), tone) + random.normal(0, 5, 3) + fall
    surface += random.normal(0, 1.0, (high, wide, 1))
    return to_picture(surface)


SCENES: dict[str, Callable[[Random], Picture]] = {
    "dark window": _window,
    "door": _door,
    "screen": _screen,
    "whiteboard": _whiteboard,
    "doorway": _opening,
}


def scene(what: str, supply: PictureSupply) -> Picture:
    """Photograph one of SCENES on a wall of the room, or a corner of the bare room beside it."""
    random = supply.random
    image = SCENES[what](random)
    faults = ("passer",) if random.random() < 0.1 and "passer" in FAULTS else ()
    return photograph(image, supply.conditions, random, faults=faults).image
