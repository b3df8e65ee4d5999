"""A list without a column of pictures finds them by the inventory number with which their names begin."""

from __future__ import annotations

from pathlib import Path

from tests.desk import picture
from tests.tour_server.imports.sheets import read
from tour_server.imports.spreadsheet import SpreadsheetSource, guess_mapping


def found(folder: Path, lines: str, *names: str) -> dict[str, list[str]]:
    for seed, name in enumerate(names):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(picture(seed))
    (folder / "list.csv").write_text(lines, encoding="utf-8")
    return {
        record.inventory: [one.name for one in record.pictures]
        for record in read(folder / "list.csv", folder)
    }


def test_in_their_order(tmp_path: Path) -> None:
    names = ["A1_10.jpeg", "A1_2.JPG", "A1_1.jpg", "A10.JPE", "a2.jpg", "x/A2 back.png", "A.jpg"]
    assert found(tmp_path, "Inv,Titel\nA1,a\nA10,b\nA2,c\nA3,d\n", *names) == {
        "A1": ["A1_1.jpg", "A1_2.JPG", "A1_10.jpeg"],
        "A10": ["A10.JPE"],
        "A2": ["a2.jpg", "x/A2 back.png"],
        "A3": [],
    }


def test_signs_that_no_file_name_may_hold(tmp_path: Path) -> None:
    names = ["2009-17.jpg", "2009_17 (2).jpg", "NM 5 voorzijde.png"]
    assert found(tmp_path, "Inv,Titel\n2009/17,a\nNM 5,b\n", *names) == {
        "2009/17": ["2009-17.jpg", "2009_17 (2).jpg"],
        "NM 5": ["NM 5 voorzijde.png"],
    }


def test_the_longest_number_counts_and_no_picture_has_two_owners(tmp_path: Path) -> None:
    names = ["A1.jpg", "A1_1.jpg", "B-2.jpg"]
    assert found(tmp_path, "Inv,Titel\nA1,a\nA1_1,b\nB/2,c\nB.2,d\n", *names) == {
        "A1": ["A1.jpg"],
        "A1_1": ["A1_1.jpg"],
        "B/2": [],
        "B.2": [],
    }


def test_a_column_of_pictures_goes_first(tmp_path: Path) -> None:
    assert found(tmp_path, "Inv,Foto\nA1,i.jpg\nA2,\n", "i.jpg", "A1.jpg", "A2.jpg") == {
        "A1": ["i.jpg"],
        "A2": [],
    }


def test_with_what_the_row_says_of_pictures(tmp_path: Path) -> None:
    (tmp_path / "A1.jpg").write_bytes(picture(1))
    (tmp_path / "B9.jpg").write_bytes(picture(2))
    file = tmp_path / "list.csv"
    file.write_text("Inv,Titel,Alt (nl),Licentie\nA1,Zee,Een golf,CC0\n", encoding="utf-8")
    source = SpreadsheetSource(file, guess_mapping(file), tmp_path)
    (record,) = source.records()
    (one,) = record.pictures
    assert (one.alt, one.licence) == ({"nl": "Een golf"}, "CC0")
    assert source.unused_pictures() == ["B9.jpg"]
