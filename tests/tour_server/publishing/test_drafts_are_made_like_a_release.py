"""The drafts are made like an earlier release, after a question, and as they were before by the same means."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import Connection, ConnectionKind
from tests.desk import Browser, Desk
from tests.tiny_museum import block
from tour_server.catalogue.approval_units import approval_units
from tour_server.catalogue.parts import PartKind, split_museum
from tour_server.events.event_log import EventFilter
from tour_server.publishing.draft_replacement import DraftReplacement
from tour_server.staff.permissions import Role


def change(desk: Desk, key: str = "lijn", text: str = "Heel andere woorden.") -> None:
    part = desk.parts.drafts.get(PartKind.WORK, key)
    first = replace(part.body.blocks[0], text=text)
    body = replace(part.body, blocks=[first, *part.body.blocks[1:]])
    desk.parts.drafts.put(PartKind.WORK, key, body, part.version, "Noor")


def press(browser: Browser, address: str) -> int:
    """Press the button of a page that asks. Returns the status of the answer."""
    page = browser.get(address).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    return browser.post(address, seen=seen).status_code


def bodies(desk: Desk) -> dict[tuple[PartKind, str], object]:
    return {
        (part.kind, part.key): part.body
        for kind in PartKind
        for part in desk.parts.drafts.all(kind)
    }


def test_one_click_there_and_one_click_back(desk: Desk) -> None:
    drafts = desk.parts.drafts
    way = Connection(("hal", "zolder"), ConnectionKind.STAIRS, 30, ((0, 0), (0, 0)))
    drafts.put(PartKind.CONNECTION, "the-way-up", way, 0, "Noor")
    first = bodies(desk)
    desk.parts.publisher.publish("Noor")
    change(desk)
    drafts.remove(PartKind.TOUR, "kort", drafts.get(PartKind.TOUR, "kort").version, "Noor")
    new = replace(drafts.get(PartKind.WORK, "ring").body, key="nieuw", number=9, blocks=[])
    drafts.put(PartKind.WORK, "nieuw", new, 0, "Noor")
    second = bodies(desk)
    ring = drafts.get(PartKind.WORK, "ring").version

    browser = desk.colleague("Noor")
    asked = browser.get("/desk/publish/like/1").text
    assert "3 parts of the drafts would change." in asked
    assert "Volg de lijn met uw ogen." in asked.replace("<ins>", "").replace("</ins>", "")
    assert bodies(desk) == second, "it asks first"
    assert press(browser, "/desk/publish/like/1") == 302
    assert bodies(desk) == first, "also the names of authors, and the key of the way"
    assert drafts.get(PartKind.WORK, "ring").version == ring, "it did not differ"
    assert "The drafts are like that already." in browser.get("/desk/publish/like/1").text

    page = browser.get("/desk/publish").text
    assert "Noor made the drafts like release 1; 3 parts changed." in page
    assert press(browser, "/desk/publish/before/1") == 302
    assert bodies(desk) == second
    assert press(browser, "/desk/publish/before/2") == 302
    assert bodies(desk) == first, "the undo is undone"
    (event,) = (
        one
        for one in desk.parts.events.export(EventFilter(kind="drafts-replaced"))
        if one.subject == "like release 1"
    )
    assert (event.who, event.detail) == ("Noor", "3 parts changed")


def test_a_colleague_saves_while_it_is_looked_at(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    change(desk)
    browser = desk.colleague("Noor")
    page = browser.get("/desk/publish/like/1").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    change(desk, "ring", "Een ring is rond.")
    answer = browser.post("/desk/publish/like/1", seen=seen)
    assert answer.status_code == 409
    assert "A colleague changed the drafts meanwhile." in answer.text
    assert desk.parts.drafts.get(PartKind.WORK, "ring").body.blocks[0].text == "Een ring is rond."


def test_who_may(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    site = desk.parts.drafts.get(PartKind.SITE, "huis")
    body = replace(site.body, accent="#224466")
    desk.parts.drafts.put(PartKind.SITE, "huis", body, site.version, "Noor")
    publisher, author = desk.colleague("Ada", Role.PUBLISHER), desk.colleague("Bo", Role.AUTHOR)
    for browser in (publisher, author):  # the one may not write, the other may not change the house
        page = browser.get("/desk/publish/like/1").text
        assert 'id="replace"' not in page
        seen = "x"
        assert browser.post("/desk/publish/like/1", seen=seen).status_code == 403
    assert press(desk.colleague("Noor", Role.EDITOR), "/desk/publish/like/1") == 302
    assert publisher.get("/desk/publish/like/9").status_code == 404
    assert publisher.get("/desk/publish/before/9").status_code == 404


@pytest.fixture
def strict(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose museum publishes only approved texts."""
    shutil.copytree(prepared, tmp_path / "strict")
    opened = Desk(tmp_path / "strict", needs_approval=True)
    yield opened
    opened.close()


def test_what_comes_back_is_not_approved_by_that(strict: Desk) -> None:
    """Decision 17: an approval holds for what stands; what is brought back is a change like any other."""
    drafts = strict.parts.drafts
    for kind, key, body in split_museum(drafts.museum()):
        units = list(approval_units(body))
        if units:
            drafts.approve(kind, key, units, drafts.get(kind, key).version, "Ada")
    strict.parts.publisher.publish("Noor")
    change(strict)
    assert press(strict.colleague("Noor"), "/desk/publish/like/1") == 302
    back = drafts.get(PartKind.WORK, "lijn").body
    assert back.blocks[0].text == "Volg de lijn met uw ogen."
    assert back.blocks[0].approved_by is None
    strict.parts.publisher.publish("Noor")
    museum = strict.parts.releases.museum()
    assert museum is not None
    told = [one.text for work in museum.works for one in work.blocks]
    assert "Volg de lijn met uw ogen." in told, "the wording approved last stays live"


def test_the_authors_of_words_that_no_draft_ever_had(desk: Desk) -> None:
    """A release that came from elsewhere: its words come as they are."""
    museum = desk.parts.drafts.museum()
    other = replace(museum.works[0], blocks=[block("lijn-nl-1", "nl", "Van elders.")])
    desk.parts.publisher.publish("Noor", museum=replace(museum, works=[other, *museum.works[1:]]))
    replacement = desk.parts.assembly.context.get(DraftReplacement)
    assert replacement.replace(replacement.like_release(1), "Noor", 1) == 1
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.blocks[0].text == "Van elders."
