"""A museum has more works than a list can hold: staff type one, and every list on a page has an end."""

from __future__ import annotations

import pytest
from lxml import html
from msgspec.structs import replace

from tests.desk import Browser, Desk
from tour_server.catalogue import snapshot
from tour_server.catalogue.parts import PartKind
from tour_server.search.catching_up import CatchingUp


@pytest.fixture
def noor(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setattr(snapshot, "MOST_LISTED_WORKS", 1)
    part = desk.parts.drafts.get(PartKind.WORK, "knoop")
    desk.parts.drafts.put(
        PartKind.WORK, "knoop", replace(part.body, inventory="K. 12"), part.version, "Noor"
    )
    return desk.colleague("Noor")


def field(noor: Browser, address: str, name: str) -> html.HtmlElement:
    (found,) = html.fromstring(noor.get(address).text).xpath(f"//*[@name='{name}']")
    return found


@pytest.mark.parametrize("address", ["/desk/tours/kort", "/desk/tours/new", "/desk/links/new"])
def test_the_page_lists_no_works(noor: Browser, address: str) -> None:
    one = field(noor, address, "add")
    assert (one.tag, "data-works" in one.attrib) == ("input", True)


@pytest.mark.parametrize("number_title_or_inventory", ["{number}", "{number} {title}", "{title}"])
def test_a_stop_is_typed(desk: Desk, noor: Browser, number_title_or_inventory: str) -> None:
    drafts = desk.parts.drafts
    work = drafts.get(PartKind.WORK, "ring").body
    noor.post("/desk/tours/kort", noor.fill_in("/desk/tours/kort") | {"action": "without:ring"})
    typed = number_title_or_inventory.format(number=work.number, title=work.title["nl"])
    answer = noor.post("/desk/tours/kort", noor.fill_in("/desk/tours/kort") | {"add": typed})
    assert answer.status_code == 302, answer.text
    assert drafts.get(PartKind.TOUR, "kort").body.stops[-1].work == "ring"


def test_an_inventory_number_and_a_number_that_no_work_has(desk: Desk, noor: Browser) -> None:
    typed = {"add": "k.  12", "add_second": "9876"}
    answer = noor.post("/desk/links/new", noor.fill_in("/desk/links/new") | typed)
    assert answer.status_code == 422
    assert "No work is called so, or several are." in answer.text
    work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    again = noor.fill_in("/desk/links/new") | typed | {"add_second": str(work.number)}
    assert noor.post("/desk/links/new", again).status_code == 302
    assert ["knoop", "lijn"] in [part.body.works for part in desk.parts.drafts.all(PartKind.LINK)]


def test_a_title_of_two_works_means_neither(desk: Desk, noor: Browser) -> None:
    for key in ("ring", "knoop"):
        part = desk.parts.drafts.get(PartKind.WORK, key)
        body = replace(part.body, title={"nl": "Zonder titel"})
        desk.parts.drafts.put(PartKind.WORK, key, body, part.version, "Noor")
    typed = noor.fill_in("/desk/tours/kort") | {"add": "zonder titel"}
    assert noor.post("/desk/tours/kort", typed).status_code == 422


def test_an_offer_is_at_a_work_and_shows_its_picture(desk: Desk, noor: Browser) -> None:
    work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    typed = {"at_work": str(work.number), "picture": work.title["nl"]}
    answer = noor.post("/desk/offers/thee", noor.fill_in("/desk/offers/thee") | typed)
    assert answer.status_code == 302, answer.text
    offer = desk.parts.drafts.get(PartKind.OFFER, "thee").body
    assert (offer.room, offer.at, offer.picture) == (work.room, "lijn", work.media[0].file)
    unchanged = noor.fill_in("/desk/offers/thee")
    assert unchanged["at_work"] == unchanged["picture"] == f"{work.number} {work.title['nl']}"
    assert noor.post("/desk/offers/thee", unchanged).status_code == 302
    after = desk.parts.drafts.get(PartKind.OFFER, "thee").body
    assert after == offer
    typed = {"at_work": "", "at_room": work.room, "picture": "no such work"}
    assert noor.post("/desk/offers/thee", unchanged | typed).status_code == 422


def test_recordings_are_found_by_a_number(desk: Desk, noor: Browser) -> None:
    work = desk.parts.drafts.get(PartKind.WORK, "ring").body
    shown = html.fromstring(noor.get(f"/desk/recordings?work={work.number}").text)
    assert shown.xpath("//input[@id='work']/@value") == [f"{work.number} {work.title['nl']}"]


def test_what_may_be_meant_is_offered(desk: Desk, noor: Browser) -> None:
    desk.parts.assembly.context.get(CatchingUp).rebuild(lambda _left: None)
    work = desk.parts.drafts.get(PartKind.WORK, "ring").body
    answer = noor.get("/desk/search/works.json", query_string={"q": work.title["nl"][:4]})
    assert f"{work.number} {work.title['nl']}" in answer.json
    assert noor.get("/desk/search/works.json?q=").json == []
