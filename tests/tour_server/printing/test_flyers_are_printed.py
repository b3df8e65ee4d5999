"""A tour's flyer in every language: a code to the tour, its stops, the plan, the hours; and what is not approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.bundle import Release
from contract.look import Look, Typeface
from contract.museum import Connection, ConnectionKind, Museum, Stop
from tests.desk import picture
from tests.tiny_museum import tiny_museum
from tests.tour_server.printing.conftest import SERVER
from tests.tour_server.printing.printed_pages import PrintedPages, most_of_them_long
from tests.tour_server.printing.test_labels_are_printed import JAPANESE, TITLES
from tests.tour_server.printing.typeface_twin import typeface_of_boxes
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.printing.flyer_words import FlyerWords
from tour_server.printing.print_fonts import PrintFonts
from tour_server.printing.tour_flyer import FOLDS, TourFlyer
from tour_server.printing.typesetter import set_in_type
from tour_server.visit.words import MESSAGES
from web.translations import shipped_catalogue

SHEET = pytest.approx((297, 210), abs=0.1)
Flyer = Callable[..., PrintedPages]
LETTERS = JAPANESE | frozenset(
    "営業時間閉館月曜日火水木金土分作品段差階地上の道順番号確認人読取中点聞鎖。、（） —–:：～~"
)


class MarksTwin:
    """Marks what it is told to."""

    def __init__(self, *marked: tuple[PartKind, str, str]) -> None:
        self._marked = marked

    def unapproved(self, kind: PartKind, key: str) -> set[tuple[str, str]]:
        return {(field, "nl") for one, of, field in self._marked if (one, of) == (kind, key)}


def museum_in(tmp_path: Path, language: str) -> tuple[Museum, Pictures]:
    """Returns the tiny museum with a plan of two floors, in Dutch and this language."""
    pictures = Pictures(tmp_path / "pictures")
    museum = tiny_museum(lambda key: pictures.add(picture(len(key), 200), f"{key}.png"))
    hall, attic = museum.rooms
    rooms = [
        replace(hall, outline=[(0, 0), (12, 0), (12, 8), (0, 8)]),
        replace(attic, outline=[(0, 20), (10, 20), (10, 28), (0, 28)]),
    ]
    at = {"lijn": (2.0, 2.0), "ring": (10.0, 3.0), "knoop": (5.0, 25.0)}
    works = [replace(work, x=at[work.key][0], y=at[work.key][1]) for work in museum.works]
    if language not in ("nl", "en"):
        works = [replace(work, title={**work.title, language: TITLES[language]}) for work in works]
    stairs = Connection(("hal", "zolder"), ConnectionKind.STAIRS, 30, ((11.0, 7.0), (9.0, 27.0)))
    look = Look()
    if language == "ja":
        face = Typeface(pictures.add_typeface(typeface_of_boxes(LETTERS), "boxes.ttf"), "OFL-1.1")
        look = Look(titles=face, controls=face)
    languages = list(dict.fromkeys(["nl", "en", language]))
    site = replace(museum.site, languages=languages, look=look)
    (tour,) = museum.tours
    if language not in ("nl", "en"):
        words = {**tour.title, language: TITLES[language]}
        tour = replace(tour, title=words, summary=words)
    changed = replace(
        museum, site=site, rooms=rooms, works=works, connections=[stairs], tours=[tour]
    )
    return changed, pictures


@pytest.fixture
def flyer(tmp_path: Path, font_cache: Path) -> Iterator[Flyer]:
    opened: list[PrintedPages] = []

    def make(
        museum: Museum,
        pictures: Pictures,
        language: str,
        fold: str = "a5",
        marks: MarksTwin | None = None,
    ) -> PrintedPages:
        release = Release(1, 0.0, museum, [], {}, None)
        fonts = PrintFonts(pictures, font_cache)
        flyers = TourFlyer(release, pictures, fonts, marks or MarksTwin(), SERVER)  # type: ignore[arg-type]
        file = tmp_path / "flyer.pdf"
        set_in_type(flyers.document(museum.tours[0], language, FOLDS[fold]), file)
        opened.append(PrintedPages(file))
        return opened[-1]

    yield make
    for pages in opened:
        pages.close()


@pytest.mark.long
@pytest.mark.parametrize("fold", FOLDS)
@pytest.mark.parametrize("language", most_of_them_long(["nl", "ar", "ja", "th"], "ar"))
def test_a_flyer_in_every_language(tmp_path: Path, flyer: Flyer, language: str, fold: str) -> None:
    pages = flyer(*museum_in(tmp_path, language), language, fold)
    assert len(pages) == 2
    assert pages.size(0) == pages.size(1) == SHEET
    assert pages.is_tagged()
    assert pages.codes() == {f"{SERVER}/visit/tour/kort?l={language}"}
    inside = {one.letter for one in pages.letters(1)}
    assert {"1", "2", "3"} <= inside
    if language not in ("ar", "nl"):
        assert set("".join(TITLES[language].split())) <= {one.letter for one in pages.letters()}
        assert set(FlyerWords(language).say("on_tour")) <= inside


@pytest.mark.long
def test_what_a_flyer_says(tmp_path: Path, flyer: Flyer) -> None:
    pages = flyer(*museum_in(tmp_path, "nl"), "nl")
    outside, inside = pages.text(0), pages.text(1)
    for words in (
        "Kort",
        "In een half uur.",
        "3 werken",
        "alleen met trappen: 1",
        "maandag gesloten",
    ):
        assert words in outside, outside
    assert "dinsdag – zondag 10:00 – 17:00" in outside
    assert "guide.museum.example/visit" in outside
    for words in (
        "De weg",
        "begane grond",
        "Werk lijn",
        "Werk ring",
        "Werk knoop",
        "Zolder, verdieping 1",
    ):
        assert words in inside, inside


@pytest.mark.long
def test_the_cover_lies_in_front_in_either_direction(tmp_path: Path, flyer: Flyer) -> None:
    """Of a sheet that opens to the left the cover is the left panel."""
    for language, on_the_right in (("nl", True), ("he", False)):
        pages = flyer(*museum_in(tmp_path, language), language)
        largest = max(pages.letters(), key=lambda one: one.bottom - one.top)
        assert (largest.left > 297 / 2) is on_the_right


@pytest.mark.long
def test_unapproved_words_are_marked(tmp_path: Path, flyer: Flyer) -> None:
    mark = shipped_catalogue().translations("nl").translate(MESSAGES["not_checked"])
    marks = MarksTwin((PartKind.TOUR, "kort", "summary"), (PartKind.WORK, "ring", "title"))
    pages = flyer(*museum_in(tmp_path, "nl"), "nl", marks=marks)
    assert pages.text(0).count(mark) == 1
    assert pages.text(1).count(mark) == 1
    plain = flyer(*museum_in(tmp_path, "nl"), "nl")
    assert mark not in plain.text(0) + plain.text(1)


@pytest.mark.long
def test_many_stops_go_on_on_a_further_sheet(tmp_path: Path, flyer: Flyer) -> None:
    museum, pictures = museum_in(tmp_path, "nl")
    works = [
        replace(museum.works[number % 3], key=f"w{number}", number=number + 1)
        for number in range(60)
    ]
    tour = replace(museum.tours[0], stops=[Stop(work.key) for work in works])
    pages = flyer(replace(museum, works=works, tours=[tour], links=[], offers=[]), pictures, "nl")
    assert len(pages) > 2
    said = " ".join(pages.text(page) for page in range(1, len(pages)))
    assert said.count("Werk ") == 60


@pytest.mark.long
def test_a_museum_without_a_plan_or_pictures(tmp_path: Path, flyer: Flyer) -> None:
    museum = tiny_museum()
    museum = replace(museum, works=[replace(work, media=[]) for work in museum.works])
    pages = flyer(museum, Pictures(tmp_path / "pictures"), "en")
    assert "Work lijn" in pages.text(1)
    assert "The way" not in pages.text(1)
