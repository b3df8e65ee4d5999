"""Draws a walking person for the virtual doorway, lifelike enough for the real detector to find.

A body is round cones in three dimensions (limbs, trunk, neck) and a head with hair, lit from above like a hall,
with folds and weave in the clothes. A flat silhouette is not enough: the detector does not find it.

Lengths are shares of the body's height, x forward, y up, z towards the left hand; proportions after R. Drillis and
R. Contini, "Body Segment Parameters" (1966).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.camera.camera import Image

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]
Vector = tuple[float, float, float]
Colour = tuple[float, float, float]  # BGR, 0 to 255

LIGHT = np.array([0.35, 0.75, 0.56], np.float32)  # right, up, towards the camera; of length 1
HIP, KNEE_LENGTH, SHIN_LENGTH = 0.53, 0.245, 0.246
SHOULDER, UPPER_ARM, FOREARM = 0.818, 0.186, 0.146
MARGIN = 0.06  # round the figure, share of its height
STEPS = 16  # pictures in one walk cycle
WIDTH = 0.8  # of a figure's picture, in heights of the figure


@dataclass(frozen=True, slots=True)
class Clothes:
    """A person's clothes, and the colours of skin and hair: BGR, 0 to 255."""

    skin: Colour
    hair: Colour
    top: Colour
    bottom: Colour
    shoes: Colour
    long_hair: bool
    bag: Colour | None
    girth: float  # 1 is average


@dataclass(frozen=True, slots=True)
class Cone:
    """A round cone from `a` (radius `ra`) to `b` (radius `rb`)."""

    a: Vector
    ra: float
    b: Vector
    rb: float
    colour: Colour
    weave: float  # how rough the surface is, 0 to 1


def clothe(random: np.random.Generator) -> Clothes:
    """Draw a person at random: skins, hair and clothes of many kinds."""
    skins = [(120, 160, 215), (150, 185, 230), (75, 110, 165), (50, 75, 115), (95, 135, 190)]
    hairs = [(25, 28, 32), (30, 50, 80), (60, 95, 140), (120, 125, 130), (20, 20, 22)]
    tops = [(60, 60, 160), (120, 80, 40), (60, 90, 60), (45, 45, 50), (150, 150, 155), (90, 60, 95)]
    bottoms = [(90, 60, 40), (50, 48, 46), (70, 90, 110), (40, 38, 60)]

    def of(colours: list[tuple[int, int, int]]) -> Colour:
        near = np.array(colours[random.integers(len(colours))]) * random.uniform(0.8, 1.2)
        b, g, r = np.clip(near, 10, 245)
        return float(b), float(g), float(r)

    return Clothes(
        skin=of(skins),
        hair=of(hairs),
        top=of(tops),
        bottom=of(bottoms),
        shoes=of([(30, 30, 35), (60, 70, 90), (200, 200, 205)]),
        long_hair=bool(random.random() < 0.4),
        bag=of([(40, 60, 90), (35, 35, 40)]) if random.random() < 0.3 else None,
        girth=float(random.uniform(0.92, 1.15)),
    )


def draw(clothes: Clothes, height: int, turn: float, step: int, seed: int) -> Picture:
    """Draw one picture of the walk: uint8 BGRA, of the same size for every `step`, feet near the lower edge.

    `height`: of the body in pixels. `turn`: radians between the way walked and the picture's right hand; π walks
    to the left. `step`: 0 to STEPS - 1, one cycle of two steps. `seed`: of the weave in the clothes.
    """
    return render(body(clothes, 2 * math.pi * step / STEPS), height, turn, seed)


def body(clothes: Clothes, phase: float) -> list[Cone]:
    """Return the body of `clothes` at `phase` (radians) of its walk."""
    wide = clothes.girth
    bob = 0.012 * math.cos(2 * phase)
    cones: list[Cone] = []
    hip = (0.0, HIP + bob, 0.0)
    chest = (0.02, SHOULDER - 0.05 + bob, 0.0)
    for side, lag in ((-1.0, 0.0), (1.0, math.pi)):
        cones += _leg(clothes, (0.0, HIP - 0.01 + bob, 0.05 * side * wide), phase + lag)
        cones += _arm(clothes, (0.02, SHOULDER - 0.015 + bob, 0.105 * side * wide), phase + lag)
    for side in (-1.0, 1.0):  # the trunk is wider than it is deep: two columns side by side
        z = 0.042 * side * wide
        waist = (0.005, 0.63 + bob, 0.8 * z)
        cones.append(Cone((0.0, hip[1], z), 0.064 * wide, waist, 0.058 * wide, clothes.top, 1.0))
        cones.append(
            Cone(waist, 0.058 * wide, (chest[0], chest[1], 1.15 * z), 0.066, clothes.top, 1.0)
        )
    neck = (0.025, 0.845 + bob, 0.0)
    head = (0.045, 0.925 + bob, 0.0)
    cones.append(Cone(chest, 0.05, neck, 0.03, clothes.skin, 0.1))
    cones.append(Cone((0.05, 0.893 + bob, 0), 0.037, head, 0.05, clothes.skin, 0.1))
    cones.append(
        Cone((0.095, 0.91 + bob, 0), 0.01, (0.088, 0.925 + bob, 0), 0.008, clothes.skin, 0.1)
    )
    cones.append(
        Cone((0.03, 0.945 + bob, 0), 0.055, (0.015, 0.925 + bob, 0), 0.05, clothes.hair, 0.8)
    )
    if clothes.long_hair:
        cones.append(
            Cone((0.005, 0.92 + bob, 0), 0.045, (-0.02, 0.82 + bob, 0), 0.035, clothes.hair, 0.8)
        )
    if clothes.bag is not None:
        cones.append(
            Cone((-0.09, 0.75 + bob, 0), 0.06, (-0.085, 0.63 + bob, 0), 0.065, clothes.bag, 0.5)
        )
    return cones


def _leg(clothes: Clothes, hip: Vector, phase: float) -> list[Cone]:
    thigh = 0.42 * math.sin(phase)
    bend = 0.12 + 0.55 * max(0.0, math.sin(phase + math.pi * 0.62))  # the knee yields as it swings
    knee = _hang(hip, KNEE_LENGTH, thigh)
    ankle = _hang(knee, SHIN_LENGTH - 0.02, thigh - bend)
    pitch = thigh - bend
    toe = (ankle[0] + 0.075 * math.cos(pitch), ankle[1] - 0.02 + 0.06 * math.sin(pitch), ankle[2])
    heel = (ankle[0] - 0.02, ankle[1] - 0.015, ankle[2])
    wide = clothes.girth
    return [
        Cone(hip, 0.065 * wide, knee, 0.042 * wide, clothes.bottom, 0.9),
        Cone(knee, 0.042 * wide, ankle, 0.03, clothes.bottom, 0.9),
        Cone(heel, 0.022, toe, 0.017, clothes.shoes, 0.2),
    ]


def _arm(clothes: Clothes, shoulder: Vector, phase: float) -> list[Cone]:
    swing = -0.38 * math.sin(phase)
    elbow = _hang(shoulder, UPPER_ARM, swing)
    wrist = _hang(elbow, FOREARM, swing + 0.3)
    hand = _hang(wrist, 0.05, swing + 0.35)
    return [
        Cone(shoulder, 0.038, elbow, 0.03, clothes.top, 1.0),
        Cone(elbow, 0.03, wrist, 0.022, clothes.top, 1.0),
        Cone(wrist, 0.019, hand, 0.017, clothes.skin, 0.1),
    ]


def _hang(top: Vector, length: float, angle: float) -> Vector:
    """Returns the end of a limb that hangs from `top`, turned forward by `angle` radians from straight down."""
    return top[0] + length * math.sin(angle), top[1] - length * math.cos(angle), top[2]


def render(
    cones: Sequence[Cone], height: int, turn: float, seed: int, width: float = WIDTH
) -> Picture:
    """Draw a body of `cones` as uint8 BGRA. `width`: of the picture, in heights. The rest as for `draw`."""
    rows, columns = round(height * (1 + 2 * MARGIN)), round(height * width)
    ys, xs = np.mgrid[0:rows, 0:columns].astype(np.float32)
    across = (xs - columns / 2) / height
    up = 1 + MARGIN - ys / height
    depth = np.full((rows, columns), -np.inf, np.float32)
    colour = np.zeros((rows, columns, 3), np.float32)
    grain = _grain(rows, columns, seed)
    cosine, sine = math.cos(turn), math.sin(turn)
    for cone in cones:
        a, b = (_turned(point, cosine, sine) for point in (cone.a, cone.b))
        near, normal, covered = _surface(across, up, a, cone.ra, b, cone.rb)
        seen = covered & (near > depth)
        light = 0.42 + 0.58 * np.clip(normal @ LIGHT, 0, 1)
        shade = light * (1 + cone.weave * grain)
        colour[seen] = shade[seen, None] * np.array(cone.colour, np.float32)
        depth[seen] = near[seen]
    solid = np.isfinite(depth)
    picture = np.zeros((rows, columns, 4), np.uint8)
    picture[..., :3] = np.clip(colour, 0, 255)
    picture[..., 3] = solid * np.uint8(255)
    return picture


def _turned(point: Vector, cosine: float, sine: float) -> Vector:
    x, y, z = point
    return x * cosine - z * sine, y, x * sine + z * cosine


def _surface(
    across: Floats, up: Floats, a: Vector, ra: float, b: Vector, rb: float
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Returns depth towards the camera, unit normal and coverage of one round cone, seen straight on."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = max(dx * dx + dy * dy, 1e-9)
    share = np.clip(((across - a[0]) * dx + (up - a[1]) * dy) / length, 0, 1)
    radius = ra + share * (rb - ra)
    off_x, off_y = across - a[0] - share * dx, up - a[1] - share * dy
    square = (off_x * off_x + off_y * off_y) / (radius * radius)
    rise = np.sqrt(np.clip(1 - square, 0, 1))
    depth = a[2] + share * (b[2] - a[2]) + rise * radius
    normal = np.stack([off_x / radius, off_y / radius, rise], axis=-1)
    return depth.astype(np.float32), normal.astype(np.float32), square < 1


def _grain(rows: int, columns: int, seed: int) -> Floats:
    """Returns the folds and weave of clothes: noise at a fine and a coarse scale, about ±0.15."""
    random = np.random.default_rng(seed)
    fine = random.normal(0, 0.05, (rows, columns))
    fold = np.cumsum(random.normal(0, 0.02, (rows, columns)), axis=1)
    fold -= fold.mean(axis=1, keepdims=True)
    wave = 0.08 * np.sin(np.linspace(0, 9 * math.pi, rows))[:, None]
    return np.asarray(np.clip(fine + 0.3 * fold + wave, -0.3, 0.3), np.float32)


def place(scene: Image, figure: Picture, x: float, foot: float) -> None:
    """Draw a figure (BGRA) into `scene`: the middle of its feet at x, on the row `foot`, in pixels."""
    rows, columns = figure.shape[:2]
    left = round(x - columns / 2)
    top = round(foot - rows * (1 + MARGIN) / (1 + 2 * MARGIN))
    y0, y1 = max(0, top), min(scene.shape[0], top + rows)
    x0, x1 = max(0, left), min(scene.shape[1], left + columns)
    if y0 >= y1 or x0 >= x1:
        return
    part = figure[y0 - top : y1 - top, x0 - left : x1 - left]
    share = part[..., 3:].astype(np.float32) / 255
    under = scene[y0:y1, x0:x1]
    under[:] = (under * (1 - share) + part[..., :3] * share).astype(np.uint8)
