"""XLSX and ODS files give what their program shows: sheets, dates, formulas' values, merged cells, addresses."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.tour_server.imports.sheets import cell, read, row, write_ods
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_table import SheetError
from tour_server.imports.spreadsheet import guess_mapping, open_table


def book(tmp_path: Path, *rows: list[object]) -> tuple[Path, openpyxl.Workbook, Worksheet]:
    made = openpyxl.Workbook()
    sheet = made.active
    for one in rows:
        sheet.append(one)
    return tmp_path / "works.xlsx", made, sheet


def cells(path: Path) -> list[list[str]]:
    return [one.cells for one in open_table(path).rows()]


def test_numbers_and_texts_are_as_shown(tmp_path: Path) -> None:
    path, made, sheet = book(
        tmp_path, ["Inventory", 1650.0, 12.3, 0.1 + 0.2, True, " x\u00a0y ", 7]
    )
    sheet["G1"].number_format = "0000"
    made.save(path)
    assert cells(path) == [["Inventory", "1650", "12.3", "0.3", "TRUE", "x y", "0007"]]


def test_the_sheet_that_fits_is_chosen_and_hidden_ones_are_not(tmp_path: Path) -> None:
    path, made, _sheet = book(tmp_path, ["Read me first"], ["This is our collection"])
    works = made.create_sheet("Collectie")
    for one in (["Museum X, export"], [], ["Inventarisnummer", "Titel"], ["A1", "Vaas"]):
        works.append(one)
    secret = made.create_sheet("Oud")
    secret.append(["Inventarisnummer", "Titel", "Datering", "Zaal"])
    secret.sheet_state = "hidden"
    made.save(path)
    mapping = guess_mapping(path)
    assert (mapping.layout.sheet, mapping.layout.heading_row) == ("Collectie", 3)
    assert [(record.inventory, record.where) for record in read(path)] == [("A1", "row 4")]
    assert open_table(path).sheets == ["Sheet", "Collectie"]


def test_dates_are_told_by_their_format(tmp_path: Path) -> None:
    path, made, sheet = book(
        tmp_path,
        ["Inventory", "Date"],
        ["A1", dt.date(1923, 5, 17)],
        ["A2", dt.date(2026, 3, 15)],
        ["A3", dt.date(1950, 3, 1)],
        ["A4", dt.date(1950, 1, 1)],
        ["A5", dt.date(1950, 1, 1)],
        ["A6", 1650],
    )
    sheet["B3"].number_format = "d-mmm"
    sheet["B4"].number_format = "mmm-yy"
    sheet["B5"].number_format = "yyyy"
    made.save(path)
    records = {record.inventory: record for record in read(path)}
    assert [records[f"A{n}"].date for n in range(1, 7)] == [
        {"und": "1923-05-17"},
        {},
        {},
        {"und": "1950"},
        {},
        {"und": "1650"},
    ]
    assert "row 3, Date: the spreadsheet program made the date 2026-03-15" in str(
        records["A2"].problems
    )
    assert "perhaps the year 1950 is meant" in str(records["A5"].problems)
    assert records["A1"].problems == records["A4"].problems == []


def test_a_formula_has_its_last_value_and_an_error_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "works.xlsx"
    sheet = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Inventory</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Title</t></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>"A"&amp;1</f><v>A1</v></c>'
        '<c r="B2" t="e"><f>VLOOKUP(1,2)</f><v>#REF!</v></c></row>'
    )
    raw_book(path, sheet)
    (record,) = read(path)
    assert (record.inventory, record.title) == ("A1", {})
    assert record.problems == ["row 2, Title: the formula gives the error #REF!"]


def test_merged_cells_count_for_each_row_and_an_address_is_followed(tmp_path: Path) -> None:
    path, made, sheet = book(
        tmp_path,
        ["Inventory", "Room", "Image"],
        ["A1", "Zaal 1", "front"],
        ["A2", None, "b.jpg"],
        ["A3", "Zaal 2", None],
    )
    sheet.merge_cells("B2:B3")
    sheet["C2"].hyperlink = "https://museum.example/a.jpg"
    made.save(path)
    records = read(path)
    assert [record.room for record in records] == ["Zaal 1", "Zaal 1", "Zaal 2"]
    assert records[0].pictures[0].address == "https://museum.example/a.jpg"


def test_a_book_of_1904(tmp_path: Path) -> None:
    path, made, _sheet = book(tmp_path, ["Inventory", "Date"], ["A1", dt.date(1923, 5, 17)])
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    made.save(path)
    assert [record.date for record in read(path)] == [{"und": "1923-05-17"}]


def test_how_japanese_is_read_is_no_part_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "works.xlsx"
    raw_book(
        path,
        '<row><c t="inlineStr"><is><r><t>神奈川</t></r><r><t>沖浪裏</t></r>'
        "<rPh><t>かながわ</t></rPh></is></c></row>",
    )
    assert cells(path) == [["神奈川沖浪裏"]]


def raw_book(path: Path, rows: str, doctype: str = "") -> None:
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = (
        f'{doctype}<x:worksheet xmlns:x="{main}" xmlns="{main}"><sheetData>{rows}</sheetData>'
        "</x:worksheet>"
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
def test_entities_are_refused(tmp_path: Path, doctype: str) -> None:
    xlsx, ods = tmp_path / "works.xlsx", tmp_path / "works.ods"
    raw_book(xlsx, '<row><c t="str"><v>&b;</v></c></row>', doctype)
    with pytest.raises(SheetError, match=r"declares a document type"):
        cells(xlsx)
    write_ods(ods, ('table:name="x"', row(cell("x"))), doctype=doctype)
    with pytest.raises(SheetError, match=r"declares a document type"):
        cells(ods)


def test_two_cells_far_apart_do_not_fill_the_memory(tmp_path: Path) -> None:
    path, made, sheet = book(tmp_path, ["Inventory"])
    sheet["A1048576"] = "last"
    made.save(path)
    assert [one.number for one in open_table(path).rows()] == [1, 1_048_576]
    sheet["XFD3"] = "far"
    made.save(path)
    with pytest.raises(SheetError, match=r"row 3.*more than 500 columns"):
        cells(path)


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_file_that_is_cut_off(tmp_path: Path, keep: float) -> None:
    path, made, _sheet = book(tmp_path, *([f"A{n}", "x" * n] for n in range(400)))
    made.save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(SheetError, match=r"damaged"):
        cells(path)


def test_damage_in_the_middle_is_told(tmp_path: Path) -> None:
    path = tmp_path / "works.xlsx"
    raw_book(path, "<row><c><v>1</v></row>")
    with pytest.raises(
        SheetError, match=r"works.xlsx is damaged: xl/worksheets/sheet1.xml, line 1"
    ):
        cells(path)


def test_too_many_rows(tmp_path: Path) -> None:
    path, made, _sheet = book(tmp_path, *([f"A{n}"] for n in range(30)))
    made.save(path)
    with pytest.raises(SheetError, match=r"more than 20 rows"):
        list(open_table(path, SheetLimits(import_rows=20)).rows())


def test_an_ods(tmp_path: Path) -> None:
    path = tmp_path / "works.ods"
    hidden = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    rows = row(cell("Inventaris"), cell("Datering"), cell("Titel"), cell("Zaal"))
    rows += row(
        cell("0012", "float", "12"),
        cell("17-05-1923", "date", "1923-05-17"),
        '<table:table-cell office:value-type="string"><office:annotation><text:p>Let op</text:p>'
        "</office:annotation><text:p>De<text:s text:c='2'/>vaas</text:p><text:p>tweede regel</text:p>"
        "</table:table-cell>",
        cell("Zaal 1", more='table:number-rows-spanned="2"'),
    )
    rows += row(
        cell("A2"), cell("15-mrt", "date", "2026-03-15"), cell("Kan"), "<table:covered-table-cell/>"
    )
    rows += row(cell("A3"), cell("1650", "date", "1650-01-01"), cell("Kom"))
    rows += row("<table:table-cell/>", more='table:number-rows-repeated="1000"')
    rows += row(cell("A4"), cell("1650-01-01", "date", "1650-01-01"), cell("Bord"))
    write_ods(
        path,
        ('table:name="Oud" table:style-name="ta1"', row(cell("Inventaris"), cell("Titel"))),
        ('table:name="Collectie"', rows),
        styles=hidden,
    )
    assert open_table(path).sheets == ["Collectie"]
    records = {record.inventory: record for record in read(path)}
    assert list(records["0012"].title.values()) == ["De  vaas\ntweede regel"]
    assert [list(record.date.values()) for record in records.values()] == [
        ["1923-05-17"],
        [],
        ["1650"],
        [],
    ]
    assert [record.room for record in records.values()] == ["Zaal 1", "Zaal 1", "", ""]
    assert records["A4"].where == "row 1005"
    assert "perhaps the year 1650" in str(records["A4"].problems)


def test_an_ods_that_repeats_a_full_row_a_million_times(tmp_path: Path) -> None:
    path = tmp_path / "works.ods"
    wide = cell("x", more='table:number-columns-repeated="16384"')
    write_ods(path, ('table:name="a"', row(wide, more='table:number-rows-repeated="1048576"')))
    with pytest.raises(SheetError, match=r"more than 500 columns"):
        cells(path)
    write_ods(path, ('table:name="a"', row(cell("x"), more='table:number-rows-repeated="1048576"')))
    with pytest.raises(SheetError, match=r"more than 250000 rows"):
        for _row in open_table(path).rows():
            pass


@pytest.mark.parametrize(
    ("member", "said"),
    [("Index/Document.iwa", "Numbers"), ("word/document.xml", "Word"), ("a.jpg", "is a zip")],
)
def test_other_packages_are_refused_by_name(tmp_path: Path, member: str, said: str) -> None:
    path = tmp_path / "works.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(SheetError, match=said):
        open_table(path)
