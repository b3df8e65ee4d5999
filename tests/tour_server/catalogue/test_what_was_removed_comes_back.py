"""What was removed stands in a list, with its name even after a publish, and one click brings it back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from contract.museum import GlossaryTerm, Link, Offer, Relation, Source
from tests.desk import Browser, Desk
from tests.tiny_museum import block
from tour_server.catalogue.draft_history import DraftHistory
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role


def remove(desk: Desk, kind: PartKind, key: str, by: str = "Bram") -> None:
    desk.parts.drafts.remove(kind, key, desk.parts.drafts.get(kind, key).version, by)


def bring_back(browser: Browser, address: str, page: str) -> int:
    """Press the button beside a part. Returns the status of the answer."""
    assert f'action="{address}"' in page
    version = page.split(f'action="{address}"')[1].split('name="to" value="')[1].split('"')[0]
    return browser.post(address, to=version, version="0").status_code


@pytest.mark.parametrize(
    ("kind", "key", "path", "name"),
    [
        (PartKind.WORK, "knoop", "works", "Werk knoop"),
        (PartKind.ROOM, "zolder", "plan/rooms", "Zolder"),
        (PartKind.TOUR, "kort", "tours", "Kort"),
        (PartKind.OFFER, "thee", "offers", "Thee"),
        (PartKind.THEME, "making", "themes", "Het maken"),
        (PartKind.LINK, "paar", "links", ""),
        (PartKind.TERM, "kolam", "glossary", "kolam"),
    ],
)
def test_each_kind_comes_back_after_a_publish(
    desk: Desk, kind: PartKind, key: str, path: str, name: str
) -> None:
    link = Link("paar", ["lijn", "ring"], Relation.MOTIF, [block("paar-nl-1", "nl", "Samen.")])
    desk.parts.drafts.put(PartKind.LINK, "paar", link, 0, "Noor")
    term = GlossaryTerm("kolam", [Source("A book")], {"nl": "kolam"}, {"nl": "een tekening"})
    desk.parts.drafts.put(PartKind.TERM, "kolam", term, 0, "Noor")
    before = desk.parts.drafts.get(kind, key).body
    desk.parts.publisher.publish("Noor")
    remove(desk, PartKind.TOUR, "kort")
    if kind is PartKind.ROOM:
        remove(desk, PartKind.WORK, "knoop")
    if kind is PartKind.THEME:
        for one in ("lijn", "ring", "knoop"):
            remove(desk, PartKind.WORK, one)
        remove(desk, PartKind.LINK, "paar")
    if kind is not PartKind.TOUR:
        remove(desk, kind, key)
    desk.parts.publisher.publish("Noor")
    browser = desk.colleague("Noor")
    assert f'href="/desk/removed?kind={kind}"' in browser.get(f"/desk/{path}").text
    page = browser.get(f"/desk/removed?kind={kind}").text
    assert name in page
    assert "Bram" in page
    assert bring_back(browser, f"/desk/{path}/{key}/history", page) == 302
    if isinstance(before, Offer):
        before = replace(before, approved_by=None)  # as after any change
    assert desk.parts.drafts.get(kind, key).body == before
    assert f"/desk/{path}/{key}/history" not in browser.get("/desk/removed").text


def test_the_publish_page_leads_to_everything_that_was_removed(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    remove(desk, PartKind.TOUR, "kort")
    remove(desk, PartKind.WORK, "knoop")
    browser = desk.colleague("Noor")
    assert 'href="/desk/removed"' in browser.get("/desk/publish").text
    page = browser.get("/desk/removed").text
    assert page.index("Werk knoop") < page.index("Kort"), "the newest first"


def test_what_was_removed_twice_is_listed_once_with_what_it_was_last(desk: Desk) -> None:
    drafts = desk.parts.drafts
    remove(desk, PartKind.TOUR, "kort")
    (gone,) = desk.parts.assembly.context.get(DraftHistory).removed(PartKind.TOUR)
    drafts.undo(PartKind.TOUR, "kort", gone.version, 0, "Noor")
    assert desk.parts.assembly.context.get(DraftHistory).removed() == []
    remove(desk, PartKind.TOUR, "kort", "Ada")
    (again,) = desk.parts.assembly.context.get(DraftHistory).removed()
    assert (again.removed_by, again.version) == ("Ada", gone.version + 2)


def test_who_may_not_change_it_brings_nothing_back(desk: Desk) -> None:
    remove(desk, PartKind.TOUR, "kort")
    browser = desk.colleague("Bram", Role.TECHNICIAN)
    page = browser.get("/desk/removed").text
    assert "Kort" in page
    assert "Bring back" not in page
    assert browser.post("/desk/tours/kort/history", to="1", version="0").status_code == 403


def test_nothing_was_removed(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert "Nothing was removed." in browser.get("/desk/removed?kind=nonsense").text
