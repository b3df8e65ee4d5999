"""Sound figures: sand on square plates that a bow makes sing, as Ernst Chladni showed in 1787.

Construction: the sand leaves the parts of a plate that shake and stays where it is still. How a
free square plate shakes is computed by the method of W. Ritz ("Theorie der Transversalschwingungen
einer quadratischen Platte mit freien Rändern", Annalen der Physik 333 (1909), 737–786): the
bending is a sum of products of polynomials, and the energies of bending and of motion make an
eigenvalue problem. Legendre polynomials take the place of Ritz's beam functions; they give the same
plate with fewer terms.

Note: cos·cos − cos·cos, which most pictures of sound figures use, is
not a plate with free edges. It is off near the edges, where the sand tells most.

Lengths are in half sides of the plate, from −1 to 1; a frequency is the dimensionless ω·a²·√(ρh/D)
with a the whole side, as the engineers' tables give it.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

Floats = NDArray[np.float64]

POISSON = 0.3  # how much brass or glass narrows when stretched; about the same for both
TERMS = 16  # polynomials each way
RIGID = 3  # a free plate moves up and tilts two ways without bending

COLUMNS, ROWS = 4, 3
# Which tones, numbered from the lowest: twelve with clear lines and a pitch of their own.
# Two tones of one pitch would sound together, and their figure is any mixture of the two.
TONES = (1, 2, 7, 9, 12, 13, 16, 17, 18, 22, 27, 28)
PLATE = 340.0
GAP = 48.0
WIDTH = COLUMNS * PLATE + (COLUMNS + 1) * GAP
HEIGHT = ROWS * PLATE + (ROWS + 1) * GAP
GRAINS = 3800  # on each plate
NET = 241  # cells along a plate, each narrower than grains push each other
STILL = 0.045  # a grain rests where the plate moves less than about this share of its typical
CROWD = 0.011  # how far grains push each other aside, half sides
TABLE = "#211E1B"
BRASS = "#6B5327"
_GRAIN = "l1.5-1.5 1.5 1.5-1.5 1.5z"
SAND = ("#F6EAD0", "#E2CFA6", "#FFF8E8")


class PlateMode(NamedTuple):
    """A way to vibrate: its dimensionless frequency, and its bending as Legendre coefficients."""

    frequency: float
    bending: Floats

    def height(self, x: Floats, y: Floats) -> Floats:
        """The bending at points of the plate, −1 ≤ x, y ≤ 1; any common scale."""
        return np.asarray(legendre.legval2d(x, y, self.bending), dtype=np.float64)


@cache
def tones() -> tuple[PlateMode, ...]:
    """The plate's tones, lowest first."""
    nodes, weights = legendre.leggauss(TERMS + 2)
    unit = np.eye(TERMS)
    value, slope, curve = (
        np.stack([legendre.legval(nodes, legendre.legder(row, order)) for row in unit])
        for order in (0, 1, 2)
    )
    m00, m11, m22, m02 = (
        (left * weights) @ right.T
        for left, right in ((value, value), (slope, slope), (curve, curve), (value, curve))
    )
    # Kirchhoff's bending energy: w_xx² + w_yy² + 2ν·w_xx·w_yy + 2(1−ν)·w_xy².
    stiffness = (
        np.kron(m22, m00)
        + np.kron(m00, m22)
        + POISSON * (np.kron(m02.T, m02) + np.kron(m02, m02.T))
        + 2 * (1 - POISSON) * np.kron(m11, m11)
    )
    mass = np.kron(m00, m00)
    scale = 1 / np.sqrt(np.diag(mass))  # the mass is diagonal: the polynomials are orthogonal
    squares, shapes = np.linalg.eigh(stiffness * np.outer(scale, scale))
    shapes = shapes * scale[:, None]
    return tuple(
        PlateMode(4 * float(np.sqrt(square)), shapes[:, index].reshape(TERMS, TERMS))
        for index, square in enumerate(squares)
        if index >= RIGID
    )


def sand(tone: PlateMode, grains: int, seed: int) -> Floats:
    """Where `grains` grains come to rest: shape (grains, 2), −1 ≤ x, y ≤ 1.

    Each lands in a cell of a fine net, with a chance that falls with how far the plate moves there;
    then grains push each other aside by about a hundredth of the plate.
    """
    rng = np.random.default_rng(seed)
    net = np.linspace(-0.98, 0.98, NET)
    moved = np.asarray(legendre.leggrid2d(net, net, tone.bending), dtype=np.float64)
    typical = float(np.sqrt(np.mean(moved**2)))
    rests = np.cumsum(np.exp(-((moved / typical / STILL) ** 2)))
    cells = np.searchsorted(rests, rng.random(grains) * rests[-1])
    resting = np.stack([net[cells // NET], net[cells % NET]], axis=1)
    resting += rng.uniform(-0.5, 0.5, resting.shape) * (net[1] - net[0])
    return np.clip(resting + rng.normal(0, CROWD, resting.shape), -0.985, 0.985)


def draw() -> Drawing:
    """Twelve plates on a dark table."""
    plates = [
        _plate(
            tones()[tone],
            GAP + (place % COLUMNS) * (PLATE + GAP),
            GAP + (place // COLUMNS) * (PLATE + GAP),
            seed=tone + 1,
        )
        for place, tone in enumerate(TONES)
    ]
    body: list[str | Grain] = [
        Grain("#6E5B48", frequency=(0.006, 0.3), strength=0.4),  # table
        *plates,
        Grain("#FFE9B8", frequency=0.003, strength=0.22, seed=4),  # sheen
    ]
    return drawing(WIDTH, HEIGHT, body, ground=TABLE)


def _plate(tone: PlateMode, left: float, top: float, *, seed: int) -> str:
    half = PLATE / 2
    places = np.array([left - 1.5, top]) + half * (1 + sand(tone, GRAINS, seed))
    # A grain is two pixels wide: a diamond is as round as it gets, and quicker than a disc.
    grains = [f"M{x:.1f} {y:.1f}{_GRAIN}" for x, y in places.tolist()]
    return svg.group(
        [
            svg.rectangle(
                left + 7, top + 10, PLATE, PLATE, rx=5, fill="#000000", fill_opacity=0.55
            ),
            svg.rectangle(
                left, top, PLATE, PLATE, rx=4, fill=BRASS, stroke="#C09A4E", stroke_width=3
            ),
            *(
                svg.path(
                    "".join(grains[shade :: len(SAND)]), fill=colour, shape_rendering="crispEdges"
                )
                for shade, colour in enumerate(SAND)
            ),
        ]
    )
