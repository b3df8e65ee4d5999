"""Staff make links and a tour of them at the desk; a kiosk and a phone tell them, in a visitor's language.

Everything is real: tour server with its broker, kiosk, the kiosk's page, a phone's page, speech. Subjects come in as a
table, the search proposes, a click drafts, one Dutch text is rewritten, both links are approved and published.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from contract.museum import BlockPart, Hours, Level, Museum, Work
from contract.museum_folder import PICTURES, read_museum, write_museum
from museum_of_pattern import build
from tests.browser import become_a_phone
from tests.journeys.desk_walk import DeskWalk
from tests.journeys.page_queries import json_of, text
from tests.journeys.whole_kiosk import WholeKiosk
from tests.signing_in import sign_in_as
from tests.waiting import until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(600),
]

WORKS = ("kolam", "lusona", "interlace", "girih", "zellij-star", "the-hat", "pentagons", "litema")
SUBJECTS = {
    "kolam": "doorlopende lijn",
    "lusona": "doorlopende lijn; vlecht",
    "interlace": "vlecht",
}
PAIRS = (("kolam", "lusona"), ("interlace", "lusona"))
OURS = "Ook hier keert de lijn terug naar haar begin, net als bij de kolam."
LINKS = ("kolam-lusona", "interlace-lusona")  # how the keys of their blocks begin
PARTS = (BlockPart.TELLING, BlockPart.QUESTION)


def _short(work: Work) -> Work:
    """Keep a telling and a question of one sentence in Dutch and English: speech takes seconds then."""
    blocks = [
        next(
            replace(one, text=one.text.strip().split(". ")[0].rstrip(".?") + ".")
            for one in work.blocks
            if (one.language, one.level, one.part) == (language, Level.ADULT, part)
        )
        for language in ("nl", "en")
        for part in PARTS
    ]
    return replace(work, blocks=blocks)


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight works without links or tours."""
    folder = tmp_path_factory.mktemp("linked")
    shutil.copytree(Path(build.__file__).with_name("content"), folder, dirs_exist_ok=True)
    (folder / PICTURES).mkdir()
    for label in (folder / "works").glob("*.toml"):
        drawn = build.draw(label.stem).png(600) if label.stem in WORKS else b""
        (folder / PICTURES / f"{label.stem}.png").write_bytes(drawn)
    whole = read_museum(folder)
    works = [_short(work) for work in whole.works if work.key in WORKS]
    for texts in ("works", "links", "glossary"):
        shutil.rmtree(folder / texts)
    always = [
        Hours(dt.time(0), dt.time(23, 59))
    ] * 7  # a plan has no stops in a house that is closed
    site = replace(whole.site, languages=["nl", "en"], opening=always)
    write_museum(replace(whole, site=site, works=works, tours=[], links=[], glossary=[]), folder)
    return folder


@pytest.fixture
def house(museum: Path, tmp_path: Path) -> Iterator[WholeKiosk]:
    made = WholeKiosk(museum, tmp_path, resting=True)
    try:
        made.start_server()
        yield made
    finally:
        made.close()


def test_links_are_told_along_a_drafted_tour(
    house: WholeKiosk, museum: Path, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    inside = f"http://127.0.0.1:{house.web_port}"
    sign_in_as(browser, inside, "museum", password="only-for-a-test")
    walk = DeskWalk(browser, f"{inside}/desk")
    bring_subjects(walk, read_museum(museum), tmp_path / "subjects.csv")
    for number, pair in enumerate(PAIRS):
        draft_a_link(walk, inside, pair)
        approve_it(walk, OURS if number == 0 else "")
    tour = draft_the_tour(walk, inside)
    publish(walk, inside)
    house.wait_for_speech(180)
    house.start_kiosk()
    house.open_browser()
    release = json_of(f"{inside}/health")["release"]
    until(lambda: house.health()["release"] == release, 90, "the kiosk to have the release")
    content = read_museum(museum)
    hear_it_at_the_kiosk(house, content)
    become_a_phone(browser)
    hear_it_on_a_phone(browser, f"{inside}/visit/tour/{tour}?l=en", content)


def bring_subjects(walk: DeskWalk, museum: Museum, file: Path) -> None:
    rows = (f"{one.number},{one.key},{SUBJECTS.get(one.key, '')}" for one in museum.works)
    file.write_text("\n".join(["number,title,subjects", *rows]) + "\n", encoding="utf-8")
    walk.rail("Works")
    walk.tab("Proposed links")
    walk.follow("Subject terms")
    walk.choose_files("Table (CSV)", file)
    walk.press("Bring them in")
    walk.sees("3 works have their terms")
    walk.follow("Proposed links")
    walk.press("Search now")


def draft_a_link(walk: DeskWalk, inside: str, pair: tuple[str, str]) -> None:
    left, right = sorted(pair)
    sides = f"form[action$='/accept']:has([value='{left}']):has([value='{right}']) button"

    def found() -> bool:
        walk.browser.get(f"{inside}/desk/related")
        return bool(walk.browser.find_elements(By.CSS_SELECTOR, sides))

    until(found, 90, f"a proposal of {pair}")
    walk.browser.find_element(By.CSS_SELECTOR, sides).click()
    walk.sees("Drafted.")
    walk.follow("Read and complete what is told")


def approve_it(walk: DeskWalk, dutch: str) -> None:
    """Write the Dutch text anew where `dutch` says one, then approve all."""
    if dutch:
        open_languages(walk)
        box = walk.browser.find_element(By.CSS_SELECTOR, "textarea[lang=nl][id$='.text']")
        name = (box.get_attribute("id") or "").removesuffix(".text")
        box.clear()
        box.send_keys(dutch)
        hand = walk.browser.find_element(By.ID, f"{name}.hand")
        Select(hand).select_by_value("person")
        walk.press("Save")
        walk.sees("Saved.")
    for _language in ("nl", "en"):
        open_languages(walk)
        walk.press("Approve")
        walk.sees("1 text approved.")


def open_languages(walk: DeskWalk) -> None:
    closed = "details.language:not([open]) > summary"
    for summary in walk.browser.find_elements(By.CSS_SELECTOR, closed)[:2]:
        summary.click()


def draft_the_tour(walk: DeskWalk, inside: str) -> str:
    walk.browser.get(f"{inside}/desk/related/tour?first=kolam&minutes=20")
    walk.sees("3 stops", OURS)
    walk.press("Draft this tour")
    walk.sees("Drafted. Read it")
    return walk.browser.current_url.split("?")[0].rsplit("/", 1)[-1]


def publish(walk: DeskWalk, inside: str) -> None:
    walk.browser.get(f"{inside}/desk/publish")
    walk.press("Publish")
    if "Publish them all the same" in walk.words:  # the texts of the works, which nobody approved
        walk.press("Publish them all the same")
    walk.sees("is out")


def captions(browser: webdriver.Chrome, place: str, last: str) -> str:
    """Return what the captions say, one after the other, until the words of `last` came."""
    said: list[str] = []

    def done() -> bool:
        now = " ".join(text(browser, place).split())
        if now and (not said or said[-1] != now):
            said.append(now)
        return last in " ".join(said)

    until(done, 120, lambda: f"{last!r} after {said}")
    return " ".join(said)


def in_order(said: str, *words: str) -> None:
    places = [said.find(one) for one in words]
    assert -1 not in places, said
    assert places == sorted(places), said


def texts(museum: Museum, key: str, language: str) -> tuple[str, str]:
    """Return what is told of a work and what is asked."""
    work = next(one for one in museum.works if one.key == key)
    told, asked = (
        next(one.text for one in work.blocks if (one.language, one.part) == (language, part))
        for part in PARTS
    )
    return told, asked


def hear_it_at_the_kiosk(house: WholeKiosk, museum: Museum) -> None:
    """In Dutch. The first work has no link; the others tell one between what is told and what is asked."""
    house.touch("language", "nl")
    for number, key, link in (
        ("1", "kolam", ""),
        ("14", "lusona", OURS),
        ("16", "interlace", "vlecht"),
    ):
        told, asked = texts(museum, key, "nl")
        house.touch("number", number)
        until(lambda number=number: text(house.page, "#telling-number") == number, 30, key)
        said = captions(house.page, "#subtitle", link) if link else ""
        said = f"{said} {captions(house.page, '#subtitle', asked)}"
        in_order(said, *filter(None, (told, link, asked)))
        assert link or "keert de lijn terug" not in said
    started = [
        one["block"] for one in json_of(f"{house.address}/speaker") if one["what"] == "started"
    ]
    links = [place for place, block in enumerate(started) if block.startswith(tuple(LINKS))]
    assert len(links) == len(LINKS), f"spoken, not only shown: {started}"
    read_the_sources(house)


def read_the_sources(house: WholeKiosk) -> None:
    """A visitor presses More, and reads where the link's words come from."""
    house.script("document.querySelector('[data-opens=sheet]:not([hidden])').click()")
    house.script("document.getElementById('tab-sources').click()")
    sources = until(lambda: text(house.page, "#part-sources"), 20, "the sources")
    assert "vlecht" in sources, sources


def hear_it_on_a_phone(phone: webdriver.Chrome, tour: str, museum: Museum) -> None:
    """In English, along the tour that was drafted."""
    phone.get(tour)
    phone.find_element(By.CSS_SELECTOR, "a[data-tour]").click()
    stops = "#stops .number"
    until(lambda: [one.text for one in phone.find_elements(By.CSS_SELECTOR, stops)], 60, "a plan")
    numbers = [one.text for one in phone.find_elements(By.CSS_SELECTOR, stops)]
    assert numbers == ["1", "14", "16"], "staff's order"
    phone.find_element(By.ID, "go-on").click()
    for key, link in (
        ("kolam", ""),
        ("lusona", "have something in common: doorlopende lijn"),
        ("interlace", "have something in common: vlecht"),
    ):
        told, asked = texts(museum, key, "en")
        until(lambda: phone.find_element(By.ID, "play").is_displayed(), 60, key)
        phone.find_element(By.ID, "play").click()
        said = captions(phone, "#subtitles", link) if link else ""
        said = f"{said} {captions(phone, '#subtitles', asked)}"
        in_order(said, *filter(None, (told, link, asked)))
        assert link or "something in common" not in said
        listed = " ".join(
            one.get_attribute("textContent") or ""
            for one in phone.find_elements(By.CSS_SELECTOR, ".sources li")
        )
        assert not link or link.rpartition(": ")[2] in listed, listed
        if key == "interlace":
            return
        before = phone.current_url
        phone.find_element(By.ID, "next").click()
        until(lambda before=before: phone.current_url != before, 60, "the next page")
