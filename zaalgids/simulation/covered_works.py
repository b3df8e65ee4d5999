"""Simulates works that are partly covered: by a hand, a head in front, a column, the edge of the picture, another work.

The share that is covered is what was asked: the cover is drawn as large as that needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from zaalgids.simulation.gallery_case import Case, CaseQuery, CaseReference, PictureSupply
from zaalgids.simulation.simulated_gallery import Cover, Photograph, photograph

Random = np.random.Generator
Scene = NDArray[np.float32]
Shape = Callable[[float], NDArray[np.float32]]  # returns a mask (0 to 1) for a size in pixels
_STRANGERS = 0.25  # share of photographs whose work is not enrolled
_KINDS = ("hand", "head", "column", "frame's edge", "two works")


def covered(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields works and `each` photographs of them, covered by as much as the settings say."""
    random, shares = supply.random, supply.settings.shares
    for number in range(each):
        name, picture = supply.next()
        known = random.random() >= _STRANGERS
        if known:
            yield CaseReference(name, supply.museum_picture(picture))
        how = _KINDS[number % len(_KINDS)]
        share = shares[number // len(_KINDS) % len(shares)]
        works: tuple[str, ...] = (name,) if known else ()
        if how == "two works":
            other, second = supply.next()
            if random.random() < 0.5:
                yield CaseReference(other, supply.museum_picture(second))
                works = (*works, other)
            both = _side_by_side(picture, second, share)
            image = photograph(both, supply.conditions, random, faults=()).image
            yield CaseQuery(works, image, _kind(how, bool(works)), share)
            continue
        if how == "frame's edge":
            photo = photograph(picture, supply.conditions, random, faults=())
            image = half_out(photo, share, random)
        else:
            cover = COVERS[how](share)
            image = photograph(picture, supply.conditions, random, faults=(), covers=[cover]).image
        yield CaseQuery(works, image, _kind(how, known), share)


def _kind(how: str, known: bool) -> str:
    return f"covered: {how}" if known else f"stranger, covered: {how}"


def _side_by_side(
    first: NDArray[np.uint8], second: NDArray[np.uint8], share: float
) -> NDArray[np.uint8]:
    """Put two works into one frame; `share` of the first is cut by the second."""
    high, wide = first.shape[:2]
    keep = max(40, round(wide * (1 - share)))
    other = cv2.resize(second, (max(40, round(second.shape[1] * high / second.shape[0])), high))
    return np.hstack([first[:, :keep], other[:, : max(wide - keep, wide // 2)]])


def half_out(photo: Photograph, share: float, random: Random) -> NDArray[np.uint8]:
    """Returns the photograph cut at a side so that `share` of the work lies beyond its edge."""
    columns = inside_mask(photo.image, photo.quad).sum(axis=0)
    beyond = np.cumsum(columns) / max(float(columns.sum()), 1.0)
    if random.random() < 0.5:
        return photo.image[:, int(np.searchsorted(beyond, share)) :]
    return photo.image[:, : max(2, int(np.searchsorted(beyond, 1 - share)))]


def inside_mask(scene: NDArray[Any], quad: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns the mask (0 or 1) of the work in the scene."""
    mask = np.zeros(scene.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), 1.0)
    return mask


def grown(
    shape: Shape, scene: Scene, quad: NDArray[np.float32], share: float
) -> NDArray[np.float32]:
    """Returns the mask of a shape that is as large as it takes to cover `share` of the work (bisection)."""
    inside = inside_mask(scene, quad)
    area = max(float(inside.sum()), 1.0)
    low, high = 0.0, 3.0 * float(max(scene.shape[:2]))
    for _ in range(14):
        middle = (low + high) / 2
        if float((shape(middle) * inside).sum()) / area < share:
            low = middle
        else:
            high = middle
    return shape(high)


def _inside(quad: NDArray[np.float32], random: Random) -> tuple[float, float]:
    across, down = random.uniform(0.2, 0.8, 2)
    top, bottom = quad[0] + across * (quad[1] - quad[0]), quad[3] + across * (quad[2] - quad[3])
    x, y = top + down * (bottom - top)
    return float(x), float(y)


def _paint(
    scene: Scene,
    mask: NDArray[np.float32],
    colour: NDArray[np.float64],
    random: Random,
    soft: float,
) -> None:
    """Paint the masked area in `colour`, rounder where it is thick, with a little unevenness."""
    high, wide = scene.shape[:2]
    deep = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    tone = 0.62 + 0.38 * np.clip(deep / max(1.0, 0.5 * float(deep.max())), 0, 1)
    uneven = cv2.resize(random.normal(0, 7, (14, 18)), (wide, high), interpolation=cv2.INTER_CUBIC)
    body = colour.astype(np.float32) * tone[..., None] + uneven[..., None].astype(np.float32)
    edge = cv2.GaussianBlur(mask, (0, 0), soft)[..., None]
    scene[:] = scene * (1 - edge) + body * edge


def _hand(share: float) -> Cover:
    """A palm, fingers and an arm that reaches in from below."""

    def cover(scene: Scene, quad: NDArray[np.float32], random: Random) -> None:
        x, y = _inside(quad, random)
        lean = random.uniform(-0.5, 0.5)
        turns = np.linspace(-0.55, 0.5, 4) - lean + random.normal(0, 0.05, 4)
        longs = np.array([1.9, 2.15, 2.05, 1.7]) + random.normal(0, 0.08, 4)

        def shape(radius: float) -> NDArray[np.float32]:
            mask = np.zeros(scene.shape[:2], np.float32)
            at = (round(x), round(y))
            palm = (max(1, round(radius)), max(1, round(1.15 * radius)))
            cv2.ellipse(mask, at, palm, float(np.degrees(lean)), 0, 360, 1.0, -1)
            arm = (round(x + 3 * radius * np.sin(lean)), scene.shape[0] + round(radius))
            cv2.line(mask, at, arm, 1.0, max(1, round(1.25 * radius)))
            for turn, long in zip(turns, longs, strict=True):
                tip = (
                    round(x + long * radius * np.sin(turn)),
                    round(y - long * radius * np.cos(turn)),
                )
                cv2.line(mask, at, tip, 1.0, max(1, round(0.38 * radius)))
            thumb = (
                round(x + 1.3 * radius * np.sin(1.15 - lean)),
                round(y - 1.3 * radius * np.cos(1.15 - lean)),
            )
            cv2.line(mask, at, thumb, 1.0, max(1, round(0.42 * radius)))
            return mask

        skin = np.array([95, 130, 190]) * random.uniform(0.35, 1.2)
        _paint(scene, grown(shape, scene, quad, share), skin, random, random.uniform(1, 4))

    return cover


def _head(share: float) -> Cover:
    """The back of a head and shoulders in front, out of focus."""

    def cover(scene: Scene, quad: NDArray[np.float32], random: Random) -> None:
        x = float(quad[:, 0].mean() + random.uniform(-0.3, 0.3) * np.ptp(quad[:, 0]))
        bottom = float(scene.shape[0])

        def shape(size: float) -> NDArray[np.float32]:
            mask = np.zeros(scene.shape[:2], np.float32)
            head = max(1, round(0.32 * size))
            top = bottom - size
            cv2.ellipse(
                mask,
                (round(x), round(top + 1.3 * head)),
                (head, round(1.3 * head)),
                0,
                0,
                360,
                1.0,
                -1,
            )
            cv2.ellipse(
                mask,
                (round(x), round(top + 4.2 * head)),
                (round(2.3 * head), round(2.0 * head)),
                0,
                0,
                360,
                1.0,
                -1,
            )
            cv2.rectangle(
                mask,
                (round(x - 2.3 * head), round(top + 4.2 * head)),
                (round(x + 2.3 * head), round(bottom + head)),
                1.0,
                -1,
            )
            return mask

        colour = random.uniform(12, 120, 3)
        _paint(scene, grown(shape, scene, quad, share), colour, random, random.uniform(4, 14))

    return cover


def _column(share: float) -> Cover:
    """An upright column or post between camera and work, lit from one side."""

    def cover(scene: Scene, quad: NDArray[np.float32], random: Random) -> None:
        side = -1 if random.random() < 0.5 else 1
        x = float(quad[:, 0].mean() + side * random.uniform(0, 0.4) * np.ptp(quad[:, 0]))

        def shape(width: float) -> NDArray[np.float32]:
            mask = np.zeros(scene.shape[:2], np.float32)
            cv2.rectangle(
                mask, (round(x - width / 2), 0), (round(x + width / 2), scene.shape[0]), 1.0, -1
            )
            return mask

        stone = np.array([200, 208, 214]) * random.uniform(0.4, 1.1)
        _paint(scene, grown(shape, scene, quad, share), stone, random, random.uniform(1, 6))

    return cover


COVERS: dict[str, Callable[[float], Cover]] = {"hand": _hand, "head": _head, "column": _column}
