"""Simulates works under glass: the reflection of a lamp or a window saturates the middle of the work.

Half of the works are drawings in pencil, which have few details beside what the reflection hides.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from zaalgids.simulation.covered_works import grown, inside_mask
from zaalgids.simulation.gallery_case import (
    Case,
    CaseQuery,
    CaseReference,
    Picture,
    PictureSupply,
    to_picture,
)
from zaalgids.simulation.simulated_gallery import Cover, photograph

Random = np.random.Generator
Scene = NDArray[np.float32]
_STRANGERS = 0.25


def glazed(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields works and `each` photographs of them with a reflection over the middle."""
    random = supply.random
    for number in range(each):
        name, picture = supply.next()
        drawing = number % 2 == 0
        image = pencil_drawing(picture, random) if drawing else picture
        known = random.random() >= _STRANGERS
        if known:
            yield CaseReference(name, supply.museum_picture(image))
        share = float(random.uniform(*supply.settings.glare))
        window = random.random() < 0.5
        photo = photograph(
            image, supply.conditions, random, faults=(), covers=[reflection(share, window)]
        )
        what = "glare, pencil drawing" if drawing else "glare, painting"
        yield CaseQuery(
            (name,) if known else (), photo.image, what if known else f"stranger, {what}", share
        )


def pencil_drawing(picture: Picture, random: Random) -> Picture:
    """Draw the picture's contours in pencil on paper, faint and broken, with little shading."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    grey = cv2.bilateralFilter(grey, 9, 50, 7)
    soft = cv2.GaussianBlur(grey, (0, 0), random.uniform(2.2, 4.0)).astype(np.float32)
    fine = cv2.GaussianBlur(grey, (0, 0), 0.9).astype(np.float32)
    edge = np.clip(soft - fine, 0, None)
    line = np.clip(edge / max(2.0, float(np.percentile(edge, 97.5))), 0, 1) ** 1.3
    high, wide = grey.shape
    pressure = cv2.resize(
        random.uniform(0.1, 1.3, (9, 9)), (wide, high), interpolation=cv2.INTER_CUBIC
    )
    tooth = cv2.GaussianBlur(random.normal(0, 1, (high, wide)), (0, 0), 0.8)
    ink = line * np.clip(pressure, 0.05, 1.0) * np.clip(0.9 + 0.5 * tooth, 0.2, 1.2)
    shading = np.clip((110 - soft) / 110, 0, 1) * 0.22 * np.clip(0.8 + tooth, 0, 1.6)
    tone = random.uniform(196, 236)
    paper = np.array([0.9, 0.97, 1.0]) * tone + 2.5 * tooth[..., None]
    drawn = paper - (ink * 105 + shading * 80)[..., None]
    return to_picture(drawn)


def reflection(share: float, window: bool) -> Cover:
    """Returns a cover: a lamp's round or a window's barred reflection that saturates `share` of the work's middle."""

    def cover(scene: Scene, quad: NDArray[np.float32], random: Random) -> None:
        centre = quad.mean(axis=0) + random.normal(0, 0.06, 2) * np.ptp(quad, axis=0)
        x, y = (float(value) for value in centre)
        long = random.uniform(1.0, 1.7)
        lean = random.uniform(-0.2, 0.2)

        def shape(size: float) -> NDArray[np.float32]:
            mask = np.zeros(scene.shape[:2], np.float32)
            if window:
                box = cv2.boxPoints(((x, y), (size * long, size), float(np.degrees(lean))))
                cv2.fillConvexPoly(mask, np.round(box).astype(np.int32), 1.0)
            else:
                axes = (max(1, round(size * long / 2)), max(1, round(size / 2)))
                cv2.ellipse(mask, (round(x), round(y)), axes, np.degrees(lean), 0, 360, 1.0, -1)
            return mask

        mask = grown(shape, scene, quad, share)
        size = float(np.sqrt(max(mask.sum(), 1.0)))
        if window:  # the glazing bars stay a little darker
            bar = max(2, round(0.03 * size))
            bars = np.ones_like(mask)
            cv2.line(bars, (round(x), 0), (round(x), scene.shape[0]), 0.55, bar)
            cv2.line(bars, (0, round(y)), (scene.shape[1], round(y)), 0.55, bar)
            mask *= bars
        core = _softened(mask, max(1.0, random.uniform(0.02, 0.09) * size))
        veil = _softened(mask, max(2.0, 0.14 * size))
        tint = np.array([1.0, 0.97, 0.93]) if window else np.array([0.88, 0.96, 1.0])
        light = (core * random.uniform(230, 330) + veil * random.uniform(30, 80))[..., None]
        glass = inside_mask(scene, quad)[..., None]
        scene += (light * tint * glass).astype(np.float32)

    return cover


def _softened(mask: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Blur by `sigma` pixels, on a smaller picture where the blur is wide."""
    shrink = max(1, int(sigma / 4))
    size = mask.shape[1], mask.shape[0]
    small = cv2.resize(
        mask, (max(2, size[0] // shrink), max(2, size[1] // shrink)), interpolation=cv2.INTER_AREA
    )
    soft = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
    return np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), np.float32)
