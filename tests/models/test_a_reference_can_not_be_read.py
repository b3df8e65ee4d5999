"""A part of the file of features can't be read any more: the other references are still recognised."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models import feature_file
from models.features import Features
from models.recogniser import Recogniser
from tests.models.conftest import Picture, photograph


@pytest.fixture
def half(known: Features, tmp_path: Path) -> Features:
    """Features whose file has lost the descriptors of the last references since it was loaded."""
    file = tmp_path / "features"
    with file.open("wb") as out:
        known.write(out)
    loaded = Features.load(file)
    assert isinstance(loaded.descriptors, feature_file.DiskRows)
    whole, last = file.read_bytes(), known.local(len(known) - 4).descriptors
    os.truncate(file, whole.index(last[:1].tobytes()))
    return loaded


def test_the_others_are_recognised_and_it_is_heard_of(
    half: Features, works: dict[str, Picture]
) -> None:
    heard: list[OSError] = []
    recogniser = Recogniser(half, on_unreadable=heard.append)
    assert recogniser.recognise(photograph(works["w1"])).work == "w1"
    heard.clear()
    assert recogniser.recognise(photograph(works["w11"])).work is None
    assert "shorter" in str(heard[0])


def test_without_anyone_to_hear_of_it_recognition_fails(
    half: Features, works: dict[str, Picture]
) -> None:
    with pytest.raises(OSError, match="shorter"):
        Recogniser(half).recognise(photograph(works["w11"]))
