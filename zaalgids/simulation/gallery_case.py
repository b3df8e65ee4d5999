"""What a simulated case consists of: references that are enrolled, and photographs with the right answer.

A kind of case is a function that takes a PictureSupply and yields both. Recognition is measured kind by kind on them
(decision 0003).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from zaalgids.simulation.case_settings import CaseSettings
from zaalgids.simulation.drawn_pictures import drawn_picture
from zaalgids.simulation.gallery_conditions import CONDITIONS, Part, part_of
from zaalgids.simulation.simulated_gallery import resized

Picture = NDArray[np.uint8]

# Seeds of the drawn pictures of the two parts.
_DRAWN_SEEDS: Mapping[Part, int] = {"calibration": 41, "test": 42}
_MIN_HALF_PX = 480  # a picture whose halves are at least this long serves as two works
# Correlation of contours from which a patch counts as found: the halves of 100 photographs reached 0.65, those of
# patterns and smooth computer graphics 0.72 to 1.
_ALIKE = 0.7
_WORK_PX = 1000  # longest side of a work


@dataclass(frozen=True)
class CaseReference:
    """A reference: its work and its picture (uint8 BGR)."""

    work: str
    image: Picture


@dataclass(frozen=True)
class CaseQuery:
    """A photograph: the right answers (empty for a stranger), its picture (uint8 BGR) and its kind in words.

    `share`: of the work that is covered, 0 to 1; None where nothing is said on it.
    """

    works: tuple[str, ...]
    image: Picture
    kind: str
    share: float | None = None


Case = CaseReference | CaseQuery


class PictureSupply:
    """Gives out pictures of one part, each once: those of a folder first, mixed with drawn ones, then drawn ones."""

    def __init__(
        self, pictures: Mapping[str, Picture], part: Part, settings: CaseSettings, seed: int
    ) -> None:
        """Only pictures that `part_of` assigns to `part` are given out."""
        self.part, self.settings = part, settings
        self.conditions = replace(CONDITIONS[part], height=settings.height, turn=settings.turn)
        self.random = np.random.default_rng([seed, 3])
        self._seed = _DRAWN_SEEDS[part] + 100 * seed
        self._drawn = 0
        self._waiting: list[tuple[str, Picture]] = []
        for name in sorted(pictures):
            if part_of(name) == part:
                self._waiting += _works_of(name, pictures[name])
        order = self.random.permutation(len(self._waiting))
        self._waiting = [self._waiting[place] for place in order]
        self._share_drawn = 0.35

    def next(self) -> tuple[str, Picture]:
        """Returns a picture (uint8 BGR) that was not given out before, and its name."""
        if self._waiting and self.random.random() >= self._share_drawn:
            return self._waiting.pop()
        return self.next_drawn()

    def next_drawn(self) -> tuple[str, Picture]:
        """Returns a drawn picture that was not given out before, and its name."""
        self._drawn += 1
        return f"drawn {self._drawn}", drawn_picture(self._drawn, self._seed)

    def fill(self, count: int) -> Iterator[CaseReference]:
        """Yields `count` references to other works, so that the catalogue is not small."""
        for _ in range(count):
            name, picture = self.next()
            yield CaseReference(name, self.museum_picture(picture))

    def museum_picture(self, picture: Picture) -> Picture:
        """Returns the picture as a museum's own photograph of it: a little cropped, with its own tone."""
        random, (high, wide) = self.random, picture.shape[:2]
        cut = [
            round(share * side)
            for share, side in zip(
                random.uniform(0, 0.012, 4), (high, high, wide, wide), strict=True
            )
        ]
        inner = picture[cut[0] : high - cut[1], cut[2] : wide - cut[3]]
        tone = random.uniform(0.94, 1.06, 3) * random.uniform(0.92, 1.05)
        gamma = random.uniform(0.9, 1.12)
        toned = 255 * (inner / 255.0) ** gamma * tone
        return to_picture(toned)


def _works_of(name: str, picture: Picture) -> list[tuple[str, Picture]]:
    """Returns the picture as one work, or its two halves as two."""
    scale = min(1.0, 2 * _WORK_PX / max(picture.shape[:2]))
    if scale < 1:
        picture = resized(picture, scale)
    high, wide = picture.shape[:2]
    halves = [picture]
    if min(max(high, wide) // 2, min(high, wide)) >= _MIN_HALF_PX:
        halves = (
            [picture[:, : wide // 2], picture[:, wide // 2 :]]
            if wide >= high
            else [picture[: high // 2], picture[high // 2 :]]
        )
    works = [np.ascontiguousarray(half) for half in halves]
    works = [
        resized(work, _WORK_PX / max(work.shape[:2])) if max(work.shape[:2]) > _WORK_PX else work
        for work in works
    ]
    if len(works) == 1 or _alike(*works):
        return [(name, resized(picture, min(1.0, _WORK_PX / max(picture.shape[:2]))))]
    return [
        (f"{name} {side}", work)
        for side, work in zip(("first half", "second half"), works, strict=True)
    ]


def _alike(first: Picture, second: Picture) -> bool:
    """Returns whether contours of the second picture are found in the first, upright or turned by half a circle.

    They are in a pattern that repeats, and in a design that is symmetric about its centre.
    """
    contours = []
    for picture in (first, second):
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        small = cv2.resize(grey, (192, 192), interpolation=cv2.INTER_AREA)
        contours.append(cv2.GaussianBlur(cv2.Laplacian(small, cv2.CV_32F), (0, 0), 1.0))
    turned = np.ascontiguousarray(contours[1][::-1, ::-1])
    found = [
        cv2.matchTemplate(contours[0], patches[y : y + 48, x : x + 48], cv2.TM_CCOEFF_NORMED)
        for patches in (contours[1], turned)
        for x, y in ((16, 16), (72, 72), (128, 128))
    ]
    return max(float(one.max()) for one in found) > _ALIKE


def blob(
    size: tuple[int, int], middle: tuple[float, float], radius: float, random: np.random.Generator
) -> NDArray[np.float32]:
    """Returns the mask (height × width, 0 to 1) of an irregular rounded area. `size` (w, h), the rest in pixels."""
    turns = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    edge = np.ones_like(turns)
    for order in range(2, 6):
        edge += random.normal(0, 0.16 / order) * np.cos(order * turns + random.uniform(0, 6.28))
    long = random.uniform(0.75, 1.3)
    points = np.stack([np.cos(turns) * long, np.sin(turns) / long], axis=1) * edge[:, None] * radius
    mask = np.zeros((size[1], size[0]), np.float32)
    cv2.fillPoly(mask, [np.round(points + middle).astype(np.int32)], 1.0, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.02 * radius)), np.float32)


def to_picture(values: NDArray[Any]) -> Picture:
    """Returns the values as a picture: uint8, those beyond 0 to 255 cut."""
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def mixed(picture: Picture, other: Picture, mask: NDArray[np.float32]) -> Picture:
    """Returns `other` where `mask` (0 to 1) is 1, and `picture` where it is 0."""
    share = mask[..., None]
    return to_picture(picture * (1 - share) + other * share)
