"""Pictures that look alike are a reason by themselves only where no person is seen, by the museum's own words."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from models.features import Reference
from models.local_features import LocalFeatures
from tour_server.catalogue.reference_pictures import ReferencePicture
from tour_server.links import picture_likeness
from tour_server.links.picture_likeness import likeness_reasons
from tour_server.links.proposing import propose, read_labels
from tour_server.links.reasons import LinkProposal, SharedKind
from tour_server.links.work_label import WorkLabel
from tour_server.publishing.picture_features import WantedPicture

NO_POINTS = LocalFeatures(np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8), (1, 1))


class StoredTwin:
    """Features of pictures: those of `left` and `right` are nearly the same, all others are their own."""

    def __init__(self, _cache: Path, _find: object) -> None:
        self.asked: list[str] = []

    def lacking(self, wanted: Iterable[WantedPicture]) -> list[WantedPicture]:
        """Those of `new` were not published yet."""
        return [one for one in wanted if one.medium == "new"]

    def of(self, wanted: WantedPicture) -> Reference:
        """Return them."""
        assert wanted.medium != "new", "nothing is computed here"
        name = "left" if wanted.medium == "right" else wanted.medium
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        views = rng.normal(size=(1, 64)).astype(np.float32)
        if wanted.medium == "right":
            views += 0.05
        return Reference(views, np.zeros((8, 8), np.uint8), NO_POINTS, np.zeros(3, np.float32))


@pytest.fixture(autouse=True)
def stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_likeness, "PictureFeatures", StoredTwin)


def reference(work: str) -> ReferencePicture:
    """A reference picture whose file is called as its work."""
    return ReferencePicture(work=work, file=work)


def proposals(left: WorkLabel, right: WorkLabel) -> list[LinkProposal]:
    labels = [left, right, *(WorkLabel(f"other-{n}", f"Ding {n}") for n in range(30))]
    references = [reference(label.key) for label in labels]
    by_key = {label.key: label for label in labels}
    extra = likeness_reasons([*references, reference("new")], Path(), Path, by_key)
    assert {(one, other) for one, other, _reason in extra} == {("left", "right")}
    return propose(read_labels(labels), extra=extra)


def test_by_itself_where_words_say_what_is_seen_and_name_no_person() -> None:
    (found,) = proposals(
        WorkLabel("left", seen="Blauwe tegels"), WorkLabel("right", seen="Sterren op een muur")
    )
    assert [reason.kind for reason in found.reasons] == [SharedKind.PICTURE]
    assert (found.reasons[0].left.words, found.reasons[0].right.words) == ("left", "right")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (WorkLabel("left", seen="Een oude vrouw"), WorkLabel("right", seen="Sterren")),
        (WorkLabel("left", "Portrait of Ada", seen="tegels"), WorkLabel("right", seen="tegel")),
        (WorkLabel("left", seen=""), WorkLabel("right", seen="Sterren")),
        (
            WorkLabel("left", seen="portret kobiety", unlisted=["pl"]),
            WorkLabel("right", seen="Sterren"),
        ),
        (WorkLabel("left", seen="портрет женщины"), WorkLabel("right", seen="Sterren")),
    ],
)
def test_never_by_itself_where_a_person_may_be_seen(left: WorkLabel, right: WorkLabel) -> None:
    assert proposals(left, right) == []


def test_beside_another_reason_it_counts() -> None:
    (found,) = proposals(
        WorkLabel("left", maker="Jan Steen", seen="Een man"),
        WorkLabel("right", maker="Jan Steen", seen="Een man"),
    )
    kinds = [reason.kind for reason in found.reasons]
    assert kinds == [SharedKind.MAKER, SharedKind.PICTURE]


def test_a_collection_with_too_many_pictures_is_not_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture_likeness, "MOST_PICTURES", 3)
    many = [reference(f"w{n}") for n in range(4)]
    assert likeness_reasons(many, Path(), Path, {}) == []


def test_one_picture_that_stands_for_several_works_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A placeholder, or the picture of a whole set."""
    monkeypatch.setattr(picture_likeness, "_LEAST_LIKE", 0.9)
    features = np.random.default_rng(1).normal(size=(4, 64)).astype(np.float32)
    features[1] = features[0]
    features[3] = features[2] + 0.01 * features[1]
    found = picture_likeness._alike(list("abcd"), list("abcd"), features, {})
    assert [(one, other) for one, other, _reason in found] == []
    features[3] = features[2] + 0.2 * features[1]
    found = picture_likeness._alike(list("abcd"), list("abcd"), features, {})
    assert [(one, other) for one, other, _reason in found] == [("c", "d")]
