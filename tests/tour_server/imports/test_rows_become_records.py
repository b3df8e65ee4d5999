"""Rows become records: what can't be read is named by its row, and the rest goes in."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from contract.museum_folder import MuseumError
from models.picture import PictureError
from tests.desk import picture
from tests.tour_server.imports.sheets import read
from tour_server.catalogue.pictures import Pictures
from tour_server.imports.photographs import photographs
from tour_server.imports.records import Record
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_pictures import PictureFiles
from tour_server.imports.spreadsheet import SpreadsheetSource, guess_mapping


def records(tmp_path: Path, *lines: str, pictures: Path | None = None) -> list[Record]:
    file = tmp_path / "works.tsv"
    file.write_text("\n".join(line.replace("|", "\t") for line in lines), encoding="utf-8")
    return read(file, pictures)


@pytest.mark.parametrize(
    ("written", "date", "said"),
    [
        ("c. 1650–1660", "c. 1650–1660", ""),
        ("1650", "1650", ""),
        ("1650.0", "1650", ""),
        ("1650,0", "1650", ""),
        ("17e eeuw", "17e eeuw", ""),
        ("mei 1950", "mei 1950", ""),
        ("1923-05-17", "1923-05-17", ""),
        ("1923-05-17 00:00:00", "1923-05-17", ""),
        ("15-mrt", "", "makes of a date"),
        ("15-Mar", "", "makes of a date"),
        ("mrt-50", "", "makes of a date"),
        ("Mar-50", "", "makes of a date"),
        ("15. Mär", "15. Mär", ""),
        ("1650-01-01 00:00:00", "", "perhaps the year 1650"),
        ("1650-01-01T00:00:00", "", "perhaps the year 1650"),
        ("01/01/1950", "", "perhaps the year 1950"),
        ("1-1-1950", "", "perhaps the year 1950"),
        ("12-05-1923", "12-05-1923", ""),
        ("00:00:00", "", "a time of the day"),
        ("'1650", "1650", ""),
        ("500 v.Chr.", "500 v.Chr.", ""),
        ("vÃ³Ã³r 1650", "", "saved with wrong letters"),
        ("42000", "", "the day 2014-12-27"),
        ("42370,5", "", "the day 2016-01-01"),
        ("1.650", "", "sign for thousands"),
        ("42,000", "", "sign for thousands"),
        ("#####", "", "too narrow"),
        ("#REF!", "", "gives the error"),
        ("#NAAM?", "", "gives the error"),
        ("#N/A", "", "gives the error"),
    ],
)
def test_dates_that_were_changed_are_reported(
    tmp_path: Path, written: str, date: str, said: str
) -> None:
    (record,) = records(tmp_path, "Inv|Date", f"A1|{written}")
    assert "".join(record.date.values()) == date
    assert (said in "".join(record.problems)) if said else not record.problems
    assert record.inventory == "A1"


@pytest.mark.parametrize(
    ("written", "number", "said"),
    [
        ("7", 7, ""),
        ("007", 7, ""),
        ("7.0", 7, ""),
        ("seven", None, "row 2, Number: “seven” is no number from 1 to 99999"),
        ("0", None, "is no number"),
        ("100000", None, "is no number"),
        ("-3", None, "is no number"),
        ("7½", None, "is no number"),
        ("9" * 5000, None, "is no number"),
    ],
)
def test_a_number_that_can_not_be_read_keeps_the_work(
    tmp_path: Path, written: str, number: int | None, said: str
) -> None:
    first, *_others = records(tmp_path, "Inv|Number", f"A1|{written}", "A2|1", "A3|2")
    assert (first.number, first.inventory) == (number, "A1")
    assert (said in "".join(first.problems)) if said else not first.problems


def test_an_inventory_number_that_was_shortened_is_reported(tmp_path: Path) -> None:
    first, second = records(tmp_path, "Inv|Title", "1.23E+15|Vase", "2-mrt|Jug")
    assert (first.inventory, second.inventory) == ("", "")
    assert "shortened it to 1.23E+15" in first.problems[0]
    assert (first.title, second.title) == ({"und": "Vase"}, {"und": "Jug"})


def test_rows_of_one_work_are_joined_wherever_they_stand(tmp_path: Path) -> None:
    made = records(
        tmp_path,
        "Inv|Title|Language|Number|Room",
        "A1|De Nachtwacht|nl||",
        "A2|Melkmeisje|nl||",
        "A1|The Night Watch|en|17|Gallery of Honour",
        "A1|De wacht|nl|18|",
    )
    joined = next(record for record in made if record.inventory == "A1")
    assert joined.where == "rows 2, 4, 5"
    assert joined.title == {"nl": "De Nachtwacht", "en": "The Night Watch"}
    assert (joined.number, joined.room) == (17, "Gallery of Honour")
    assert joined.problems == [
        "row 5, Title: row 2 says something else of this work, which counts",
        "row 5, Number: row 4 says something else of this work, which counts",
    ]
    assert [record.inventory for record in made] == ["A2", "A1"]


def test_two_works_of_one_number(tmp_path: Path) -> None:
    first, second = records(tmp_path, "Inv|Number", "A1|7", "A2|7")
    assert (first.number, second.number) == (7, None)
    assert second.problems == ["Row 2 has the number 7, too; this work gets none."]


def test_a_row_that_names_no_work_is_reported(tmp_path: Path) -> None:
    made = records(tmp_path, "Inv|Title|Date", "|| 1650", "A1|x|")
    assert made[0].problems == ["Nothing in it says which work it is about; it was left out."]
    assert (made[0].where, made[1].inventory) == ("row 2", "A1")


def test_a_sheet_of_which_nothing_is_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MuseumError, match=r"works.tsv: No column is known"):
        records(tmp_path, "Colour|Shape", "red|round")


def test_texts_levels_and_sources(tmp_path: Path) -> None:
    made = records(
        tmp_path,
        "Inv|Tekst|Taal|Doelgroep|Bron",
        "A1|Een tekst.|Nederlands|kinderen|Een boek",
        "A1|A text.|English|volwassenen|https://example.org/1",
        "A1|Texto.|klingon|adult|Een boek",
        "A2|||adult|Een boek",
    )
    first, second = made
    assert [(block.language, block.level) for block in first.blocks] == [
        ("nl", "child"),
        ("en", "adult"),
    ]
    assert first.blocks[1].sources[0].where == "https://example.org/1"
    assert [problem.split(": ")[0] for problem in first.problems] == ["row 4, Taal", "row 4, Tekst"]
    assert (second.blocks, [one.citation for one in second.sources]) == ([], ["Een boek"])


def test_works_that_are_in_no_room(tmp_path: Path) -> None:
    made = records(tmp_path, "Inv|Room", "A1|Not on View", "A2|Depot", "A3|12.0", "A4|Zaal 4")
    assert [record.room for record in made] == ["", "", "12", "Zaal 4"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pictures"
    for number, name in enumerate(
        (
            "IMG_1.jpg",
            "zaal 1/vaas.JPG",
            "zaal 2/vaas.JPG",
            "zaal 2/" + unicodedata.normalize("NFD", "Café.png"),
            "神奈川.png",
            "10.jpg",
            "2.jpg",
        )
    ):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(picture(number))
    for name in ("._IMG_1.jpg", "Thumbs.db", "__MACOSX/IMG_1.jpg", ".hidden/IMG_1.jpg"):
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(b"companion")
    return made


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("IMG_1.jpg", "IMG_1.jpg"),
        ("img_1.JPG", "IMG_1.jpg"),
        ("IMG_1", "IMG_1.jpg"),
        (r"C:\Users\jan\foto's\IMG_1.jpg", "IMG_1.jpg"),
        (r"zaal 1\vaas.jpg", "zaal 1/vaas.JPG"),
        ("./zaal 2/vaas.JPG", "zaal 2/vaas.JPG"),
        ("../../etc/IMG_1.jpg", "IMG_1.jpg"),
        ("Caf\u00e9.png", "zaal 2/" + unicodedata.normalize("NFD", "Café.png")),
        ("神奈川", "神奈川.png"),
    ],
)
def test_a_picture_is_found_however_it_is_named(
    tmp_path: Path, folder: Path, named: str, found: str
) -> None:
    (record,) = records(tmp_path, "Inv|Image", f"A1|{named}", pictures=folder)
    assert [one.path for one in record.pictures] == [folder / found]
    assert record.problems == []


def test_pictures_that_are_missing_or_in_two_folders_are_named(
    tmp_path: Path, folder: Path
) -> None:
    file = tmp_path / "works.tsv"
    file.write_text("Inv\tImage\nA1\tvaas.jpg\nA2\tno.jpg;2.jpg\n", encoding="utf-8")
    source = SpreadsheetSource(file, guess_mapping(file), folder)
    first, second = source.records()
    assert "vaas.jpg is in several folders (zaal 1/vaas.JPG, zaal 2/vaas.JPG)" in first.problems[0]
    assert second.problems == ["row 3, Image: there is no file no.jpg"]
    assert [one.path for one in second.pictures] == [folder / "2.jpg"]
    unused = source.unused_pictures()
    assert len(unused) == 6
    assert unused[0] == "10.jpg"
    assert "2.jpg" not in unused


def test_pictures_of_other_kinds_are_refused_by_name(tmp_path: Path, folder: Path) -> None:
    (folder / "a.gif").write_bytes(b"GIF89a" + bytes(60))
    (folder / "b.psd").write_bytes(b"8BPS" + bytes(60))
    (folder / "c.jpg").write_bytes(b"")
    (folder / "d.nef").write_bytes(b"MM\0*" + bytes(60))
    (record,) = records(tmp_path, "Inv|Image", "A1|a.gif, b.psd, c.jpg, d.nef", pictures=folder)
    assert record.pictures == []
    assert ["GIF" in record.problems[0], "Photoshop" in record.problems[1]] == [True, True]
    assert ["empty" in record.problems[2], "camera raw" in record.problems[3]] == [True, True]


def test_an_address_is_kept_for_the_fetch(tmp_path: Path) -> None:
    (record,) = records(tmp_path, "Inv|Image url", "A1|https://museum.example/a.jpg?size=1")
    assert record.pictures[0].address == "https://museum.example/a.jpg?size=1"
    assert record.problems == []


def test_a_folder_of_photographs_passes_nothing_over(tmp_path: Path, folder: Path) -> None:
    (folder / "IMG_2.HEIC").write_bytes(b"no picture at all")
    (folder / "old.gif").write_bytes(b"GIF89a" + bytes(60))
    made = photographs(folder, Pictures(tmp_path / "store"))
    numbers = {work.title["und"]: work.number for work in made.museum.works}
    assert numbers["2"] < numbers["10"]
    assert len(made.museum.works) == 7
    assert len({work.key for work in made.museum.works}) == 7
    assert [problem.split(", ")[1] for problem in made.problems if "differs" not in problem] == [
        "IMG_2.HEIC",
        "old.gif",
    ]
    assert list((tmp_path / "store").iterdir())


def test_a_made_up_number_takes_no_real_one(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(1))
    lines = (
        "path,work,number\na.jpg,postcard,\na.jpg,night-watch,1\na.jpg,milkmaid,2\na.jpg,letter,\n"
    )
    (tmp_path / "references.csv").write_text(lines, encoding="utf-8")
    made = photographs(tmp_path, Pictures(tmp_path / "store"))
    assert {work.key: work.number for work in made.museum.works} == {
        "night-watch": 1,
        "milkmaid": 2,
        "postcard": 3,
        "letter": 4,
    }
    assert made.problems == []


def test_works_and_rooms_in_any_script(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(1))
    lines = (
        "path,work,room\na.jpg,神奈川沖浪裏,展示室\na.jpg,Ночной дозор,Зал\na.jpg,凱風快晴,展示室\n"
    )
    (tmp_path / "references.csv").write_text(lines, encoding="utf-8")
    made = photographs(tmp_path, Pictures(tmp_path / "store"))
    assert [work.key for work in made.museum.works] == ["work", "work-2", "work-3"]
    assert [work.room for work in made.museum.works] == ["room-1", "room-2", "room-1"]
    assert made.problems == []


def test_the_store_refuses_what_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"no picture that can be read"):
        Pictures(tmp_path).add(b"hello", "a.heic")


def test_a_path_out_of_the_folder_is_followed_at_the_command_line_alone(tmp_path: Path) -> None:
    beyond = tmp_path / "elsewhere" / "far.png"
    beyond.parent.mkdir()
    beyond.write_bytes(picture(1))
    folder = tmp_path / "list"
    folder.mkdir()
    for name in (str(beyond), "../elsewhere/far.png"):
        upload, command = (
            PictureFiles(folder, SheetLimits(), beyond=allowed) for allowed in (False, True)
        )
        assert upload.find(name) is None
        found = command.find(name)
        assert found is not None
        assert found.resolve() == beyond
