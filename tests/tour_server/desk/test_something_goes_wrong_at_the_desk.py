"""Error pages say what happened, what still works and what to do, and keep what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.desk import Desk
from tests.tiny_museum import block
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role


def test_a_form_without_its_token_changes_nothing_and_returns_the_text(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    fields = browser.fill_in("/desk/works/lijn")
    fields |= {"csrf_token": "forged", "title.nl": "Een <b>nieuwe</b> titel"}
    answer = browser.client.post("/desk/works/lijn", data=fields)
    assert answer.status_code == 400
    assert "had been open too long" in answer.text
    assert "Een &lt;b&gt;nieuwe&lt;/b&gt; titel" in answer.text
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.title["nl"] == "Werk lijn"


def test_a_text_for_a_removed_part_is_returned(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.AUTHOR)
    mine = noor.fill_in("/desk/offers/thee")
    bram.post("/desk/offers/thee", bram.fill_in("/desk/offers/thee"), action="remove")
    answer = noor.post("/desk/offers/thee", mine, **{"text.nl": "Thee, koek en een stoel."})
    assert answer.status_code == 404
    assert "Thee, koek en een stoel." in answer.text


FORMS = [
    *("/desk/sign-in", "/desk/sign-out", "/desk/people"),
    *("/desk/works/lijn", "/desk/works/new", "/desk/works/lijn/history"),
    *("/desk/tours/kort", "/desk/tours/new", "/desk/offers/thee", "/desk/offers/new"),
    *("/desk/museum/huis", "/desk/museum/huis/history", "/desk/plan/rooms/hal"),
    *("/desk/plan/rooms/new", "/desk/plan/ways/new", "/desk/links/new", "/desk/themes/making"),
    "/desk/plan/places/new",
    *("/desk/publish", "/desk/publish/again/1", "/desk/publish/renew"),
]
PAGES = [
    *("/desk", "/desk/people", "/desk/pictures/a/b.png"),
    *("/desk/works", "/desk/works/lijn", "/desk/works/new"),
    *("/desk/works/lijn/history", "/desk/tours", "/desk/offers"),
    *("/desk/publish", "/desk/publish/progress", "/desk/publish/progress.json"),
    *("/desk/museum", "/desk/museum/huis", "/desk/museum/huis/history", "/desk/plan/rooms"),
    *("/desk/plan/rooms/hal", "/desk/plan/rooms/new", "/desk/plan/ways", "/desk/plan/ways/new"),
    *("/desk/plan/places", "/desk/plan/places/new"),
    *("/desk/links", "/desk/links/new", "/desk/themes", "/desk/themes/making", "/desk/themes/new"),
]


@pytest.mark.parametrize("address", FORMS)
def test_every_form_requires_its_token(desk: Desk, address: str) -> None:
    browser = desk.colleague("Noor")
    assert browser.client.post(address, data={"version": "1"}).status_code == 400


@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_the_desk_requires_signing_in(desk: Desk, address: str) -> None:
    answer = desk.stranger().get(address)
    assert answer.status_code == 302
    assert "/desk/sign-in" in answer.location


def test_an_unknown_page(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    for address in ("/desk/works/none", "/desk/tours/none", "/desk/works/none/history", "/nowhere"):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "There is no such page" in answer.text


def test_without_a_museum_every_page_says_what_to_do(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "empty")
    browser = desk.colleague("Noor")
    for address in (
        *("/desk/works", "/desk/tours", "/desk/offers", "/desk/publish"),
        *("/desk/museum", "/desk/plan/rooms", "/desk/plan/ways", "/desk/links", "/desk/themes"),
    ):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "Import a spreadsheet" in answer.text
    assert "There is nothing here yet" in browser.get("/desk").text
    desk.close()


def test_the_navigation_lists_the_pages_and_marks_the_current_one(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR)
    page = browser.get("/desk/works/lijn").text
    assert '<a href="/desk/works" aria-current="true">Works</a>' in page
    assert '<a href="/desk/works" aria-current="page">All works</a>' in page
    page = browser.get("/desk/plan/rooms/hal").text
    assert '<a href="/desk/museum" aria-current="true">Museum</a>' in page
    assert '<a href="/desk/plan/rooms" aria-current="page">Rooms</a>' in page


def test_a_desk_page_may_not_be_framed_and_loads_nothing_from_other_sites(desk: Desk) -> None:
    answer = desk.colleague("Noor").get("/desk/works/lijn")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "http" not in answer.text.replace("http-equiv", "")


def test_a_work_with_a_thousand_blocks_is_saved_whole(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    blocks = [block(f"b{n}", "nl", f"Zin {n}. " + "lang " * 200) for n in range(1000)]
    desk.parts.drafts.put(
        PartKind.WORK, "lijn", replace(part.body, blocks=blocks), part.version, "Noor"
    )
    fields = browser.fill_in("/desk/works/lijn") | {"block.b999.text": "De laatste zin."}
    head = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join(head.format(name, text) for name, text in fields.items()) + "--x--\r\n"
    kind = "multipart/form-data; boundary=x"  # as a browser sends the form of a work
    answer = browser.client.post("/desk/works/lijn", data=body.encode(), content_type=kind)
    assert answer.status_code == 302
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.blocks[999].text == "De laatste zin."


def test_every_browser_gets_the_icon(desk: Desk) -> None:
    asked = desk.stranger().get("/favicon.ico")
    assert (asked.status_code, asked.mimetype) == (200, "image/svg+xml")
    assert 'rel="icon" href="/web/icon.svg"' in desk.stranger().get("/desk/sign-in").text
    assert desk.stranger().get("/web/icon.svg").status_code == 200
