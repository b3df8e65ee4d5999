"""A CSV is saved by any program in any country: encoding, delimiter and row numbers are found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tour_server.imports.sheets import read
from tour_server.imports.csv_file import CsvTable
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_table import SheetError, SheetLayout
from tour_server.imports.spreadsheet import guess_mapping, open_table

WORDS = {
    "dutch": "Het café van Loïs Gröber, coöperatie; reünie; één vaas – ‘stilleven’",
    "french": "La forêt d’été à Besançon, œuvre naïve; où l’hôtel brûle; François Gérard",
    "german": "Künstler Jörg Müller, Straße nach Übersee; Gemälde; größer",
    "spanish": "El niño y la señora; pequeño jardín español; ¿quién?; título número dos",
    "danish": "Pigen på broen; søen; blåbær; rødgrød med fløde",
}


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_any_encoding(tmp_path: Path, language: str, encoding: str) -> None:
    check(tmp_path, WORDS[language], encoding)


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_a_mac_or_dos(tmp_path: Path, language: str, encoding: str) -> None:
    check(tmp_path, WORDS[language].encode(encoding, "ignore").decode(encoding), encoding)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1250", "Dama z gronostajem – Łasiczka; Żmurko"),
        ("cp1251", "Ночной дозор; Рембрандт ван Рейн"),
        ("cp1253", "Η νυχτερινή περίπολος; ζωγράφος"),
        ("cp932", "神奈川沖浪裏"),
        ("cp932", "富嶽三十六景の一つ、かながわ"),
        ("cp949", "한국의 도자기"),
        ("gb18030", "清明上河图，张择端"),
        ("big5", "清明上河圖，張擇端"),
    ],
)
def test_other_alphabets(tmp_path: Path, encoding: str, words: str) -> None:
    check(tmp_path, words, encoding)


def check(tmp_path: Path, words: str, encoding: str) -> None:
    file = tmp_path / "works.csv"
    file.write_bytes(f'inventory,title\r\nA1,"{words}"\r\n'.encode(encoding))
    (record,) = read(file)
    assert list(record.title.values()) == [words.replace("\u2028", "\n")]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    lines = [["inventory", "title", "date"], ["A1", "Een, twee; drie", "1650"], ["A2", "Vier", ""]]
    file = tmp_path / "works.csv"
    file.write_text(
        "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines), encoding="utf-8"
    )
    assert CsvTable(file, SheetLimits()).layout.delimiter == delimiter
    assert [record.inventory for record in read(file)] == ["A1", "A2"]


def test_decimal_commas_do_not_divide_columns(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text("inventaris;titel;hoogte\nA1;Vaas;12,5\nA2;Kan;30,25\n", encoding="utf-8")
    assert [record.title for record in read(file)] == [{"und": "Vaas"}, {"und": "Kan"}]


@pytest.mark.parametrize(
    ("above", "delimiter", "decimal"),
    [
        ("inventaris;hoogte", ";", ","),
        ("Hoogten\ninventaris;hoogte", ";", ","),
        ("name,size", ",", "."),
    ],
)
def test_a_decimal_sign_in_each_of_many_rows(
    tmp_path: Path, above: str, delimiter: str, decimal: str
) -> None:
    rows = "".join(f"A{number}{delimiter}1{number % 10}{decimal}5\n" for number in range(60))
    file = tmp_path / "sizes.csv"
    file.write_text(f"{above}\n{rows}")
    assert CsvTable(file, SheetLimits()).layout.delimiter == delimiter


def test_a_database_writes_backslashes(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text('"inv","title"\n"A1","The \\"Sea\\", calm"\n"A2","x"\n', encoding="utf-8")
    assert [record.title["und"] for record in read(file)] == ['The "Sea", calm', "x"]
    file.write_text('"inv","foto"\n"A1","C:\\fotos\\"\n"A2","D:\\a.jpg"\n', encoding="utf-8")
    assert [record.pictures[0].name for record in read(file)] == ["C:\\fotos\\", "D:\\a.jpg"]


def test_dashes_and_quotation_marks_alone_tell_the_code_page(tmp_path: Path) -> None:
    check(tmp_path, "Straatje in Oudewater – “De Brug”", "cp1252")


@pytest.mark.parametrize("line", ["sep=;\n", '"sep=;"\r\n', "SEP=;\r\n", "\ufeffsep=;\n"])
def test_a_line_that_names_the_delimiter_is_no_row(tmp_path: Path, line: str) -> None:
    file = tmp_path / "works.csv"
    file.write_text(f"{line}inventory;title\nA1;x\n", encoding="utf-8")
    assert [record.where for record in read(file)] == ["row 2"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_numbered_as_a_spreadsheet_program_shows_them(tmp_path: Path, end: str) -> None:
    file = tmp_path / "works.csv"
    rows = ["inventory,title", 'A1,"two', 'lines"', "", "A2,x", ",,,", "A3,y", ",,,,"]
    file.write_bytes(end.join(rows).encode())
    records = read(file)
    assert [(record.inventory, record.where) for record in records] == [
        ("A1", "row 2"),
        ("A2", "row 4"),
        ("A3", "row 6"),
    ]
    assert records[0].title == {"und": "two\nlines"}


def test_what_nobody_sees_is_taken_out(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    text = "inventory\u200b,title\n\ufeffA\u00a01 ,Cafe\u0301 d\u202fe\u200b l\u00adune_x000D_\n"
    file.write_text(text, encoding="utf-8")
    (record,) = read(file)
    assert (record.inventory, record.title) == ("A 1", {"und": "Café d e lune"})


def test_a_person_corrects_the_encoding(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_bytes("inventory,title\nA1,Żółć\n".encode("cp1250"))
    table = open_table(file, layout=SheetLayout(encoding="cp1250"))
    assert [row.cells for row in table.rows()][1] == ["A1", "Żółć"]
    with pytest.raises(SheetError, match=r"Nothing is known of an encoding klingon"):
        open_table(file, layout=SheetLayout(encoding="klingon"))
    with pytest.raises(SheetError, match=r"works.csv, row 1: this is not text in utf-8"):
        open_table(file, layout=SheetLayout(encoding="utf-8"))
    file.write_bytes(b"inventory,title\n" + b"A1,x\n" * 60_000 + b"A2,\xff\n")
    late = open_table(file, layout=SheetLayout(encoding="utf-8"))
    with pytest.raises(SheetError, match=r"works.csv, row .*: this is not text in utf-8"):
        list(late.rows())


def test_too_many_rows_and_columns_are_refused_by_the_name_of_the_setting(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text("inventory,title\n" + "A1,x\n" * 30, encoding="utf-8")
    with pytest.raises(SheetError, match=r"more than 20 rows.*import_rows"):
        list(CsvTable(file, SheetLimits(import_rows=20)).rows())
    with pytest.raises(SheetError, match=r"row 1.*more than 1 columns.*import_columns"):
        list(CsvTable(file, SheetLimits(import_columns=1)).rows())


def test_a_quotation_mark_that_is_not_closed_is_found(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text('inventory,title\nA1,"open\n' + "A2,x\n" * 50_000, encoding="utf-8")
    with pytest.raises(SheetError, match=r"row 2.*quotation mark"):
        list(open_table(file).rows())


def test_one_endless_line_does_not_fill_the_memory(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text("inventory,title " + "x," * 1_000_000, encoding="utf-8")
    with pytest.raises(SheetError, match=r"a line of more than"):
        list(open_table(file).rows())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n  \n", "is empty"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "is an old Excel file .*Save it as XLSX",
        ),
        (b"<html><table><tr><td>inventory", "is a web page"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (
            b'{"url": "https://docs.google.com/open?id=1"}',
            "only points to a Google sheet. Download it there",
        ),
        (b'<?xml version="1.0"?><workbook/>', "is XML"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no spreadsheet"),
    ],
)
def test_other_files_are_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "works.csv"
    file.write_bytes(content)
    with pytest.raises(SheetError, match=rf"works.csv {said}"):
        guess_mapping(file)
