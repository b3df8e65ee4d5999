"""HTML in what comes in, of whatever format: tags go, italics stay beside the text, entities are decoded once."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.museum import Museum, Source
from contract.museum_folder import MuseumError, write_museum
from tests.tiny_museum import block, tiny_museum
from tests.tour_server.imports.sheets import cell, row, write_ods
from tour_server.catalogue.plain_museum import plain_museum
from tour_server.catalogue.plain_text import has_tags
from tour_server.catalogue.words_of_html import line_of_html, words_of_html
from tour_server.imports.formats.iiif_writer import write_iiif
from tour_server.imports.formats.lido_writer import write_lido
from tour_server.imports.formats.linked_art_writer import write_linked_art
from tour_server.imports.formats.museum_zip import MuseumZipSource, write_museum_zip
from tour_server.imports.formats.recognise import recognise
from tour_server.imports.formats.tourml_writer import write_tourml
from tour_server.imports.plain_records import PlainSource
from tour_server.imports.records import Record, RecordBlock, RecordSource
from tour_server.imports.spreadsheet import SpreadsheetSource, guess_mapping

NAME = {"en": "House"}
TITLE, TEXT = "PLACE OF THE TITLE", "PLACE OF THE TEXT"
ADDRESS = "https://museum.example/guide"
COLUMNS = ["Number", "Title (en)", "Text (en)", "Source"]

# (as it is written, what a reader sees, the phrase in italics)
PIECES = [
    ("", "", ""),
    ("<b>bold</b>", "bold", ""),
    ("<em>The Night Watch</em>", "The Night Watch", "The Night Watch"),
    ('<i class="t">De <b>Stijl</b></i>', "De Stijl", "De Stijl"),
    ('<a href="https://x.example/?a=1&amp;b=2">a link</a>', "a link", ""),
    ("<script>alert(1)</script>", "", ""),
    ('<img src="x" onerror="alert(1)">', "", ""),
    ("<!-- a note -->", "", ""),
    ("caf&eacute; &#233;", "café é", ""),
    ("R&amp;D", "R&D", ""),
    ("&amp;eacute;", "&eacute;", ""),
    ("a &lt; b", "a < b", ""),
]
PLAIN = ["a < b", "c > d", "<3", "AT&T", "<unknown maker>", "1 & 2", "日本", "é"]
written = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3)
property_test = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


def sheet_csv(folder: Path, title: str, text: str) -> RecordSource:
    file = folder / "works.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([COLUMNS, ["1", title, text, "A. Maker, 1999"]])
    return SpreadsheetSource(file, guess_mapping(file))


def sheet_xlsx(folder: Path, title: str, text: str) -> RecordSource:
    file, book = folder / "works.xlsx", openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (COLUMNS, ["1", title, text, "A. Maker, 1999"]):
        sheet.append(line)
    book.save(file)
    return SpreadsheetSource(file, guess_mapping(file))


def sheet_ods(folder: Path, title: str, text: str) -> RecordSource:
    file = folder / "works.ods"
    lines = (COLUMNS, ["1", title, text, "A. Maker, 1999"])
    rows = "".join(row(*map(cell, line)) for line in lines)
    write_ods(file, ('table:name="works"', rows))
    return SpreadsheetSource(file, guess_mapping(file))


def exchanged(write: Callable[[list[Record], Path], int], quoted: Callable[[str], str]) -> Make:
    """Returns a maker of files of a format: its writer writes two words, in whose place the HTML is put."""

    def make(folder: Path, title: str, text: str) -> RecordSource:
        record = Record(
            "",
            identifier=f"{ADDRESS}/works/1.json",
            key="one",
            title={"en": TITLE},
            blocks=[RecordBlock(TEXT, "en", sources=[Source("A. Maker, 1999")])],
        )
        write([record], folder)
        found = 0
        for file in filter(Path.is_file, folder.rglob("*")):
            content = file.read_text(encoding="utf-8")
            found += content.count(TEXT)
            file.write_text(
                content.replace(TITLE, quoted(title)).replace(TEXT, quoted(text)), encoding="utf-8"
            )
        assert found
        source = recognise(folder)
        assert source is not None
        return source

    return make


def as_json(words: str) -> str:
    return json.dumps(words)[1:-1]


Make = Callable[[Path, str, str], RecordSource]
READERS: dict[str, Make] = {
    "csv": sheet_csv,
    "xlsx": sheet_xlsx,
    "ods": sheet_ods,
    "LIDO": exchanged(lambda made, folder: write_lido(made, folder, NAME), escape),
    "Linked Art": exchanged(write_linked_art, as_json),
}
OWN_RULES: dict[str, Make] = {  # they say of a text whether it is HTML
    "IIIF": exchanged(lambda made, folder: write_iiif(made, folder, NAME, ADDRESS), as_json),
    "TourML": exchanged(lambda made, folder: write_tourml(lambda: made, [], folder, NAME), escape),
}


def read(make: Make, title: str, text: str) -> tuple[str, RecordBlock | None]:
    with tempfile.TemporaryDirectory() as place:
        (record,) = PlainSource(make(Path(place), title, text)).records()
    return record.title.get("en", ""), next(iter(record.blocks), None)


@pytest.mark.parametrize("name", READERS)
@property_test
@given(pieces=written)
@example(pieces=PIECES[1:])
def test_of_any_format_a_reader_sees_what_was_meant(
    name: str, pieces: list[tuple[str, str, str]]
) -> None:
    inner = " ".join(("x", *(piece for piece, _seen, _italic in pieces)))
    seen = " ".join(("x", *(seen for _piece, seen, _italic in pieces)))
    title, told = read(READERS[name], f"<p>{inner}</p>", f"<div><p>{inner}</p></div>")
    assert told is not None
    assert title.split() == told.text.split() == seen.split()
    assert set(told.italics) == {italic for _piece, _seen, italic in pieces if italic}


@pytest.mark.parametrize("name", OWN_RULES)
@pytest.mark.parametrize(("piece", "seen", "italic"), PIECES[1:])
def test_formats_with_rules_of_their_own_for_html(
    name: str, piece: str, seen: str, italic: str
) -> None:
    title, told = read(OWN_RULES[name], "x", f"<p>x {piece}</p>")
    assert told is not None
    assert (title, told.text.split()) == ("x", f"x {seen}".split())
    assert told.italics == ([italic] if italic else [])


@pytest.mark.parametrize("name", READERS | OWN_RULES)
@property_test
@given(words=st.lists(st.sampled_from(PLAIN), min_size=1, max_size=4).map(" ".join))
def test_signs_that_are_no_html_stay(name: str, words: str) -> None:
    title, told = read((READERS | OWN_RULES)[name], f"x {words}", f"x {words} y")
    assert told is not None
    assert (title, told.text) == (f"x {words}", f"x {words} y")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("AT&amp;amp;T", "AT&amp;T"),  # once
        ("&lt;p&gt;A &amp;amp; B&lt;/p&gt;", "A & B"),  # HTML that was escaped as a whole
        ("https://x.example/?a=1&copy=2", "https://x.example/?a=1&copy=2"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p> </p>", ""),
    ],
)
def test_words_of_html(words: str, text: str) -> None:
    assert words_of_html(words).text == text
    assert not has_tags(text)


def test_a_title_stays_one_line() -> None:
    assert line_of_html("<p>The Night<br>Watch</p>") == "The Night Watch"


def with_words(words: Iterable[str]) -> Museum:
    museum = tiny_museum()
    blocks = [
        replace(block(f"b{number}", "en", one), italics=[]) for number, one in enumerate(words)
    ]
    return replace(
        museum, works=[replace(museum.works[0], title={"en": "<b>Line</b>"}, blocks=blocks)]
    )


def test_a_museum_in_files_loses_its_tags_and_keeps_the_rest(tmp_path: Path) -> None:
    museum = plain_museum(with_words(["See <i>De Stijl</i> &amp; more", "a < b &amp; c"]))
    (work,) = museum.works
    assert work.title == {"en": "Line"}
    assert [one.text for one in work.blocks] == ["See De Stijl & more", "a < b &amp; c"]
    assert [one.italics for one in work.blocks] == [["De Stijl"], []]
    assert plain_museum(museum) is museum or plain_museum(museum) == museum


def test_a_text_of_tags_alone_is_refused_by_its_name() -> None:
    with pytest.raises(MuseumError, match="b0/text: there is nothing but tags"):
        plain_museum(with_words(["<p></p>"]))


def test_the_works_of_a_museum_zip(tmp_path: Path) -> None:
    museum = replace(with_words(["See <i>De Stijl</i>"]), tours=[])
    bare = replace(museum, works=[replace(one, media=[]) for one in museum.works])
    write_museum(bare, tmp_path / "museum")
    write_museum_zip(tmp_path / "museum", tmp_path / "museum.zip")
    (record,) = PlainSource(MuseumZipSource(tmp_path / "museum.zip")).records()
    assert record.title == {"en": "Line"}
    assert (record.blocks[0].text, record.blocks[0].italics) == ("See De Stijl", ["De Stijl"])
