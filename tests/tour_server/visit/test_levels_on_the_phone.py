"""Plain language, experts and audio description on the phone: offered where the museum has them, told once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from selenium import webdriver

from contract.museum import BlockPart, Level
from tests.browser import pixels_beyond_the_screen
from tests.tour_server.visit.conftest import SECONDS, Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until
from tour_server.visit import pages

ALL = ["adult", "child", "plain", "description"]
TELLING = ["Look here.", "How it is made.", "Who made it.", "What do you see?"]


def tell_more(house: Twin) -> None:
    """Publish work 1 in plain English, in four parts, and work 2 as audio description."""
    release = house.published
    assert release is not None
    kolam, koch, *others = release.museum.works
    block = next(one for one in kolam.blocks if one.language == "en")
    speech = next(one for one in release.speech if one.language == "en")
    parts = [BlockPart.LOOK, BlockPart.TELLING, BlockPart.TELLING, BlockPart.QUESTION]
    themes = ["making", "making", "makers", "making"]
    plain, spoken = [], []
    for number, (part, theme, text) in enumerate(zip(parts, themes, TELLING, strict=True)):
        key = f"kolam-plain-{number}"
        plain.append(replace(block, key=key, level=Level.PLAIN, part=part, theme=theme, text=text))
        (house.folder / f"{key}.vtt").write_text(
            f"WEBVTT\n\n1\n00:00:00.000 --> 00:00:{SECONDS:06.3f}\n{text}\n"
        )
        files = {"subtitles": f"{key}.vtt", "subtitles_portrait": f"{key}.vtt"}
        spoken.append(replace(speech, work="kolam", block=key, level=Level.PLAIN, **files))
    described = replace(block, key="koch-seen", level=Level.DESCRIPTION, text="It is white.")
    works = [
        replace(kolam, blocks=[*kolam.blocks, *plain]),
        replace(koch, blocks=[*koch.blocks, described]),
        *others,
    ]
    museum = replace(release.museum, works=works)
    house.published = replace(release, museum=museum, speech=[*release.speech, *spoken])


def offered(client: FlaskClient) -> list[str]:
    return re.findall(r'name="level" value="(\w+)"', client.get("/visit?l=en").text)


def told(client: FlaskClient, number: int) -> list[dict[str, Any]]:
    page = client.get(f"/visit/work/{number}?l=en").text
    data = re.search(r'id="page">(.*?)</script>', page)
    assert data is not None
    found: list[dict[str, Any]] = json.loads(data[1])["told"]
    return found


def test_the_start_page_offers_the_levels_of_the_release(house: Twin, client: FlaskClient) -> None:
    assert offered(client) == ["adult", "child"]
    tell_more(house)
    assert offered(client) == ALL


def test_the_style_sheet_knows_each_level() -> None:
    styles = Path(pages.__file__).with_name("static").joinpath("visit.css").read_text("utf-8")
    for level in Level:
        rule = f'html[data-level="{level}"] .narration:not([data-levels~="{level}"])'
        assert rule in styles


def test_a_page_carries_what_is_told_once(house: Twin, client: FlaskClient) -> None:
    before = len(client.get("/visit/work/3?l=en").text)
    tell_more(house)
    levels = [[one["levels"] for one in told(client, number)] for number in (1, 2, 3)]
    assert levels == [
        [["adult", "description"], ["child"], ["plain"]],
        [["adult", "plain"], ["child"], ["description"]],
        [["adult", "plain", "description"], ["child"]],
    ]
    page = client.get("/visit/work/3?l=en").text
    assert len(page) - before < 1000, "two sentences and two choices, no text a second time"
    assert "Nothing in plain language here yet. This is for" in page
    assert "No audio description here yet. This is for adults." in page


def test_without_a_script_what_is_lacking_is_said_once(client: FlaskClient) -> None:
    reads = {"Accept-Language": "de, en"}  # two levels, nothing in German, so both are in English
    page = client.get("/visit/work/5?l=de", headers=reads).text
    lines = re.findall(r'class="narration second( needs-script)?">\s*<p>([^<]+)</p>', page)
    assert [hidden for hidden, _ in lines] == ["", " needs-script"]
    assert len({sentence for _, sentence in lines}) == 1


def test_the_parts_are_told_in_their_order(house: Twin, client: FlaskClient) -> None:
    tell_more(house)
    plain = told(client, 1)[-1]["tracks"]
    assert [track["part"] for track in plain] == ["look", "telling", "telling", "question"]
    assert [track["key"] for track in plain] == [f"kolam-plain-{number}" for number in range(4)]


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    return Visit(phone, site.address)


@pytest.mark.browser
def test_interests_move_what_is_told_alone(house: Twin, visit: Visit) -> None:
    tell_more(house)
    visit.open("/visit?l=en#v=plain")
    visit.script(
        """localStorage.setItem("zaalgids.profile", '{"level": "plain", "interests": {"makers": 1}}')"""
    )
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles") == "Look here.", what="what makes look")
    at = "const seek = document.getElementById('seek'); seek.value = arguments[0];"
    at += "seek.dispatchEvent(new Event('input'))"
    for number, text in enumerate(
        ["Look here.", "Who made it.", "How it is made.", "What do you see?"]
    ):
        visit.script(at, round((number + 0.5) * SECONDS))
        until(lambda text=text: visit.words("#subtitles") == text, what=text)


@pytest.mark.browser
@pytest.mark.parametrize("stored", ["giant", "expert", None, 7])
def test_a_stored_level_that_is_not_there_counts_as_adult(
    house: Twin, visit: Visit, stored: Any
) -> None:
    tell_more(house)
    visit.open("/visit?l=en")
    visit.script(
        "localStorage.setItem('zaalgids.profile', JSON.stringify({level: arguments[0], minutes: 40}))",
        stored,
    )
    visit.open("/visit?l=en")
    assert visit.script("return document.documentElement.dataset.level") == "adult"
    visit.open("/visit/plan?l=en")
    until(lambda: len(visit.stops()) == 5, what="five stops")
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles") == "Look at the white line.", what="the first words")
    assert visit.stored("profile")["level"] == stored
    assert visit.troubles() == []


@pytest.mark.browser
def test_a_kiosk_hands_the_level_over_and_the_page_says_what_it_tells(
    house: Twin, visit: Visit
) -> None:
    tell_more(house)
    visit.open("/visit#l=en&v=plain&w=3")
    until(lambda: "/visit/work/3" in visit.phone.current_url, what="the work that was played")
    until(lambda: visit.words("#subtitles"), what="its first words")
    assert visit.stored("profile")["level"] == "plain"
    seen = visit.words("main")
    assert "Nothing in plain language here yet. This is for adults." in seen
    assert "No audio description here yet." not in seen
    sections = visit.phone.find_elements("css selector", "section.narration")
    assert [section.is_displayed() for section in sections] == [True, False]
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles") == "Look here.", what="plain language")
    assert "Nothing in plain language here yet." not in visit.words("main")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["nl", "de"])
def test_the_levels_fit_a_narrow_phone(house: Twin, visit: Visit, language: str) -> None:
    tell_more(house)
    size = {"width": 320, "height": 568, "deviceScaleFactor": 1, "mobile": True}
    visit.phone.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    visit.open(f"/visit?l={language}")
    visit.tap(f'[data-choose-language="{language}"]')
    visit.tap('[data-minutes="40"]')
    visit.tap('[name=level][value="description"]')
    assert pixels_beyond_the_screen(visit.phone) == 0
