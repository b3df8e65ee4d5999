"""A hand or a head in front of a work, or half of it out of the frame: the index finds it all the same."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import descriptor_index, feature_file, local_features
from models.descriptor_index import DescriptorIndex, words
from models.features import Features, combine_references
from models.recogniser import Recogniser
from models.shortlist import LENGTH, voted
from tests.bench_shortlist import COVERS, CoveredWork, covered_works
from tests.models.conftest import Picture, photograph

SHARE = 0.3


@pytest.fixture(scope="module")
def covered(works: dict[str, Picture], known: Features) -> list[CoveredWork]:
    """Returns two photographs a kind, with SHARE of each work covered."""
    enrolled = {name: works[name] for name in known.works}
    return list(covered_works(enrolled, 2, seed=5, shares=(SHARE,)))


def voters(frame: Picture) -> np.ndarray:
    grey = local_features.resized_grey(frame, local_features.FRAME_SIDE_PX)
    return local_features.describe(grey, local_features.FRAME_KEYPOINTS).descriptors


def same(one: DescriptorIndex, other: DescriptorIndex, frame: Picture) -> bool:
    descriptors = voters(frame)
    return bool(np.array_equal(one.vote(descriptors).weight, other.vote(descriptors).weight))


def test_a_covered_work_is_voted_into_the_shortlist(
    known: Features, covered: list[CoveredWork]
) -> None:
    found = [
        (one.kind, work in [known.works[row] for row in rows])
        for one in covered
        for rows in [voted(known.index.vote(voters(one.image)), LENGTH)]
        for work in one.works
    ]
    assert {kind for kind, _ in found} == set(COVERS)
    assert sum(right for _, right in found) >= 0.75 * len(found)


def test_a_work_is_named_without_its_similarity_where_keypoints_suffice(
    recogniser: Recogniser, works: dict[str, Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    def embed(*_: object) -> None:
        raise AssertionError("the frame was embedded")

    monkeypatch.setattr(recogniser, "_crop_vectors", embed)
    assert recogniser.recognise(photograph(works["w0"], side=5)).work == "w0"


def test_works_that_are_left_out_get_no_vote(known: Features, works: dict[str, Picture]) -> None:
    votes = known.index.vote(voters(photograph(works["w0"])))
    row = known.works.index("w0")
    assert voted(votes, LENGTH)[0] == row
    assert row not in voted(votes, LENGTH, without=(row,))


def test_an_index_made_at_load_equals_the_one_in_the_file(
    known: Features, works: dict[str, Picture], tmp_path: Path
) -> None:
    """A server before the index wrote no words."""
    new, old = tmp_path / "new", tmp_path / "old"
    with new.open("wb") as file:
        known.write(file)
    arrays, about = feature_file.read(new)
    del arrays["words"], about["vocabulary"]
    with old.open("wb") as file:
        feature_file.write(file, {name: np.asarray(one) for name, one in arrays.items()}, about)
    from_old, from_new = Features.load(old), Features.load(new)
    assert from_old.words is None
    assert np.array_equal(words(from_old.descriptors), np.asarray(from_new.words))
    frame = photograph(works["w3"])
    assert same(from_old.index, from_new.index, frame)
    assert same(known.index, from_new.index, frame)


def test_words_of_another_vocabulary_are_made_again(
    known: Features, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = io.BytesIO()
    with monkeypatch.context() as older:
        older.setattr(descriptor_index, "vocabulary_name", lambda: "another")
        replace(known, words=np.zeros_like(known.words)).write(file)
    (tmp_path / "file").write_bytes(file.getvalue())
    loaded = Features.load(tmp_path / "file")
    assert loaded.words is None
    assert np.array_equal(words(loaded.descriptors), np.asarray(known.words))


def test_an_index_of_no_and_of_one_reference(works: dict[str, Picture]) -> None:
    frame = photograph(works["w0"])
    assert voted(combine_references([]).index.vote(voters(frame)), LENGTH) == []
    descriptors = voters(works["w0"])
    one = DescriptorIndex(words(descriptors), np.array([0, len(descriptors)]))
    votes = one.vote(descriptors)
    assert votes.descriptors[0] > 0.9 * len(descriptors)
    assert voted(votes, LENGTH) == [0]
    assert not one.vote(descriptors[:0]).descriptors.any()


def test_bits_are_counted_alike_with_and_without_numpy_2() -> None:
    values = np.array([0, 1, 2**63, 2**64 - 1, 0x00FF00FF00FF00FF], np.uint64)
    assert descriptor_index._ones(values).tolist() == [0, 1, 1, 64, 32]
    assert descriptor_index._ones_by_table(values).tolist() == [0, 1, 1, 64, 32]


def test_more_distances_than_allowed_are_not_measured(
    known: Features, works: dict[str, Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    descriptors = voters(photograph(works["w0"]))
    monkeypatch.setattr(descriptor_index, "MAX_DISTANCES", 300)
    assert voted(known.index.vote(descriptors), LENGTH)[:1] == [known.works.index("w0")]
    monkeypatch.setattr(descriptor_index, "MAX_DISTANCES", 0)
    assert voted(known.index.vote(descriptors), LENGTH) == []
