"""The hat: one shape that covers the plane, and never with a pattern that repeats.

Construction: cut each hexagon of a honeycomb from its centre into six kites; a hat is eight such
kites (D. Smith, J. S. Myers, C. S. Kaplan, C. Goodman-Strauss, "An aperiodic monotile", 2023,
arXiv 2303.10798). The picture is found by laying: always take the free kite that leaves the least
choice, lay a hat over it, and take the last one up again where a gap could no longer be filled.

Note: the mirror image is needed. About one hat in eight is
laid with its other face up, and those are the dark ones here.

Coordinates are whole numbers (x, y) on a triangular net, so that nothing is ever nearly equal. A
centre of a hexagon and one step in any of the six directions names a kite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

Node = tuple[int, int]

OUTLINE: tuple[Node, ...] = (
    *((0, 0), (-1, -1), (0, -2), (2, -2), (2, -1), (4, -2), (5, -1)),
    *((4, 0), (3, 0), (2, 2), (0, 3), (0, 2), (-1, 2)),
)
KITES: frozenset[Node] = frozenset(
    {(0, -1), (0, 1), (1, -1), (1, 0), (1, 2), (2, 1), (3, -1), (4, -1)}
)
STEPS: tuple[Node, ...] = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))

WIDTH, HEIGHT = 1600, 1280
UNIT = 42.0  # pixels of a net step: the hat's short side
# Beyond the picture's edge by a hat's reach, so that every hat in sight is laid, not cut short.
HALF_WIDTH, HALF_HEIGHT = 20.2, 16.4  # net steps
# How much freedom of choice counts beside distance from the middle. Measured for this picture: at 1,
# 4 and 8 some 740, 810 and 950 hats are laid down to keep 109; at 0 it is 2,985, at 20 1,788.
CHOICE_WEIGHT = 4

GROUT = "#FBF8F0"
MIRRORED = "#16344A"
GLAZES = ("#E8D3A0", "#A7C3A8", "#82A9BD", "#D5976A", "#EADFCB", "#C3A9B4")


@dataclass(frozen=True)
class Hat:
    """A hat in its place: `turn` is in sixths of a full turn, `at` a hexagon's centre."""

    mirrored: bool
    turn: int
    at: Node

    @property
    def kites(self) -> frozenset[Node]:
        """The eight kites it covers."""
        return frozenset(self._placed(node) for node in KITES)

    @property
    def outline(self) -> list[Node]:
        """Its thirteen corners and the point halfway its long side."""
        return [self._placed(node) for node in OUTLINE]

    def _placed(self, node: Node) -> Node:
        x, y = node
        if self.mirrored:
            x, y = x + y, -y
        for _ in range(self.turn):
            x, y = -y, x + y
        return x + self.at[0], y + self.at[1]


def flat(node: Node) -> svg.Point:
    """A net point on the plane, in net steps."""
    return node[0] + node[1] / 2, node[1] * math.sqrt(3) / 2


def is_centre(node: Node) -> bool:
    """True at the middle of a hexagon: the net spanned by (2, 2) and (4, -2)."""
    return (node[0] - node[1]) % 6 == 0 and node[1] % 2 == 0


def is_kite(node: Node) -> bool:
    """True where a net point is one step from a hexagon's middle."""
    return any(is_centre((node[0] - dx, node[1] - dy)) for dx, dy in STEPS)


@cache
def lay(half_width: float = HALF_WIDTH, half_height: float = HALF_HEIGHT) -> tuple[Hat, ...]:
    """Hats without gap or overlap over every kite of a rectangle round the origin, in net steps."""
    return tuple(_Laying(half_width, half_height).finished())


class _Laying:
    """Laying and taking up again, with the count of what could still cover each kite."""

    def __init__(self, half_width: float, half_height: float) -> None:
        reach = 2 * math.ceil(half_width + half_height)
        # A hat reaches at most six steps from the hexagon it is placed by.
        net = [
            (x, y)
            for x in range(-reach, reach)
            for y in range(-reach, reach)
            if abs(flat((x, y))[0]) < half_width + 6 and abs(flat((x, y))[1]) < half_height + 6
        ]
        self.floor = {
            node
            for node in net
            if is_kite(node)
            and abs(flat(node)[0]) < half_width
            and abs(flat(node)[1]) < half_height
        }
        self.hats: list[Hat] = []
        self.kites: list[frozenset[Node]] = []
        self.over: dict[Node, list[int]] = {}
        for at in filter(is_centre, net):
            for hat in (Hat(side, turn, at) for side in (False, True) for turn in range(6)):
                kites = hat.kites
                if kites.isdisjoint(self.floor):
                    continue
                for kite in kites:
                    self.over.setdefault(kite, []).append(len(self.hats))
                self.hats.append(hat)
                self.kites.append(kites)
        self.shut = [False] * len(self.hats)
        self.choices = {kite: len(over) for kite, over in self.over.items()}
        self.free = set(self.floor)

    def finished(self) -> list[Hat]:
        laid: list[tuple[int, list[int]]] = []
        waiting = [iter(self.over[self._next()])]
        while self.free:
            index = next((i for i in waiting[-1] if not self.shut[i]), None)
            if index is None:
                waiting.pop()
                self._take_up(*laid.pop())
                continue
            closed, open_still = self._put(index)
            if open_still:
                laid.append((index, closed))
                if self.free:
                    waiting.append(iter(self.over[self._next()]))
            else:
                self._take_up(index, closed)
        return [self.hats[index] for index, _ in laid]

    def _next(self) -> Node:
        def order(kite: Node) -> tuple[bool, float, Node]:
            x, y = flat(kite)
            return (
                self.choices[kite] > 1,
                x * x / 1.5 + y * y + CHOICE_WEIGHT * self.choices[kite],
                kite,
            )

        return min(self.free, key=order)

    def _put(self, index: int) -> tuple[list[int], bool]:
        """Lays a hat. Returns the hats it rules out, and whether every free kite can be covered."""
        kites = self.kites[index]
        self.free -= kites
        closed = sorted({i for kite in kites for i in self.over[kite] if not self.shut[i]})
        open_still = True
        for other in closed:
            self.shut[other] = True
            for kite in self.kites[other]:
                self.choices[kite] -= 1
                if self.choices[kite] == 0 and kite in self.free:
                    open_still = False
        return closed, open_still

    def _take_up(self, index: int, closed: list[int]) -> None:
        for other in closed:
            self.shut[other] = False
            for kite in self.kites[other]:
                self.choices[kite] += 1
        self.free |= self.kites[index] & self.floor


def draw() -> Drawing:
    """The tiling as glazed tiles with pale joints."""
    tiles = [
        svg.polygon(
            [(WIDTH / 2 + x * UNIT, HEIGHT / 2 + y * UNIT) for x, y in map(flat, hat.outline)],
            fill=MIRRORED if hat.mirrored else GLAZES[hat.turn],
        )
        for hat in lay()
    ]
    body: list[str | Grain] = [
        svg.group(tiles, stroke=GROUT, stroke_width=5, stroke_linejoin="round"),
        Grain("#4A3B28", frequency=0.012, strength=0.16),  # glaze
    ]
    return drawing(WIDTH, HEIGHT, body, ground=GROUT)
