"""A museum's folder edited by hand has a mistake: the import stops and names its file and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.museum_folder import PICTURES, MuseumError, read_museum, write_museum
from tests.tiny_museum import tiny_museum


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    museum = tiny_museum()
    write_museum(museum, tmp_path)
    (tmp_path / PICTURES).mkdir()
    for work in museum.works:
        for medium in work.media:
            (tmp_path / PICTURES / medium.file).write_bytes(b"a picture")
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(MuseumError) as caught:
        read_museum(folder)
    return caught.value.problems


def test_a_folder_without_a_mistake_gives_the_museum(folder: Path) -> None:
    assert read_museum(folder) == tiny_museum()


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("works/lijn.toml", "number = 1", "number = 1\nmakker = 'x'", "makker (did you mean maker?)"),
        ("works/lijn.toml", "language =", "lang = 'nl'\nlanguage =", "blocks[0].lang (did you mean language?)"),
        ("works/lijn.toml", "where =", "wheer =", "blocks[0].sources[0].wheer (did you mean where?)"),
        ("works/lijn.toml", "file =", "alttext = 'x', file =", "media[0].alttext (did you mean alt?)"),
        ("museum.toml", "time_zone =", "timezone = 'x'\ntime_zone =", "site.timezone (did you mean time_zone?)"),
        ("museum.toml", "type = \"last_minutes\"", "type = \"last_minutes\"\nroom = 'hal'", "offers[0].condition.room"),
        ("museum.toml", "[site]", "[xyz]\nx = 1\n\n[site]", "xyz"),
    ],
)  # fmt: skip
def test_a_field_that_is_misspelt_is_named(
    folder: Path, file: str, old: str, new: str, place: str
) -> None:
    edit(folder / file, old, new)
    assert problems(folder) == [
        f"{file}: nothing is called {place}; correct its name or take it out"
    ]


def test_every_mistake_is_reported_at_once(folder: Path) -> None:
    edit(folder / "works" / "lijn.toml", "number = 1", "number = 'one'")
    edit(folder / "works" / "ring.toml", 'key = "ring"', 'key = "rong"')
    (folder / "works" / "knoop.toml").write_bytes(b"\xff")
    found = problems(folder)
    assert [problem.split(":")[0] for problem in found] == [
        "works/knoop.toml",
        "works/lijn.toml",
        "works/ring.toml",
    ]
    assert "the key inside is 'rong'" in found[2]


def test_a_folder_without_a_museum(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"museum.toml is missing from {tmp_path}"]
