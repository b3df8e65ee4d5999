"""Staff choose works or a tour at the desk, look at a picture of the print, and take the PDF."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from lxml import html
from msgspec.structs import replace
from PIL import Image

from tests import waiting
from tests.desk import Browser, Desk
from tests.tour_server.printing.conftest import SERVER
from tests.tour_server.printing.printed_pages import PrintedPages
from tour_server.catalogue.parts import PartKind
from tour_server.printing.print_orders import KEPT_DAYS, MOST_LABELS
from tour_server.staff.permissions import Role

pytestmark = pytest.mark.long

LABELS, FLYERS = "/desk/print/labels", "/desk/print/flyers"


def made(desk: Desk, browser: Browser, address: str, **fields: str) -> str:
    """Ask for a print, let it be made, and return the address of its page."""
    browser.get(address)
    answer = browser.post(address, **fields)
    assert answer.status_code == 303, answer.text
    page = answer.headers["Location"]
    with desk.parts.running():
        waiting.until(lambda: (browser.get(f"{page}.json").json or {})["ended"])
    return page


def printed(browser: Browser, page: str, tmp_path: Path) -> PrintedPages:
    answer = browser.client.get(f"{page}.pdf")
    assert answer.mimetype == "application/pdf"
    file = tmp_path / "taken.pdf"
    file.write_bytes(answer.data)
    answer.close()
    return PrintedPages(file)


def shown(browser: Browser, address: str) -> list[str]:
    """The words that say how many labels the page would print: below the warnings."""
    page = html.fromstring(browser.get(address).text)
    said = page.xpath("//p[@role='status']")[-1:]
    return [" ".join(one.text_content().split()) for one in said]


def test_labels_are_made_and_taken(printing_desk: Desk, tmp_path: Path) -> None:
    browser = printing_desk.colleague("Noor", Role.DUTY_MANAGER)
    page = made(printing_desk, browser, LABELS, sheet="99.1x67.7", start="2", room="hal")
    assert "1 page is ready." in browser.get(page).text
    pages = printed(browser, page, tmp_path)
    assert pages.codes() == {f"{SERVER}/visit/work/1", f"{SERVER}/visit/work/2"}
    pages.close()
    assert browser.get("/desk/print/made/999").status_code == 404


@pytest.mark.long
def test_a_flyer_is_made_and_taken(printing_desk: Desk, tmp_path: Path) -> None:
    browser = printing_desk.colleague("Noor")
    page = made(printing_desk, browser, FLYERS, tour="kort", language="en", fold="three")
    pages = printed(browser, page, tmp_path)
    assert pages.codes() == {f"{SERVER}/visit/tour/kort?l=en"}
    pages.close()


def test_works_are_chosen(printing_desk: Desk) -> None:
    browser = printing_desk.colleague("Noor")
    drafts = printing_desk.parts.drafts
    assert shown(browser, LABELS) == ["3 labels · 1 page"]
    assert shown(browser, f"{LABELS}?room=zolder") == ["1 label · 1 page"]
    assert shown(browser, f"{LABELS}?q=werk+RING") == ["1 label · 1 page"]
    assert shown(browser, f"{LABELS}?tour=kort&sheet=a4") == ["3 labels · 3 pages"]
    assert "can name every work" in shown(browser, f"{LABELS}?state=by-number")[0]
    assert "No work fits" in shown(browser, f"{LABELS}?q=zzz")[0]
    printing_desk.clock.at += dt.timedelta(days=3)
    part = drafts.get(PartKind.WORK, "knoop")
    drafts.put(PartKind.WORK, "knoop", replace(part.body, by_number=True), part.version, "Noor")
    browser = printing_desk.signed_in("Noor")  # a sign-in ends after a night
    day = (printing_desk.clock.at - dt.timedelta(days=1)).date()
    assert shown(browser, f"{LABELS}?since={day}") == ["1 label · 1 page"]
    assert shown(browser, f"{LABELS}?state=by-number") == ["1 label · 1 page"]
    for page in ("/desk/works", "/desk/publish", "/desk/works/knoop"):
        assert f'href="{LABELS}?state=by-number"' in browser.get(page).text, page


@pytest.mark.parametrize(
    "query",
    [
        "sheet=x&start=-4",
        "start=99999999999999999999",
        "start=%C2%B2",
        "since=2026-13-45",
        "tour=gone&room=%01",
    ],
)
def test_an_address_that_was_typed_wrong(printing_desk: Desk, query: str) -> None:
    assert printing_desk.colleague("Noor").get(f"{LABELS}?{query}").status_code == 200


@pytest.mark.long
def test_a_picture_shows_the_print(printing_desk: Desk) -> None:
    browser = printing_desk.colleague("Noor")
    for address in (f"{LABELS}.png?start=3", f"{FLYERS}.png?side=inside&fold=three"):
        answer = browser.client.get(address)
        assert answer.status_code == 200, answer.text
        with Image.open(io.BytesIO(answer.data)) as image:
            assert image.format == "PNG"
            assert len(image.convert("L").getcolors(100_000) or []) > 2, "it is empty"


def test_without_an_address_for_phones_nothing_is_printed(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    for address in (LABELS, FLYERS):
        page = browser.get(address)
        assert "write it as public_url" in page.text
        assert "/desk/print/labels.png" not in page.text
        answer = browser.post(address)
        assert answer.status_code == 409
        assert "write it as public_url" in answer.text
    assert browser.get(f"{LABELS}.png").status_code == 409


def test_a_print_has_a_largest_number_of_labels(printing_desk: Desk) -> None:
    museum = printing_desk.parts.drafts.museum()
    works = [
        replace(museum.works[0], key=f"w{n}", number=n + 1, media=[], blocks=[])
        for n in range(MOST_LABELS + 1)
    ]
    printing_desk.parts.drafts.load(replace(museum, works=works, tours=[], links=[]), "Noor")
    browser = printing_desk.colleague("Noor")
    browser.get(LABELS)
    answer = browser.post(LABELS)
    assert answer.status_code == 409
    assert "2000 at most" in answer.text
    assert "There is no tour yet" in browser.get(FLYERS).text


def test_a_work_is_removed_while_its_label_waits(printing_desk: Desk) -> None:
    browser = printing_desk.colleague("Noor")
    browser.get(LABELS)
    page = browser.post(LABELS).headers["Location"]
    drafts = printing_desk.parts.drafts
    drafts.remove(PartKind.TOUR, "kort", drafts.get(PartKind.TOUR, "kort").version, "Noor")
    drafts.remove(PartKind.WORK, "ring", drafts.get(PartKind.WORK, "ring").version, "Noor")
    with printing_desk.parts.running():
        waiting.until(lambda: (browser.get(f"{page}.json").json or {})["ended"])
    assert "removed since: ring" in browser.get(page).text
    assert browser.get(f"{page}.pdf").status_code == 404


def test_old_prints_are_deleted(printing_desk: Desk) -> None:
    browser = printing_desk.colleague("Noor")
    page = made(printing_desk, browser, LABELS)
    (old,) = (
        task
        for task in printing_desk.parts.assembly.parts
        if getattr(task, "_name", "") == "old-prints"
    )
    printing_desk.clock.at = dt.datetime.now(dt.UTC) + dt.timedelta(days=KEPT_DAYS, hours=1)
    old._call()  # type: ignore[attr-defined]
    browser = printing_desk.signed_in("Noor")
    assert browser.get(f"{page}.pdf").status_code == 404
    assert "deleted after some days" in browser.get(page).text
