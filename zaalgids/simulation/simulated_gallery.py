"""Simulates photographs of works in a gallery: a wall, a frame, bad light, a shaking hand. No open data covers these.

Calibration fits the decision on such photographs and measures on others. Blurring and lighting a picture is not
enough: recognition fails because of what is around the work, over it and beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.quad import corners_of
from zaalgids.simulation.gallery_conditions import Conditions

Picture = NDArray[np.uint8]
Random = np.random.Generator
# Draws over the lit scene (float32 BGR, changed in place), given the corners of the work in it (4 × 2, pixels).
Cover = Callable[[NDArray[np.float32], NDArray[np.float32], Random], None]


@dataclass(frozen=True)
class Photograph:
    """A simulated photograph.

    `image`: uint8 BGR. `quad`: the corners of the work in it, 4 × 2, pixels, clockwise from its own upper left.
    `faults`: names in FAULTS.
    """

    image: Picture
    quad: NDArray[np.float32]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class WorkPlacement:
    """Where the work is in the photograph.

    `height`: a share of the photograph's; above 1 the work reaches out of it. `turn`: viewing angle, degrees. `roll`:
    degrees. `middle`: of the work, shares of the photograph (x, y). `whole`: shrink a work that is too wide.
    """

    height: float
    turn: float
    roll: float
    middle: tuple[float, float]
    whole: bool = True


def photograph(
    picture: Picture,
    conditions: Conditions,
    random: Random,
    beside: Sequence[Picture] = (),
    faults: Sequence[str] | None = None,
    *,
    placement: WorkPlacement | None = None,
    covers: Sequence[Cover] = (),
    behind: Sequence[tuple[Picture, WorkPlacement]] = (),
) -> Photograph:
    """Photograph `picture` (uint8 BGR), framed on a wall.

    `beside`: at most two other pictures, which hang smaller beside it. `faults`: the names in FAULTS to apply; None
    draws them at random. `placement`: None draws it at random. `covers` are drawn over the lit scene, in order.
    `behind`: other pictures and their places. Raises KeyError for another name.
    """
    drawn = _drawn_faults(conditions, random) if faults is None else tuple(faults)
    for fault in drawn:
        if fault not in FAULTS:
            raise KeyError(fault)
    size = conditions.sizes[int(random.integers(len(conditions.sizes)))]
    shown = _on_screen(picture, random) if "screen" in drawn else picture
    wall = _wall(size, random)
    height = random.uniform(*conditions.height)
    if "far" in drawn:
        height *= random.uniform(*conditions.shrink)
    roll = random.uniform(*(conditions.tilt if "askew" in drawn else conditions.roll))
    turn = random.uniform(*conditions.turn)
    middle = 0.5 + random.uniform(*conditions.offset, 2) * (1 - height)
    whole = True
    if placement is not None:
        height, turn, roll = placement.height, placement.turn, placement.roll
        middle, whole = np.array(placement.middle), placement.whole
    framed, inner = _framed(shown, conditions, random) if "screen" not in drawn else _bezel(shown)
    place = _place(framed, size, height, turn, roll, middle, whole)
    for side, other in zip((-1, 1), beside, strict=False):
        hung, _ = _framed(other, conditions, random)
        away = middle + np.array([side * random.uniform(0.42, 0.55), random.uniform(-0.05, 0.05)])
        _hang(wall, hung, _place(hung, size, 0.6 * height, turn, roll, away))
    for other, at in behind:
        hung, _ = _framed(other, conditions, random)
        away = np.array(at.middle)
        _hang(wall, hung, _place(hung, size, at.height, at.turn, at.roll, away, at.whole))
    _hang(wall, framed, place)  # last, so that it covers its neighbours where they overlap
    quad = cv2.perspectiveTransform(inner[None], place)[0]
    lit = _lit(wall.astype(np.float32), conditions, random)
    if "glare" in drawn:
        _glare(lit, quad, random.uniform(*conditions.glare), random)
    if "hand" in drawn:
        _hand(lit, quad, random.uniform(*conditions.hand), random)
    if "passer" in drawn:
        _passer(lit, random)
    for cover in covers:
        cover(lit, np.asarray(quad, np.float32), random)
    shake = random.uniform(*conditions.shake) if "shake" in drawn else 0.0
    image = _recorded(lit, shake, conditions, random)
    return Photograph(image, np.asarray(quad, np.float32), drawn)


def ornate(picture: Picture, seed: int) -> Picture:
    """Put `picture` into a broad gilded frame with ornaments; the frame is the same for every picture of a `seed`.

    Unknown works in such frames are the hardest, because most of their keypoints lie on the frame.
    """
    random = np.random.default_rng([seed, 11])
    inner = resized(picture, 520 / max(picture.shape[:2]))
    edge = 75
    high, wide = inner.shape[0] + 2 * edge, inner.shape[1] + 2 * edge
    relief = cv2.GaussianBlur(random.uniform(0, 1, (760, 760)), (0, 0), 2.4)[:high, :wide]
    relief = (relief - relief.min()) / np.ptp(relief)
    gold = np.array([70, 165, 225]) * random.uniform(0.8, 1.15, 3)
    frame: Picture = np.clip(relief[..., None] * gold * 1.25, 0, 255).astype(np.uint8)
    frame[edge:-edge, edge:-edge] = inner
    return frame


def without_works(conditions: Conditions, random: Random) -> Picture:
    """Photograph a bare wall or an empty frame, sometimes with a hand or a passer-by: no work of any catalogue."""
    size = conditions.sizes[int(random.integers(len(conditions.sizes)))]
    blank = np.full((300, 400, 3), random.uniform(60, 240, 3), np.uint8)
    framed, inner = _framed(blank, conditions, random)
    scene = _wall(size, random)
    place = _place(framed, size, 0.7, random.uniform(-30, 30), 0, np.array([0.5, 0.5]))
    if random.random() < 0.5:
        _hang(scene, framed, place)
    quad = cv2.perspectiveTransform(inner[None], place)[0]
    lit = _lit(scene.astype(np.float32), conditions, random)
    if random.random() < 0.5:
        _hand(lit, quad, random.uniform(0.1, 0.6), random)
    if random.random() < 0.5:
        _passer(lit, random)
    return _recorded(lit, 0.0, conditions, random)


FAULTS = ("far", "shake", "askew", "hand", "glare", "screen", "passer")


def _drawn_faults(conditions: Conditions, random: Random) -> tuple[str, ...]:
    number = int(random.choice(3, p=conditions.faults))
    return tuple(str(name) for name in random.choice(FAULTS, number, replace=False))


def _wall(size: tuple[int, int], random: Random) -> Picture:
    """Draw slightly uneven paint."""
    width, height = size
    paint = random.uniform(90, 235) + random.uniform(-18, 18, 3)
    stains = cv2.resize(
        random.normal(0, 3, (9, 12)), (width, height), interpolation=cv2.INTER_CUBIC
    )
    return np.clip(paint + stains[..., None], 0, 255).astype(np.uint8)


def _framed(
    picture: Picture, conditions: Conditions, random: Random
) -> tuple[Picture, NDArray[np.float32]]:
    """Put the picture into a mat and a moulding, or neither. Returns it and the picture's corners in it."""
    scale = 900 / max(picture.shape[:2])
    inner = picture if scale >= 1 else resized(picture, scale)
    long = max(inner.shape[:2])
    mat = round(random.uniform(*conditions.mat) * long) if random.random() < 0.5 else 0
    moulding = round(random.uniform(0.02, 0.09) * long) if random.random() < 0.8 else 0
    paper, colour = (
        (226, 234, 238),
        conditions.mouldings[int(random.integers(len(conditions.mouldings)))],
    )
    matted = cv2.copyMakeBorder(inner, mat, mat, mat, mat, cv2.BORDER_CONSTANT, value=paper)
    sides = (moulding,) * 4
    framed = np.asarray(cv2.copyMakeBorder(matted, *sides, cv2.BORDER_CONSTANT, value=colour))
    if moulding > 4:  # light falls on its inner edge and shade on its outer one
        edge = (0, 0), (framed.shape[1] - 1, framed.shape[0] - 1)
        cv2.rectangle(framed, *edge, tuple(0.5 * c for c in colour), 2)
        at = moulding - 2
        corner = framed.shape[1] - 1 - at, framed.shape[0] - 1 - at
        cv2.rectangle(framed, (at, at), corner, tuple(min(255.0, 1.3 * c) for c in colour), 2)
    return framed.astype(np.uint8), corners_of(inner.shape[1], inner.shape[0]) + (mat + moulding)


def _bezel(picture: Picture) -> tuple[Picture, NDArray[np.float32]]:
    """Put the picture into a screen's bezel. Returns it and the picture's corners in it."""
    edge = max(picture.shape[:2]) // 18
    around = cv2.copyMakeBorder(picture, *(edge,) * 4, cv2.BORDER_CONSTANT, value=(18, 16, 15))
    corners = corners_of(picture.shape[1], picture.shape[0]) + edge
    return np.asarray(around, np.uint8), corners


def _on_screen(picture: Picture, random: Random) -> Picture:
    """Draw the picture as a phone shows it: smaller, bluish, with moiré between its pixels and the camera's."""
    small = resized(picture, 640 / max(picture.shape[:2])).astype(np.float32)
    down, across = np.mgrid[: small.shape[0], : small.shape[1]].astype(np.float32)
    for channel in range(3):  # the stripes of the three colours are offset, and so are their beats
        turn, period = random.uniform(-0.3, 0.3), random.uniform(5, 22)
        wave = (across * np.cos(turn) + down * np.sin(turn)) / period + channel / 3
        small[..., channel] *= 1 + random.uniform(0.02, 0.09) * np.sin(2 * np.pi * wave)
    small = (small - 128) * random.uniform(0.8, 1.1) + 132
    return np.asarray(np.clip(small * (1.06, 1.0, 0.95), 0, 255), np.uint8)


def _place(
    framed: Picture,
    size: tuple[int, int],
    share: float,
    turn: float,
    roll: float,
    middle: NDArray[np.float64],
    whole: bool = True,
) -> NDArray[np.float64]:
    """Returns the homography from the framed picture to the photograph, seen from `turn` degrees to the side.

    `size`: of the photograph (w, h). `share`: of its height. `roll`: degrees. `middle`: shares of `size`. `whole`:
    shrink a picture that is too wide for the photograph.
    """
    width, height = size
    high, wide = framed.shape[:2]
    scale = share * height / high
    if whole:
        scale = min(scale, 0.95 * width / wide)
    flat = (corners_of(wide, high) - (wide / 2, high / 2)) * scale
    a, b = np.deg2rad(turn), np.deg2rad(roll)
    away = 1.3 * max(size)
    seen = np.stack([flat[:, 0] * np.cos(a), flat[:, 1]], axis=1)
    seen *= away / (away + flat[:, :1] * np.sin(a))
    seen = seen @ np.array([[np.cos(b), np.sin(b)], [-np.sin(b), np.cos(b)]])
    seen += middle * size
    return np.asarray(
        cv2.getPerspectiveTransform(corners_of(wide, high), seen.astype(np.float32)), np.float64
    )


def _hang(scene: Picture, framed: Picture, place: NDArray[np.float64]) -> None:
    """Draw a framed picture into `scene`; shrink it first where it will be small, to avoid aliasing."""
    step = float(np.sqrt(abs(np.linalg.det(place[:2, :2]))))
    if step < 0.7:
        smaller = resized(framed, step)
        shrink = np.diag(
            [framed.shape[1] / smaller.shape[1], framed.shape[0] / smaller.shape[0], 1]
        )
        framed, place = smaller, place @ shrink
    cv2.warpPerspective(
        framed,
        place,
        (scene.shape[1], scene.shape[0]),
        scene,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )


def _lit(scene: NDArray[np.float32], conditions: Conditions, random: Random) -> NDArray[np.float32]:
    """Light the scene by a lamp from one side, with a colour cast."""
    height, width = scene.shape[:2]
    towards = random.uniform(0, 2 * np.pi)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * np.float32(np.cos(towards))
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * np.float32(np.sin(towards))
    fall = 1 - np.float32(random.uniform(*conditions.light)) * (across + down + 1) / 2
    tint = random.uniform(*conditions.balance, 3) * random.uniform(*conditions.exposure)
    return np.asarray(scene * fall[..., None] * tint.astype(np.float32), np.float32)


def _glare(
    scene: NDArray[np.float32], quad: NDArray[np.float32], share: float, random: Random
) -> None:
    """Draw a lamp's reflection on varnish or glass over `share` of the work."""
    x, y = _inside(quad, random)
    radius = np.sqrt(share * cv2.contourArea(quad) / np.pi)
    down, across = np.ogrid[: scene.shape[0], : scene.shape[1]]
    long = random.uniform(1.0, 1.8)
    distance = ((across - x) / (radius * long)) ** 2 + ((down - y) * long / radius) ** 2
    scene += (random.uniform(140, 300) * np.exp(-(distance**2))).astype(np.float32)[..., None]


def _hand(
    scene: NDArray[np.float32], quad: NDArray[np.float32], share: float, random: Random
) -> None:
    """Draw a palm and four fingers, of any skin tone, that reach in from below over `share` of the work."""
    x, y = _inside(quad, random)
    radius = max(3.0, float(np.sqrt(share * cv2.contourArea(quad) / np.pi)) * 0.8)
    skin = np.array([95, 130, 190]) * random.uniform(0.4, 1.2)
    fingers = random.uniform(-0.5, 0.5)
    cover: NDArray[np.float32] = np.zeros(scene.shape[:2], np.float32)
    cv2.circle(cover, (int(x), int(y)), int(radius), 1.0, -1)
    arm = int(x + radius * np.sin(fingers) * 3), scene.shape[0] + int(radius)
    cv2.line(cover, (int(x), int(y)), arm, 1.0, max(1, int(1.3 * radius)))
    for turn in np.linspace(-0.6, 0.6, 4) - fingers:
        tip = int(x + 1.9 * radius * np.sin(turn)), int(y - 1.9 * radius * np.cos(turn))
        cv2.line(cover, (int(x), int(y)), tip, 1.0, max(1, int(0.36 * radius)))
    soft = cv2.GaussianBlur(cover, (0, 0), max(0.5, 0.04 * radius))[..., None]
    scene[:] = scene * (1 - soft) + skin.astype(np.float32) * soft


def _passer(scene: NDArray[np.float32], random: Random) -> None:
    """Draw a person close to the camera, dark and out of focus, at one side."""
    height, width = scene.shape[:2]
    x = int(
        width
        * (random.uniform(-0.02, 0.16) if random.random() < 0.5 else random.uniform(0.84, 1.02))
    )
    cover = np.zeros((height, width), np.float32)
    cv2.ellipse(cover, (x, height), (int(0.13 * width), int(0.55 * height)), 0, 0, 360, 1.0, -1)
    cv2.circle(cover, (x, int(0.36 * height)), int(0.09 * height), 1.0, -1)
    soft = cv2.GaussianBlur(cover, (0, 0), 0.012 * width)[..., None]
    clothes = np.float32(random.uniform(15, 110)) + random.uniform(-15, 15, 3).astype(np.float32)
    scene[:] = scene * (1 - soft) + clothes * soft


def _recorded(
    scene: NDArray[np.float32], shake: float, conditions: Conditions, random: Random
) -> Picture:
    """Apply lens blur, motion blur (`shake`, pixels), sensor noise and JPEG compression."""
    seen = cv2.GaussianBlur(scene, (0, 0), random.uniform(*conditions.focus))
    if shake >= 2:
        seen = cv2.filter2D(seen, -1, _smear(shake, random.uniform(0, np.pi)))
    noise = random.standard_normal(seen.shape, np.float32) * random.uniform(*conditions.noise)
    image = np.clip(seen + noise, 0, 255).astype(np.uint8)
    quality = int(random.uniform(*conditions.quality))
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _smear(length: float, turn: float) -> NDArray[np.float32]:
    """Returns the kernel of a motion blur of `length` pixels at `turn` radians."""
    side = int(length) | 1
    kernel = np.zeros((side, side), np.float32)
    half = (side - 1) / 2
    reach = half * np.cos(turn), half * np.sin(turn)
    start, end = (half - reach[0], half - reach[1]), (half + reach[0], half + reach[1])
    cv2.line(kernel, _whole(start), _whole(end), 1.0)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _inside(quad: NDArray[np.float32], random: Random) -> tuple[float, float]:
    """Draw a random position on the work, away from its edge."""
    across, down = random.uniform(0.2, 0.8, 2)
    top, bottom = quad[0] + across * (quad[1] - quad[0]), quad[3] + across * (quad[2] - quad[3])
    x, y = top + down * (bottom - top)
    return float(x), float(y)


def resized(picture: Picture, scale: float) -> Picture:
    """Returns the picture (uint8 BGR), its sides times `scale`."""
    size = [max(2, round(length * scale)) for length in (picture.shape[1], picture.shape[0])]
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)


def _whole(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0]), round(point[1])
