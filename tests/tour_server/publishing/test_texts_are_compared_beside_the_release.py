"""Texts of a release get their vectors in a job that no release waits for; until all are there, words alone find."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from contract.museum import Museum
from contract.museum_folder import read_museum
from museum_of_pattern import build
from narration.answers.likeness import Vectors, compared_texts
from narration.answers.passages import passages_in
from tests.tour_server.publishing.job_twins import JobRunTwin, JobsTwin
from tour_server.publishing.passage_likeness import KeptVectors, PassageLikeness


class Model:
    """Counts the passages it was asked for."""

    name = "model-1"

    def __init__(self) -> None:
        self.made: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.made += texts
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        vector = np.random.default_rng(seed).normal(size=8)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


class House:
    """A server's release, model and jobs, whose state a test sets."""

    def __init__(self, museum: Museum, folder: Path) -> None:
        self.model: Model | None = Model()
        self.museum: Museum | None = museum
        self.jobs, self.run = JobsTwin(), JobRunTwin()
        self.likeness = PassageLikeness(
            folder,
            lambda: self.model,  # type: ignore[arg-type, return-value]
            lambda: self.museum,
            self.jobs,  # type: ignore[arg-type]
        )

    def work(self) -> None:
        self.likeness.kind.handler(self.run)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def pattern() -> Museum:
    museum = read_museum(Path(build.__file__).parent / "content", with_files=False)
    site = msgspec.structs.replace(museum.site, languages=["en", "nl"])
    return msgspec.structs.replace(museum, site=site, works=museum.works[:3], links=[])


@pytest.fixture
def house(pattern: Museum, tmp_path: Path) -> House:
    return House(pattern, tmp_path / "likeness")


def test_a_release_is_compared_once_and_then_found_by_meaning(house: House) -> None:
    house.likeness.start()
    assert house.jobs.asked == [house.likeness.kind]
    assert house.museum is not None
    assert house.model is not None
    assert house.likeness.of(house.museum) is None, "words alone find until all is there"
    house.work()
    made = list(house.model.made)
    assert house.run.steps == [(at, len(made)) for at in range(len(made))]
    likeness = house.likeness.of(house.museum)
    assert likeness is not None
    assert np.array_equal(likeness.passages(made[:4]), house.model.passages(made[:4]))
    assert np.array_equal(likeness.query("Who?"), house.model.query("Who?"))


def test_a_new_release_makes_only_the_vectors_of_its_new_texts(
    house: House, pattern: Museum, tmp_path: Path
) -> None:
    house.work()
    assert house.model is not None
    before = list(house.model.made)
    house.model.made.clear()
    work = pattern.works[0]
    changed = next(one for one in passages_in(pattern, "en") if one.works == (work.key,)).part_of
    told = [
        msgspec.structs.replace(block, text="Rice flour feeds the ants.")
        if block.key == changed
        else block
        for block in work.blocks
    ]
    works = [msgspec.structs.replace(work, blocks=told), *pattern.works[1:]]
    house.museum = msgspec.structs.replace(pattern, works=works)
    house.likeness.released(2)
    assert house.likeness.of(house.museum) is None
    house.work()
    (made,) = house.model.made
    assert made.endswith("Rice flour feeds the ants.")
    assert house.likeness.of(house.museum) is not None
    assert house.likeness.of(pattern) is None, "the release before is not what visitors see"
    files = [path for path in (tmp_path / "likeness").rglob("*") if path.is_file()]
    needed = {
        text
        for language in house.museum.site.languages
        for text in compared_texts(house.museum, list(passages_in(house.museum, language)))
    }
    assert len(files) == len(needed), "the vectors of the text that went are deleted"
    assert len(needed) < len(set(before)), "it had several sentences, and the new one has one"


def test_a_server_that_starts_again_makes_none_twice(
    house: House, pattern: Museum, tmp_path: Path
) -> None:
    house.work()
    again = House(pattern, tmp_path / "likeness")
    again.work()
    assert again.model is not None
    assert again.model.made == []
    assert again.likeness.of(pattern) is not None


def test_another_model_keeps_its_vectors_apart(
    house: House, pattern: Museum, tmp_path: Path
) -> None:
    house.work()
    other = House(pattern, tmp_path / "likeness")
    assert other.model is not None
    other.model.name = "model-2"
    other.work()
    assert other.model.made


def test_a_machine_without_the_package_asks_for_no_job(house: House, pattern: Museum) -> None:
    house.model = None
    house.likeness.start()
    house.likeness.released(1)
    assert house.jobs.asked == []
    house.work()
    assert house.likeness.of(pattern) is None


def test_before_the_first_release_there_is_nothing_to_compare(house: House) -> None:
    house.museum = None
    house.likeness.start()
    assert house.jobs.asked == []


def test_a_vector_that_was_deleted_meanwhile_is_made_again(
    house: House, pattern: Museum, tmp_path: Path
) -> None:
    house.work()
    likeness, model = house.likeness.of(pattern), house.model
    assert likeness is not None
    assert model is not None
    text = model.made[0]
    kept = KeptVectors(tmp_path / "likeness" / model.name)
    kept.keep(model.made[1:])
    assert kept.lacking(model.made) == [text]
    assert np.array_equal(likeness.passages([text])[0], model.query(text))
    assert kept.lacking(model.made) == []
