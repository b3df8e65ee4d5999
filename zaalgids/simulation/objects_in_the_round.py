"""Simulates objects in the round with several references each, on tables that they share with other objects.

Photographs come from all sides. Strangers are the bare table and other objects on it.
"""

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
    to_picture,
)
from zaalgids.simulation.simulated_body import (
    BodyPart,
    BodyView,
    Floats,
    MarkerTable,
    bump,
    ellipsoid,
    map_directions,
    noise,
    painted,
    photographed,
    table_with_markers,
)

Random = np.random.Generator
_OBJECTS_PER_TABLE = 4  # the last one is not enrolled
_MIN_EXPOSURE = 0.8  # the object's own shading is dark enough
_QUERIES_PER_OBJECT = 6
_ON_TABLE = (
    0.8  # share of tables that references are photographed on; the others have a plain ground
)


def in_the_round(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields objects with their references, and `each` photographs of them, of strangers and of bare tables."""
    random, number, done = supply.random, 0, 0
    while done < each:
        table = table_with_markers(int(random.integers(1 << 30)), supply.next_drawn()[1])
        plain = random.random() > _ON_TABLE
        for place in range(_OBJECTS_PER_TABLE):
            body = made_body(number, int(random.integers(1 << 30)), supply.next_drawn()[1])
            work = f"object {number}"
            number += 1
            known = place < _OBJECTS_PER_TABLE - 1
            sides = _reference_sides(supply)
            if known:
                for side in sides:
                    yield CaseReference(
                        work, _reference(body, None if plain else table, side, supply)
                    )
            for _ in range(_QUERIES_PER_OBJECT if known else _QUERIES_PER_OBJECT // 2):
                if done == each:
                    return
                done += 1
                yield _query(work, body, table, sides, known, supply)
        for _ in range(2):
            if done < each:
                done += 1
                image = _photograph([], table, float(random.uniform(0, 360)), supply)
                yield CaseQuery((), image, "stranger, bare table")


def _reference_sides(supply: PictureSupply) -> list[float]:
    """Returns the sides (degrees) that the references show, evenly around."""
    views = supply.settings.views
    count = views[int(supply.random.integers(len(views)))]
    first = float(supply.random.uniform(0, 360))
    return [first + 360 * view / count for view in range(count)]


def _reference(
    body: list[BodyPart], table: MarkerTable | None, side: float, supply: PictureSupply
) -> Picture:
    """Returns the museum's photograph: even light, sharp, the object large."""
    random = supply.random
    view = BodyView(
        side, float(random.uniform(8, 18)), 4.2, (560, 560), side + random.uniform(-40, 40)
    )
    return supply.museum_picture(photographed(body, table, view, random))


def _query(
    work: str,
    body: list[BodyPart],
    table: MarkerTable,
    sides: list[float],
    known: bool,
    supply: PictureSupply,
) -> CaseQuery:
    random = supply.random
    half = 180 / len(sides)
    low, high = supply.settings.between
    away = float(random.uniform(low, min(high, half)))
    side = sides[int(random.integers(len(sides)))] + away * (1 if random.random() < 0.5 else -1)
    image = _photograph(body, table, side, supply)
    if not known:
        return CaseQuery((), image, "stranger, other object")
    words = "up to 15°" if away <= 15 else "15 to 30°" if away <= 30 else "30 to 45°"
    return CaseQuery((work,), image, f"in the round, {words} away")


def _photograph(
    body: list[BodyPart], table: MarkerTable, side: float, supply: PictureSupply
) -> Picture:
    """Returns a visitor's photograph: any light, hand-held, from nearer or farther."""
    random, conditions = supply.random, supply.conditions
    sizes = conditions.sizes
    width, height = sizes[int(random.integers(len(sizes)))]
    scale = 720 / max(width, height)
    size = (round(width * scale), round(height * scale))
    rise = float(random.uniform(*supply.settings.rise))
    view = BodyView(
        side, rise, float(random.uniform(3.7, 6.0)), size, float(random.uniform(0, 360))
    )
    seen = _rolled(
        photographed(body, table, view, random).astype(np.float32),
        float(random.uniform(*conditions.roll)),
    )
    tint = random.uniform(*conditions.balance, 3) * random.uniform(
        max(_MIN_EXPOSURE, conditions.exposure[0]), conditions.exposure[1]
    )
    soft = cv2.GaussianBlur(seen * tint, (0, 0), 0.6 * random.uniform(*conditions.focus))
    noise_of_sensor = random.standard_normal(seen.shape, np.float32)
    return to_picture(soft + noise_of_sensor * random.uniform(*conditions.noise))


def _rolled(seen: Floats, roll: float) -> Floats:
    high, wide = seen.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), roll, 1.08)
    return np.asarray(
        cv2.warpAffine(seen, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE), np.float32
    )


def made_body(number: int, seed: int, pattern: Picture) -> list[BodyPart]:
    """Returns the parts of a body of a `seed`; `number` chooses head, skull, jar or figure. Height about 2."""
    return _MAKERS[number % len(_MAKERS)](np.random.default_rng([seed, 37]), pattern)


def _stone(directions: Floats, random: Random) -> Floats:
    """Returns the colour of stone or metal over all directions."""
    warm = np.array([0.9, 1.0, 1.06]) if random.random() < 0.8 else np.array([1.05, 1.08, 0.85])
    base = random.uniform(80, 185) * warm * random.uniform(0.95, 1.05, 3)
    tone = np.ones(directions.shape[:2], np.float32)
    for cells, depth in ((5, 0.14), (16, 0.12), (48, 0.14), (110, 0.12)):
        tone += depth * noise(directions, cells, random)
    veins = np.abs(noise(directions, 7, random) + 0.3 * noise(directions, 24, random))
    tone -= 0.25 * np.exp(-((veins / 0.03) ** 2))
    return np.asarray(base * np.clip(tone, 0.2, 1.6)[..., None], np.float32)


def _rough(directions: Floats, random: Random, depth: float = 1.0) -> Floats:
    """Returns the fine relief of a worked surface, as a share of the radius."""
    relief = 0.02 * noise(directions, 9, random) + 0.012 * noise(directions, 26, random)
    relief += 0.006 * noise(directions, 70, random)
    chip = noise(directions, 6, random)
    return np.asarray(depth * (relief - 0.05 * np.clip(chip - 0.55, 0, 1)), np.float32)


def _plinth(directions: Floats, random: Random) -> BodyPart:
    radius = ellipsoid(directions, (0.5, 0.5, 0.26), 6)
    return BodyPart((0, 0, 0.2), radius, painted(radius, _stone(directions, random)))


def _head(random: Random, _pattern: Picture) -> list[BodyPart]:
    """A carved head on a neck and a plinth."""
    d = map_directions()
    radius = ellipsoid(d, (0.66, random.uniform(0.5, 0.58), random.uniform(0.76, 0.86)))
    gap = random.uniform(0.3, 0.4)
    for side in (-1, 1):
        radius -= random.uniform(0.06, 0.1) * bump(d, (1, side * gap, 0.12), 0.19)
        radius += 0.035 * bump(d, (1, side * gap, 0.1), 0.1)  # eyeball
        radius += 0.05 * bump(d, (1, side * gap, 0.3), 0.16)  # brow
        radius += 0.04 * bump(d, (1, side * 0.5, -0.25), 0.25)  # cheek
        radius += 0.12 * bump(d, (-0.1, side, 0.0), 0.16) - 0.05 * bump(d, (0.0, side, 0.0), 0.07)
    for drop, wide in ((0.12, 0.07), (0.0, 0.09), (-0.12, 0.12)):
        radius += random.uniform(0.05, 0.11) * bump(d, (1, 0, drop), wide)  # nose
    radius -= 0.05 * bump(d, (1, 0, -0.42), 0.08) + 0.04 * bump(d, (1, 0.14, -0.42), 0.07)
    radius -= 0.04 * bump(d, (1, -0.14, -0.42), 0.07)
    radius += 0.06 * bump(d, (1, 0, -0.75), 0.2)
    locks = np.sin(
        np.arctan2(d[..., 1], d[..., 0]) * int(random.integers(9, 22)) + 6 * noise(d, 5, random)
    )
    hair = np.clip((d[..., 2] * 1.2 - d[..., 0] * 0.9 - 0.1) * 4, 0, 1)
    radius += hair * (0.04 + random.uniform(0.01, 0.03) * locks)
    radius += _rough(d, random)
    neck = ellipsoid(d, (0.3, 0.3, 0.5), 4)
    stone = _stone(d, random)
    return [
        BodyPart((0, 0, 1.28), np.asarray(radius, np.float32), painted(radius, stone)),
        BodyPart((-0.05, 0, 0.6), neck, painted(neck, stone)),
        _plinth(d, random),
    ]


def _skull(random: Random, _pattern: Picture) -> list[BodyPart]:
    """A skull: deep sockets, a nose hole, cheekbones, teeth, seams of the bones."""
    d = map_directions()
    radius = ellipsoid(d, (0.82, 0.62, 0.72))
    for side in (-1, 1):
        radius -= random.uniform(0.22, 0.3) * bump(d, (1, side * 0.36, -0.1), 0.18)
        radius += 0.08 * bump(d, (0.8, side * 0.75, -0.3), 0.17)
        radius -= 0.1 * bump(d, (0.35, side, -0.15), 0.25)
        radius += 0.05 * bump(d, (1, side * 0.4, 0.2), 0.16)
    radius -= random.uniform(0.18, 0.24) * bump(d, (1, 0, -0.42), 0.1)
    around = np.arctan2(d[..., 1], d[..., 0])
    teeth = np.exp(-(((d[..., 2] + 0.68) / 0.1) ** 2)) * (np.abs(around) < 0.6)
    radius += teeth * (0.05 + 0.035 * np.sign(np.sin(around * random.uniform(24, 34))))
    radius += 0.09 * bump(d, (0.9, 0, -0.95), 0.28)
    radius += _rough(d, random, 0.7)
    bone = np.array([150, 185, 205]) * random.uniform(0.7, 1.15)
    tone = 1 + 0.12 * noise(d, 6, random) + 0.12 * noise(d, 20, random) + 0.1 * noise(d, 64, random)
    seam = np.abs(d[..., 0] + 0.1 + 0.1 * noise(d, 18, random))
    tone -= 0.4 * np.exp(-((seam / 0.012) ** 2)) * (d[..., 2] > -0.2)
    other = np.abs(d[..., 1] + 0.08 * noise(d, 22, random))
    tone -= 0.4 * np.exp(-((other / 0.012) ** 2)) * (d[..., 0] < -0.1)
    colour = np.asarray(bone * np.clip(tone, 0.3, 1.4)[..., None], np.float32)
    jaw = ellipsoid(d, (0.5, 0.4, 0.2), 3) + 0.02 * noise(d, 12, random)
    return [
        BodyPart((0, 0, 0.95), np.asarray(radius, np.float32), painted(radius, colour, 9)),
        BodyPart((0.25, 0, 0.28), np.asarray(jaw, np.float32), painted(jaw, colour)),
    ]


def _jar(random: Random, pattern: Picture) -> list[BodyPart]:
    """A painted jar with a neck, a foot and two handles of several lumps."""
    d = map_directions()
    radius = ellipsoid(d, (random.uniform(0.6, 0.75),) * 2 + (random.uniform(0.75, 0.95),))
    height = radius * d[..., 2]
    radius += 0.03 * np.sign(np.sin(height * random.uniform(14, 26))) * (np.abs(height) > 0.45)
    radius += 0.01 * noise(d, 40, random)
    rows, columns = radius.shape
    wrapped = np.hstack([pattern, pattern[:, ::-1]])
    colour = cv2.resize(wrapped, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
    glaze = _stone(d, random)
    bands = (np.sin(height * random.uniform(9, 16)) > 0.55)[..., None]
    colour = np.where(bands, glaze, 0.25 * glaze + 0.7 * colour).astype(np.float32)
    neck = ellipsoid(d, (0.3, 0.3, 0.32), 5)
    parts = [
        BodyPart((0, 0, 0.95), np.asarray(radius, np.float32), painted(radius, colour)),
        BodyPart((0, 0, 1.85), neck, painted(neck, glaze)),
        _plinth(d, random),
    ]
    lump = ellipsoid(d, (0.13, 0.1, 0.17)) * (1 + 0.05 * noise(d, 9, random))
    turn = random.uniform(0, np.pi)
    for side in (0, np.pi):
        for out, up in ((0.45, 1.75), (0.68, 1.7), (0.78, 1.5), (0.76, 1.3)):
            at = (out * float(np.cos(turn + side)), out * float(np.sin(turn + side)), up)
            parts.append(BodyPart(at, np.asarray(lump, np.float32), painted(lump, glaze)))
    return parts


def _figure(random: Random, _pattern: Picture) -> list[BodyPart]:
    """A seated figure: body, head, arms and knees."""
    d = map_directions()
    stone = _stone(d, random)

    rough, wavy = _rough(d, random, 1.2), noise(d, 5, random)

    def part(
        at: tuple[float, float, float], axes: tuple[float, float, float], power: float
    ) -> BodyPart:
        turn = int(random.integers(d.shape[1]))  # each part is cut from another side of the stone
        folds = np.sin(d[..., 2] * random.uniform(8, 18) + 5 * np.roll(wavy, turn, axis=1))
        relief = 1 + np.roll(rough, turn, axis=1) + 0.02 * folds
        radius = np.asarray(ellipsoid(d, axes, power) * relief, np.float32)
        return BodyPart(at, radius, painted(radius, np.roll(stone, turn, axis=1)))

    lean = random.uniform(-0.15, 0.15)
    parts = [
        part((0, 0, 0.85), (0.4, 0.5, 0.65), 2.4),
        part((0.05, lean, 1.65), (0.28, 0.25, 0.33), 2.0),
    ]
    for side in (-1, 1):
        parts.append(part((0.1, side * 0.52, 1.0), (0.16, 0.15, 0.42), 2.2))
        parts.append(
            part((0.38, side * (0.3 + random.uniform(0, 0.1)), 0.62), (0.2, 0.16, 0.17), 2.0)
        )
        parts.append(part((0.32, side * 0.33, 0.3), (0.45, 0.22, 0.22), 2.6))
    face = parts[1]
    for side in (-1, 1):
        face.radius[:] -= 0.03 * bump(d, (1, side * 0.36, 0.15), 0.16)
    face.radius[:] += 0.05 * bump(d, (1, 0, -0.05), 0.1)
    return [*parts, _plinth(d, random)]


_MAKERS: tuple[Callable[[Random, Picture], list[BodyPart]], ...] = (_head, _skull, _jar, _figure)
