"""Drawings with an invariant of construction are checked against its theorem or table."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter

import numpy as np
import pytest

from museum_of_pattern import svg
from museum_of_pattern.works import (
    asanoha,
    grecas,
    ice_ray,
    interlace,
    litema,
    mattang,
    sierpinski_triangle,
    sound_figures,
    the_hat,
    woven_algebra,
    zellij_star,
)


def _area(points: list[svg.Point]) -> float:
    closed = [*points, points[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(closed))) / 2


def test_hats_lie_without_gap_or_overlap() -> None:
    hats = the_hat.lay(9.0, 7.0)
    kites = Counter(kite for hat in hats for kite in hat.kites)
    assert set(kites.values()) == {1}
    floor = {
        (x, y)
        for x in range(-20, 21)
        for y in range(-20, 21)
        if the_hat.is_kite((x, y))
        and abs(the_hat.flat((x, y))[0]) < 9.0
        and abs(the_hat.flat((x, y))[1]) < 7.0
    }
    assert len(floor) > 100
    assert floor <= set(kites)


def test_a_hat_is_eight_kites_with_thirteen_sides() -> None:
    for turn in range(6):
        for mirrored in (False, True):
            hat = the_hat.Hat(mirrored, turn, (2, 2))
            assert len(hat.kites) == 8
            # A kite has sides of 1 and √3, so its area is √3.
            assert _area([the_hat.flat(node) for node in hat.outline]) == pytest.approx(
                8 * math.sqrt(3)
            )
    straight = the_hat.OUTLINE
    sides = {(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise([*straight, straight[0]])}
    assert len(straight) == 13
    assert {dx * dx + dx * dy + dy * dy for dx, dy in sides} == {1, 3, 4}


def test_every_visible_hat_is_drawn() -> None:
    reach_x = the_hat.WIDTH / 2 / the_hat.UNIT
    reach_y = the_hat.HEIGHT / 2 / the_hat.UNIT
    assert reach_x + 1 < the_hat.HALF_WIDTH
    assert reach_y + 1 < the_hat.HALF_HEIGHT


def test_there_are_a_few_mirrored_hats() -> None:
    """In the whole plane one in φ⁴ + 1 ≈ 7.85 (Smith and others, 2023, section 2)."""
    hats = the_hat.lay()
    share = sum(hat.mirrored for hat in hats) / len(hats)
    assert share == pytest.approx(1 / (((1 + math.sqrt(5)) / 2) ** 4 + 1), abs=0.05)


def test_a_stick_chart_is_the_same_from_each_quarter() -> None:
    def ends(turn: int) -> set[tuple[tuple[int, int], ...]]:
        found = set()
        for line in mattang.ribs():
            points = [line[0], line[-1]]
            for _ in range(turn):
                points = [(-y, x) for x, y in points]
            found.add(tuple(sorted((round(x), round(y)) for x, y in points)))
        return found

    assert ends(0) == ends(1) == ends(2) == ends(3)


def test_every_stick_is_tied() -> None:
    lines = mattang.ribs()
    lashings = mattang.crossings(lines)
    for line in lines:
        along = [
            (a[0] + (b[0] - a[0]) * i / 50, a[1] + (b[1] - a[1]) * i / 50)
            for a, b in itertools.pairwise(line)
            for i in range(51)
        ]
        near = [at for at in lashings if min(math.dist(at, point) for point in along) < 28]
        assert len(near) >= 2


def test_twelve_seams_meet_at_a_corner_of_the_hemp_leaf_and_three_in_a_triangle() -> None:
    meeting = Counter((round(x, 3), round(y, 3)) for seam in asanoha.seams(8, 8) for x, y in seam)
    x, y = asanoha.corner(4, 4)
    assert meeting[(round(x, 3), round(y, 3))] == 12
    middles = {
        (round(sum(p[0] for p in t) / 3, 3), round(sum(p[1] for p in t) / 3, 3))
        for t in asanoha.triangles(8, 8)
    }
    assert len(middles) == 2 * 8 * 8
    assert {meeting[middle] for middle in middles} == {3}


def test_neighbouring_squares_of_a_wall_are_each_others_mirror_image() -> None:
    for column, row in itertools.product(range(litema.COLUMNS - 1), range(litema.ROWS - 1)):
        here, right = litema.mirrored(column, row), litema.mirrored(column + 1, row)
        below = litema.mirrored(column, row + 1)
        assert (here[0] != right[0], here[1] == right[1]) == (True, True)
        assert (here[0] == below[0], here[1] != below[1]) == (True, True)


def test_a_field_stays_inside_its_square() -> None:
    for field in litema.fields():
        assert all(-0.02 <= part <= 1.02 for point in field.border for part in point)


def test_plates_sound_at_the_frequencies_of_the_engineers_tables() -> None:
    """A. W. Leissa, Vibration of Plates, NASA SP-160 (1969): free square plate, Poisson's 0.3."""
    lowest = [tone.frequency for tone in sound_figures.tones()[:5]]
    assert lowest == pytest.approx([13.47, 19.60, 24.27, 34.80, 34.80], rel=1e-3)


def test_no_plate_shows_a_tone_that_shares_its_pitch() -> None:
    frequencies = [tone.frequency for tone in sound_figures.tones()]
    for index in sound_figures.TONES:
        others = [f for i, f in enumerate(frequencies) if i != index]
        assert min(abs(f / frequencies[index] - 1) for f in others) > 1e-3


def test_sand_lies_where_the_plate_is_still() -> None:
    strewn = np.random.default_rng(1).uniform(-0.98, 0.98, (4000, 2))
    for index in sound_figures.TONES:
        tone = sound_figures.tones()[index]
        grains = sound_figures.sand(tone, 800, seed=index)
        assert grains.shape == (800, 2)
        anywhere = np.median(np.abs(tone.height(strewn[:, 0], strewn[:, 1])))
        assert np.median(np.abs(tone.height(grains[:, 0], grains[:, 1]))) < anywhere / 8


def test_bands_go_over_and_under_in_turn_and_use_every_crossing_twice() -> None:
    bands = interlace.bands()
    assert len(bands) == 6
    passes: Counter[tuple[int, int]] = Counter()
    uppers: Counter[tuple[int, int]] = Counter()
    for band in bands:
        crossings = [step for step in band if not step.turned]
        for one, next_one in itertools.pairwise([*crossings, crossings[0]]):
            assert one.over != next_one.over
        for step in band:
            if interlace.is_crossing(step.at):
                passes[step.at] += 1
                uppers[step.at] += step.over and not step.turned
    assert set(passes.values()) == {2}
    assert len(passes) == 2 * interlace.COLUMNS * interlace.ROWS - (
        interlace.COLUMNS + interlace.ROWS
    )
    for at, over in uppers.items():
        assert over == (0 if at in interlace.walls() else 1)


def test_stones_and_hollows_of_a_fret_have_one_shape() -> None:
    for size in (4, 8, 12, 16):
        for rows in (grecas.spiral(size), grecas.stair(size)):
            turned = tuple(tuple(not stone for stone in row[::-1]) for row in rows[::-1])
            assert turned == rows
    assert len(grecas.wall()) == grecas.ROWS
    assert {len(row) for row in grecas.wall()} == {grecas.COLUMNS}


def test_a_spiral_is_one_arm_of_stone_round_one_of_hollow() -> None:
    rows = grecas.spiral(8)
    for kind in (True, False):
        cells = {(x, y) for y, row in enumerate(rows) for x, it in enumerate(row) if it is kind}
        reached, edge = set(), [min(cells)]
        while edge:
            x, y = edge.pop()
            if (x, y) in cells and (x, y) not in reached:
                reached.add((x, y))
                edge += [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]
        assert reached == cells


@pytest.mark.parametrize("steps", range(6))
def test_each_step_leaves_three_quarters_of_a_triangle(steps: int) -> None:
    whole = ((0.0, 0.0), (1.0, 0.0), (0.5, 0.8))
    left = sierpinski_triangle.left_over(whole, steps)
    out = [triangle for _, triangle in sierpinski_triangle.taken_out(whole, steps)]
    assert len(left) == 3**steps
    area = sum(map(sierpinski_triangle.area, left))
    assert area == pytest.approx(sierpinski_triangle.area(whole) * 0.75**steps)
    assert area + sum(map(sierpinski_triangle.area, out)) == pytest.approx(0.4)


def test_a_cloth_spells_a_square_multiplied_out() -> None:
    words = woven_algebra.terms("abcd")
    assert words[:4] == ["aa", "abab", "acac", "adad"]
    # (a + b + c + d)² at a = b = c = d = 1 is 16 products of two letters.
    assert len(woven_algebra.order()) == 16 * 2
    for letters, values in (("ab", (2, 3)), ("abc", (1, 2, 5)), ("abcd", (1, 2, 3, 4))):
        worth = dict(zip(letters, values, strict=True))
        products = [
            worth[word[i]] * worth[word[i + 1]]
            for word in woven_algebra.terms(letters)
            for i in range(0, len(word), 2)
        ]
        assert sum(products) == sum(values) ** 2


def test_a_pattern_thread_floats_only_where_warp_and_weft_have_one_letter() -> None:
    letters, size = woven_algebra.order(), woven_algebra.THREADS
    for warp, weft in itertools.product(range(len(letters)), repeat=2):
        block = [
            woven_algebra.floats(warp * size + i, weft * size + j)
            for i, j in itertools.product(range(size), repeat=2)
        ]
        assert any(block) == (letters[warp] == letters[weft])
        assert not all(block)  # a float that nothing ties down would come loose


def test_pieces_of_the_star_wall_fill_it_exactly() -> None:
    """One octagon and one square, and the arms round it, are one repeat: a square of 2 × 2."""
    at = (0.0, 0.0)
    pieces = [
        *zellij_star.kites(at),
        zellij_star.star(at),
        zellij_star.small_star((1.0, 1.0)),
        *zellij_star.arms((1.0, 1.0)),
    ]
    assert sum(map(_area, pieces)) == pytest.approx(4.0)


def test_the_lines_of_a_star_wall_run_straight_on() -> None:
    kite = zellij_star.kites((0.0, 0.0))[0]
    tip, notch, inner, _ = kite
    beyond = zellij_star.kites((0.0, 0.0))[1][3]
    assert beyond == pytest.approx(notch)
    # From the tip at 0° the line passes the notch and ends at the tip at 135°.
    end = zellij_star.around((0.0, 0.0), 1, 135)
    across = (notch[0] - tip[0]) * (end[1] - tip[1]) - (notch[1] - tip[1]) * (end[0] - tip[0])
    assert across == pytest.approx(0, abs=1e-9)
    assert math.hypot(*inner) == pytest.approx(math.cos(math.radians(67.5)) / math.cos(math.pi / 8))


@pytest.mark.parametrize("seed", range(12))
def test_ice_splits_into_small_convex_pieces_of_three_to_five_sides(seed: int) -> None:
    window = ice_ray.window()
    made = ice_ray.lattice(window, random.Random(seed))
    assert len(made.pieces) == len(made.bars) + 1
    assert sum(map(ice_ray.area, made.pieces)) == pytest.approx(ice_ray.area(window))
    for piece in made.pieces:
        assert 3 <= len(piece) <= 5
        assert ice_ray.area(piece) < ice_ray.SMALL
        corners = [*piece, *piece[:2]]
        turns = [
            (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
            for a, b, c in zip(corners, corners[1:], corners[2:], strict=False)
        ]
        assert all(turn > -1e-6 for turn in turns)


def test_no_bar_of_ice_runs_through_another() -> None:
    bars = ice_ray.lattice(ice_ray.window(), random.Random(3)).bars

    def side(bar: ice_ray.Bar, point: svg.Point) -> float:
        (ax, ay), (bx, by) = bar.start, bar.end
        across = (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)
        return across / math.dist(bar.start, bar.end)

    for one, other in itertools.combinations(bars, 2):
        apart = (side(one, other.start), side(one, other.end))
        back = (side(other, one.start), side(other, one.end))
        crosses = (
            min(apart) < -1e-3 and max(apart) > 1e-3 and min(back) < -1e-3 and max(back) > 1e-3
        )
        assert not crosses
