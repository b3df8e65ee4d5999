"""The virtual gallery camera shows works one after another."""

import itertools

import cv2
import numpy as np
import pytest

from device.camera.camera import CameraLostError
from device.camera.gallery import GalleryCamera, hang
from device.camera.gallery_visits import EVENING, HABITS, VisitorKind, script


@pytest.fixture
def wall(tmp_path):
    random = np.random.default_rng(5)
    for name in ("kolam", "lusona", "tocapu"):
        picture = np.full((300, 400, 3), random.integers(60, 200, 3), np.uint8)
        for _ in range(40):
            centre = tuple(int(v) for v in random.integers(0, 400, 2))
            colour = tuple(int(v) for v in random.integers(0, 255, 3))
            cv2.circle(picture, centre, int(random.integers(5, 50)), colour, -1)
        cv2.imwrite(str(tmp_path / f"{name}.png"), picture)
    (tmp_path / "notes.txt").write_text("not a picture")
    return hang(tmp_path)


def visits(works: int, count: int):
    return list(itertools.islice(script(works, seed=4), count))


def test_every_work_is_visited_once_a_round():
    hung = [visit.hung for visit in visits(3, 13) if visit.hung is not None]
    for start in range(0, 9, 3):
        assert sorted(hung[start : start + 3]) == [0, 1, 2]


def test_an_evening_has_every_sort_of_visitor_and_begins_with_a_listener():
    coming = visits(22, 3 * len(EVENING))
    assert coming[0].visitor is VisitorKind.LISTENER
    for start in range(0, len(coming), len(EVENING)):
        evening = coming[start : start + len(EVENING)]
        assert sorted(visit.visitor for visit in evening) == sorted(EVENING)
    for visit, after in itertools.pairwise(coming):
        least, most = HABITS[visit.visitor].stands
        assert least <= visit.leaves - visit.stands <= most
        assert after.start - visit.ends >= HABITS[visit.visitor].bare[0]
        assert (visit.hung is None) == (visit.visitor is VisitorKind.STRANGE)


def test_a_listener_stays_for_a_whole_telling_and_a_leaver_does_not():
    """At most 90 s are told at a kiosk (narration.script)."""
    assert HABITS[VisitorKind.LISTENER].stands[0] > 90 > HABITS[VisitorKind.LEAVER].stands[1]


def test_what_is_no_work_is_held_up_and_no_work_is_in_view(wall, clock):
    camera = GalleryCamera(wall, 4, 12, (320, 240), clock, clock.sleep)
    strange = next(visit for visit in visits(3, 20) if visit.visitor is VisitorKind.STRANGE)
    bare, held = camera.draw(0.0), camera.draw(strange.stands + 1)
    assert camera.work_at(strange.stands + 1) is None
    assert np.mean(np.abs(held.astype(int) - bare) > 40) > 0.05


def test_the_camera_shows_the_scheduled_work(wall, clock):
    camera = GalleryCamera(wall, 4, 12, (320, 240), clock, clock.sleep)
    visit = next(script(3, seed=4))
    bare = camera.draw(0.0)
    assert camera.work_at(0.0) is None
    moving = camera.draw(visit.stands - 0.3)
    assert camera.work_at(visit.stands - 0.3) is None
    standing = camera.draw(visit.stands + 1.0)
    assert camera.work_at(visit.stands + 1.0) == wall[visit.hung].work
    after = camera.draw(visit.ends + 0.1)
    assert camera.work_at(visit.ends + 0.1) is None

    def detail(image):
        return float(cv2.Laplacian(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.CV_32F).std())

    assert detail(bare) < detail(moving) < detail(standing)
    assert detail(after) == pytest.approx(detail(bare), rel=0.3)


def test_people_walk_past(wall, clock):
    camera = GalleryCamera(wall, 4, 12, (320, 240), clock, clock.sleep)
    visit = next(v for v in script(3, seed=4) if v.passers)
    before = camera.draw(visit.passers[0] - 0.2).astype(int)
    during = camera.draw(visit.passers[0] + 0.8).astype(int)
    assert np.mean(np.abs(during - before) > 40) > 0.05


def test_a_folder_without_pictures_is_refused_in_words(tmp_path):
    with pytest.raises(CameraLostError, match="There are no pictures in"):
        hang(tmp_path)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(CameraLostError, match="The virtual gallery can't hang"):
        hang(tmp_path)
