"""Staff find works and anything else at the desk, and filter, count and order the list of works by its address."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from contract.museum import Link, Relation, Source
from tests.desk import Browser, Desk
from tests.waiting import until
from tour_server.catalogue.parts import PartKind

KEYS = ("lijn", "ring", "knoop")


def change(desk: Desk, key: str, by: str = "Noor", **fields: Any) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, key)
    desk.parts.drafts.put(PartKind.WORK, key, replace(part.body, **fields), part.version, by)


def listed(browser: Browser, query: str) -> list[str]:
    page = html.fromstring(browser.get(f"/desk/works?{query}").text)
    return [box.get("value") for box in page.xpath("//td//input[@name='work']")]


@pytest.fixture
def noor(desk: Desk) -> Browser:
    desk.clock.at += dt.timedelta(days=1)  # after the museum was made
    change(
        desk,
        "ring",
        maker={"nl": "Martin Gröber"},
        date={"nl": "1650"},
        place={"en": "Danish Øresund"},
        materials={"nl": "olieverf"},
        inventory="NG-12/3",
        sources=[Source("De Vries, Ringen", "blz. 4")],
    )
    return desk.colleague("Noor")


@pytest.mark.parametrize(
    "query",
    [
        "Grober",
        "1650",
        "oresund",
        "olieverven",
        "NG-12/3",
        "vries ringen",
        "begin",
        "2",
        "HAL begin",
    ],
)
def test_a_work_is_found_by_any_of_its_texts(noor: Browser, query: str) -> None:
    assert listed(noor, f"q={query}")[0] == "ring"


def test_words_that_no_work_has_find_nothing_and_say_what_to_do(noor: Browser) -> None:
    page = noor.get("/desk/works?q=walvis").text
    assert "No work fits." in page
    assert listed(noor, "q=***") == [], "signs are no words"


def test_the_place_is_marked_in_the_list_and_in_the_results(noor: Browser) -> None:
    assert "<mark>Gröber</mark>" in noor.get("/desk/works?q=grober").text
    page = noor.get("/desk/search?q=begin").text
    assert "<mark>begin</mark>" in page
    assert "narration, Nederlands" in page


def test_anything_is_found_by_the_box_of_every_page(desk: Desk, noor: Browser) -> None:
    link = Link("paar", ["lijn", "ring"], Relation.MOTIF, [])
    desk.parts.drafts.put(PartKind.LINK, "paar", link, 0, "Noor")
    assert 'action="/desk/search"' in noor.get("/desk").text
    found = {
        query: set(
            re.findall(r'work-title" href="([^"]+)"', noor.get(f"/desk/search?q={query}").text)
        )
        for query in ("zolder", "kort", "thee", "maken", "huis", "paar")
    }
    assert found["zolder"] == {"/desk/plan/rooms/zolder", "/desk/works/knoop"}
    assert "/desk/tours/kort" in found["kort"]
    assert found["thee"] == {"/desk/offers/thee"}
    assert found["maken"] == {"/desk/themes/making"}
    assert found["huis"] == {"/desk/museum/huis"}
    assert found["paar"] == {"/desk/links/paar"}
    page = noor.get("/desk/search?q=werk&kind=work").text
    assert "These works as a list" in page
    assert "Nothing has all of these words" in noor.get("/desk/search?q=walvis").text
    assert noor.get("/desk/search?q=werk&kind=nonsense&page=99999").status_code == 200


def test_what_was_saved_this_moment_is_found_and_what_was_removed_is_not(
    desk: Desk, noor: Browser
) -> None:
    assert listed(noor, "q=walvis") == []
    change(desk, "lijn", title={"nl": "De walvis"})
    assert listed(noor, "q=walvissen") == ["lijn"]
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    desk.parts.drafts.remove(PartKind.WORK, "lijn", part.version, "Noor")
    assert listed(noor, "q=walvis") == []
    assert listed(noor, "") == ["ring", "knoop"]


def test_a_room_that_gets_another_name_is_found_by_it(desk: Desk, noor: Browser) -> None:
    assert listed(noor, "q=vliering") == []
    room = desk.parts.drafts.get(PartKind.ROOM, "zolder")
    body = replace(room.body, name={"nl": "Vliering"})
    desk.parts.drafts.put(PartKind.ROOM, "zolder", body, room.version, "Noor")
    noor.get("/desk/works")  # reads the room, and notes its works
    assert listed(noor, "q=vliering") == ["knoop"]


def test_filters_stand_in_the_address_and_are_taken_off_one_by_one(
    desk: Desk, noor: Browser
) -> None:
    change(desk, "knoop", by="Bram", media=[], x=2.0, y=3.0)
    for query, expected in {
        "by=Bram": ["knoop"],
        "state=no-picture": ["knoop"],
        "state=no-place": ["lijn", "ring"],
        "state=by-number": ["knoop"],
        "state=approved": ["knoop"],
        "state=unapproved&room=hal": ["lijn", "ring"],
        "state=unapproved&state=no-picture": [],
        "missing=en": ["ring", "knoop"],
        "rights=CC0-1.0": ["lijn", "ring"],
        "tour=kort&missing=nl": ["knoop"],
        "tour=unknown": [],
        "sort=newest": ["knoop", "ring", "lijn"],
        "sort=title": ["knoop", "lijn", "ring"],
        "sort=maker": ["ring", "knoop", "lijn"],
        f"since={dt.date(2030, 1, 1)}": [],
        "since=nonsense&page=-4&sort=nonsense&room=": ["lijn", "ring", "knoop"],
        "page=7": ["lijn", "ring", "knoop"],
    }.items():
        assert listed(noor, query) == expected, query
    page = html.fromstring(noor.get("/desk/works?q=werk&room=hal&state=unapproved").text)
    without = {one.get("aria-label"): one.get("href") for one in page.xpath("//ul[@class='on']//a")}
    assert without["Without Hal"] == "/desk/works?q=werk&state=unapproved"
    assert without["Without not approved yet"] == "/desk/works?q=werk&room=hal"


def test_each_filter_says_how_many_works_it_leaves(desk: Desk, noor: Browser) -> None:
    page = noor.get("/desk/works").text
    for words in ("Hal (2)", "Zolder (1)", "English (2)", "Nederlands (1)", "Kort (3)"):
        assert words in page, words
    assert "not approved yet (2)" in page
    filtered = noor.get("/desk/works?missing=nl").text
    assert "Hal (0)" in filtered
    assert "English (2)" in filtered, "what another choice of the same filter would leave"
    assert "not approved yet (0)" in filtered


def test_a_language_that_the_museum_adds_is_missing_everywhere(desk: Desk, noor: Browser) -> None:
    site = desk.parts.drafts.get(PartKind.SITE, "huis")
    body = replace(site.body, languages=["fr", "nl", "en"])
    desk.parts.drafts.put(PartKind.SITE, "huis", body, site.version, "Noor")
    noor.get("/desk/works")
    assert listed(noor, "missing=fr") == ["lijn", "ring", "knoop"]
    assert listed(noor, "missing=en") == ["ring", "knoop"]


def test_what_is_not_published_is_known_after_each_release(desk: Desk, noor: Browser) -> None:
    assert listed(noor, "state=draft") == []
    desk.parts.take_on_rights("Noor")
    with desk.parts.running():
        noor.get("/desk/publish")
        noor.publish()
        until(lambda: desk.parts.releases.newest_number() == 1)
        until(lambda: not desk.parts.jobs.unended("publish"))
    assert listed(noor, "state=draft") == []
    change(desk, "lijn", title={"nl": "Anders"})
    assert listed(noor, "state=draft") == ["lijn"]
    assert "changed, not published" in noor.get("/desk/works").text
