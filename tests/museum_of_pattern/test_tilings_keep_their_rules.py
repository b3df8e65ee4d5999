"""Girih, kites and darts, Truchet's tiles, Hilbert's line, wall tiles and cloths keep their invariants."""

from __future__ import annotations

import cmath
import itertools
import math
from collections import Counter

import pytest

from museum_of_pattern.girih_tiles import CORNERS, Patch, placed, spot
from museum_of_pattern.works import (
    girih,
    hilbert_curve,
    kites_and_darts,
    koch_curve,
    kuba_cloth,
    lusona,
    pentagons,
    tocapu,
    truchet_tiles,
    wall_tile,
)

PHI = (1 + math.sqrt(5)) / 2


@pytest.mark.parametrize("kind", CORNERS)
def test_a_girih_tile_closes_with_sides_of_one(kind: str) -> None:
    tile = placed(kind, 0j, 1 + 0j)
    assert all(abs(abs(b - a) - 1) < 1e-9 for a, b in tile.sides)
    assert sum(CORNERS[kind]) * 36 == 180 * (len(CORNERS[kind]) - 2)


def test_girih_tiles_lie_without_gap_or_overlap() -> None:
    """Each side has at most two tiles, one on either side; round a full corner the angles make 360°."""
    tiles = girih.patch().tiles
    sides = Counter((spot(a), spot(b)) for tile in tiles for a, b in tile.sides)
    assert set(sides.values()) == {1}
    rim = {point for (a, b) in sides if (b, a) not in sides for point in (a, b)}
    turn: Counter[tuple[int, int]] = Counter()
    for tile in tiles:
        for angle, corner in zip(CORNERS[tile.kind], tile.corners, strict=True):
            turn[spot(corner)] += angle
    assert {steps for corner, steps in turn.items() if corner not in rim} == {10}
    assert len(tiles) == 201


def test_girih_lines_cross_every_side_in_its_middle_and_run_on() -> None:
    """At a side's middle each line leaves one tile in the direction in which it entered the other."""
    ways: dict[tuple[int, int], list[complex]] = {}
    for tile in girih.patch().tiles:
        for outline in tile.fields():
            for index, point in enumerate(outline):
                for other in (outline[index - 1], outline[(index + 1) % len(outline)]):
                    way = (other - point) / abs(other - point)
                    ways.setdefault(spot(point), []).append(way)
    crossings = [found for found in ways.values() if len(found) == 4]
    assert len(crossings) > 200
    for found in crossings:
        assert all(min(abs(way + other) for other in found) < 1e-6 for way in found)


def test_a_girih_tile_that_does_not_fit_is_not_drawn() -> None:
    patch = Patch()
    assert patch.lay(girih.patch().tiles[0])
    side = patch.open_side()
    assert not patch.lay(placed("decagon", *side))  # ten decagons round one overlap
    assert len(patch.tiles) == 1


def test_kites_and_darts_are_in_the_golden_ratio() -> None:
    halves = kites_and_darts.halves(7)
    count = Counter(half.kind for half in halves)
    assert count["kite"] / count["dart"] == pytest.approx(PHI, abs=0.001)


def test_kites_and_darts_meet_by_their_matching_rule() -> None:
    """Long edges run opposite ways, tip to wing, and short edges too: no two tiles make a rhombus."""
    halves = kites_and_darts.whole(kites_and_darts.halves(kites_and_darts.STEPS))
    long_edges: dict[frozenset[tuple[int, int]], list[tuple[int, int]]] = {}
    short_edges: dict[frozenset[tuple[int, int]], list[tuple[int, int]]] = {}
    for half in halves:
        tip, side, end = (_key(point) for point in (half.tip, half.side, half.end))
        kite = half.kind == "kite"
        long_edges.setdefault(frozenset((tip, side)), []).append(tip if kite else side)
        short_edges.setdefault(frozenset((side, end)), []).append(end if kite else side)
    for edges in (long_edges, short_edges):
        pairs = [marks for marks in edges.values() if len(marks) == 2]
        assert len(pairs) > 300
        assert all(first == second for first, second in pairs)
        assert max(len(marks) for marks in edges.values()) == 2


def test_kites_and_darts_cover_the_sun() -> None:
    """The halves' area after the cuts is that of the five kites before."""

    def area(halves: list[kites_and_darts.Half]) -> float:
        return sum(
            abs(((half.side - half.tip).conjugate() * (half.end - half.tip)).imag) / 2
            for half in halves
        )

    assert area(kites_and_darts.halves(4)) == pytest.approx(area(kites_and_darts.halves(0)))


def test_hilbert_visits_every_square_once_and_steps_to_a_neighbour() -> None:
    side = 2**hilbert_curve.STEPS
    cells = hilbert_curve.cells(hilbert_curve.STEPS)
    assert sorted(cells) == sorted(itertools.product(range(side), repeat=2))
    assert {abs(a - c) + abs(b - d) for (a, b), (c, d) in itertools.pairwise(cells)} == {1}
    assert (cells[0], cells[-1]) == ((0, 0), (side - 1, 0))


def test_truchet_tiles_are_half_dark_each_turn_a_different_half() -> None:
    halves = [truchet_tiles.dark_corner(turn, 0, 0, 2) for turn in range(4)]
    assert len({frozenset(half) for half in halves}) == 4
    for (ax, ay), (bx, by), (cx, cy) in halves:
        assert abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 == 2
    assert {(half[1]) for half in halves} == {(0, 0), (2, 0), (2, 2), (0, 2)}


def test_truchet_fields_differ_and_use_turns_alone() -> None:
    field = range(truchet_tiles.FIELD)
    laid = [tuple(rule(x, y) for y in field for x in field) for rule in truchet_tiles.rules()]
    assert len(set(laid)) == len(laid) == 9
    assert {turn for turns in laid for turn in turns} == {0, 1, 2, 3}


def test_two_truchet_tiles_side_by_side_make_ten_patterns() -> None:
    """Truchet (1704): sixty-four ways to set two, ten that differ. Ours: up to turns of the pair."""
    alike: set[frozenset[tuple[bool, int, int]]] = set()
    for upright, first, second in itertools.product((False, True), range(4), range(4)):
        pair, orbit = (upright, first, second), set()
        for _ in range(4):
            orbit.add(pair)
            stands, a, b = pair
            # A quarter turn: a level pair stands up in order; a standing one lies down reversed.
            turned = ((a + 1) % 4, (b + 1) % 4)
            pair = (not stands, *(turned[::-1] if stands else turned))
        alike.add(frozenset(orbit))
    assert len(alike) == 10


def test_four_corners_of_wall_tiles_make_one_symmetrical_figure() -> None:
    lines = {frozenset(line) for line in wall_tile.corner_figure()}
    assert {frozenset((y, x) for x, y in line) for line in lines} == lines
    (tiles,) = (layer for layer in wall_tile.draw().layers if isinstance(layer, str))
    assert tiles.count("scale(-1 -1)") == wall_tile.TILES**2


def test_kuba_bands_pass_over_and_under_and_the_repeat_breaks() -> None:
    rows = [
        [kuba_cloth.thread(column, row) for column in range(kuba_cloth.COLUMNS)]
        for row in range(kuba_cloth.ROWS)
    ]
    assert {kind for row in rows for kind in row} == {"light", "dark", "red", "line"}
    above = {kind for row in rows[10:60] for kind in row}
    assert "red" not in above  # she took up the red thread later
    assert rows[40][9:43] != rows[40][90:124]


def test_equal_tocapus_are_not_neighbours() -> None:
    rows = tocapu.cloth()
    for row, column in itertools.product(range(tocapu.ROWS), range(tocapu.COLUMNS)):
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
            if row + down < tocapu.ROWS and 0 <= column + right < tocapu.COLUMNS:
                figure, palette = rows[row][column]
                other = rows[row + down][column + right]
                assert figure != other[0]
                assert palette != other[1]


def test_lusona_is_one_line_because_eight_and_five_share_no_divisor() -> None:
    assert math.gcd(lusona.COLUMNS, lusona.ROWS) == 1
    assert len(lusona.curve().lines()) == 1


def _key(point: complex) -> tuple[int, int]:
    return round(point.real * 1e5), round(point.imag * 1e5)


def test_each_step_of_koch_makes_the_line_a_third_longer() -> None:
    for steps in range(koch_curve.STEPS + 1):
        line = koch_curve.curve(steps)
        pieces = [abs(b - a) for a, b in itertools.pairwise(line)]
        assert len(pieces) == 4**steps
        assert sum(pieces) == pytest.approx((4 / 3) ** steps)
        assert [line[0], line[-1]] == pytest.approx([0, 1])


def test_koch_sets_its_triangles_on_the_middle_of_each_piece() -> None:
    for step in range(1, koch_curve.STEPS + 1):
        before, triangles = koch_curve.curve(step - 1), koch_curve.added(step)
        assert len(triangles) == 4 ** (step - 1)
        for (start, end), (left, tip, right) in zip(
            itertools.pairwise(before), triangles, strict=True
        ):
            assert (left + right) / 2 == pytest.approx((start + end) / 2)
            assert {round(abs(side) * 3**step, 6) for side in (tip - left, right - tip)} == {1.0}


def test_a_pentagon_of_rice_has_four_equal_sides_and_closes() -> None:
    size = pentagons.angles()
    assert sum(size.values()) == pytest.approx(540)
    assert 2 * size["A"] + size["C"] == pytest.approx(360)
    assert size["D"] + 2 * size["E"] == pytest.approx(360)
    assert max(size.values()) < 180
    for face in pentagons.faces():
        sides = [abs(b - a) for a, b in face.sides]
        assert sides[:4] == pytest.approx([1] * 4)
        for k, name in enumerate(face.names):
            ahead = face.corners[(k + 1) % 5] - face.corners[k]
            behind = face.corners[k - 1] - face.corners[k]
            assert math.degrees(cmath.phase(behind / ahead)) == pytest.approx(size[name])


def test_pentagons_of_rice_lie_without_gap_or_overlap_half_of_them_turned_over() -> None:
    laid = pentagons.floor(4.0, 3.0)
    sides = Counter((pentagons.spot(a), pentagons.spot(b)) for tile in laid for a, b in tile.sides)
    assert set(sides.values()) == {1}
    rim = {point for (a, b) in sides if (b, a) not in sides for point in (a, b)}
    met: dict[tuple[int, int], Counter[str]] = {}
    for tile in laid:
        for corner, name in zip(tile.corners, tile.names, strict=True):
            met.setdefault(pentagons.spot(corner), Counter())[name] += 1
    whole = [names for corner, names in met.items() if corner not in rim]
    assert len(whole) > 30
    assert all(names in pentagons.ROUNDS for names in whole)
    assert sum(tile.over for tile in laid) / len(laid) == pytest.approx(0.5, abs=0.05)
