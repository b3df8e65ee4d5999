"""Lists as collection software exports them: Axiell, MuseumPlus, CollectiveAccess, FileMaker and others."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from contract.museum import Text
from tests.tour_server.imports.sheets import cell, fields, read, row, write_ods
from tour_server.imports.cell_words import cell_words
from tour_server.imports.column_fields import ColumnField
from tour_server.imports.records import Record
from tour_server.imports.sheet_encoding import guessed_encoding
from tour_server.imports.sheet_table import SheetError
from tour_server.imports.spreadsheet import guess_mapping, open_table


def records(folder: Path, *lines: str) -> list[Record]:
    file = folder / "list.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(file)


def said(text: Text) -> str:
    return "".join(text.values())


@pytest.mark.parametrize(
    ("headings", "cells", "date"),
    [
        ("production.date.start;production.date.end", "1650;1660", "1650–1660"),
        ("Date (start);Date (end)", "1721;1725", "1721–1725"),
        ("Datering begin;Datering eind", "1650;1650", "1650"),
        ("Datierung von;Datierung bis", "1650;", "1650"),
        ("Date début;Date fin", ";1660", "–1660"),
        ("Dated;DateBegin;DateEnd", "about 1650;1645;1655", "about 1650"),
        ("DateBegin;DateEnd;Dated", "1645;1655;1650", "1650"),
        ("DateBegin;DateEnd;Dated", "-500;-400;", "-500–-400"),
    ],
)
def test_a_date_in_two_columns(tmp_path: Path, headings: str, cells: str, date: str) -> None:
    (record,) = records(tmp_path, f"Inv;{headings}", f"A1;{cells}")
    assert (said(record.date), record.problems) == (date, [])


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Beteiligte", "maker"),
        ("Beteiligte Personen", "maker"),
        ("ca_objects.date.dates_value", "date"),
        ("ca_objects.title.type_value", None),
    ],
)
def test_headings_of_one_software(tmp_path: Path, heading: str, field: str | None) -> None:
    file = tmp_path / "list.tsv"
    file.write_text(f"Inventory\t{heading}\nA1\ty\n", encoding="utf-8")
    assert fields(guess_mapping(file))[heading] == field


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("1988.014.0003", "inventory"),
        ("1001", "identifier"),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", "identifier"),
        ("urn:museum:1", "identifier"),
    ],
)
def test_an_identifier_that_is_the_inventory_number(tmp_path: Path, value: str, field: str) -> None:
    file = tmp_path / "list.tsv"
    file.write_text(f"objectid\ttitle\n{value}\tChurn\n", encoding="utf-8")
    assert fields(guess_mapping(file))["objectid"] == field


@pytest.mark.parametrize(
    ("cell_text", "field", "words"),
    [
        ("Berg, Anna|Dijk, Jan van", "maker", "Berg, Anna; Dijk, Jan van"),
        ("Berg | Dijk", "maker", "Berg; Dijk"),
        ("Smith &amp; Zoon; Dijk", "maker", "Smith & Zoon; Dijk"),
        ("huile;toile;", "materials", "huile; toile"),
        ("Een|twee", "title", "Een|twee"),
        ("a&amp;b.jpg", "picture", "a&amp;b.jpg"),
    ],
)
def test_words_of_a_cell(cell_text: str, field: str, words: str) -> None:
    assert cell_words(cell_text, ColumnField(field)) == words


def test_filemaker(tmp_path: Path) -> None:
    file = tmp_path / "list.mer"
    file.write_bytes(
        b'"Inventarisnummer","Titel","Maker","Tekst (nl)"\r'
        b'"F1","Twee regels","A. Berg\x1dJ. Dijk","Een\x0btwee"\r'
    )
    (record,) = read(file)
    assert said(record.maker) == "A. Berg; J. Dijk"
    assert [block.text for block in record.blocks] == ["Een\ntwee"]


@pytest.mark.parametrize("name", ["Totaal: 2", "Grand total", "Summe", "TOTAL 12.5", "Subtotaal"])
def test_a_row_of_totals_is_no_work(tmp_path: Path, name: str) -> None:
    first, total = records(tmp_path, "Inv;Titel;Waarde", "T1;Zee;100", f"{name};;100")
    assert (first.inventory, first.problems) == ("T1", [])
    assert not total.inventory
    assert "row of totals" in "".join(total.problems)


def test_a_work_may_be_called_total(tmp_path: Path) -> None:
    found = records(tmp_path, "Inv;Titel", "T1;Totaal", "T2;Total eclipse")
    assert [(one.inventory, said(one.title)) for one in found] == [
        ("T1", "Totaal"),
        ("T2", "Total eclipse"),
    ]
    assert [said(one.title) for one in records(tmp_path, "Titel", "Totaal")] == ["Totaal"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Inv;Titel;;Tekst;", ";NL;EN;NL;EN", "T1;Zee;Sea;De zee.;The sea."),
        (";Nederlands;;Engels;", "Inv;Titel;Tekst;Titel;Tekst", "T1;Zee;De zee.;Sea;The sea."),
    ],
    ids=["languages below", "languages above"],
)
def test_headings_in_two_rows(tmp_path: Path, lines: tuple[str, ...]) -> None:
    (record,) = records(tmp_path, *lines)
    assert record.title == {"nl": "Zee", "en": "Sea"}
    assert {(one.language, one.text) for one in record.blocks} == {
        ("nl", "De zee."),
        ("en", "The sea."),
    }


def test_a_row_of_units_belongs_to_the_headings(tmp_path: Path) -> None:
    (record,) = records(tmp_path, "Inv;Titel;Hoogte;Breedte", ";;cm;(cm)", "T1;Zee;12;13")
    assert record.inventory == "T1"


def test_a_work_in_a_list_of_languages_is_no_heading(tmp_path: Path) -> None:
    found = records(tmp_path, "Inv;Taal;Titel", "A1;nl;Zee", "A1;en;Sea")
    assert [one.title for one in found] == [{"nl": "Zee", "en": "Sea"}]


def test_a_formula_that_was_never_worked_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["Inv", "Titel"], ["A1", '="Zee"']):
        book.active.append(line)
    book.save(tmp_path / "list.xlsx")
    write_ods(
        tmp_path / "list.ods",
        (
            'table:name="x"',
            row(cell("Inv"), cell("Titel"))
            + row(cell("A1"), '<table:table-cell table:formula="of:=&quot;Zee&quot;"/>'),
        ),
    )
    for name in ("list.xlsx", "list.ods"):
        (record,) = read(tmp_path / name)
        assert "the formula has no value yet" in "".join(record.problems)


def test_an_empty_text_of_a_formula_is_no_fault(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["Inv", "Titel"], ["A1", "x"]):
        book.active.append(line)
    file = tmp_path / "list.xlsx"
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    empty = b'<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>'
    parts[sheet] = re.sub(rb'<c r="B2".*?</c>', empty, parts[sheet], flags=re.DOTALL)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (record,) = read(file)
    assert record.problems == []


def test_an_xml_spreadsheet_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "list.xml"
    file.write_text('<?xml version="1.0"?><Workbook/>', encoding="utf-8")
    with pytest.raises(SheetError, match="save it as XLSX"):
        open_table(file)


def test_one_word_of_a_million_letters_takes_no_time(tmp_path: Path) -> None:
    """It took quadratic time: minutes for this file, on a server that others use."""
    file = tmp_path / "list.csv"
    file.write_bytes(b"Inventarisnummer;Titel\nA1;" + b"x" * 2_000_000 + b"\n")
    begun = time.process_time()
    assert guessed_encoding(file) == "utf-8"
    assert time.process_time() - begun < 5
    with pytest.raises(SheetError, match="no CSV"):
        guess_mapping(file)
