"""A museum's folder edited by hand has a mistake: the import stops and names its file and its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import (
    Connection,
    ConnectionKind,
    Pronunciation,
    VisitorPlace,
    VisitorPlaceKind,
)
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


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_as_editors_of_windows_save_them_are_read(folder: Path, encoding: str) -> None:
    for file in folder.rglob("*.toml"):
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        file.write_bytes(text.encode(encoding))
    assert read_museum(folder) == tiny_museum()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'key = "mus\xe9e"\n', "line 1 is not in UTF-8 (byte 0xe9)"),
        (b"\0\0\0\0", "it is saved in UTF-16 without a byte order mark"),
        (b"number = 1\nnumber = 1\n", "line 2, number: it is set a second time"),
        (
            b"v = 3\n",
            "This work is of version 3, written by newer software; this software reads 1 to 2.",
        ),
    ],
)
def test_a_file_that_can_not_be_used_is_named(folder: Path, data: bytes, said: str) -> None:
    (folder / "works" / "lijn.toml").write_bytes(data)
    assert problems(folder)[0].startswith(f"works/lijn.toml: {said}")


MORE = """[[blocks]]
key = "lijn-de-adult-9"
language = "de"
level = "plain"
part = "look"
theme = "making"
text = "Sehen Sie die Linie."
sources = [{ citation = "Ein Buch" }]
written_by = "Zaalgids"
"""


def test_the_blocks_of_one_language_stand_in_files_of_their_own(folder: Path) -> None:
    museum = read_museum(folder)
    (folder / "works" / "de").mkdir()
    (folder / "works" / "de" / "lijn.toml").write_text(MORE, encoding="utf-8")
    before, after = (
        next(work for work in one.works if work.key == "lijn")
        for one in (museum, read_museum(folder))
    )
    assert after.blocks[:-1] == before.blocks
    assert (after.blocks[-1].key, after.blocks[-1].part) == ("lijn-de-adult-9", "look")


def test_a_block_in_the_folder_of_another_language_is_named(folder: Path) -> None:
    (folder / "works" / "fr").mkdir()
    (folder / "works" / "fr" / "lijn.toml").write_text(MORE, encoding="utf-8")
    assert problems(folder) == ["works/fr/lijn.toml: lijn-de-adult-9 is in 'de', its folder 'fr'"]


def test_blocks_of_a_work_that_is_not_there_are_named(folder: Path) -> None:
    (folder / "links" / "de").mkdir(parents=True)
    (folder / "links" / "de" / "band.toml").write_text(MORE, encoding="utf-8")
    assert problems(folder) == ["links/de/band.toml: there is no link 'band'"]


def test_a_folder_where_a_file_belongs_is_named(folder: Path) -> None:
    (folder / "works" / "lijn.toml").unlink()
    (folder / "works" / "lijn.toml").mkdir()
    assert problems(folder) == ["works/lijn.toml can't be read: Is a directory"]


def test_a_folder_without_a_museum(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"museum.toml is missing from {tmp_path}"]


def test_a_museum_has_its_own_pronunciations(folder: Path) -> None:
    entry = Pronunciation("Escher", "nl", "Esjer", ipa="ˈɛʃər")
    museum = tiny_museum()
    museum = replace(museum, site=replace(museum.site, lexicon=[entry]))
    write_museum(museum, folder)
    assert read_museum(folder) == museum
    edit(folder / "museum.toml", 'spelling = "Esjer"', 'spelling = " "')
    assert "lexicon" in problems(folder)[0]


def test_a_word_has_two_pronunciations(folder: Path) -> None:
    entries = [Pronunciation("Escher", "nl", "Esjer"), Pronunciation("Escher", "nl", "Escher")]
    museum = tiny_museum()
    write_museum(replace(museum, site=replace(museum.site, lexicon=entries)), folder)
    assert problems(folder) == ["site: the lexicon has 'Escher' in nl 2 times"]


def test_a_museum_without_pronunciations_is_written_as_before(folder: Path) -> None:
    assert "lexicon" not in (folder / "museum.toml").read_text(encoding="utf-8")
    assert tiny_museum().site.lexicon == []


def test_a_museum_with_places_and_its_own_directions_is_read_as_it_was_written(
    folder: Path,
) -> None:
    museum = tiny_museum()
    room = museum.rooms[0]
    door = Connection(
        ("hal", "zolder"),
        ConnectionKind.DOOR,
        2,
        ((1, 2), (3, 4)),
        arch=True,
        width=1.6,
        there={"nl": "onder de boog door"},
    )
    museum = replace(
        museum,
        connections=[door],
        places=[VisitorPlace("cafe", VisitorPlaceKind.CAFE, room.key, 1.0, 1.0)],
    )
    write_museum(museum, folder)
    assert read_museum(folder) == museum


def test_a_place_in_no_room_or_outside_its_room_is_named(folder: Path) -> None:
    museum = tiny_museum()
    room = replace(museum.rooms[0], outline=[(0, 0), (4, 0), (4, 4), (0, 4)])
    places = [
        VisitorPlace("cafe", VisitorPlaceKind.CAFE, "nowhere", 1.0, 1.0),
        VisitorPlace("shop", VisitorPlaceKind.SHOP, room.key, 4.5, 1.0),
        VisitorPlace("exit", VisitorPlaceKind.EXIT, room.key, 4.0, 1.0),  # in the wall
        VisitorPlace("exit", VisitorPlaceKind.EXIT, room.key, 0.0, 1.0),
    ]
    museum = replace(museum, rooms=[room, *museum.rooms[1:]], places=places)
    write_museum(museum, folder)
    assert problems(folder) == [
        "places: 'exit' is there 2 times",
        "place cafe: there is no room 'nowhere'",
        f"place shop: (4.5, 1) lies outside the room '{room.key}'",
    ]
