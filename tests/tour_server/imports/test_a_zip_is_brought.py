"""A zip or a folder holds a spreadsheet and pictures; a zip made to do harm is refused."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from tests.desk import picture
from tests.tour_server.imports.sheets import cell, row, write_ods
from tour_server.imports.sheet_archive import SheetArchive
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_table import SheetError
from tour_server.imports.spreadsheet import SpreadsheetSource, open_table
from tour_server.imports.zip_file import find_table, is_zip_of_files, unpack

TABLE = "Inventaris;Titel;Bestandsnaam\r\nA1;Vaas;vaas.jpg\r\nA2;Café;café.jpg\r\n"


def make(path: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_spreadsheet_and_pictures_in_any_folders(tmp_path: Path) -> None:
    upload = make(
        tmp_path / "museum.zip",
        {
            "Museum/": b"",
            "Museum/lijst/works.csv": TABLE.encode("cp1252"),
            "Museum/foto's/vaas.jpg": picture(1),
            "Museum/foto's/nog een/cafe\u0301.JPG": picture(2),
            "Museum/foto's/los.jpg": picture(3),
            "__MACOSX/Museum/foto's/._vaas.jpg": b"companion",
            "Museum/foto's/._vaas.jpg": b"companion",
            "Museum/Thumbs.db": b"companion",
            "Museum/lijst/~$works.xlsx": b"companion",
            "Museum/notes.docx": b"no use",
        },
    )
    assert is_zip_of_files(upload)
    into = tmp_path / "into"
    assert unpack(upload, into) == []
    assert sorted(one.name for one in into.rglob("*") if one.is_file()) == [
        "café.JPG",
        "los.jpg",
        "vaas.jpg",
        "works.csv",
    ]
    found = find_table(into)
    assert found is not None
    source = SpreadsheetSource(found.path, found.mapping, into)
    records = list(source.records())
    assert [len(record.pictures) for record in records] == [1, 1]
    assert all(record.pictures[0].path for record in records)
    assert source.unused_pictures() == ["Museum/foto's/los.jpg"]


def test_names_of_a_mac_and_of_dos(tmp_path: Path) -> None:
    path = tmp_path / "museum.zip"
    for name in ("café".encode(), "café".encode("cp850")):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("caf__.jpg" if len(name) == 5 else "caf_.jpg", picture(1))
        old = b"caf__.jpg" if len(name) == 5 else b"caf_.jpg"
        path.write_bytes(content.getvalue().replace(old, name + b".jpg"))
        into = tmp_path / name.hex()
        unpack(path, into)
        assert [one.name for one in into.iterdir()] == ["café.jpg"]


@pytest.mark.parametrize(
    "name",
    [
        "../out.jpg",
        "a/../../out.jpg",
        "/tmp/out.jpg",
        "C:/out.jpg",
        "..\\out.jpg",
        "x" * 300 + ".jpg",
    ],
)
def test_nothing_is_written_elsewhere(tmp_path: Path, name: str) -> None:
    upload = make(tmp_path / "museum.zip", {name: picture(1), "in.jpg": picture(2)})
    into = tmp_path / "deep" / "into"
    assert unpack(upload, into) == [name.replace("\\", "/")]
    assert list(tmp_path.rglob("*.jpg")) == [into / "in.jpg"]


def test_a_file_that_is_there_twice(tmp_path: Path) -> None:
    upload = make(tmp_path / "museum.zip", {"caf\u00e9.jpg": b"1", "cafe\u0301.jpg": b"2"})
    with pytest.raises(SheetError, match=r"holds caf\u00e9.jpg twice"):
        unpack(upload, tmp_path / "into")


def test_two_names_that_differ_in_case_are_two_files(tmp_path: Path) -> None:
    upload = make(tmp_path / "museum.zip", {"a.jpg": picture(1), "A.JPG": picture(2)})
    assert unpack(upload, tmp_path / "into") == []
    assert {one.name for one in (tmp_path / "into").iterdir()} == {"a.jpg", "A.JPG"}


def test_bombs_are_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    bomb = make(tmp_path / "bomb.zip", {"a.jpg": bytes(40_000_000)})
    with pytest.raises(SheetError, match=r"a.jpg unpacks to \d+ times its size"):
        unpack(bomb, tmp_path / "into")
    with pytest.raises(SheetError, match=r"unpacks to 40 MB; 10 MB at most.*import_unpacked_mb"):
        unpack(bomb, tmp_path / "into", SheetLimits(import_unpacked_mb=10))
    many = make(tmp_path / "many.zip", {f"{n}.jpg": b"x" for n in range(20)})
    with pytest.raises(SheetError, match=r"holds 20 files; 10 at most.*import_files"):
        unpack(many, tmp_path / "into", SheetLimits(import_files=10))
    assert not (tmp_path / "into").exists()


@pytest.mark.parametrize("name", ["works.xlsx", "works.ods"])
def test_a_spreadsheet_that_is_a_bomb(tmp_path: Path, name: str) -> None:
    files = {"mimetype": b"x", "content.xml": bytes(40_000_000)}
    if name.endswith("xlsx"):
        files = {"[Content_Types].xml": b"x", "xl/workbook.xml": bytes(40_000_000)}
    with pytest.raises(SheetError, match=r"times its size"):
        open_table(make(tmp_path / name, files))


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    upload = make(tmp_path / "museum.zip", {"a.jpg": bytes(10_000_000)})
    content = upload.read_bytes().replace(struct.pack("<I", 10_000_000), struct.pack("<I", 1000))
    upload.write_bytes(content)
    with pytest.raises(SheetError, match=r"damaged"):
        unpack(upload, tmp_path / "into")
    assert sum(one.stat().st_size for one in (tmp_path / "into").rglob("*")) <= 1000


def test_a_password(tmp_path: Path) -> None:
    upload = make(tmp_path / "museum.zip", {"a.jpg": b"x"}, zipfile.ZIP_STORED)
    content = bytearray(upload.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    upload.write_bytes(bytes(content))
    with pytest.raises(SheetError, match=r"protected by a password"):
        unpack(upload, tmp_path / "into")


def test_damage_inside(tmp_path: Path) -> None:
    upload = make(tmp_path / "museum.zip", {"a.jpg": picture(1)})
    content = bytearray(upload.read_bytes())
    content[2000:2100] = bytes(100)
    upload.write_bytes(bytes(content))
    with pytest.raises(SheetError, match=r"a.jpg can't be unpacked"):
        unpack(upload, tmp_path / "into")
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(SheetError, match=r"no.zip is damaged or cut off"):
        SheetArchive(tmp_path / "no.zip", SheetLimits())


def test_an_ods_and_a_workbook_are_no_zips_of_files(tmp_path: Path) -> None:
    write_ods(tmp_path / "a.ods", ('table:name="x"', row(cell("x"))))
    assert not is_zip_of_files(tmp_path / "a.ods")
    assert not is_zip_of_files(make(tmp_path / "b.zip", {"readme.md": b"x"}))


def test_of_several_spreadsheets_the_one_that_fits_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "agenda.csv").write_text("wanneer;wie\nmaandag;Jan\n", encoding="utf-8")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04")
    assert find_table(tmp_path / "nowhere") is None
    (tmp_path / "works.csv").write_text(TABLE, encoding="utf-8")
    found = find_table(tmp_path)
    assert found is not None
    assert (found.path.name, found.others) == ("works.csv", ["agenda.csv", "broken.xlsx"])
    (tmp_path / "more.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(SheetError, match=rf"{tmp_path.name} has several .*more.csv, works.csv"):
        find_table(tmp_path)
    (tmp_path / "references.csv").write_text("work\nx\n", encoding="utf-8")
    found = find_table(tmp_path)
    assert found is not None
    assert found.path.name == "references.csv"


def test_a_folder_whose_only_spreadsheet_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(SheetError, match=r"broken.xlsx is damaged"):
        find_table(tmp_path)


def test_too_many_files_in_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text(TABLE, encoding="utf-8")
    found = find_table(tmp_path)
    assert found is not None
    for number in range(10):
        (tmp_path / f"{number}.jpg").touch()
    with pytest.raises(SheetError, match=r"more than 5 files.*import_files"):
        SpreadsheetSource(file, found.mapping, tmp_path, SheetLimits(import_files=5))
