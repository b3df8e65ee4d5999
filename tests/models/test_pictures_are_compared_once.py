"""Pairs of pictures that were compared at the last publish are not compared again; the twins found are the same."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from models import features, model_file, twin_search
from models.compared_pairs import ComparedPairs
from models.embedding import Embedder
from models.features import Features, Reference
from tests.models.conftest import Picture
from zaalgids.simulation.drawn_pictures import drawn_picture

Made = dict[str, Reference]


def still_life(at: int) -> Picture:
    picture = np.asarray(cv2.resize(drawn_picture(3, seed=9), (480, 360)), np.uint8)
    cv2.circle(picture, (at, 120), 26, (40, 60, 220), -1, cv2.LINE_AA)
    return picture


def reference(picture: Picture) -> Reference:
    made = features.compute_reference(picture, Embedder(model_file.path(model_file.EMBEDDER)))
    assert isinstance(made, Reference)
    return made


@pytest.fixture(scope="module")
def made() -> Made:
    return {f"apple at {at}": reference(still_life(at)) for at in (120, 240, 360)}


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The pairs of rows that were really compared."""
    seen: list[tuple[int, int]] = []
    place = twin_search.place

    def noted(first: int, second: int, *rest: object) -> object:
        seen.append((first, second))
        return place(first, second, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(twin_search, "place", noted)
    return seen


def combined(made: Made, file: Path) -> Features:
    known = ComparedPairs.load(file)
    found = features.combine_references(made.items(), compared=known)
    with file.open("wb") as out:
        known.write(out)
    return found


def same(one: Features, other: Features) -> bool:
    pairs = list(zip(one.twins, other.twins, strict=True))
    return all(
        (a.first, a.second, a.places) == (b.first, b.second, b.places)
        and np.array_equal(a.corners, b.corners)
        for a, b in pairs
    )


def test_a_second_publish_compares_nothing(
    made: Made, compared: list[tuple[int, int]], tmp_path: Path
) -> None:
    first = combined(made, tmp_path / "compared")
    assert len(first.twins) == len(compared) == 3
    again = combined(made, tmp_path / "compared")
    assert len(compared) == 3
    assert same(first, again)


def test_only_the_pairs_of_a_new_picture_are_compared(
    made: Made, compared: list[tuple[int, int]], tmp_path: Path
) -> None:
    combined(made, tmp_path / "compared")
    compared.clear()
    changed = {**made, "apple at 240": reference(still_life(60))}
    found = combined(changed, tmp_path / "compared")
    assert set(compared) == {(0, 1), (1, 2)}, "the other two are known"
    assert same(found, features.combine_references(changed.items()))
    compared.clear()
    combined(made, tmp_path / "compared")
    assert set(compared) == {(0, 1), (1, 2)}, "pairs that were no candidates are dropped"


@pytest.mark.parametrize("body", [b"", b"ZAALGIDS-ARRAYS\n", None])
def test_a_damaged_file_is_as_none(
    made: Made, compared: list[tuple[int, int]], tmp_path: Path, body: bytes | None
) -> None:
    file = tmp_path / "compared"
    first = combined(made, file)
    file.write_bytes(file.read_bytes()[:-9] if body is None else body)
    compared.clear()
    assert same(first, combined(made, file))
    assert len(compared) == 3
