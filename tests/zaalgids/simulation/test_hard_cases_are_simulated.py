"""Each kind of hard case is drawn as it says, the same from the same seed, and the two parts share nothing."""

from __future__ import annotations

from dataclasses import fields

import cv2
import numpy as np
import pytest

from zaalgids.simulation.case_settings import FIT, SETTINGS, TEST_SETTINGS
from zaalgids.simulation.covered_works import COVERS, half_out
from zaalgids.simulation.dark_works import dark, nearly_black
from zaalgids.simulation.drawn_pictures import drawn_picture
from zaalgids.simulation.empty_works import SCENES, empty_canvas, nearly_empty, scene
from zaalgids.simulation.gallery_case import CaseQuery, CaseReference, PictureSupply
from zaalgids.simulation.gallery_conditions import TEST, part_of
from zaalgids.simulation.glazed_works import glazed, pencil_drawing, reflection
from zaalgids.simulation.near_and_far import close_up, near_and_far
from zaalgids.simulation.objects_in_the_round import in_the_round, made_body
from zaalgids.simulation.other_hand import other_hand, redrawn
from zaalgids.simulation.shiny_works import mirrored, shiny
from zaalgids.simulation.simulated_body import BodyView, photographed, table_with_markers
from zaalgids.simulation.simulated_gallery import WorkPlacement, photograph
from zaalgids.simulation.simulated_twins import CHANGES, twins

PICTURES = {f"{number}.jpg": drawn_picture(number, 77) for number in range(12)}
PICTURE = drawn_picture(0, 9)
KINDS = {
    "twins": twins,
    "glare": glazed,
    "dark": dark,
    "shiny": shiny,
    "empty": nearly_empty,
    "near and far": near_and_far,
    "other hand": other_hand,
}
QUAD = np.array([[80, 60], [520, 90], [500, 420], [90, 400]], np.float32)


def supply(part="test", seed=1) -> PictureSupply:
    return PictureSupply(PICTURES, part, SETTINGS[part], seed)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def inside(size=(600, 480)) -> np.ndarray:
    mask = np.zeros(size[::-1], np.uint8)
    cv2.fillConvexPoly(mask, np.round(QUAD).astype(np.int32), 1)
    return mask > 0


def test_fitting_and_testing_share_no_setting():
    for field in fields(FIT):
        assert getattr(FIT, field.name) != getattr(TEST_SETTINGS, field.name), field.name


def test_the_two_parts_share_no_picture():
    given = {}
    for part in ("calibration", "test"):
        ours = supply(part)
        pairs = [ours.next() for _ in range(30)]
        for name, _ in pairs:
            assert name.startswith("drawn") or part_of(name) == part
        given[part] = {picture.tobytes() for _, picture in pairs}
        assert len(given[part]) == 30, "each is given out once"
    assert not given["calibration"] & given["test"]


def test_a_pattern_is_not_cut_into_two_works():
    rows = np.arange(1200)[:, None] // 40 + np.arange(1200)[None, :] // 40
    tiles = np.repeat((rows % 2 * 200).astype(np.uint8)[..., None], 3, axis=2)
    half = cv2.resize(drawn_picture(5, 3), (1000, 500))
    turned = np.vstack([half, half[::-1, ::-1]])
    whole = cv2.resize(drawn_picture(0, 3), (1000, 1000))
    plain = next(name for name in (f"{n}.png" for n in range(9)) if part_of(name) == "test")
    for picture, works in ((tiles, 1), (turned, 1), (whole, 2)):
        ours = PictureSupply({plain: picture}, "test", TEST_SETTINGS, 1)
        names = [ours.next()[0] for _ in range(12)]
        assert sum(name.startswith(plain) for name in names) == works


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_yields_as_many_photographs_as_asked_the_same_from_a_seed(kind):
    first, second, other = (list(KINDS[kind](supply(seed=seed), 3)) for seed in (1, 1, 2))
    assert [one.image.tobytes() for one in first] == [one.image.tobytes() for one in second]
    assert [one.image.tobytes() for one in first] != [one.image.tobytes() for one in other]
    known = {one.work for one in first if isinstance(one, CaseReference)}
    shown = [one for one in first if isinstance(one, CaseQuery)]
    assert len(shown) == 3
    for one in shown:
        assert set(one.works) <= known, "the truth is enrolled"
        assert one.kind.startswith("stranger") != bool(one.works)
        assert one.image.dtype == np.uint8


@pytest.mark.parametrize("kind", [twins, glazed, dark, shiny, other_hand])
def test_strangers_are_in_every_kind(kind):
    shown = [one for one in kind(supply(), 12) if isinstance(one, CaseQuery)]
    assert 1 <= sum(not one.works for one in shown) <= 9


@pytest.mark.parametrize("how", COVERS)
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_a_cover_hides_the_share_that_was_asked(how, share):
    scene = np.full((480, 600, 3), 1000, np.float32)
    COVERS[how](share)(scene, QUAD, rng(3))
    hidden = (scene[..., 0] < 600)[inside()].mean()
    assert hidden == pytest.approx(share, abs=0.04)


@pytest.mark.parametrize("share", [0.12, 0.49])
def test_the_edge_cuts_off_the_share_that_was_asked(share):
    photo = photograph(PICTURE, TEST, rng(2), faults=())
    left = half_out(photo, share, rng(2))
    whole = np.zeros(photo.image.shape[:2], np.uint8)
    cv2.fillConvexPoly(whole, np.round(photo.quad).astype(np.int32), 1)
    cut = photo.image.shape[1] - left.shape[1]
    from_left = np.array_equal(left, photo.image[:, cut:])
    kept = whole[:, cut:] if from_left else whole[:, :-cut]
    assert kept.sum() / whole.sum() == pytest.approx(1 - share, abs=0.02)


@pytest.mark.parametrize("change", ["moved", "added", "removed", "recoloured", "state of a print"])
def test_twins_are_equal_but_for_the_places_where_they_differ(change):
    for seed in range(4):
        first, second = CHANGES[change](PICTURE, supply(seed=seed))
        differs = np.abs(first.astype(int) - second).max(axis=2) > 0
        assert 0.0005 < differs.mean() < 0.45, f"seed {seed}"


@pytest.mark.parametrize("change", ["pendants", "copy", "recto and verso", "cleaned"])
def test_twins_of_a_series_differ_visibly(change):
    first, second = CHANGES[change](PICTURE, supply())
    assert first.shape == second.shape
    assert np.abs(first.astype(int) - second).mean() > 2


@pytest.mark.parametrize("window", [True, False])
def test_a_reflection_saturates_the_middle(window):
    scene = np.full((480, 600, 3), 90, np.float32)
    reflection(0.3, window)(scene, QUAD, rng(5))
    white = scene.min(axis=2) >= 255
    assert white[inside()].mean() == pytest.approx(0.3, abs=0.12)
    assert white[240, 300] or white[230:250, 290:310].mean() > 0.3
    assert np.all(scene[~inside()] == 90), "glass lies on the work alone"


def test_a_pencil_drawing_is_faint():
    drawn = pencil_drawing(PICTURE, rng())
    assert drawn.mean() > 150
    assert drawn.std() < PICTURE.std()


def test_a_dark_canvas_is_nearly_black_with_one_bright_thing():
    means = [nearly_black(PICTURE, supply(seed=seed)) for seed in range(6)]
    assert max(float(one.mean()) for one in means) < 50
    bright = [(one.max(axis=2) > 90).mean() for one in means]
    assert min(bright) > 0
    assert max(bright) < 0.25


def test_reflections_move_but_the_surface_stays():
    ours = supply()
    one, two = (mirrored(PICTURE, True, 5, ours) for _ in range(2))
    assert np.abs(one.astype(int) - two).mean() > 5


def test_nearly_empty_works_say_little():
    for seed in range(6):
        canvas = empty_canvas(rng(seed))
        edges = cv2.Canny(cv2.GaussianBlur(canvas, (0, 0), 2), 40, 90)
        assert (edges > 0).mean() < 0.02


@pytest.mark.parametrize("what", SCENES)
def test_scenes_without_works_are_photographed(what):
    seen = scene(what, supply())
    assert seen.shape[1::-1] in TEST.sizes


def test_a_close_up_is_as_much_finer_as_was_asked():
    period = 20
    wave = 128 + 90 * np.sin(np.arange(1000) / period * 2 * np.pi)
    stripes = np.repeat(np.repeat(wave[None, :, None], 800, 0), 3, 2).astype(np.uint8)
    seen = close_up(stripes, 3.0, supply())
    middle = seen[seen.shape[0] // 2, :, 1].astype(float)
    strength = np.abs(np.fft.rfft(middle - middle.mean()))
    strength[:3] = 0
    found = len(middle) / int(np.argmax(strength))
    # A reference of 640 pixels shows the period at 12.8 pixels.
    assert found == pytest.approx(3.0 * 12.8, rel=0.3)


def test_a_far_work_is_as_small_as_was_asked():
    placement = WorkPlacement(0.2, 0.0, 0.0, (0.3, 0.4))
    photo = photograph(PICTURE, TEST, rng(), faults=(), placement=placement)
    high = np.ptp(photo.quad[:, 1]) / photo.image.shape[0]
    assert 0.12 < high <= 0.2
    assert photo.quad.mean(axis=0) / photo.image.shape[1::-1] == pytest.approx((0.3, 0.4), abs=0.02)


def test_another_hand_draws_the_same_design_otherwise():
    for seed in range(5):
        other = redrawn(PICTURE, supply(seed=seed))
        same = cv2.resize(other, PICTURE.shape[1::-1])
        grey = [cv2.cvtColor(one, cv2.COLOR_BGR2GRAY) for one in (PICTURE, same)]
        design = [cv2.GaussianBlur(one, (0, 0), 12).astype(float).ravel() for one in grey]
        assert abs(np.corrcoef(*design)[0, 1]) > 0.3, f"seed {seed}: the design is the same"
        assert np.abs(grey[0].astype(int) - grey[1]).mean() > 6, f"seed {seed}: the hand is not"


@pytest.mark.parametrize("number", range(4))
def test_a_body_is_seen_from_all_sides(number):
    body = made_body(number, 5, PICTURE)
    view = BodyView(20, 15, 4.5, (160, 160), 40)
    front, again, back, bare = (
        photographed(parts, None, BodyView(side, 15, 4.5, (160, 160), 40), rng(4))
        for parts, side in ((body, 20), (body, 20), (body, 200), ([], 20))
    )
    assert view.size == front.shape[1::-1]
    assert np.array_equal(front, again)
    covered = np.abs(front.astype(int) - bare).max(axis=2) > 0
    assert 0.08 < covered.mean() < 0.7
    assert np.abs(front.astype(int) - back)[covered].mean() > 6


def test_near_parts_shift_against_far_ones():
    """A flat picture would only be squeezed: no homography brings one side of a body onto another."""
    body = made_body(0, 5, PICTURE)
    views = [
        photographed(body, None, BodyView(side, 12, 4.5, (200, 200), 40), rng(4)).astype(np.float32)
        for side in (0, 40)
    ]
    assert (
        np.corrcoef(views[0][60:140, 60:140].ravel(), views[1][60:140, 60:140].ravel())[0, 1] < 0.9
    )


def test_objects_share_their_table_and_strangers_stand_on_it():
    cases = list(in_the_round(supply(), 1))
    references = [one for one in cases if isinstance(one, CaseReference)]
    assert len(references) in TEST_SETTINGS.views
    assert len({one.work for one in references}) == 1
    table, same, other = (table_with_markers(seed, PICTURE) for seed in (3, 3, 4))
    assert np.array_equal(table.cloth, same.cloth)
    assert not np.array_equal(table.cloth, other.cloth)
