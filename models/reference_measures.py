"""Measures of one reference picture on which advice to the photographer is based: blur, gloss, contrast, border.

All are taken at MEASURED_PX, so that they mean the same for any camera. A place is a box (x, y, w, h) in shares of
the picture, 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

PictureBox = tuple[float, float, float, float]  # x, y, w, h in shares of the picture, 0 to 1

MEASURED_PX = (
    640  # longest side; a visitor's frame has about as many pixels of the work when it is close
)
_FINE, _COARSE = (
    1.0,
    2.0,
)  # standard deviations of the two Gaussians, pixels, by which an edge's width is measured
_SHARPEST_SHARE = 20  # percent: the blur of a picture is that of its sharpest edges; depth of field blurs the rest
_STRONG_EDGE = 6.0  # least gradient, grey levels a pixel at the coarse scale: below, noise decides
_MIN_EDGE_PIXELS = 80  # of each direction
_CLIPPED = (
    250  # 0 to 255, of the darkest channel: a lamp's reflection is white whatever lies under it
)
_MIN_CLIPPED_SHARE = 0.002  # of the picture, of one reflection: a smaller one hides no detail
_BORDER_SHARE = 0.02  # of the shorter side: the ring in which a wall shows
_WALL_DEVIATION = 6.0  # grey levels: a wall, light falling off along it taken away
_WORK_DEVIATION = 18.0  # grey levels from the wall, from which a pixel belongs to the work


@dataclass(frozen=True, slots=True)
class WorkOnWall:
    """A rectangular work before a plain wall: its box, the share of the picture it covers, and how askew it is.

    `tilt`: degrees by which its sides differ from the picture's, at most. `taper`: the shorter of two opposite
    sides, in shares of the longer, at least.
    """

    box: PictureBox
    share: float
    tilt: float
    taper: float


def resized(picture: NDArray[np.uint8], longest_px: int = MEASURED_PX) -> NDArray[np.uint8]:
    """Returns a picture (uint8 BGR) with a longest side of at most `longest_px`."""
    scale = min(1.0, longest_px / max(picture.shape[:2]))
    size = [max(1, round(length * scale)) for length in (picture.shape[1], picture.shape[0])]
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def blur(grey: NDArray[np.uint8]) -> float | None:
    """Returns the width of the sharpest edges of an 8-bit grey picture in pixels; None where it has too few.

    Upright and level edges by themselves: a hand that shook blurs those across its motion. The wider of both counts.
    """
    width, is_upright = _edges(grey)
    both = [
        float(np.percentile(one, _SHARPEST_SHARE))
        for one in (width[is_upright], width[~is_upright])
        if len(one) >= _MIN_EDGE_PIXELS
    ]
    return max(both, default=None)


def _edges(grey: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Returns the width of the edge at each pixel on a strong edge, and whether that edge is upright.

    The width is the standard deviation, in pixels, of the Gaussian by which a step was blurred. It follows from the
    ratio of the edge's gradients at two scales (Zhuo and Sim, Defocus map estimation from a single image, 2011).
    """
    fine, _ = _gradient(grey, _FINE)
    coarse, is_upright = _gradient(grey, _COARSE)
    # On the crest of the edge: beside it the ratio says nothing of the width.
    crest = coarse >= cv2.dilate(coarse, np.ones((3, 3), np.uint8)) * 0.98
    is_edge = crest & (coarse > _STRONG_EDGE)
    ratio = np.maximum(fine[is_edge] / coarse[is_edge], 1.001) ** 2
    width = np.sqrt(np.maximum((_COARSE**2 - ratio * _FINE**2) / (ratio - 1), 0))
    return np.asarray(width, np.float32), np.asarray(is_upright[is_edge])


def _gradient(
    grey: NDArray[np.uint8], sigma: float
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Returns the length of the gradient in grey levels a pixel, and where it runs across rather than down."""
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), sigma)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    length = np.asarray(cv2.magnitude(across, down), np.float32)
    return length, np.asarray(np.abs(across) > np.abs(down))


@dataclass(frozen=True, slots=True)
class ClippedArea:
    """A white area: its box, its share of the picture, and how soft its edge is.

    `halo`: share of the grey levels from its surroundings to white that lie outside the white itself, 0 to 1.
    """

    box: PictureBox
    share: float
    halo: float


def clipped_areas(picture: NDArray[np.uint8]) -> list[ClippedArea]:
    """Returns the white areas of a picture (uint8 BGR), the largest first."""
    height, width = picture.shape[:2]
    white = np.asarray(picture.min(axis=2) >= _CLIPPED, np.uint8)
    closed = cv2.morphologyEx(white, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    found = []
    for label in range(1, count):
        x, y, w, h, pixels = (int(value) for value in stats[label])
        if pixels < _MIN_CLIPPED_SHARE * white.size:
            continue
        box = (x / width, y / height, w / width, h / height)
        found.append(ClippedArea(box, pixels / white.size, _halo(grey, labels == label)))
    return sorted(found, key=lambda one: -one.share)


def _halo(grey: NDArray[np.uint8], area: NDArray[np.bool_]) -> float:
    """Returns how gradually the light falls off around an area: 0 at a cut edge, about 0.5 at a soft one."""
    distance = cv2.distanceTransform(np.asarray(~area, np.uint8), cv2.DIST_L2, 3)
    levels = [
        float(np.median(grey[(distance > start) & (distance <= start + 2)]))
        for start in (2, 6, 16)
        if ((distance > start) & (distance <= start + 2)).any()
    ]
    if len(levels) < 3 or 255 - levels[2] < 20:
        return 0.0
    near, middle, far = levels
    return min(near - far, 2 * (middle - far)) / (255 - far) if near > middle > far else 0.0


def work_on_wall(picture: NDArray[np.uint8]) -> WorkOnWall | None:
    """Find a rectangular work before a plain wall. Returns None where the border is not one plain surface."""
    height, width = picture.shape[:2]
    ring = max(2, round(_BORDER_SHARE * min(height, width)))
    border = np.ones((height, width), bool)
    border[ring:-ring, ring:-ring] = False
    lab = picture.astype(np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    plane = np.stack([np.ones_like(x), x / width, y / height], axis=-1)
    solution, *_ = np.linalg.lstsq(plane[border], lab[border], rcond=None)
    away = np.abs(lab - plane @ solution.astype(np.float32)).max(axis=2)
    if float(np.percentile(away[border], 95)) > 2 * _WALL_DEVIATION:
        return None
    mask = np.asarray(away > _WORK_DEVIATION, np.uint8)
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    outline = np.asarray(cv2.convexHull(max(contours, key=cv2.contourArea)), np.int32)
    return _rectangle(outline, width, height)


def _rectangle(outline: NDArray[np.int32], width: int, height: int) -> WorkOnWall | None:
    """Returns the work with this convex outline; None where it is no quadrilateral."""
    area = cv2.contourArea(outline)
    quad = cv2.approxPolyDP(outline, 0.03 * cv2.arcLength(outline, True), True).reshape(-1, 2)
    if len(quad) != 4 or area < 1 or not 0.94 <= cv2.contourArea(quad) / area <= 1.06:
        return None
    sides = np.roll(quad, -1, axis=0) - quad
    lengths = np.linalg.norm(sides.astype(np.float32), axis=1)
    angles = np.degrees(np.arctan2(sides[:, 1], sides[:, 0]))
    tilt = float(np.abs((angles + 45) % 90 - 45).max())
    taper = min(
        float(min(lengths[at], lengths[at + 2]) / max(lengths[at], lengths[at + 2]))
        for at in (0, 1)
    )
    x, y, w, h = cv2.boundingRect(outline)
    box = (x / width, y / height, w / width, h / height)
    return WorkOnWall(box, area / (width * height), tilt, taper)
