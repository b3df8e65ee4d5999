"""Only photographs of an object in the round are described finely; a part of a work is no photograph of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import fine_features
from models.features import Features
from tests.tour_server.publishing.feature_maker import BLANK, FeatureMaker


@pytest.fixture
def maker(tmp_path: Path) -> FeatureMaker:
    return FeatureMaker(tmp_path)


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for each picture that is described finely."""
    calls: list[None] = []
    describe = fine_features.describe

    def count(picture: fine_features.NDArray) -> fine_features.FineFeatures:
        calls.append(None)
        return describe(picture)

    monkeypatch.setattr(fine_features, "describe", count)
    return calls


def fine_keypoints(maker: FeatureMaker, *works: tuple[str, str], **given: list[str]) -> list[bool]:
    """Publish, and tell of each reference whether the file has fine keypoints of it."""
    file = maker.publish(*works, **given).file
    assert file is not None
    fine = Features.load(file).fine
    assert fine is not None
    return [len(fine.of(row).local.keypoints) > 0 for row in range(len(works))]


def test_a_work_gets_its_third_photograph(maker: FeatureMaker, described: list[None]) -> None:
    vase = [("vase", maker.picture(seed)) for seed in (1, 2, 3)]
    print_ = ("print", maker.picture(4))
    assert fine_keypoints(maker, print_, *vase[:2]) == [False] * 3
    assert (len(described), len(list(maker.stored.iterdir()))) == (0, 3)
    assert fine_keypoints(maker, print_, *vase) == [False, True, True, True]
    assert (len(described), len(list(maker.stored.iterdir()))) == (3, 7)
    assert maker.progress == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert Path(str(maker.publish(print_, *vase).file)).read_bytes() == maker.enrolled(
        print_, *vase
    )
    described.clear()
    fine_keypoints(maker, *vase)
    assert (len(described), maker.read) == (0, [])


def test_parts_of_a_flat_work_make_no_object_of_it(
    maker: FeatureMaker, described: list[None]
) -> None:
    pictures = [maker.picture(seed) for seed in (1, 2, 3, 4)]
    altarpiece = [("altarpiece", file) for file in pictures]
    assert fine_keypoints(maker, *altarpiece, parts=pictures[2:]) == [False] * 4
    assert described == []
    file = maker.publish(*altarpiece, parts=pictures[2:]).file
    assert file is not None
    assert Features.load(file).details == (2, 3)
    assert file != maker.publish(*altarpiece).file, "the same pictures, and none is a part"


def test_a_picture_that_can_not_serve_is_not_lacking_again(maker: FeatureMaker) -> None:
    vase = [("vase", maker.picture(seed)) for seed in (1, 2)]
    blank = ("vase", maker.store.add(BLANK, "blank.png"))
    assert len(maker.publish(*vase, blank).unusable) == 1
    maker.publish(("other", maker.picture(5)), *vase, blank)
    assert maker.progress == [(3, 4), (4, 4)]


def test_stored_fine_features_are_damaged(
    maker: FeatureMaker, caplog: pytest.LogCaptureFixture
) -> None:
    vase = [("vase", maker.picture(seed)) for seed in (1, 2, 3)]
    whole = Path(str(maker.publish(*vase).file)).read_bytes()
    for piece in maker.stored.iterdir():
        piece.write_bytes(piece.read_bytes()[:-3000])
    other = ("other", maker.picture(4))
    maker.publish(other, *vase)
    assert caplog.text.count("are computed again") == 6
    (maker.cache / Path(str(maker.publish(*vase).file)).name).unlink()
    assert Path(str(maker.publish(*vase).file)).read_bytes() == whole
