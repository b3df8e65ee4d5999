"""A museum in two variants of a language: each can be chosen, has a name of its own, and finds its own words."""

from __future__ import annotations

import re

import msgspec
import pytest
from flask.testing import FlaskClient

from contract.museum import Block, Level, Source
from tests.tour_server.visit.conftest import Twin

PAIRS = [
    ("zh-Hans", "zh-Hant", "简体中文", "繁體中文"),
    ("pt-BR", "pt-PT", "Português (Brasil)", "Português (Portugal)"),
    ("en-US", "en-GB", "English (United States)", "English (United Kingdom)"),
    ("de", "de-CH", "Deutsch", "Deutsch (Schweiz)"),
]


def speaks(house: Twin, *languages: str) -> None:
    """Publish the museum in these languages alone; each text is its language's tag."""
    release = house.published
    assert release is not None
    texts = {language: f"title in {language}" for language in languages}
    works = [
        msgspec.structs.replace(
            work,
            title=texts,
            blocks=[
                Block(
                    f"{work.key}-{tag.lower()}",
                    tag,
                    Level.ADULT,
                    "making",
                    f"text in {tag}",
                    [Source("A book")],
                    "A",
                )
                for tag in languages
            ],
        )
        for work in release.museum.works
    ]
    site = msgspec.structs.replace(release.museum.site, languages=list(languages))
    museum = msgspec.structs.replace(release.museum, site=site, works=works)
    house.published = msgspec.structs.replace(release, museum=museum)


@pytest.mark.parametrize(("first", "second", "first_name", "second_name"), PAIRS)
def test_each_variant_has_a_button_and_its_own_words(
    house: Twin, client: FlaskClient, first: str, second: str, first_name: str, second_name: str
) -> None:
    speaks(house, first, second, "nl")
    for tag in (first, second):
        page = client.get(f"/visit?l={tag}").text
        assert f'data-language="{tag}"' in page
        assert f"<bdi>{first_name}</bdi>" in page
        assert f"<bdi>{second_name}</bdi>" in page
        work = client.get(f"/visit/work/1?l={tag}").text
        assert f"title in {tag}" in work
        assert f"<p>text in {tag}</p>" in work
        other = second if tag == first else first
        assert f"<p>text in {other}</p>" not in work


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("zh-TW,zh;q=0.9", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-CN,zh", "zh-Hans"), ("no", "nb")],
)
def test_a_browser_asks_in_its_own_way(
    house: Twin, client: FlaskClient, asked: str, expected: str
) -> None:
    speaks(house, "nl", "zh-Hans", "zh-Hant", "nb")
    page = client.get("/visit", headers={"Accept-Language": asked}).text
    assert f'data-language="{expected}"' in page


def test_the_screens_own_words_are_marked_with_their_language(
    house: Twin, client: FlaskClient
) -> None:
    speaks(house, "zh-Hant", "nl")
    page = client.get("/visit?l=zh-Hant").text
    assert re.search(r'<html lang="nl" dir="ltr"', page), "the museum's next language, not English"
    page = client.get("/visit?l=zh-Hant", headers={"Accept-Language": "zh-TW,fr;q=0.5"}).text
    assert re.search(r'<html lang="fr" dir="ltr"', page), "the next language of the visitor's list"


def test_a_phones_own_list_reaches_the_plan_whole(house: Twin, client: FlaskClient) -> None:
    speaks(house, "pt-BR", "pt-PT")
    asked = {"minutes": 60, "languages": ["pt-PT", "en-GB"]}
    stops = client.post("/visit/plan", json=asked).get_json()["stops"]
    assert stops
    assert {stop["title_language"] for stop in stops} == {"pt-PT"}


def test_an_offer_comes_in_the_language_of_the_page(house: Twin, client: FlaskClient) -> None:
    house.people = {"curves": 0}
    for asked, expected in (("nl", "nl"), ("en", "en"), ("ar", "nl")):
        offer = client.get(f"/visit/now?l={asked}").get_json()["offer"]
        assert list(offer["title"]) == [expected], asked
        assert list(offer["text"]) == [expected], asked
