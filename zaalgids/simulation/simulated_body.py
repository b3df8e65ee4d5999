"""Simulates bodies in the round (heads, skulls, jars, figures) and photographs them on a table, from any side.

A body consists of parts. Each part is star-shaped: a map gives its radius in every direction, so that it has a nose,
eye sockets and cracks; parts cover each other, as handles and arms do. Rays are traced through a pinhole camera, so
that nearby parts shift against far ones as the camera goes round; a warped flat photograph would not show that.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from zaalgids.simulation.gallery_case import to_picture

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Random = np.random.Generator
_MAP_ROWS = 288  # of a part's maps: the angle from its top; there are twice as many columns
_TRACE_STEPS = 16
_CAUTION = 0.55  # share of the distance that a step goes: the relief is steeper than a sphere


@dataclass(frozen=True)
class BodyPart:
    """A star-shaped part: its middle (x, y, z up; the table is z = 0) and its maps over all directions.

    `radius`: rows × columns, in the unit of `middle`. `paint`: rows × columns × 3, BGR 0 to 255, with hollows already
    darker.
    """

    middle: tuple[float, float, float]
    radius: Floats
    paint: Floats


@dataclass(frozen=True)
class MarkerTable:
    """A table with a cloth and printed markers around: its texture (uint8 BGR) covers `reach` to every side of 0."""

    cloth: Picture
    reach: float


@dataclass(frozen=True)
class BodyView:
    """From where a photograph is taken.

    `side`: degrees around the upright axis. `rise`: degrees above the table. `distance`: from the body, whose height
    is about 2. `size`: of the photograph (w, h). `lamp`: degrees around, of the light.
    """

    side: float
    rise: float
    distance: float
    size: tuple[int, int]
    lamp: float


def noise(directions: Floats, cells: int, random: Random) -> Floats:
    """Returns smooth noise (mean 0, deviation about 0.5) at `directions` (… × 3, length 1), the same at both seams."""
    lattice = random.uniform(-1, 1, (cells + 2,) * 3).astype(np.float32)
    at = (directions * 0.5 + 0.5) * cells
    low = np.clip(np.floor(at).astype(np.int32), 0, cells)
    part = at - low
    part = (part * part * (3 - 2 * part)).astype(np.float32)
    side = cells + 2
    first = (low[..., 0] * side + low[..., 1]) * side + low[..., 2]
    flat, (x, y, z) = lattice.ravel(), np.moveaxis(part, -1, 0)
    levels = []
    for ahead in (0, side * side):
        rows = []
        for beside in (0, side):
            one, two = flat[first + ahead + beside], flat[first + ahead + beside + 1]
            rows.append(one + z * (two - one))
        levels.append(rows[0] + y * (rows[1] - rows[0]))
    return np.asarray(levels[0] + x * (levels[1] - levels[0]), np.float32)


def map_directions() -> Floats:
    """Returns the direction of each place of a part's map: rows × columns × 3, length 1."""
    down = (np.arange(_MAP_ROWS) + 0.5) / _MAP_ROWS * np.pi
    around = (np.arange(2 * _MAP_ROWS) + 0.5) / (2 * _MAP_ROWS) * 2 * np.pi
    theta, phi = np.meshgrid(down, around, indexing="ij")
    found = np.stack([np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)], -1)
    return np.asarray(found, np.float32)


def ellipsoid(directions: Floats, axes: tuple[float, float, float], power: float = 2.0) -> Floats:
    """Returns the radius of an ellipsoid in each direction; a `power` above 2 makes it boxy."""
    scaled = np.abs(directions / np.array(axes, np.float32)) ** power
    return np.asarray(scaled.sum(axis=-1) ** (-1 / power), np.float32)


def bump(directions: Floats, towards: tuple[float, float, float], width: float) -> Floats:
    """Returns a round bump of height 1 around the direction `towards`; `width` in radians."""
    axis = np.array(towards, np.float32) / np.linalg.norm(towards)
    angle = np.arccos(np.clip(directions @ axis, -1, 1))
    return np.asarray(np.exp(-((angle / width) ** 2)), np.float32)


def painted(radius: Floats, colour: Floats, hollows: float = 6.0) -> Floats:
    """Returns `colour` (rows × columns × 3), darker in the hollows of the relief as dust and shade make them."""
    wide = radius.shape[1]
    wrapped = np.concatenate([radius[:, -60:], radius, radius[:, :60]], axis=1)
    level = cv2.GaussianBlur(wrapped, (0, 0), 9)[:, 60 : 60 + wide]
    shade = np.clip(1 + hollows * (radius - level) / float(radius.mean()), 0.35, 1.25)
    return np.asarray(np.clip(colour * shade[..., None], 0, 255), np.float32)


def photographed(
    body: list[BodyPart], table: MarkerTable | None, view: BodyView, random: Random
) -> Picture:
    """Photograph a body (no parts: the bare table) on a table, or before an even ground. Returns uint8 BGR."""
    eye, rays = _camera(view)
    scene = _ground(table, view, eye, rays, bool(body), random)
    nearest: Floats = np.full(rays.shape[:2], np.inf, np.float32)
    lamp = np.deg2rad(view.lamp)
    light = np.array([np.cos(lamp) * 0.7, np.sin(lamp) * 0.7, 0.65], np.float32)
    light /= np.linalg.norm(light)
    for part in body:
        _draw(part, scene, nearest, eye, rays, light)
    return to_picture(scene)


def _camera(view: BodyView) -> tuple[Floats, Floats]:
    """Returns the eye (3) and the rays' directions (h × w × 3, length 1), looking at the middle of the body."""
    side, rise = np.deg2rad(view.side), np.deg2rad(view.rise)
    to_eye = np.array([np.cos(rise) * np.cos(side), np.cos(rise) * np.sin(side), np.sin(rise)])
    eye = to_eye * view.distance + (0, 0, 1.0)
    right = np.array([-np.sin(side), np.cos(side), 0.0])
    up = np.cross(to_eye, right)
    width, height = view.size
    focal = 1.35 * min(width, height)
    across, down = np.meshgrid(np.arange(width) - width / 2, np.arange(height) - height / 2)
    rays = across[..., None] * right - down[..., None] * up - focal * to_eye
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    return eye.astype(np.float32), rays.astype(np.float32)


def _ground(
    table: MarkerTable | None,
    view: BodyView,
    eye: Floats,
    rays: Floats,
    shaded: bool,
    random: Random,
) -> Floats:
    """Draw the room's wall and the table with the body's shade."""
    width, height = view.size
    wall = random.uniform(70, 220) + random.normal(0, 8, 3)
    fall = np.linspace(1.06, 0.9, height)[:, None, None]
    scene = (np.ones((height, width, 1)) * wall * fall).astype(np.float32)
    if table is None:
        return scene
    cloth = table.cloth
    if shaded:
        side = len(cloth)
        shade = np.zeros((side, side), np.float32)
        radius = 0.75 / table.reach * side / 2
        lamp = np.deg2rad(view.lamp)
        at = (
            round(side / 2 - 0.5 * radius * np.cos(lamp)),
            round(side / 2 - 0.5 * radius * np.sin(lamp)),
        )
        cv2.circle(shade, at, round(radius), 0.6, -1)
        cloth = (cloth * (1 - cv2.GaussianBlur(shade, (0, 0), 0.3 * radius))[..., None]).astype(
            np.uint8
        )
    down = np.minimum(rays[..., 2], -1e-6)
    far = -eye[2] / down
    place = (eye[:2] + far[..., None] * rays[..., :2]) / table.reach
    on_table = (np.abs(place) < 1).all(axis=-1) & (rays[..., 2] < -1e-4)
    at = ((place * 0.5 + 0.5) * (len(cloth) - 1)).astype(np.float32)
    step = 2 * table.reach * len(cloth) / 1e4
    soft = cv2.GaussianBlur(cloth, (0, 0), max(0.5, step))
    seen = cv2.remap(soft, at[..., 0], at[..., 1], cv2.INTER_LINEAR)
    scene[on_table] = seen[on_table]
    return scene


def _radius_at(part: BodyPart, offset: Floats) -> tuple[Floats, Floats, Floats]:
    """Returns the part's radius towards `offset` (n × 3), and where in its maps that is (column, row)."""
    x, y, z = (np.ascontiguousarray(offset[:, axis]) for axis in range(3))
    level, around = cv2.cartToPolar(x, y)  # OpenCV 4 returns columns, OpenCV 5 rows
    down = cv2.phase(z, level.reshape(z.shape))
    column = around.ravel() * np.float32(_MAP_ROWS / np.pi) - np.float32(0.5)
    row = down.ravel() * np.float32(_MAP_ROWS / np.pi) - np.float32(0.5)
    return _lookup(part.radius, column, row), column, row


def _lookup(values: Floats, column: Floats, row: Floats) -> Floats:
    """Read a map between its places; the columns go round."""
    n = len(column)
    side = 30000  # cv2.remap takes fewer than 32768 rows
    pad = -n % side
    c = np.pad(column, (0, pad)).reshape(-1, side).astype(np.float32)
    r = np.pad(row, (0, pad)).reshape(-1, side).astype(np.float32)
    wrapped = np.concatenate([values[:, -1:], values, values[:, :1]], axis=1)
    read = cv2.remap(wrapped, c + 1, r, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(read.reshape(-1, *values.shape[2:])[:n], np.float32)


def _draw(
    part: BodyPart, scene: Floats, nearest: Floats, eye: Floats, rays: Floats, light: Floats
) -> None:
    """Trace the rays that meet the part's bounding sphere, and draw where they meet it before what is there."""
    middle, reach = np.array(part.middle, np.float32), float(part.radius.max())
    to_eye = eye - middle
    along = rays @ to_eye
    room = along**2 - (to_eye @ to_eye - reach**2)
    rows, columns = np.nonzero((room > 0) & (-along > 0))
    if len(rows) == 0:
        return
    way = rays[rows, columns]
    root = np.sqrt(room[rows, columns])
    t, leave = -along[rows, columns] - root, -along[rows, columns] + root
    for _ in range(_TRACE_STEPS):
        offset = np.asarray(to_eye + t[:, None] * way, np.float32)
        length = np.linalg.norm(offset, axis=1)
        t = t + _CAUTION * (length - _radius_at(part, offset)[0])
    offset = np.asarray(to_eye + t[:, None] * way, np.float32)
    length = np.linalg.norm(offset, axis=1)
    radius, column, row = _radius_at(part, offset)
    met = (length - radius < 0.03 * reach) & (t < leave) & (t < nearest[rows, columns])
    if not met.any():
        return
    rows, columns, offset, t = rows[met], columns[met], offset[met], t[met]
    normal = _normals(part, offset)
    lit = np.clip(normal @ light, 0, 1)
    facing = np.clip(-(normal * way[met]).sum(axis=1), 0, 1)
    tone = 0.38 + 0.12 * normal[:, 2] + 0.75 * lit + 0.08 * facing
    colour = _lookup(part.paint, column[met], row[met])
    scene[rows, columns] = colour * np.clip(tone, 0.05, 1.3)[:, None]
    nearest[rows, columns] = t


def _normals(part: BodyPart, offset: Floats) -> Floats:
    """Returns the surface's normals (n × 3) from differences of the distance function."""
    step = 0.006 * float(part.radius.max())
    found = np.empty_like(offset)
    for axis in range(3):
        ends = []
        for sign in (1, -1):
            moved = offset.copy()
            moved[:, axis] += sign * step
            length = np.linalg.norm(moved, axis=1)
            ends.append(length - _radius_at(part, moved)[0])
        found[:, axis] = ends[0] - ends[1]
    return np.asarray(
        found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), np.float32
    )


def table_with_markers(seed: int, pattern: Picture) -> MarkerTable:
    """Returns the table of a `seed`: a cloth (plain, striped, or with `pattern` woven in), and markers around."""
    random = np.random.default_rng([seed, 31])
    side = 1100
    colour = random.uniform(40, 225, 3)
    down, across = np.mgrid[:side, :side].astype(np.float32)
    weave = cv2.GaussianBlur(random.normal(0, 1, (side, side)), (0, 0), 1.0) * 14
    cloth = np.ones((side, side, 1)) * colour + weave[..., None]
    choice = int(random.integers(4))
    if choice == 1:
        stripes = np.where(np.sin(across / random.uniform(8, 40)) > 0.3, 1.0, 0.0)
        cloth += stripes[..., None] * random.uniform(-80, 80, 3)
    elif choice == 2:
        checks = (np.sin(across / 24) > 0).astype(np.float32) + (np.sin(down / 24) > 0)
        cloth += checks[..., None] * random.uniform(-45, 45, 3)
    elif choice == 3:
        cloth = 0.5 * cloth + 0.5 * cv2.resize(pattern, (side, side)).astype(np.float64)
    image: Picture = to_picture(cloth)
    if random.random() < 0.75:
        _markers(image, random)
    return MarkerTable(image, 3.2)


def _markers(cloth: Picture, random: Random) -> None:
    """Print square markers in a ring around the middle."""
    side = len(cloth)
    book = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_100)
    size = int(random.integers(64, 92))
    for number in range(int(random.integers(6, 13))):
        turn = number * 2 * np.pi / 12 + random.uniform(-0.08, 0.08)
        marker = cv2.aruco.generateImageMarker(book, int(random.integers(100)), size)
        card = cv2.copyMakeBorder(marker, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=255)
        half = len(card) // 2
        x = round(side / 2 + 0.4 * side * np.cos(turn)) - half
        y = round(side / 2 + 0.4 * side * np.sin(turn)) - half
        cloth[y : y + len(card), x : x + len(card)] = card[..., None]
