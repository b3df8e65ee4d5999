"""The twin of a camera that hangs over a doorway and looks straight down, with the truth of who crosses.

Bodies are the round cones of figure.py, placed on a floor in metres and projected through a lens with an opening
angle and a bend; low parts are drawn first. Lamps cast shadows along the floor. Trolleys, a door that swings and a
lamp that is switched belong to the scene and are not people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera import figure
from device.camera.camera import Image

PERSON_METRES, CHILD_METRES = 1.72, 1.15
CART_METRES = {
    "trolley": (0.55, 0.8, 0.9),
    "pushchair": (0.55, 0.75, 0.75),
}  # width, length, height
CART_AHEAD_METRES = 0.85  # of its middle before who pushes it
CART_COLOURS = [(70.0, 90.0, 110.0), (60.0, 60.0, 65.0), (150.0, 155.0, 160.0), (120.0, 60.0, 50.0)]
CHILD_IN_IT = 0.12, 0.1  # behind the middle of a pushchair, and the head's radius: metres
NOISE_SHEETS = 7  # pictures of noise, drawn once
SLICES = 4  # discs in one cone
STRIDE_METRES = 1.35


@dataclass(frozen=True, slots=True)
class OverheadScene:
    """How the camera hangs and what the light does. Lengths in metres, grey levels of 255."""

    width: int = 320
    height: int = 240
    camera_metres: float = 3.0
    opening_degrees: float = 75.0  # across the picture
    bend: float = 0.0  # of the lens: share by which a corner moves inwards
    light: float = 1.0  # of the picture's brightness
    shadow: float = 0.55  # of the light that is left in a shadow
    lamp: tuple[float, float, float] = (1.5, 0.8, 3.2)  # where it hangs
    noise_grey: float = 3.0
    floor_grey: float = 120.0
    lamp_switched_at: float | None = None  # seconds; a second lamp, over one side
    door_at: float | None = None  # seconds; a door at the left edge swings open and shut
    seed: int = 1


@dataclass(frozen=True, slots=True)
class OverheadWalker:
    """One who walks across the line x = 0: at `start` (seconds) at `from_x`, metres."""

    start: float
    inward: bool  # to the right
    y: float
    speed: float = 1.2  # metres a second
    metres: float = PERSON_METRES
    stands_at: float | None = None  # x where it stops and turns round
    stands_seconds: float = 0.0
    pushes: str = ""  # trolley or pushchair
    seed: int = 0

    def place(self, now: float, reach: float) -> tuple[float, float, float, float] | None:
        """Return x, y, heading (radians) and metres walked; None before and after. `reach`: where it starts."""
        walked = (now - self.start) * self.speed
        heading = 0.0 if self.inward else math.pi
        if self.stands_at is not None:
            until = reach + (self.stands_at if self.inward else -self.stands_at)
            standing = (walked - until) / self.speed
            if standing > 0:
                if standing < self.stands_seconds:
                    heading += 2 * math.pi * standing / max(self.stands_seconds, 1)
                walked = until + max(0.0, standing - self.stands_seconds) * self.speed
        if walked < 0 or walked > 2 * reach:
            return None
        x = walked - reach if self.inward else reach - walked
        return x, self.y, heading, walked

    def crosses_at(self, reach: float) -> float:
        """Return the second at which its middle passes the line."""
        waits = self.stands_at is not None and (self.stands_at < 0) == self.inward
        return self.start + reach / self.speed + (self.stands_seconds if waits else 0.0)


class OverheadDoorway:
    """Draws the walkers of one scene. The counting line is x = 0, `in` to the right."""

    def __init__(self, scene: OverheadScene, walkers: Sequence[OverheadWalker]) -> None:
        self.scene, self.walkers = scene, walkers
        self._random = np.random.default_rng([scene.seed, 2])
        self._focal = scene.width / 2 / math.tan(math.radians(scene.opening_degrees / 2))
        # People start where no part of them is in view, their head included.
        self.reach = (scene.width / 2 / self._focal) * scene.camera_metres + 0.6
        self._bodies = [figure.clothe(np.random.default_rng([one.seed, 3])) for one in walkers]
        self._floor = self._drawn_floor()
        shape = NOISE_SHEETS, scene.height, scene.width, 3
        self._sheets = self._random.standard_normal(shape, np.float32)

    @property
    def line(self) -> tuple[float, float, float, float]:
        """The counting line in pixels: through the middle, `in` to the right."""
        middle = self.scene.width / 2
        return middle, float(self.scene.height), middle, 0.0

    def truth(self) -> list[tuple[float, str]]:
        """Return when each crosses (seconds) and the direction, `in` or `out`, in order of time."""
        return sorted(
            (one.crosses_at(self.reach), "in" if one.inward else "out") for one in self.walkers
        )

    def draw(self, now: float) -> Image:
        """Draw the doorway at `now` (seconds)."""
        scene = self.scene
        lit = np.ones((scene.height, scene.width), np.float32)
        carts: list[_Cart] = []
        discs: list[tuple[float, float, float, float, figure.Colour]] = []
        for walker, clothes in zip(self.walkers, self._bodies, strict=True):
            place = walker.place(now, self.reach)
            if place is not None:
                discs += _discs(walker, clothes, place)
                if walker.pushes:
                    carts.append(_Cart(walker, clothes, place))
        self._shade(lit, [*discs, *(disc for cart in carts for disc in cart.shade())])
        picture = self._floor * lit[..., None]
        self._put_door(picture, now)
        for cart in carts:
            corners = [self._pixel(x, y, cart.height) for x, y in cart.corners()]
            cv2.fillPoly(picture, [np.array(corners, np.int32)], cart.colour, cv2.LINE_AA)
            discs += cart.child()
        for height, x, y, radius, colour in sorted(discs):
            centre = self._pixel(x, y, height)
            size = radius * self._focal / (scene.camera_metres - height)
            cv2.circle(picture, centre, max(1, round(size)), colour, -1, cv2.LINE_AA)
        light = scene.light * self._lamps(now)
        sheet = self._sheets[int(self._random.integers(NOISE_SHEETS))]
        noisy = picture * light + scene.noise_grey * sheet
        bent = _bent(np.clip(noisy, 0, 255).astype(np.uint8), scene.bend)
        return np.asarray(cv2.GaussianBlur(bent, (3, 3), 0.6), np.uint8)

    def _pixel(self, x: float, y: float, height: float) -> tuple[int, int]:
        scale = self._focal / (self.scene.camera_metres - height)
        return round(self.scene.width / 2 + scale * x), round(self.scene.height / 2 + scale * y)

    def _shade(
        self,
        lit: NDArray[np.float32],
        discs: list[tuple[float, float, float, float, figure.Colour]],
    ) -> None:
        """Darken `lit` where bodies keep the lamp's light from the floor."""
        left, front, above = self.scene.lamp
        shadow = np.zeros(lit.shape, np.uint8)
        for height, x, y, radius, _ in discs:
            stretched = above / (above - height)
            place = self._pixel(left + (x - left) * stretched, front + (y - front) * stretched, 0.0)
            size = radius * stretched * self._focal / self.scene.camera_metres
            cv2.circle(shadow, place, max(1, round(size)), 255, -1)
        soft = cv2.GaussianBlur(shadow, (0, 0), max(1.0, self.scene.width / 160))
        lit *= 1 - (1 - self.scene.shadow) * soft.astype(np.float32) / 255

    def _put_door(self, picture: NDArray[np.float32], now: float) -> None:
        if self.scene.door_at is None:
            return
        turned = math.sin(math.pi * np.clip((now - self.scene.door_at) / 4, 0, 1)) * math.pi / 2
        left = -self.reach + 0.6
        ends = [
            (left, -0.5),
            (left + 0.9 * math.sin(turned), -0.5 + 0.9 * math.cos(turned)),
        ]
        bottom = [self._pixel(x, y, 0.0) for x, y in ends]
        top = [self._pixel(x, y, 2.0) for x, y in reversed(ends)]
        cv2.fillPoly(picture, [np.array(bottom + top, np.int32)], (60.0, 85.0, 120.0), cv2.LINE_AA)

    def _lamps(self, now: float) -> NDArray[np.float32]:
        """Return the light of the picture: 1, and more on one side once the second lamp is on."""
        height, width = self.scene.height, self.scene.width
        light = np.ones((height, width, 1), np.float32)
        if self.scene.lamp_switched_at is not None and now >= self.scene.lamp_switched_at:
            light += np.linspace(0.6, 0.1, width, dtype=np.float32)[None, :, None]
        return light

    def _drawn_floor(self) -> NDArray[np.float32]:
        height, width = self.scene.height, self.scene.width
        random = np.random.default_rng([self.scene.seed, 1])
        floor = np.full((height, width, 3), self.scene.floor_grey, np.float32)
        floor *= random.uniform(0.9, 1.1, 3).astype(np.float32)
        step = max(8, round(0.6 * self._focal / self.scene.camera_metres))
        floor[::step] *= 0.85
        floor[:, ::step] *= 0.85
        grain = cv2.GaussianBlur(
            random.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 1.5
        )
        floor *= 1 + 0.06 * grain[..., None]
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        away = np.hypot(xs - 0.7 * width, ys - 0.6 * height) / width
        return np.asarray(floor * (1.1 - 0.5 * away)[..., None], np.float32)


class _Cart:
    """A trolley or a pushchair before a walker at `place` (x, y, heading, metres walked)."""

    def __init__(
        self,
        walker: OverheadWalker,
        clothes: figure.Clothes,
        place: tuple[float, float, float, float],
    ) -> None:
        self.width, self.length, self.height = CART_METRES[walker.pushes]
        self._kind, self._hair = walker.pushes, clothes.hair
        self._along = math.cos(place[2]), math.sin(place[2])
        self.x, self.y = self._at(place[0], place[1], CART_AHEAD_METRES, 0.0)
        self.colour = CART_COLOURS[walker.seed % len(CART_COLOURS)]

    def _at(self, x: float, y: float, ahead: float, beside: float) -> tuple[float, float]:
        cosine, sine = self._along
        return x + ahead * cosine - beside * sine, y + ahead * sine + beside * cosine

    def corners(self) -> list[tuple[float, float]]:
        """Return the corners of its upper side; a pushchair is narrow at the feet and has a round hood."""
        half, side = self.length / 2, self.width / 2
        ends = [(-half, -side), (half, -side), (half, side), (-half, side)]
        if self._kind == "pushchair":
            feet = 0.6 * side
            turns = np.linspace(math.pi / 2, 3 * math.pi / 2, 9)
            hood = [(side - half + side * math.cos(t), side * math.sin(t)) for t in turns]
            ends = [(half, -feet), (half, feet), *hood]
        return [self._at(self.x, self.y, *end) for end in ends]

    def shade(self) -> list[tuple[float, float, float, float, figure.Colour]]:
        """Return discs that shade the floor as it does."""
        places = [self._at(self.x, self.y, end * self.length / 4, 0.0) for end in (-1, 1)]
        return [(self.height, x, y, self.width / 2, self.colour) for x, y in places]

    def child(self) -> list[tuple[float, float, float, float, figure.Colour]]:
        """Return the head of the child in a pushchair."""
        if self._kind != "pushchair":
            return []
        behind, radius = CHILD_IN_IT
        return [(self.height + 0.05, *self._at(self.x, self.y, -behind, 0.0), radius, self._hair)]


def _discs(
    walker: OverheadWalker,
    clothes: figure.Clothes,
    place: tuple[float, float, float, float],
) -> list[tuple[float, float, float, float, figure.Colour]]:
    """Return the discs of one body: height, x, y, radius (metres) and colour."""
    x, y, heading, walked = place
    size = walker.metres
    phase = 2 * math.pi * walked / (STRIDE_METRES * size / PERSON_METRES)
    cosine, sine = math.cos(heading), math.sin(heading)
    discs = []
    for cone in figure.body(clothes, phase):
        for number in range(SLICES):
            share = number / (SLICES - 1)
            forward, up, left = (
                size * (a + share * (b - a)) for a, b in zip(cone.a, cone.b, strict=True)
            )
            radius = size * (cone.ra + share * (cone.rb - cone.ra))
            shade = 0.75 + 0.25 * up / size
            blue, green, red = cone.colour
            colour = shade * blue, shade * green, shade * red
            place_x, place_y = (
                x + forward * cosine + left * sine,
                y + forward * sine - left * cosine,
            )
            discs.append((up, place_x, place_y, radius, colour))
    return discs


def _bent(picture: Image, bend: float) -> Image:
    """Return `picture` as a lens shows it that moves a corner inwards by `bend` of its distance."""
    if bend == 0:
        return picture
    height, width = picture.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    across, down = (xs - width / 2), (ys - height / 2)
    square = (across**2 + down**2) / (width**2 + height**2) * 4
    out = 1 + bend * square
    there = (
        (width / 2 + across * out).astype(np.float32),
        (height / 2 + down * out).astype(np.float32),
    )
    moved = cv2.remap(picture, *there, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def groups(
    seed: int, number: int, abreast: int, scene: OverheadScene, child_share: float = 0.15
) -> list[OverheadWalker]:
    """Return `number` groups of `abreast` people who come one after the other, from one side or the other."""
    random = np.random.default_rng([seed, 4])
    half = scene.camera_metres * math.tan(math.radians(scene.opening_degrees / 2))
    room = 0.45 * half * scene.height / scene.width
    walkers = []
    at = 2.0
    for _ in range(number):
        inward = bool(random.random() < 0.5)
        middle, speed = float(random.uniform(-room, room)), float(random.uniform(0.8, 1.5))
        for one in range(abreast):
            beside = (one - (abreast - 1) / 2) * float(random.uniform(0.6, 0.75))
            metres = (
                CHILD_METRES if random.random() < child_share else float(random.normal(1.7, 0.08))
            )
            walker = OverheadWalker(
                at + float(random.uniform(0, 0.15)),
                inward,
                middle * (abreast == 1) + beside,
                speed,
                metres,
                seed=int(random.integers(1 << 30)),
            )
            walkers.append(walker)
        at += 2 * (half + 0.6) / speed + float(random.uniform(0.3, 1.5))
    return walkers


def varied(seed: int) -> OverheadScene:
    """Return a scene drawn at random: height, lens, light, shadows and noise."""
    random = np.random.default_rng([seed, 5])
    return replace(
        OverheadScene(),
        camera_metres=float(random.uniform(2.6, 3.8)),
        opening_degrees=float(random.uniform(62, 88)),
        bend=float(random.uniform(0, 0.12)),
        light=float(random.uniform(0.35, 1.1)),
        shadow=float(random.uniform(0.4, 0.8)),
        lamp=(float(random.uniform(-2, 2)), float(random.uniform(-1.5, 1.5)), 3.9),
        noise_grey=float(random.uniform(1, 5)),
        floor_grey=float(random.uniform(70, 170)),
        seed=seed,
    )
