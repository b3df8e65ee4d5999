"""Simulates works from too near and too far: a close-up of one scene, a small work behind or beside a larger one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from zaalgids.simulation.gallery_case import (
    Case,
    CaseQuery,
    CaseReference,
    Picture,
    PictureSupply,
    to_picture,
)
from zaalgids.simulation.simulated_gallery import WorkPlacement, photograph, resized

Random = np.random.Generator
_STRANGERS = 0.25
_KINDS = ("close-up", "far, beside another", "close-up", "far, alone", "cut by the edge")
_REFERENCE_PX = 640  # longest side of the reference of a work that visitors stand close to


def near_and_far(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields works and `each` photographs of them from too near or too far."""
    random = supply.random
    for number in range(each):
        how = _KINDS[number % len(_KINDS)]
        name, picture = _large(supply) if how == "close-up" else supply.next()
        known = random.random() >= _STRANGERS
        if known:
            yield CaseReference(name, _reference(supply.museum_picture(picture)))
        image = _taken(how, picture, supply)
        yield CaseQuery((name,) if known else (), image, how if known else f"stranger, {how}")


def _large(supply: PictureSupply) -> tuple[str, Picture]:
    """Returns the largest of a few pictures: a close-up needs detail that its reference has not."""
    return max((supply.next() for _ in range(2)), key=lambda one: one[1].size)


def _reference(picture: Picture) -> Picture:
    scale = _REFERENCE_PX / max(picture.shape[:2])
    return resized(picture, scale) if scale < 1 else picture


def _taken(how: str, picture: Picture, supply: PictureSupply) -> Picture:
    random, settings = supply.random, supply.settings
    if how == "close-up":
        return close_up(picture, float(random.uniform(*settings.closer)), supply)
    if how == "cut by the edge":
        height = random.uniform(1.1, 1.7)
        middle = (float(random.uniform(0.15, 0.85)), float(random.uniform(0.2, 0.8)))
        placement = WorkPlacement(
            height, random.uniform(-25, 25), random.uniform(-5, 5), middle, False
        )
        return photograph(picture, supply.conditions, random, faults=(), placement=placement).image
    height = float(random.uniform(*settings.farther))
    side = -1 if random.random() < 0.5 else 1
    middle = (0.5 + side * random.uniform(0.22, 0.36), random.uniform(0.3, 0.6))
    placement = WorkPlacement(height, random.uniform(-25, 25), random.uniform(-4, 4), middle)
    if how == "far, alone":
        return photograph(picture, supply.conditions, random, faults=(), placement=placement).image
    large = supply.next()[1]  # not enrolled
    beside = _beside(large, -side, supply)
    return photograph(
        picture, supply.conditions, random, faults=(), placement=placement, behind=[beside]
    ).image


def _beside(large: Picture, side: int, supply: PictureSupply) -> tuple[Picture, WorkPlacement]:
    random = supply.random
    middle = (0.5 + side * random.uniform(0.12, 0.26), random.uniform(0.45, 0.55))
    return large, WorkPlacement(random.uniform(0.55, 0.85), random.uniform(-25, 25), 0.0, middle)


def close_up(picture: Picture, closer: float, supply: PictureSupply) -> Picture:
    """Photograph a scene of the work from near, `closer` times finer than a reference of _REFERENCE_PX pixels."""
    random = supply.random
    sizes = supply.conditions.sizes
    size = sizes[int(random.integers(len(sizes)))]
    long = max(picture.shape[:2])
    # Pixels of the photograph for one of the picture.
    step = closer * _REFERENCE_PX / long / 1.5  # the scene is shown 1.5 times as large, see below
    wide, high = (max(60, round(side / step)) for side in size)
    wide, high = min(wide, picture.shape[1]), min(high, picture.shape[0])
    scenes = []
    for _ in range(8):
        x = int(random.integers(0, picture.shape[1] - wide + 1))
        y = int(random.integers(0, picture.shape[0] - high + 1))
        scenes.append(picture[y : y + high, x : x + wide])
    # Visitors step close to where there is something to see.
    scene = max(scenes, key=lambda one: float(cv2.Laplacian(one, cv2.CV_32F).std()))
    scene = brushed(resized(scene, step), random)
    near = replace(supply.conditions, sizes=(size,), mat=(0.0, 0.0))
    share = 1.5 * max(1.0, (size[0] / size[1]) / (wide / high))
    placement = WorkPlacement(
        share, random.uniform(-14, 14), random.uniform(-4, 4), (0.5, 0.5), False
    )
    return photograph(scene, near, random, faults=(), placement=placement).image


def brushed(scene: Picture, random: Random) -> Picture:
    """Add what is only seen from near: strokes and canvas, finer than the reference's pixels."""
    high, wide = scene.shape[:2]
    grain = random.normal(0, 1, (high, wide)).astype(np.float32)
    strokes = cv2.GaussianBlur(grain, (0, 0), sigmaX=4.0, sigmaY=0.8) * 2.4
    weave = cv2.GaussianBlur(grain, (0, 0), 0.7)
    return to_picture(scene + (3.5 * strokes + 2.0 * weave)[..., None])
