"""Draws any number of distractor pictures, reproducibly from a seed.

They take the place of works of a large collection when recognition is measured. They have what works have: areas,
edges, strokes, repeats. Pictures of noise would be too unlike any work to confuse recognition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
_SIZES_PX = ((480, 360), (360, 480), (420, 420), (520, 340))


def drawn_pictures(count: int, seed: int = 1) -> Iterator[Picture]:
    """Yields `count` pictures (uint8 BGR, height × width × 3); the n-th does not depend on `count`."""
    for number in range(count):
        yield drawn_picture(number, seed)


def drawn_picture(number: int, seed: int = 1) -> Picture:
    """Returns the `number`-th of them, counted from 0."""
    random = np.random.default_rng((seed, number))
    style = _STYLES[number % len(_STYLES)]
    height, width = _SIZES_PX[int(random.integers(len(_SIZES_PX)))]
    return _aged(style(height, width, random), random)


def _colour(random: np.random.Generator) -> tuple[int, int, int]:
    blue, green, red = (int(value) for value in random.integers(10, 245, 3))
    return blue, green, red


def _landscape(height: int, width: int, random: np.random.Generator) -> Picture:
    """Bands of hills under a sky, with marks on them."""
    picture = np.empty((height, width, 3), np.uint8)
    top, bottom = np.array(_colour(random)), np.array(_colour(random))
    mix = np.linspace(0, 1, height)[:, None, None]
    picture[:] = top * (1 - mix) + bottom * mix
    across = np.arange(width)
    for level in np.sort(random.uniform(0.3, 0.95, 5)):
        waves = sum(
            random.uniform(4, 22) * np.sin(across / random.uniform(14, 110) + random.uniform(0, 6))
            for _ in range(4)
        )
        edge = np.stack([across, level * height + waves], axis=1)
        hill = np.vstack([edge, [[width, height], [0, height]]]).astype(np.int32)
        cv2.fillPoly(picture, [hill], _colour(random))
        for _ in range(25):
            x, y = int(random.integers(width)), int(random.uniform(level, 1) * height)
            size = int(random.integers(2, 14))
            cv2.ellipse(picture, (x, y), (size, size * 2), 0, 0, 360, _colour(random), -1)
    return picture


def _figures(height: int, width: int, random: np.random.Generator) -> Picture:
    """Rounded shapes before a dark ground, lit from one side."""
    picture = np.full((height, width, 3), np.array(_colour(random)) // 4, np.uint8)
    for _ in range(int(random.integers(8, 20))):
        middle = (int(random.integers(width)), int(random.integers(height)))
        axes = (int(random.integers(8, 90)), int(random.integers(8, 90)))
        turn = float(random.uniform(0, 180))
        colour = np.array(_colour(random))
        for step in np.linspace(1, 0.2, 6):
            shade = tuple(int(value) for value in colour * (1.1 - step) + 15)
            size = (max(1, int(axes[0] * step)), max(1, int(axes[1] * step)))
            cv2.ellipse(picture, middle, size, turn, 0, 360, shade, -1)
    return picture


def _tiles(height: int, width: int, random: np.random.Generator) -> Picture:
    """Draw a repeating motif, mirrored from tile to tile."""
    side = int(random.integers(36, 100))
    motif = np.full((side, side, 3), _colour(random), np.uint8)
    for _ in range(int(random.integers(3, 8))):
        corners = random.integers(0, side, (int(random.integers(3, 6)), 2)).astype(np.int32)
        cv2.fillPoly(motif, [corners], _colour(random))
    pair = np.hstack([motif, motif[:, ::-1]])
    block = np.vstack([pair, pair[::-1]])
    times = (height // len(block) + 1, width // len(block) + 1, 1)
    return np.tile(block, times)[:height, :width].copy()


def _strokes(height: int, width: int, random: np.random.Generator) -> Picture:
    """Many short strokes along a slow field of directions."""
    field = cv2.resize(
        random.uniform(0, 2 * np.pi, (5, 5)), (width, height), interpolation=cv2.INTER_CUBIC
    )
    palette = [_colour(random) for _ in range(7)]
    picture = np.full((height, width, 3), palette[0], np.uint8)
    for _ in range(1400):
        x, y = int(random.integers(width)), int(random.integers(height))
        length = random.uniform(6, 24)
        end = (int(x + length * np.cos(field[y, x])), int(y + length * np.sin(field[y, x])))
        colour = palette[int(random.integers(len(palette)))]
        cv2.line(picture, (x, y), end, colour, int(random.integers(1, 6)))
    return picture


def _engraving(height: int, width: int, random: np.random.Generator) -> Picture:
    """Dark lines on paper: hatching whose spacing makes the tone."""
    tone = cv2.resize(random.uniform(0, 1, (7, 6)), (width, height), interpolation=cv2.INTER_CUBIC)
    down, across = np.mgrid[:height, :width].astype(np.float32)
    paper = np.full((height, width), 232, np.float32)
    for turn in random.uniform(0, np.pi, 3):
        phase = (across * np.cos(turn) + down * np.sin(turn)) / random.uniform(3, 7)
        paper -= np.where(np.sin(phase * 2 * np.pi) > tone * 2.4 - 1.0, 70, 0)
    tint = np.array([0.86, 0.95, 1.0])
    return np.asarray(np.clip(paper[..., None], 15, 255) * tint, np.uint8)


def _planes(height: int, width: int, random: np.random.Generator) -> Picture:
    """Straight cuts into areas of one colour each, with lines between some."""
    picture = np.full((height, width, 3), _colour(random), np.uint8)
    for _ in range(int(random.integers(10, 30))):
        x, y = random.integers(0, width), random.integers(0, height)
        w, h = random.integers(10, width // 2), random.integers(10, height // 2)
        box = cv2.boxPoints(((float(x), float(y)), (float(w), float(h)), random.uniform(0, 90)))
        cv2.fillPoly(picture, [box.astype(np.int32)], _colour(random))
        if random.random() < 0.4:
            cv2.polylines(picture, [box.astype(np.int32)], True, (20, 20, 20), 2)
    return picture


_STYLES: tuple[Callable[[int, int, np.random.Generator], Picture], ...] = (
    _landscape,
    _figures,
    _tiles,
    _strokes,
    _engraving,
    _planes,
)


def _aged(picture: Picture, random: np.random.Generator) -> Picture:
    """Add soft unevenness and fine grain, as paint and paper have."""
    height, width = picture.shape[:2]
    stains = cv2.resize(random.normal(0, 9, (12, 12)), (width, height))
    grain = random.normal(0, 3, (height, width))
    aged = cv2.GaussianBlur(picture, (0, 0), 0.7) + (stains + grain)[..., None]
    return np.asarray(np.clip(aged, 0, 255), np.uint8)
