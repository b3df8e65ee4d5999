"""The template holds the museum's own works, and read back unchanged it says what they already say."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from contract.museum import Work
from tests.tiny_museum import tiny_museum
from tests.tour_server.imports.sheets import read
from tour_server.imports.spreadsheet import guess_mapping
from tour_server.imports.template_sheet import TemplateSheet
from web.translations import choose_language

ODD = {
    "title": {
        "nl": "=SOM(1;2)",
        "pt-BR": "-verbo",
        "und": "@home +1",
        "zh-Hant": "“夜巡”; een, twee",
    },
    "maker": {"nl": "'s Gravesande"},
    "date": {"nl": "1650-01", "en": "c. 1650\nor later"},
    "materials": {"en": 'oil <on> & "canvas"'},
}


def works() -> list[Work]:
    museum = tiny_museum()
    made = [replace(museum.works[0], **ODD), *museum.works[1:]]
    return [replace(work, inventory=f"00{work.number}-1") for work in made]


def template() -> TemplateSheet:
    museum = tiny_museum()
    return TemplateSheet(works(), museum.rooms, museum.site.languages, ["nl"])


def written(tmp_path: Path, kind: str) -> Path:
    file = io.BytesIO()
    if kind == "xlsx":
        template().write_xlsx(file)
    else:
        template().write_csv(file, kind)
    path = tmp_path / ("works.xlsx" if kind == "xlsx" else "works.csv")
    path.write_bytes(file.getvalue())
    return path


@pytest.mark.parametrize("kind", ["xlsx", ";", ","])
def test_it_reads_back_to_what_it_says(tmp_path: Path, kind: str) -> None:
    records = {record.key: record for record in read(written(tmp_path, kind))}
    names = {room.key: room.name for room in tiny_museum().rooms}
    assert set(records) == {work.key for work in works()}
    for work in works():
        record = records[work.key]
        for field in ("title", "maker", "date", "place", "materials"):
            said = {language: words for language, words in getattr(work, field).items() if words}
            assert getattr(record, field) == said, field
        assert record.number == work.number
        assert record.inventory == f"00{work.number}-1"
        assert record.room == work.room or record.room in names[work.room].values()
        assert (record.pictures, record.blocks, record.sources) == ([], [], [])
        assert record.problems == []


def test_another_program_reads_it(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path, "xlsx")).active
    headings = [cell.value for cell in sheet[1]]
    assert headings[:4] == ["Key", "Inventory number", "Number that visitors type", "Title (nl)"]
    assert sheet.freeze_panes == "A2"
    assert {cell.number_format for cell in sheet[2] if cell.value} == {"@"}
    assert sheet.column_dimensions["A"].width == 24
    values = [row[3].value for row in sheet.iter_rows(min_row=2)]
    assert "=SOM(1;2)" in values
    assert sheet.max_row == len(works()) + 1


def test_no_cell_of_the_csv_is_a_formula(tmp_path: Path) -> None:
    text = written(tmp_path, ";").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    assert "'=SOM(1;2)" in cells
    assert not [cell for cell in cells if re.match("[=+@-]", cell)]


def test_it_is_the_same_file_each_time(tmp_path: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    template().write_xlsx(first)
    template().write_xlsx(second)
    assert first.getvalue() == second.getvalue()


def test_its_headings_in_dutch_are_known(tmp_path: Path) -> None:
    dutch = "Sleutel;Inventarisnummer;Nummer dat bezoekers typen;Titel (nl);Vervaardiger (nl);Zaal;Afbeelding"
    (tmp_path / "a.csv").write_text(f"{dutch}\nx;A1;7;Vaas;Jan;Zaal 1;a.jpg\n", encoding="utf-8")
    mapping = guess_mapping(tmp_path / "a.csv")
    assert [column.field for column in mapping.columns] == [
        "key",
        "inventory",
        "number",
        "title",
        "maker",
        "room",
        "picture",
    ]
    assert all(column.confidence >= 0.7 for column in mapping.columns)


def test_rooms_of_one_name_are_written_by_their_keys() -> None:
    museum = tiny_museum()
    rooms = [replace(room, name={"nl": "Zaal"}) for room in museum.rooms]
    sheet = TemplateSheet(works(), rooms, museum.site.languages, ["nl"])
    at = sheet.headings().index("Room")
    wanted = {room.key for room in rooms} if len(rooms) > 1 else {"Zaal"}
    assert {row[at] for row in sheet.rows()} <= wanted


def test_it_has_headings_in_the_language_of_the_desk() -> None:
    choose_language("nl")
    try:
        headings = template().headings()
    finally:
        choose_language("en")
    assert headings[:4] == [
        "Sleutel",
        "Inventarisnummer",
        "Nummer dat bezoekers typen",
        "Titel (nl)",
    ]
