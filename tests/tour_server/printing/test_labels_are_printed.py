"""Labels of works as they come out of the printer: codes that lead to the works, words that stay in their places."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.look import Logo, Look, Typeface
from contract.museum import Museum
from tests.looks import LOGO
from tests.tiny_museum import tiny_museum
from tests.tour_server.printing.conftest import SERVER
from tests.tour_server.printing.printed_pages import (
    PrintedLetter,
    PrintedPages,
    most_of_them_long,
)
from tests.tour_server.printing.typeface_twin import typeface_of_boxes
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.printing.number_words import number_words, typed_address
from tour_server.printing.print_fonts import PrintFonts
from tour_server.printing.sheets import SHEETS, LabelSheet
from tour_server.printing.typesetter import TypesettingError, set_in_type
from tour_server.printing.work_labels import WorkLabels
from tour_server.visit.words import MESSAGES
from web.translations import shipped_catalogue

TITLES = {
    "nl": "De lijn die nergens begint en nergens ophoudt, zoals de vrouwen van Tamil Nadu hem tekenen",
    "en": "The line that begins nowhere and ends nowhere",
    "de": "Donaudampfschifffahrtsgesellschaftskapitänsmützenmuster",
    "pl": "Źdźbło wśród łąk",
    "ar": "السجادة ذات النجوم الثماني من إسطنبول",
    "he": "שטיח הכוכבים מאיסטנבול",
    "th": "ลวดลายเรขาคณิตบนผ้าทอโบราณจากภาคเหนือ",
    "ja": "波文様の染付大皿と幾何学文様の展示について",
}
JAPANESE = frozenset(TITLES["ja"] + "画面入力開、番号 1234567890") | {
    chr(code) for code in range(0x3041, 0x30FF)
}  # with hiragana and katakana
LIGATURE = 3  # letters that may be one shape: fff
TOO_SMALL = ("70x37", "63.5x38.1")  # for the long title and eight languages in this typeface
STACKED = ("ARABIC", "THAI")  # scripts whose letters of a word lie over and into one another


class MarksTwin:
    """Marks the Arabic title of one work."""

    def unapproved(self, kind: PartKind, key: str) -> set[tuple[str, str]]:
        return {("title", "ar")} if (kind, key) == (PartKind.WORK, "ring") else set()


Print = Callable[..., PrintedPages]


@pytest.fixture
def printed(tmp_path: Path, font_cache: Path) -> Iterator[Print]:
    """Prints the labels of a museum's works and opens the pages."""
    opened: list[PrintedPages] = []

    def make(
        museum: Museum, sheet: LabelSheet, start: int = 1, cut: Sequence[str] = ()
    ) -> PrintedPages:
        pictures = Pictures(tmp_path / "pictures")
        labels = WorkLabels(
            museum,
            pictures,
            PrintFonts(pictures, font_cache),
            MarksTwin(),
            SERVER,  # type: ignore[arg-type]
        )
        file = tmp_path / "labels.pdf"
        document = labels.document(museum.works, sheet, start)
        result = set_in_type(document, file)
        opened.append(PrintedPages(file))
        assert (result.pages, document.cut) == (len(opened[-1]), list(cut))
        return opened[-1]

    yield make
    for pages in opened:
        pages.close()


def museum_in(
    tmp_path: Path, titles: dict[str, str], works: int = 3, *, with_logo: bool = False
) -> Museum:
    """Returns the tiny museum in these languages, with a typeface for Japanese."""
    museum = tiny_museum()
    pictures = Pictures(tmp_path / "pictures")
    look = Look()
    if "ja" in titles:
        file = pictures.add_typeface(typeface_of_boxes(JAPANESE), "boxes.ttf")
        look = Look(controls=Typeface(file, "OFL-1.1"), titles=Typeface(file, "OFL-1.1"))
    if with_logo:
        look = replace(look, logo=Logo(pictures.add_logo(LOGO, "logo.svg")))
    site = replace(museum.site, languages=list(titles), look=look)
    many = [
        replace(museum.works[number % 3], number=number + 1, title=titles)
        for number in range(works)
    ]
    return replace(museum, site=site, works=many)


def cells(sheet: LabelSheet) -> list[tuple[float, float, float, float]]:
    """Returns the labels of a sheet: left, top, right, bottom."""
    found = []
    for row, column in itertools.product(range(sheet.rows), range(sheet.columns)):
        left = sheet.left + column * (sheet.width + sheet.gap_x)
        top = sheet.top + row * (sheet.height + sheet.gap_y)
        found.append((left, top, left + sheet.width, top + sheet.height))
    return found


def of_cell(
    letters: list[PrintedLetter], cell: tuple[float, float, float, float]
) -> list[PrintedLetter]:
    left, top, right, bottom = cell
    return [
        one
        for one in letters
        if left <= (one.left + one.right) / 2 <= right
        and top <= (one.top + one.bottom) / 2 <= bottom
    ]


def assert_in_place(pages: PrintedPages, sheet: LabelSheet) -> None:
    """Every letter is within its label, and none lies on another one or on a code."""
    letters = pages.letters()
    assert sum(len(of_cell(letters, cell)) for cell in cells(sheet)) == len(letters)
    for cell in cells(sheet):
        here = of_cell(letters, cell)
        left, top, right, bottom = cell
        for one in here:
            assert left + 1 < one.left < one.right < right - 1, one
            assert top + 1 < one.top < one.bottom < bottom - 1, one
        for (at, one), (place, other) in itertools.combinations(enumerate(here), 2):
            if place - at <= LIGATURE:
                continue
            if all(unicodedata.name(each.letter, "").startswith(STACKED) for each in (one, other)):
                continue
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            narrow = min(one.right - one.left, other.right - other.left)
            low = min(one.bottom - one.top, other.bottom - other.top)
            assert not (across > 0.6 * narrow and down > 0.6 * low), (one, other)


@pytest.mark.long
@pytest.mark.parametrize("key", most_of_them_long(SHEETS, "99.1x67.7"))
def test_every_sheet_has_a_code_to_each_work(tmp_path: Path, printed: Print, key: str) -> None:
    sheet = SHEETS[key]
    museum = museum_in(tmp_path, {"nl": "Lijn", "en": "Line"}, sheet.count)
    pages = printed(museum, sheet)
    assert len(pages) == 1
    assert pages.size() == pytest.approx((sheet.page_width, sheet.page_height), abs=0.1)
    for cell, work in zip(cells(sheet), museum.works, strict=True):
        assert pages.code_in(cell) == f"{SERVER}/visit/work/{work.number}"
        said = "".join(one.letter for one in of_cell(pages.letters(), cell))
        assert str(work.number) in said
        assert f"Typ{work.number}" in said
        assert f"Type{work.number}" in said
    assert_in_place(pages, sheet)


@pytest.mark.long
@pytest.mark.parametrize("language", most_of_them_long(TITLES, "ar", "ja"))
def test_every_language_is_printed(tmp_path: Path, printed: Print, language: str) -> None:
    sheet = SHEETS["99.1x67.7"]
    pages = printed(museum_in(tmp_path, {language: TITLES[language]}), sheet)
    said = {one.letter for one in pages.letters()}
    if language != "ar":  # PDF has the shapes of Arabic letters in their places in the word
        assert set("".join(TITLES[language].split())) <= said
    assert_in_place(pages, sheet)


@pytest.mark.long
def test_the_words_say_what_to_do_in_every_language(tmp_path: Path, printed: Print) -> None:
    titles = {language: title for language, title in TITLES.items() if language != "ja"}
    pages = printed(museum_in(tmp_path, titles, 2), SHEETS["a4"])
    for language in ("nl", "en", "de", "th"):
        (words,) = number_words(1, [language], typed_address(SERVER))
        assert words.sentence.split("guide")[0].strip() in pages.text(), pages.text()
    assert pages.is_tagged()


@pytest.mark.long
@pytest.mark.parametrize("key", most_of_them_long(SHEETS, "70x37", "a5"))
def test_long_titles_wrap_and_lie_on_nothing(tmp_path: Path, printed: Print, key: str) -> None:
    cut = ["1", "2"] if key in TOO_SMALL else []
    assert_in_place(printed(museum_in(tmp_path, TITLES, 2), SHEETS[key], cut=cut), SHEETS[key])


@pytest.mark.long
def test_a_title_that_fits_on_no_label_is_cut_and_named(tmp_path: Path, printed: Print) -> None:
    museum = museum_in(tmp_path, {"nl": "Een titel zonder eind, " * 60}, 2)
    pages = printed(museum, SHEETS["70x37"], cut=["1", "2"])
    assert pages.code_in(cells(SHEETS["70x37"])[0]) == f"{SERVER}/visit/work/1"


@pytest.mark.long
def test_a_sheet_that_was_begun_is_used_up(tmp_path: Path, printed: Print) -> None:
    sheet = SHEETS["70x37"]
    pages = printed(museum_in(tmp_path, {"nl": "Lijn"}, 4), sheet, start=23)
    assert len(pages) == 2
    first = cells(sheet)
    assert not of_cell(pages.letters(), first[21])
    assert pages.code_in(first[22]).endswith("/1")
    assert pages.code_in(first[0], page=1).endswith("/3")


@pytest.mark.long
def test_words_that_nobody_approved_are_marked(tmp_path: Path, printed: Print) -> None:
    sheet = SHEETS["105x148"]
    museum = museum_in(tmp_path, {"en": "Line", "ar": "خط"})
    pages = printed(museum, sheet)
    mark = shipped_catalogue().translations("ar").translate(MESSAGES["not_checked"])
    letters = [len(of_cell(pages.letters(), cell)) for cell in cells(sheet)[:3]]
    assert letters[0] == letters[2]
    assert letters[1] >= letters[0] + len("".join(mark.split())) - 4  # ligatures are one letter


@pytest.mark.long
def test_a_logo_stands_on_a_card(tmp_path: Path, printed: Print) -> None:
    plain = printed(museum_in(tmp_path, {"en": "Line"}, 1), SHEETS["a5"]).pixels(scale=1)
    with_logo = printed(museum_in(tmp_path, {"en": "Line"}, 1, with_logo=True), SHEETS["a5"])
    assert (plain != with_logo.pixels(scale=1)).any()


@pytest.mark.long
def test_letters_that_no_typeface_has_are_named(tmp_path: Path, font_cache: Path) -> None:
    museum = museum_in(tmp_path, {"en": "A line, \U00013000\U00013001"})  # Egyptian hieroglyphs
    pictures = Pictures(tmp_path / "pictures")
    labels = WorkLabels(
        museum,
        pictures,
        PrintFonts(pictures, font_cache),
        MarksTwin(),
        SERVER,  # type: ignore[arg-type]
    )
    with pytest.raises(TypesettingError, match=r"\U00013000 \U00013001.*fonts-noto"):
        labels.document(museum.works, SHEETS["a5"], 1)


@pytest.mark.long
def test_every_language_of_the_labels_words() -> None:
    sentences = {one.language: one for one in number_words(7, ["xx"], "a.example/visit")}
    assert set(sentences) >= {"nl", "en", "fr", "de", "es", "ar", "he", "ja", "th"}
    assert all(
        "7" in one.sentence and "a.example/visit" in one.sentence and "7" in one.short
        for one in sentences.values()
    )
    assert [one.language for one in number_words(7, ["es", "xx", "nl"], "")] == ["es", "nl"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("server", "typed"),
    [
        ("https://guide.example.org", "guide.example.org/visit"),
        ("http://10.0.0.5:8080/", "10.0.0.5:8080/visit"),
        ("https://example.org/guide/", "example.org/guide/visit"),
    ],
)
def test_a_label_says_the_address_as_people_type_it(server: str, typed: str) -> None:
    assert typed_address(server) == typed
